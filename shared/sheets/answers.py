"""Decides whether what a specialist typed into an answer's cell may go to the person now, later, or after a tick.

An answer leaves the house and cannot be set back, so whatever may have come into its cell by a sort, a paste or a
fill is held until somebody confirms it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.sheets import cells
from shared.sheets.cells import Raw
from shared.store.records import Write, create

MOST = 10  # new answers in a pass that nobody is asked about
ALIKE = 2  # rows in which the same new text is no accident


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text in an answer's cell that has not been dealt with.

    ``since`` is when this very text was first seen there, ``held`` why it was held before.
    """

    key: str
    mark: bytes
    confirmed: bool
    since: datetime | None
    held: str = ""
    sent_here: bool = False
    known_elsewhere: bool = False  # sent for another record, or last seen in another's cell


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a candidate: send it, wait some seconds more, or hold it and say why (a sentence's name)."""

    wait: timedelta = timedelta()
    hold: str = ""

    @property
    def send(self) -> bool:
        """Whether it goes now."""
        return not self.wait and not self.hold


def judge(candidates: Sequence[Candidate], now: datetime, grace: timedelta | None) -> dict[str, Verdict]:
    """Decide about every candidate of a tab; without a ``grace`` each answer waits for its tick."""
    alike = Counter(each.mark for each in candidates)
    many = sum(1 for each in candidates if not each.confirmed and not each.held) > MOST
    return {each.key: _judged(each, now, grace, alike[each.mark], many=many) for each in candidates}


def _judged(each: Candidate, now: datetime, grace: timedelta | None, alike: int, *, many: bool) -> Verdict:
    if each.sent_here:
        return Verdict(hold="sheet-answer-sent")
    if each.confirmed:
        return Verdict()
    if each.held:
        return Verdict(hold=each.held)
    if each.known_elsewhere:
        return Verdict(hold="sheet-answer-elsewhere")
    if alike > ALIKE:
        return Verdict(hold="sheet-answer-same")
    if many:
        return Verdict(hold="sheet-answer-many")
    if grace is None:
        return Verdict(hold="sheet-answer-tick")
    return Verdict(wait=max(timedelta(), grace - (now - (each.since or now))))


def name(text: Raw) -> str:
    """Return the name of a text: the same for texts between which no person sees a difference."""
    return hashlib.blake2b(cells.plain(text).encode(), digest_size=9).hexdigest()


def path(key: str, text: Raw) -> str:
    """Return where it is kept that a text was sent for a record."""
    return f"answers/{key}:{name(text)}"


def sent(key: str, text: Raw, about: dict[str, str], now: datetime) -> Write:
    """Note that a text is sent for a record; fails where it has been sent before."""
    record = {"appeal": key, "text": cells.plain(text), "hash": name(text), "at": now, **about}
    return create(path(key, text), record)
