"""Decides how a person's last edit is taken back: the cells and rows it touched, wherever they are by then."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

from infra.local.sheets.a1 import Cells
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.grid import Row, Sheet, Value

Undo = Callable[[Spreadsheet], None]


class _Kept(NamedTuple):
    row: int  # its id, by which it is found again
    column: int
    value: Value
    style: int
    note: str


def of_cells(sheet: Sheet, cells: Cells) -> Undo:
    """Return how the contents of a rectangle are restored, each cell in the row it was in."""
    kept = [
        _keep(row, column) for row in sheet.rows[cells.top : cells.bottom] for column in range(cells.left, cells.right)
    ]
    sheet_id = sheet.id

    def undo(book: Spreadsheet) -> None:
        there = book.sheet(sheet_id)
        rows = {row.id: row for row in there.rows}
        for one in kept:
            if one.row in rows:
                _restore(there, rows[one.row], one)

    return undo


def _keep(row: Row, column: int) -> _Kept:
    return _Kept(row.id, column, row.get(column), row.style(column), row.note(column))


def _restore(sheet: Sheet, row: Row, kept: _Kept) -> None:
    row.put(kept.column, kept.value)
    row.put_style(kept.column, kept.style)
    row.put_note(kept.column, kept.note)
    sheet.touched.add(row)


def of_part(sheet: Sheet, name: str) -> Undo:
    """Return how one part of a sheet, such as its filter, comes back."""
    part: Any = copy.deepcopy(sheet.parts.get(name))
    sheet_id = sheet.id

    def undo(book: Spreadsheet) -> None:
        parts = book.sheet(sheet_id).parts
        parts.pop(name, None)
        if part is not None:
            parts[name] = part

    return undo
