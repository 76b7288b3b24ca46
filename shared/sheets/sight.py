"""Puts together what one look at a tab means: whose rows there are, which cells differ, and which of these count.

Pure: the look, the memory and the journal go in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from shared.sheets import cells, merge
from shared.sheets.cells import EMPTY, Raw
from shared.sheets.fingerprints import Base
from shared.sheets.journal import Journal, Recalled, Seen, recall
from shared.sheets.keys import Doubt, Knowledge, Resolved, resolve
from shared.sheets.look import Look, Row
from shared.sheets.merge import Marks
from shared.sheets.place import Place, grouped, numbered
from shared.sheets.tab import Kind, Layout

_RARE = 20  # records that share a value, at most, for it to tell anything


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of a tab when it is looked at."""

    bases: Mapping[str, Base]
    reserved: AbstractSet[str]  # keys given to typed rows that are no records yet
    adopted: Mapping[str, Marks]  # keys without a base whose records exist, with what these show
    journal: Journal
    runs: AbstractSet[str]  # passes whose tokens the header may bear
    says_copy: Callable[[str], str]  # the remark that a row is a copy of this key


@dataclass
class Sight:
    """What a look at a tab means."""

    layout: Layout
    look: Look
    resolved: Resolved
    rows: dict[str, Row]  # of the records, with staff's own values where ours hid them
    base: dict[str, Marks]  # where it is not what is remembered: cells that bear our own values count as agreed
    marks: dict[str, Marks]  # of the rows that differ from their base
    recalled: Recalled
    sorted_alone: set[merge.Cell]
    emptied: set[int]
    twice: set[str]  # keys that several rows bear
    _places: dict[tuple[str, str], dict[int, Place]] = field(default_factory=dict)
    restored: bool = False  # somebody brought an old version of the file back

    def place(self, row: Row) -> Place:
        """Return how a row is found again."""
        if row.agreed and row.key not in self.twice:
            return Place(row.key, row.twin)
        keys = (row.key, row.twin)
        if keys not in self._places:
            self._places[keys] = numbered(self.layout, grouped(self.look.rows, {keys})[keys])
        return self._places[keys][row.number]

    def confirmed(self, row: Row) -> bool:
        """Whether staff confirmed what the row's remark asks."""
        return not cells.is_empty(row.cells[self.layout.confirm])

    def is_typed(self, row: Row) -> bool:
        """Whether a row without a key holds anything in the desk's columns."""
        return any(not cells.is_empty(raw) for raw in row.cells[: len(self.layout.desk)])


def see(layout: Layout, look: Look, known: Known, now: datetime) -> Sight:
    """Find out what a look means."""
    resolved = resolve(look.rows, _knowledge(layout, known))
    recalled = _recalled(layout, look, resolved, known, now)
    rows = _restored(layout, resolved.rows, recalled)
    overlay = _overlay(layout, rows, known.bases, recalled)
    restored = _restored_version(look, known)
    if restored:
        overlay |= {key: merge.marks(layout, rows[key].cells) for key in rows.keys() & known.bases.keys()}
    bases = {key: Base(overlay[key]) if key in overlay else known.bases[key] for key in rows if key in known.bases}
    differing = merge.differing(layout, rows, bases)
    twice = {each.key for each in resolved.doubtful if each.doubt in (Doubt.COPY, Doubt.TWO_ALIKE)}
    alone = merge.sorted_alone(layout, rows, look.rows, differing, known.bases)
    sight = Sight(layout, look, resolved, rows, overlay, differing, recalled, alone, set(), twice, restored=restored)
    sight.sorted_alone = {cell for cell in alone if not sight.confirmed(rows[cell[0]])}
    sight.emptied = merge.emptied(layout, rows, bases)
    return sight


def _restored_version(look: Look, known: Known) -> bool:
    """Whether the header bears the token of a pass long gone, and no call of ours can have put it there.

    Then nobody typed what differs: all of it is old, and the records are right.
    """
    awaited = known.runs | {entry.token.partition(".")[0] for entry in known.journal.entries}
    return bool(known.runs and look.runs) and not look.runs & awaited


def _knowledge(layout: Layout, known: Known) -> Knowledge:
    desk = len(layout.desk)

    def shown(key: str) -> Marks:
        return known.bases[key].marks if key in known.bases else known.adopted.get(key, ())

    def filled(key: str) -> int:
        return sum(mark != EMPTY for mark in shown(key)[:desk])

    # A row is a record's as well by what a stray write of ours is known to have put into it.
    strays = {(entry.landed, name, mark) for entry in known.journal.entries for name, mark in entry.marks.items()}

    def likeness(key: str, row: Row) -> int:
        pairs = zip(layout.desk, row.cells, shown(key), strict=False)
        marked = ((column.field, cells.mark(column, raw), old) for column, raw, old in pairs)
        return sum(own != EMPTY and (own == old or (key, name, own) in strays) for name, own, old in marked)

    def copied(row: Row) -> bool:
        return row.cells[layout.remark] == known.says_copy(row.key)

    return Knowledge(
        lambda key: key in known.bases or key in known.reserved or key in known.adopted,
        lambda key: key in known.reserved and key not in known.bases,
        likeness,
        filled,
        copied,
        lambda row: not cells.is_empty(row.cells[layout.confirm]),
        lambda key: key in known.adopted,
        lambda row: sum(not cells.is_empty(raw) for raw in row.cells[:desk]),
        lambda rows: _resembling(known.bases if rows else {}, layout),
    )


def _resembling(bases: Mapping[str, Base], layout: Layout) -> Callable[[Row], AbstractSet[str]]:
    """Return what finds the records that share a rare value with a row."""
    index: dict[tuple[int, bytes], set[str]] = {}
    for key, base in bases.items():
        for at, mark in enumerate(base.marks[: len(layout.desk)]):
            if mark != EMPTY:
                index.setdefault((at, mark), set()).add(key)

    def found(row: Row) -> AbstractSet[str]:
        marks = enumerate(cells.mark(column, raw) for column, raw in zip(layout.desk, row.cells, strict=False))
        shared = [index[each] for each in marks if each in index]
        return set().union(*(keys for keys in shared if len(keys) <= _RARE))

    return found


def _recalled(layout: Layout, look: Look, resolved: Resolved, known: Known, now: datetime) -> Recalled:
    """Compare the journal, if there is one, with the rows that differ."""
    if not known.journal:
        return Recalled()
    fields = [column.field for column in layout.values]
    wanted = {entry.key for entry in known.journal.entries} | {entry.landed for entry in known.journal.entries}
    bases = {key: known.bases[key] for key in resolved.rows if key in known.bases}
    present = merge.differing(layout, resolved.rows, bases)
    for key in wanted & resolved.rows.keys():
        if key:
            present[key] = merge.marks(layout, resolved.rows[key].cells)
    named = {key: dict(zip(fields, own, strict=True)) for key, own in present.items()}
    base = {key: dict(zip(fields, bases[key].marks, strict=True)) for key in present if key in bases}
    nobodys = [*resolved.drafts, *(each.row for each in resolved.doubtful)]
    keyless = [(row, dict(zip(fields, merge.marks(layout, row.cells), strict=True))) for row in nobodys]
    return recall(known.journal, Seen(fields, look.tokens, named, base, keyless), now)


def _restored(layout: Layout, rows: Mapping[str, Row], recalled: Recalled) -> dict[str, Row]:
    """Put staff's own values back before our eyes where ours hide them in the sheet.

    Not one that another record has: it may have come by a sort of that column alone, which only a whole look shows.
    """
    result = dict(rows)
    fields = [column.field for column in layout.values]
    for (key, name), raw in list(recalled.restored.items()):
        if key in result:
            row, index = result[key], fields.index(name)
            column, own = layout.values[index], cells.mark(layout.values[index], raw)
            rivals = (other for other in rows.items() if other[0] != key and own != EMPTY)
            if column.kind is not Kind.CHOICE and any(cells.mark(column, r.cells[index]) == own for _, r in rivals):
                del recalled.restored[(key, name)]
                recalled.doubtful.add(key)
                continue
            result[key] = row._replace(cells=(*row.cells[:index], raw, *row.cells[index + 1 :]))
    return result


def _overlay(
    layout: Layout, rows: Mapping[str, Row], bases: Mapping[str, Base], recalled: Recalled
) -> dict[str, Marks]:
    fields = [column.field for column in layout.values]
    overlay: dict[str, Marks] = {}
    for key, name in recalled.ours - recalled.restored.keys():
        if key in rows and key in bases:
            index = fields.index(name)
            marks = overlay.get(key, bases[key].marks)
            own = cells.mark(layout.values[index], rows[key].cells[index])
            overlay[key] = (*marks[:index], own, *marks[index + 1 :])
    return overlay


def blank(layout: Layout) -> tuple[Raw, ...]:
    """Return the cells of an empty row."""
    return ("",) * len(layout.values)
