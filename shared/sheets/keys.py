"""Decides which row is which record's, by the two keys it bears and, where they differ, by what it holds.

A key is never inferred from where a row stands. Where the evidence does not decide, a row is nobody's: it is shown as
such and nothing is merged from it or written into it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from shared.sheets.look import Row

_ENOUGH = 2  # cells alike, for a row without a key to be a record's that has none
_COPIED = 3  # cells alike, and none unlike, for it to be a copy of a row that stands elsewhere


class Doubt(StrEnum):
    """Why a row is nobody's; the value is the name of the sentence that says so."""

    COPY = "sheet-copy"
    TWO_ALIKE = "sheet-two-alike"
    TORN_KEY = "sheet-torn-key"
    STRANGER = "sheet-stranger"
    STRAY = ""  # ours to mend: nothing is said about it


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A row that is nobody's, with the key it is about."""

    row: Row
    doubt: Doubt
    key: str


@dataclass(slots=True)
class Resolved:
    """Whose every row is."""

    rows: dict[str, Row] = field(default_factory=dict)
    wrong: dict[str, tuple[bool, bool]] = field(default_factory=dict)  # whether ID, twin of a record's row need mending
    doubtful: list[Doubtful] = field(default_factory=list)
    drafts: list[Row] = field(default_factory=list)  # rows without any key that we gave
    mentioned: set[str] = field(default_factory=set)  # every key that stands anywhere


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known about keys.

    ``likeness`` counts the filled cells in which a row equals what was last agreed for a key, ``filled`` how many
    there are to be equal to; ``copied`` tells whether a row bears our remark that it is a copy.
    """

    known: Callable[[str], bool]
    reserved: Callable[[str], bool]  # given to a typed row, as twin first, and no record yet
    likeness: Callable[[str, Row], int]
    filled: Callable[[str], int]
    copied: Callable[[Row], bool]
    confirmed: Callable[[Row], bool]  # staff say that the row is what it says
    new: Callable[[str], bool]  # a record whose row was never seen whole
    holds: Callable[[Row], int]  # how many cells of a row are filled
    resembled: Callable[[Sequence[Row]], Callable[[Row], AbstractSet[str]]]  # finds the keys whose content a row shares


def resolve(rows: Sequence[Row], know: Knowledge) -> Resolved:
    """Find out whose every row is."""
    result = Resolved()
    agreed: dict[str, list[Row]] = {}
    odd: list[Row] = []
    for row in rows:
        if not row.key and not row.twin:
            result.drafts.append(row)
            continue
        result.mentioned.update(key for key in (row.key, row.twin) if key)
        if row.key == row.twin:
            agreed.setdefault(row.key, []).append(row)
        else:
            odd.append(row)
    for key, claimants in agreed.items():
        _agreed(key, claimants, know, result)
    _odd(odd, set(agreed), know, result)
    _keyless(know, result)
    return result


def _agreed(key: str, claimants: list[Row], know: Knowledge, result: Resolved) -> None:
    """Give a key to the one row that bears it twice, or of several to the one whose cells are the record's."""
    if not know.known(key):
        result.doubtful += [Doubtful(row, Doubt.STRANGER, key) for row in claimants]
        return
    if len(claimants) == 1:
        result.rows[key] = claimants[0]
        return
    ranks = [(not know.copied(row), know.likeness(key, row)) for row in claimants]
    best = max(ranks)
    first = [row for row, rank in zip(claimants, ranks, strict=True) if rank == best]
    if len({row.cells for row in first}) > 1:
        result.doubtful += [Doubtful(row, Doubt.TWO_ALIKE, key) for row in claimants]
        return
    result.rows[key] = first[0]
    result.doubtful += [Doubtful(row, Doubt.COPY, key) for row in claimants if row is not first[0]]


def _odd(odd: list[Row], taken: set[str], know: Knowledge, result: Resolved) -> None:
    """Settle the rows whose keys differ: restored where one of the two is nobody else's and the content agrees."""
    wanting: dict[str, list[tuple[int, Row]]] = {}
    for row in odd:
        known = [key for key in (row.key, row.twin) if key and know.known(key)]
        if know.reserved(row.key):
            known = known[1:]  # an ID that missed its row: the row is the one that bears the key as twin
        free = [key for key in known if key not in taken]
        if not known and not row.twin:
            result.drafts.append(row)  # staff typed an ID of their own into a new row
        elif not free:
            doubt, about = (Doubt.COPY, known[0]) if known else (Doubt.STRANGER, row.twin)
            result.doubtful.append(Doubtful(row, doubt, about))
        else:
            choice = _choice(row, free, know)
            if choice:
                wanting.setdefault(choice, []).append((know.likeness(choice, row), row))
            else:
                doubt = Doubt.STRAY if all(know.new(key) for key in free) else Doubt.TORN_KEY
                result.doubtful.append(Doubtful(row, doubt, free[0]))
    for key, claims in wanting.items():
        _claimed(key, claims, result)


def _choice(row: Row, free: list[str], know: Knowledge) -> str:
    """Choose between the keys a row bears; empty where its content speaks for neither."""
    scores = {key: know.likeness(key, row) for key in free}
    best = max(free, key=scores.__getitem__)
    others = [score for key, score in scores.items() if key != best]
    if scores[best] > max(others, default=0):
        return best
    # No cell speaks for anyone: a key that only this row bears is believed where there was nothing to compare.
    blank = [key for key in free if not know.filled(key)]
    if len(blank) == 1 and not any(scores.values()):
        return blank[0]
    return free[0] if know.confirmed(row) else ""


def _keyless(know: Knowledge, result: Resolved) -> None:
    """Recognise rows without a key by their content: a record's that lost both its keys, or a copy of visible cells."""
    claims: dict[str, list[Row]] = {}
    resembled = know.resembled(result.drafts)
    for row in list(result.drafts):
        for key in resembled(row):
            alike = know.likeness(key, row)
            if key in result.rows:
                if alike >= _COPIED and alike == know.holds(row):
                    result.drafts.remove(row)
                    result.doubtful.append(Doubtful(row, Doubt.COPY, key))
                    break
            elif alike >= _ENOUGH and alike * 3 >= know.filled(key) * 2:
                claims.setdefault(key, []).append(row)
    wooed = Counter(row.number for rows in claims.values() for row in rows)
    for key, rows in claims.items():
        if len(rows) == 1 and wooed[rows[0].number] == 1 and rows[0] in result.drafts:
            result.rows[key] = rows[0]
            result.wrong[key] = (True, True)
            result.mentioned.add(key)
            result.drafts.remove(rows[0])


def _claimed(key: str, claims: list[tuple[int, Row]], result: Resolved) -> None:
    best = max(score for score, _ in claims)
    first = [row for score, row in claims if score == best]
    if len(first) == 1:
        row = first[0]
        result.rows[key] = row
        result.wrong[key] = (row.key != key, row.twin != key)
        result.doubtful += [Doubtful(each, Doubt.COPY, key) for _, each in claims if each is not row]
    else:
        result.doubtful += [Doubtful(row, Doubt.TWO_ALIKE, key) for _, row in claims]
