"""Decides cell by cell what a difference means: staff's change, ours, both, or neither.

Three things are compared as fingerprints: the *base* both sides last agreed on, the cell in the *sheet*, and what the
*record* says now. A record that was not read is taken to say what the base says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.sheets import cells
from shared.sheets.cells import EMPTY, Raw
from shared.sheets.fingerprints import UNSEALED, Base
from shared.sheets.look import Row
from shared.sheets.tab import Column, Kind, Layout, Owner

Cell = tuple[str, int]  # a record's key, and which of the values
Marks = tuple[bytes, ...]

Bases = Mapping[str, Base]

# So many values must have moved before it is no coincidence: a name or a note is hardly ever typed twice by chance.
_LEAST = {Kind.TEXT: 1, Kind.CHOICE: 4, Kind.TICK: 4}


def marks(layout: Layout, row: Sequence[Raw]) -> Marks:
    """Return the fingerprints of a row's cells."""
    return tuple(cells.mark(column, raw) for column, raw in zip(layout.values, row, strict=True))


def differing(layout: Layout, rows: Mapping[str, Row], bases: Mapping[str, Base]) -> dict[str, Marks]:
    """Return the fingerprints of every row that differs from its base."""
    found = {}
    for key, row in rows.items():
        base = bases.get(key)
        if base and base.seal != UNSEALED and base.seal == cells.seal(row.cells):
            continue
        present = marks(layout, row.cells)
        if base is None or present != base.marks:
            found[key] = present
    return found


def changed(present: Marks, base: Marks) -> list[int]:
    """Return which cells differ."""
    return [index for index, mark in enumerate(present) if mark != base[index]]


def sorted_alone(
    layout: Layout, rows: Mapping[str, Row], everything: Sequence[Row], present: Mapping[str, Marks], bases: Bases
) -> set[Cell]:
    """Find the cells of columns that were sorted, or moved, without the rest of their rows.

    A value that was one record's alone has left its row and stands in another. Where that is what happened to most of
    a column's changed cells, none of them is believed; elsewhere those are not that gave or were given such a value.
    """
    found: set[Cell] = set()
    owners = {row.number: key for key, row in rows.items()}
    for index, column in enumerate(layout.desk):
        keys = [key for key, own in present.items() if key in bases and own[index] != bases[key].marks[index]]
        if not keys:
            continue
        gone = _left(keys, index, bases)
        moved, torn = set(), set()
        for row in everything:
            source = gone.get(cells.mark(column, row.cells[index]))
            owner = owners.get(row.number, "")
            if source and owner != source and (owner or source not in (row.key, row.twin)):
                moved.add(source)
                torn |= {owner, source}
        if len(moved) >= _LEAST.get(column.kind, 2):
            most = len(moved) * 2 > len(keys)
            found |= {(key, index) for key in keys if most or key in torn}
    return found


def _left(keys: Iterable[str], index: int, bases: Bases) -> dict[bytes, str]:
    """Return the values that were one record's alone and are no longer in its row, with whose they were."""
    known = Counter(base.marks[index] for base in bases.values())
    return {mark: key for key in keys if (mark := bases[key].marks[index]) != EMPTY and known[mark] == 1}


def emptied(layout: Layout, rows: Mapping[str, Row], bases: Mapping[str, Base]) -> set[int]:
    """Find the columns that lost every cell at once: such a loss is no row's edit, and is filled in again."""
    found = set()
    for index in range(len(layout.desk)):
        filled = sum(1 for key in rows if key in bases and bases[key].marks[index] != EMPTY)
        if filled > 2 and all(cells.is_empty(row.cells[index]) for row in rows.values()):  # noqa: PLR2004 - of two cells staff may well clear both
            found.add(index)
    return found


@dataclass(slots=True)
class Settled:
    """What the differences of one row mean, by the position of the value."""

    edits: list[int] = field(default_factory=list)  # staff's, to be decided by the desk
    set_back: list[int] = field(default_factory=list)  # staff's, in a column of the system's
    agreed: list[int] = field(default_factory=list)  # both sides say the same by now
    ours: list[int] = field(default_factory=list)  # the record's, to be written


def settle(columns: Iterable[Column], base: Marks, sheet: Marks, record: Marks) -> Settled:
    """Merge one row field by field; where both sides changed a field, staff's cell wins."""
    result = Settled()
    for index, column in enumerate(columns):
        if sheet[index] == record[index]:
            if base[index] != sheet[index]:
                result.agreed.append(index)
        elif sheet[index] == base[index]:
            result.ours.append(index)
        elif column.owner is Owner.SYSTEM:
            result.set_back.append(index)
        else:
            result.edits.append(index)
    return result


def adopted(columns: Sequence[Column], sheet: Marks, record: Marks) -> Marks:
    """Choose the base of a row never synchronised: staff's filled cells are edits, empty ones are to be filled."""
    return tuple(
        own if column.owner is Owner.SYSTEM or own == EMPTY else record[index]
        for index, (column, own) in enumerate(zip(columns, sheet, strict=True))
    )
