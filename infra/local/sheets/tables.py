"""Decides where appended rows go: below the table that the given range touches.

https://developers.google.com/workspace/sheets/api/guides/values#appending_values
"""

from __future__ import annotations

from infra.local.sheets.a1 import Cells
from infra.local.sheets.grid import Sheet
from infra.local.sheets.ranges import Place


def table_at(place: Place) -> Cells | None:
    """Return the last table that the range touches: cells with values, bounded by empty rows and columns."""
    sheet, cells = place.sheet, place.cells
    for index in range(min(cells.bottom, sheet.last_row()) - 1, cells.top - 1, -1):
        values = sheet.rows[index].values[cells.left : cells.right]
        for offset, value in enumerate(values):
            if value is not None:
                return _around(sheet, Cells(index, cells.left + offset, index + 1, cells.left + offset + 1))
    return None


def _around(sheet: Sheet, cells: Cells) -> Cells:
    """Grow a rectangle until nothing stands along its outside."""
    top, left, bottom, right = cells
    grown = True
    while grown:
        grown = False
        while left and _any_in_column(sheet, left - 1, top - 1, bottom + 1):
            left, grown = left - 1, True
        while right < len(sheet.columns) and _any_in_column(sheet, right, top - 1, bottom + 1):
            right, grown = right + 1, True
        while top and _any_in_row(sheet, top - 1, left - 1, right + 1):
            top, grown = top - 1, True
        while bottom < len(sheet.rows) and _any_in_row(sheet, bottom, left - 1, right + 1):
            bottom, grown = bottom + 1, True
    return Cells(top, left, bottom, right)


def _any_in_row(sheet: Sheet, row: int, left: int, right: int) -> bool:
    return any(value is not None for value in sheet.rows[row].values[max(left, 0) : right])


def _any_in_column(sheet: Sheet, column: int, top: int, bottom: int) -> bool:
    return any(row.get(column) is not None for row in sheet.rows[max(top, 0) : bottom])
