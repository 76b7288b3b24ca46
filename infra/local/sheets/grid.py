"""Decides what a sheet is made of: rows that keep their identity, and columns that are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from infra.local.sheets.a1 import Box, Cells
from infra.local.sheets.styles import PLAIN

Part = TypeVar("Part", int, str)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it was entered, with its equals sign."""

    text: str


Value = str | int | float | bool | Formula | None  # None is the empty cell


class Row:
    """One row: its values up to the last that is not empty, and what few cells carry beside them."""

    __slots__ = ("id", "notes", "properties", "styles", "values")

    def __init__(self, row_id: int) -> None:
        self.id = row_id
        self.values: list[Value] = []
        self.styles: dict[int, int] | None = None
        self.notes: dict[int, str] | None = None
        self.properties: dict[str, Any] | None = None

    def get(self, column: int) -> Value:
        """Return the value in ``column``."""
        return self.values[column] if column < len(self.values) else None

    def put(self, column: int, value: Value) -> None:
        """Set the value in ``column``; values end with one that is not empty."""
        values = self.values
        if column < len(values):
            values[column] = value
        elif value is not None:
            values.extend([None] * (column - len(values)))
            values.append(value)
        while values and values[-1] is None:
            values.pop()

    def style(self, column: int) -> int:
        """Return the number of the style of the cell in ``column``."""
        return PLAIN if self.styles is None else self.styles.get(column, PLAIN)

    def put_style(self, column: int, number: int) -> None:
        """Set the number of the style of the cell in ``column``."""
        self.styles = _put(self.styles, column, number)

    def note(self, column: int) -> str:
        """Return the note on the cell in ``column``."""
        return "" if self.notes is None else self.notes.get(column, "")

    def put_note(self, column: int, note: str) -> None:
        """Set or, with an empty text, remove the note on the cell in ``column``."""
        self.notes = _put(self.notes, column, note)

    def put_properties(self, properties: dict[str, Any]) -> None:
        """Set the properties of the row (``hiddenByUser``, ``pixelSize``); none is the usual."""
        self.properties = properties or None


def _put(parts: dict[int, Part] | None, key: int, part: Part) -> dict[int, Part] | None:
    """Return ``parts`` with ``part`` at ``key``, without it where there is nothing to keep."""
    parts = parts or {}
    if part:
        parts[key] = part
    else:
        parts.pop(key, None)
    return parts or None


@dataclass(slots=True)
class Sheet:
    """One tab; ``parts`` are the lists of the ``Sheet`` resource that are neither properties nor data."""

    id: int
    title: str
    rows: list[Row]
    columns: list[dict[str, Any]]
    properties: dict[str, Any] = field(default_factory=dict)  # hidden, tabColor …; gridProperties without the counts
    parts: dict[str, Any] = field(default_factory=dict)  # merges, protectedRanges, basicFilter, filterViews …
    next_row: int = 1
    touched: set[Row] = field(default_factory=set)  # rows to be saved
    dropped: list[int] = field(default_factory=list)  # ids of rows to be forgotten
    reordered: bool = True  # the order of the rows is to be saved

    @property
    def grid(self) -> Cells:
        """Return the whole sheet as a rectangle."""
        return Cells(0, 0, len(self.rows), len(self.columns))

    def fresh_rows(self, count: int) -> list[Row]:
        """Return new, empty rows that belong to no place yet."""
        first = self.next_row
        self.next_row += count
        return [Row(number) for number in range(first, first + count)]

    def within(self, box: Box) -> Cells:
        """Return the part of the grid that ``box`` names, open sides reaching the edge."""
        bottom, right = len(self.rows), len(self.columns)
        return Cells(
            top=box.top or 0,
            left=box.left or 0,
            bottom=bottom if box.bottom is None else min(box.bottom, bottom),
            right=right if box.right is None else min(box.right, right),
        )

    def put(self, row_index: int, column: int, value: Value) -> None:
        """Set a value; the row is saved with the next commit."""
        row = self.rows[row_index]
        row.put(column, value)
        self.touched.add(row)

    def last_row(self) -> int:
        """Return the index after the last row that holds a value."""
        return next((index + 1 for index in range(len(self.rows) - 1, -1, -1) if self.rows[index].values), 0)

    def spots(self, cells: Cells) -> Iterator[Spot]:
        """Walk through the cells of a rectangle."""
        for index in range(cells.top, cells.bottom):
            for column in range(cells.left, cells.right):
                yield Spot(self, index, column)

    def grow(self, rows: int, columns: int) -> None:
        """Make the grid at least as large as said."""
        if rows > len(self.rows):
            self.rows.extend(self.fresh_rows(rows - len(self.rows)))
            self.reordered = True
        if columns > len(self.columns):
            self.columns.extend({} for _ in range(columns - len(self.columns)))

    def forget(self, rows: Iterable[Row]) -> None:
        """Note that ``rows`` have left the sheet."""
        for row in rows:
            self.touched.discard(row)
            self.dropped.append(row.id)
        self.reordered = True


class Spot(NamedTuple):
    """One cell of a sheet, counted from zero."""

    sheet: Sheet
    row_index: int
    column: int

    @property
    def row(self) -> Row:
        """Return the row the cell is in."""
        return self.sheet.rows[self.row_index]


class Axis(NamedTuple):
    """The rows or the columns of a sheet: ``ROWS`` or ``COLUMNS``."""

    sheet: Sheet
    dimension: str

    @property
    def size(self) -> int:
        """Return how many there are."""
        return len(self.sheet.rows) if self.dimension == "ROWS" else len(self.sheet.columns)


def new_sheet(sheet_id: int, title: str, rows: int = 1000, columns: int = 26) -> Sheet:
    """Return an empty sheet of the size Google gives it."""
    sheet = Sheet(sheet_id, title, [], [])
    sheet.grow(rows, columns)
    return sheet
