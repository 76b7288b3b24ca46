"""Decides what a person does to whole rows and columns: inserts, deletes, copies and moves them."""

from __future__ import annotations

import copy
from typing import Any

from infra.local.sheets import a1, dimensions
from infra.local.sheets.a1 import Cells
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.errors import Refused
from infra.local.sheets.grid import Axis, Row, Sheet
from infra.local.sheets.ranges import as_grid_range
from infra.local.sheets.requests import copying
from infra.local.sheets.staff import undo
from infra.local.sheets.staff.cells import column_of, header_rows
from infra.local.sheets.staff.undo import Undo

Order = dict[str, Any]


def insert_rows(book: Spreadsheet, sheet: Sheet, order: Order) -> Undo:
    """Insert ``count`` empty rows above row ``at``, counted from 1 as people do."""
    at, count = int(order["at"]) - 1, int(order.get("count", 1))
    dimensions.insert(book, Axis(sheet, "ROWS"), at, count, like_before=at > 0)
    return _rows_away(sheet.id, {row.id for row in sheet.rows[at : at + count]})


def _rows_away(sheet_id: int, ids: set[int]) -> Undo:
    def back(book: Spreadsheet) -> None:
        sheet = book.sheet(sheet_id)
        for index in [index for index, row in enumerate(sheet.rows) if row.id in ids][::-1]:
            dimensions.delete(book, Axis(sheet, "ROWS"), index, index + 1)

    return back


def delete_rows(book: Spreadsheet, sheet: Sheet, order: Order) -> Undo:
    """Delete ``count`` rows from row ``at`` on."""
    at, count = int(order["at"]) - 1, int(order.get("count", 1))
    gone = copy.deepcopy(sheet.rows[at : at + count])
    span = range(at, at + count)
    tied = [copy.copy(entry) for entry in book.metadata.values() if _on(entry.sheet_id, sheet) and entry.index in span]
    tied = [entry for entry in tied if entry.dimension == "ROWS"]
    sheet_id = sheet.id
    dimensions.delete(book, Axis(sheet, "ROWS"), at, at + count)

    def back(book: Spreadsheet) -> None:
        there = book.sheet(sheet_id)
        dimensions.insert(book, Axis(there, "ROWS"), min(at, len(there.rows)), len(gone))
        for row, saved in zip(there.rows[at : at + len(gone)], gone, strict=False):
            _refill(there, row, saved)
        book.metadata.update({entry.id: entry for entry in tied})

    return back


def _on(sheet_id: int | None, sheet: Sheet) -> bool:
    return sheet_id == sheet.id


def _refill(sheet: Sheet, row: Row, saved: Row) -> None:
    row.values, row.styles, row.notes, row.properties = saved.values, saved.styles, saved.notes, saved.properties
    sheet.touched.add(row)


def duplicate_row(book: Spreadsheet, sheet: Sheet, order: Order) -> Undo:
    """Insert a row below row ``row`` and paste a copy of that row into it."""
    index = int(order["row"]) - 1
    dimensions.insert(book, Axis(sheet, "ROWS"), index + 1, 1, like_before=True)
    width = len(sheet.columns)
    source = as_grid_range(sheet.id, Cells(index, 0, index + 1, width))
    target = as_grid_range(sheet.id, Cells(index + 1, 0, index + 2, width))
    copying.copy_paste(book, {"source": source, "destination": target})
    return _rows_away(sheet.id, {sheet.rows[index + 1].id})


def move_rows(book: Spreadsheet, sheet: Sheet, order: Order) -> Undo:
    """Move ``count`` rows from row ``from`` to row ``to``.

    ``how`` is ``cut`` (their cells are cut and pasted over those at ``to``; what is tied to the rows stays) or ``drag``
    (the rows are pulled to stand above row ``to``, with all that is tied to them).
    """
    start, to, count = int(order["from"]) - 1, int(order["to"]) - 1, int(order.get("count", 1))
    if order.get("how", "cut") == "drag":
        return _drag(book, Axis(sheet, "ROWS"), start, start + count, to)
    width = len(sheet.columns)
    sheet.grow(to + count, 0)
    whole = Cells(min(start, to), 0, max(start, to) + count, width)
    back = undo.of_cells(sheet, whole)
    source = as_grid_range(sheet.id, Cells(start, 0, start + count, width))
    target = {"sheetId": sheet.id, "rowIndex": to, "columnIndex": 0}
    copying.cut_paste(book, {"source": source, "destination": target})
    return back


def _drag(book: Spreadsheet, axis: Axis, start: int, end: int, to: int) -> Undo:
    if start < to < end or not 0 <= to <= axis.size:
        raise Refused("Rows and columns cannot be moved into themselves or out of the sheet.")
    dimensions.move(book, axis, start, end, to)
    count = end - start
    landed = to if to <= start else to - count
    sheet_id, dimension = axis.sheet.id, axis.dimension

    def back(book: Spreadsheet) -> None:
        home = start if start <= landed else start + count
        dimensions.move(book, Axis(book.sheet(sheet_id), dimension), landed, landed + count, home)

    return back


def insert_column(book: Spreadsheet, sheet: Sheet, order: Order) -> Undo:
    """Insert a column left of column ``at``, headed ``text`` where given."""
    at = a1.column(order["at"])
    dimensions.insert(book, Axis(sheet, "COLUMNS"), at, 1, like_before=at > 0)
    if order.get("text"):
        sheet.put(header_rows(sheet) - 1, at, order["text"])
    sheet_id = sheet.id
    return lambda book: dimensions.delete(book, Axis(book.sheet(sheet_id), "COLUMNS"), at, at + 1)


def delete_column(book: Spreadsheet, sheet: Sheet, order: Order) -> Undo:
    """Delete a column."""
    at = column_of(sheet, order)
    cells_back = undo.of_cells(sheet, Cells(0, at, len(sheet.rows), at + 1))
    properties = dict(sheet.columns[at])
    tied = [copy.copy(entry) for entry in book.metadata.values() if _on(entry.sheet_id, sheet) and entry.index == at]
    tied = [entry for entry in tied if entry.dimension == "COLUMNS"]
    sheet_id = sheet.id
    dimensions.delete(book, Axis(sheet, "COLUMNS"), at, at + 1)

    def back(book: Spreadsheet) -> None:
        there = book.sheet(sheet_id)
        dimensions.insert(book, Axis(there, "COLUMNS"), at, 1)
        there.columns[at] = properties
        cells_back(book)
        book.metadata.update({entry.id: entry for entry in tied})

    return back


def move_column(book: Spreadsheet, sheet: Sheet, order: Order) -> Undo:
    """Pull a column to stand left of column ``to``."""
    start = column_of(sheet, order)
    return _drag(book, Axis(sheet, "COLUMNS"), start, start + 1, a1.column(order["to"]))
