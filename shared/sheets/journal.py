"""Remembers what we were about to write, so that a value of ours in another's row is never taken for staff's.

An entry is kept before the sheet is touched and goes only when an answer has shown its values in its own row. Between
our last look and our write rows may have moved; one call hits one row with all the values of an entry, so an entry
that did not reach its own row is looked for, whole, in the others. Whether a call that gave no answer was carried out
at all is told by its token, which the same call writes into the header of the hidden column.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from shared.sheets.cells import EMPTY, Raw
from shared.sheets.look import Row

T = TypeVar("T")
LATE = timedelta(seconds=200)  # Google ends a request after 180 s; until then one that gave no answer may still act
_ENTRIES_A_RECORD = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """Values on their way to one row of a tab, as fingerprints by field.

    ``key`` is the record's, empty for a row without one. ``applied`` says that the call is known to have been carried
    out, ``landed`` names the record in whose row an answer has shown the values.
    """

    tab: str
    key: str
    marks: Mapping[str, bytes]
    token: str
    sent: datetime
    applied: bool = False
    landed: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A row without a key as staff typed it, kept while we write: no record could restore it."""

    tab: str
    cells: tuple[Raw, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that staff changed after we had decided and before we wrote; its edit is still to be taken."""

    tab: str
    key: str
    field: str
    value: Raw


@dataclass(frozen=True, slots=True)
class Journal:
    """Everything on its way into one spreadsheet."""

    entries: tuple[Entry, ...] = ()
    drafts: tuple[Draft, ...] = ()
    unread: tuple[Unread, ...] = ()

    def of(self, tab: str) -> Journal:
        """Return the part that is about one tab."""
        return Journal(
            tuple(each for each in self.entries if each.tab == tab),
            tuple(each for each in self.drafts if each.tab == tab),
            tuple(each for each in self.unread if each.tab == tab),
        )

    def __bool__(self) -> bool:
        return bool(self.entries or self.drafts or self.unread)


def parts(journal: Journal) -> Iterator[dict[str, Any]]:
    """Yield the records a journal is kept in; the first holds what is not an entry."""
    drafts = [[each.tab, list(each.cells)] for each in journal.drafts]
    unread = [[each.tab, each.key, each.field, each.value] for each in journal.unread]
    for start in range(0, max(len(journal.entries), 1), _ENTRIES_A_RECORD):
        entries = [_kept(entry) for entry in journal.entries[start : start + _ENTRIES_A_RECORD]]
        body = {"entries": entries} | ({} if start else {"drafts": drafts, "unread": unread})
        yield {"body": zlib.compress(json.dumps(body, ensure_ascii=False).encode(), 1)}


def read(records: Iterable[Mapping[str, Any]]) -> Journal:
    """Read a journal back."""
    bodies = [json.loads(zlib.decompress(each["body"])) for each in records]
    entries = [_entry(each) for body in bodies for each in body["entries"]]
    drafts = [Draft(tab, tuple(kept)) for body in bodies for tab, kept in body.get("drafts", ())]
    unread = [Unread(*each) for body in bodies for each in body.get("unread", ())]
    return Journal(tuple(entries), tuple(drafts), tuple(unread))


def _kept(entry: Entry) -> list[Any]:
    marks = {name: mark.hex() for name, mark in entry.marks.items()}
    return [entry.tab, entry.key, marks, entry.token, entry.sent.isoformat(), entry.applied, entry.landed]


def _entry(kept: Sequence[Any]) -> Entry:
    tab, key, marks, token, sent, applied, landed = kept
    own = {name: bytes.fromhex(mark) for name, mark in marks.items()}
    return Entry(tab, key, own, token, datetime.fromisoformat(sent), applied, landed)


@dataclass(slots=True)
class Recalled:
    """What a journal says about the cells seen now; cells are key and field."""

    ours: set[tuple[str, str]] = field(default_factory=set)  # bear a value that we wrote
    doubtful: set[str] = field(default_factory=set)  # keys of rows in which it may as well be staff's
    restored: dict[tuple[str, str], Raw] = field(default_factory=dict)  # staff's values that ours hide
    ghosts: list[tuple[Row, dict[str, Raw]]] = field(default_factory=list)  # keyless rows, and what they held
    carried: list[Entry] = field(default_factory=list)  # to be remembered until the next write has been seen to land


@dataclass(frozen=True, slots=True)
class Seen:
    """A tab's rows as the journal compares them, by field; ``sheet`` has those that differ and those of the entries."""

    fields: Sequence[str]
    tokens: frozenset[str]
    sheet: Mapping[str, Mapping[str, bytes]]
    base: Mapping[str, Mapping[str, bytes]]
    keyless: Sequence[tuple[Row, Mapping[str, bytes]]]


def recall(journal: Journal, seen: Seen, now: datetime) -> Recalled:
    """Compare a journal with what a look has shown."""
    result = Recalled()
    orphans: list[Entry] = []
    for entry in journal.entries:
        if not (entry.applied or _applied(entry, seen.tokens)):
            # Nothing of it is in the sheet, as this look was whole; but it may still come.
            result.carried += [entry] if now - entry.sent < LATE else []
            continue
        result.carried.append(replace(entry, applied=True))
        if entry.landed:
            result.ours |= _hit(entry.landed, entry, seen)
        elif entry.landed is not None or not _arrived(entry, seen, result):
            orphans.append(entry)
    _strays([entry for entry in orphans if entry.landed is None], seen, result)
    _ghosts(orphans, journal.drafts, seen, result)
    for each in journal.unread:
        if (each.key, each.field) in result.ours:
            result.restored[(each.key, each.field)] = each.value
    return result


def _applied(entry: Entry, tokens: Iterable[str]) -> bool:
    """Whether the call of an entry was carried out: its own token stands there, or that of a later call of its pass.

    A pass makes a call only once the one before has been answered.
    """
    run, _, number = entry.token.partition(".")
    return any(own == run and int(later) >= int(number) for own, _, later in (each.partition(".") for each in tokens))


def _hit(key: str, entry: Entry, seen: Seen) -> set[tuple[str, str]]:
    """Return which cells of a record's row bear the entry's values."""
    present = seen.sheet.get(key, {})
    return {(key, name) for name, mark in entry.marks.items() if present.get(name) == mark}


def _arrived(entry: Entry, seen: Seen, result: Recalled) -> bool:
    """Whether an entry stands in its own row; staff may have changed part of it since."""
    hit = _hit(entry.key, entry, seen)
    if not entry.key or len(hit) * 2 <= len(entry.marks):
        return False
    result.ours |= hit
    return True


def _strays(orphans: Iterable[Entry], seen: Seen, result: Recalled) -> None:
    """Look for entries that did not reach their rows in the rows of others."""
    alike: dict[frozenset[tuple[str, bytes]], list[Entry]] = {}
    for entry in orphans:
        alike.setdefault(frozenset(entry.marks.items()), []).append(entry)
    index = _index((key, marks) for key, marks in seen.sheet.items()) if alike else {}
    for entries in alike.values():
        hits = [key for key in _sharing(entries[0], index) if _bears(entries[0], key, seen)]
        for key in hits:
            result.ours |= _hit(key, entries[0], seen)
        if len(hits) > len(entries):
            result.doubtful |= set(hits)


def _index(rows: Iterable[tuple[T, Mapping[str, bytes]]]) -> dict[tuple[str, bytes], list[T]]:
    """Sort rows by what they hold."""
    index: dict[tuple[str, bytes], list[T]] = {}
    for row, marks in rows:
        for each in marks.items():
            index.setdefault(each, []).append(row)
    return index


def _sharing(entry: Entry, index: Mapping[tuple[str, bytes], list[T]]) -> list[T]:
    """Return the rows that may bear more than half of an entry: they share one of its rarer values."""
    found = sorted((index.get(each, []) for each in entry.marks.items()), key=len)
    return list(dict.fromkeys(row for rows in found[: len(found) // 2 + 1] for row in rows))


def _bears(entry: Entry, key: str, seen: Seen) -> bool:
    """Whether a row that differs from its base differs as if the entry had hit it."""
    present, base = seen.sheet[key], seen.base.get(key, {})
    hit = [name for name, mark in entry.marks.items() if present.get(name) == mark]
    return len(hit) * 2 > len(entry.marks) and any(base.get(name) != present[name] for name in hit)


def _ghosts(orphans: Sequence[Entry], drafts: Sequence[Draft], seen: Seen, result: Recalled) -> None:
    """Give rows without a key back what an entry has hidden in them, or nothing where nothing was."""
    standing = Counter(_own(seen.fields, row.cells) for row, _ in seen.keyless)
    hidden = []
    for draft in drafts:
        own = _own(seen.fields, draft.cells)
        standing[own] -= 1
        if standing[own] < 0:
            hidden.append(draft)
    known = {_own(seen.fields, draft.cells) for draft in drafts}
    suspects = [(row, marks) for row, marks in seen.keyless if _own(seen.fields, row.cells) not in known]
    index = _index((at, marks) for at, (_, marks) in enumerate(suspects)) if orphans else {}
    found: dict[int, Entry] = {}
    for entry in orphans:
        filled = {name: mark for name, mark in entry.marks.items() if mark != EMPTY}
        for at in min((index.get(each, []) for each in filled.items()), key=len, default=[]):
            if all(suspects[at][1].get(name) == mark for name, mark in filled.items()):
                found.setdefault(at, entry)
    for at, entry in found.items():
        row = suspects[at][0]
        result.ghosts.append((row, _before(row, set(entry.marks), hidden, seen.fields)))


def _own(fields: Sequence[str], row: Sequence[Raw]) -> tuple[Raw, ...]:
    """Return the cells of the desk's columns; ours are told by their names."""
    return tuple(raw for name, raw in zip(fields, row, strict=True) if not name.startswith("_"))


def _before(row: Row, hit: set[str], hidden: list[Draft], fields: Sequence[str]) -> dict[str, Raw]:
    """Return what the cells that were hit held: those of the draft that is to be seen no more and fits the rest."""
    for draft in hidden:
        pairs = zip(fields, row.cells, draft.cells, strict=True)
        if all(now == then for name, now, then in pairs if name not in hit and not name.startswith("_")):
            hidden.remove(draft)
            return {name: then for name, then in zip(fields, draft.cells, strict=True) if name in hit}
    return dict.fromkeys(hit & set(fields), "")
