"""Decides what ``copyPaste`` and ``cutPaste`` carry from one place to another."""

from __future__ import annotations

from typing import Any, NamedTuple

from infra.local.sheets import cells, masks
from infra.local.sheets.a1 import Cells
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.errors import Refused, Unsupported
from infra.local.sheets.grid import Formula, Sheet, Spot, Value
from infra.local.sheets.ranges import grid_range
from infra.local.sheets.references import shifted
from infra.local.sheets.render import Renderer

# What each way of pasting carries: values, formulas as such, formats, notes, validation.
_KINDS = {
    "PASTE_NORMAL": {"value", "formula", "format", "note", "validation"},
    "PASTE_VALUES": {"value"},
    "PASTE_FORMAT": {"format"},
    "PASTE_NO_BORDERS": {"value", "formula", "format", "note", "validation", "no borders"},
    "PASTE_FORMULA": {"value", "formula"},
    "PASTE_DATA_VALIDATION": {"validation"},
}


class _Cell(NamedTuple):
    value: Value
    shown: Value  # the value a formula comes to
    style: dict[str, Any]
    note: str


def _carried(request: dict[str, Any]) -> set[str]:
    kind = request.get("pasteType", "PASTE_NORMAL")
    if kind not in _KINDS:
        raise Unsupported(f"pasteType.{kind}")
    return _KINDS[kind]


def _take(book: Spreadsheet, sheet: Sheet, area: Cells) -> list[list[_Cell]]:
    renderer = Renderer(book)

    def cell(index: int, column: int) -> _Cell:
        row = sheet.rows[index]
        value = row.get(column)
        result = renderer.result(sheet, value)
        shown = result if result is None or isinstance(result, str | int | float) else result.shown
        return _Cell(value, shown, book.styles[row.style(column)], row.note(column))

    columns = range(area.left, area.right)
    return [[cell(index, column) for column in columns] for index in range(area.top, area.bottom)]


def _drop(book: Spreadsheet, spot: Spot, cell: _Cell, carried: set[str], by: tuple[int, int]) -> None:
    row, column = spot.row, spot.column
    if "value" in carried:
        value = cell.value if "formula" in carried else cell.shown
        row.put(column, Formula(shifted(value.text, *by)) if isinstance(value, Formula) else value)
    style = dict(book.styles[row.style(column)])
    for part, name in (("format", "userEnteredFormat"), ("validation", "dataValidation"), ("format", "textFormatRuns")):
        if part in carried:
            style[name] = cell.style.get(name, {})
    if "no borders" in carried and style.get("userEnteredFormat"):
        style["userEnteredFormat"] = {
            name: part for name, part in style["userEnteredFormat"].items() if name != "borders"
        }
    row.put_style(column, book.styles.number(style))
    if "note" in carried:
        row.put_note(column, cell.note)
    spot.sheet.touched.add(row)


def copy_paste(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Copy a range, repeating it where the destination is a multiple of it."""
    source = grid_range(book, request.get("source", {})).starts_inside()
    target = grid_range(book, request.get("destination", {})).starts_inside()
    carried, turned = _carried(request), request.get("pasteOrientation") == "TRANSPOSE"
    taken = _take(book, source.sheet, source.cells)
    if turned:
        taken = [list(column) for column in zip(*taken, strict=True)]
    high, wide = len(taken), len(taken[0])
    top, left = target.cells.top, target.cells.left
    down = target.cells.height // high if target.cells.height % high == 0 else 1
    across = target.cells.width // wide if target.cells.width % wide == 0 else 1
    _check_room(target.sheet, top + high * down, left + wide * across)
    for row in range(high * down):
        for column in range(wide * across):
            origin = (column % wide, row % high) if turned else (row % high, column % wide)
            by = (top + row - source.cells.top - origin[0], left + column - source.cells.left - origin[1])
            _drop(book, Spot(target.sheet, top + row, left + column), taken[row % high][column % wide], carried, by)
    return {}


def _check_room(sheet: Sheet, bottom: int, right: int) -> None:
    if bottom > len(sheet.rows) or right > len(sheet.columns):
        raise Refused(
            f"The destination exceeds grid limits. Max rows: {len(sheet.rows)}, max columns: {len(sheet.columns)}"
        )


def cut_paste(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Move a range; all of the source is cut, whatever of it is pasted, and formulas stay as they read."""
    source = grid_range(book, request.get("source", {})).starts_inside()
    to = request.get("destination", {})
    sheet = book.sheet(to.get("sheetId", 0))
    carried = _carried(request)
    taken = _take(book, source.sheet, source.cells)
    top, left = to.get("rowIndex", 0), to.get("columnIndex", 0)
    _check_room(sheet, top + len(taken), left + source.cells.width)
    for spot in source.sheet.spots(source.cells):
        cells.put(book, spot, {}, {masks.EVERYTHING: {}})
    for down, line in enumerate(taken):
        for across, cell in enumerate(line):
            _drop(book, Spot(sheet, top + down, left + across), cell, carried, (0, 0))
    return {}
