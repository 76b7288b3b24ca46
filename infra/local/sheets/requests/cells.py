"""Decides how requests write cells, validation rules and borders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from infra.local.sheets import cells
from infra.local.sheets.a1 import Box, Cells
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.errors import Refused
from infra.local.sheets.grid import Sheet, Spot
from infra.local.sheets.masks import Mask
from infra.local.sheets.ranges import Place, grid_range
from infra.local.sheets.references import shifted

# Which conditions a validation rule may have, with the number of values each takes; ``None`` is any number.
_CONDITIONS: dict[str, tuple[int, int | None]] = {
    "ONE_OF_LIST": (1, None),
    "ONE_OF_RANGE": (1, 1),
    "BOOLEAN": (0, 2),
    "CUSTOM_FORMULA": (1, 1),
    "BLANK": (0, 0),
    "NOT_BLANK": (0, 0),
    "TEXT_IS_EMAIL": (0, 0),
    "TEXT_IS_URL": (0, 0),
    "DATE_IS_VALID": (0, 0),
}
_TWO_VALUES = ("NUMBER_BETWEEN", "NUMBER_NOT_BETWEEN", "DATE_BETWEEN", "DATE_NOT_BETWEEN")


def update_cells(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Write rows of cells to a range, clearing what they do not cover, or from a corner on."""
    mask = cells.mask_of(request)
    rows = request.get("rows", [])
    if ("range" in request) == ("start" in request):
        raise Refused("Exactly one of 'range' or 'start' must be set.")
    if "start" in request:
        start = request["start"]
        sheet = book.sheet(start.get("sheetId", 0))
        top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
        Place(sheet, Box(top, left, top + 1, left + 1)).starts_inside()
        _write(book, sheet, rows, mask, Box(top, left, len(sheet.rows), len(sheet.columns)))
        return {}
    place = grid_range(book, request["range"]).starts_inside()
    if not rows:
        for spot in place.sheet.spots(place.cells):
            cells.put(book, spot, {}, mask)
        return {}
    _write(book, place.sheet, rows, mask, Box(*place.cells), clearing=True)
    return {}


def _write(  # noqa: PLR0913 - rows and where they go
    book: Spreadsheet, sheet: Sheet, rows: list[dict[str, Any]], mask: Mask, box: Box, *, clearing: bool = False
) -> None:
    top, left, bottom, right = box.top or 0, box.left or 0, box.bottom or 0, box.right or 0
    for offset, row_data in enumerate(rows):
        index, data = top + offset, row_data.get("values", [])
        if index >= bottom:
            raise Refused(f"Attempting to write row: {index}, beyond the last requested row of: {bottom - 1}")
        _check_width(left + len(data), right)
        for column, cell in enumerate(data, left):
            cells.put(book, Spot(sheet, index, column), cell, mask)
    if clearing:
        for offset in range(bottom - top):
            covered = len(rows[offset].get("values", [])) if offset < len(rows) else 0
            for column in range(left + covered, right):
                cells.put(book, Spot(sheet, top + offset, column), {}, mask)


def _check_width(end: int, right: int) -> None:
    if end > right:
        raise Refused(f"Attempting to write column: {right}, beyond the last requested column of: {right - 1}")


def repeat_cell(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Write one cell to every place of a range; a formula follows as if it had been copied there."""
    mask = cells.mask_of(request)
    place = grid_range(book, request.get("range", {})).starts_inside()
    cell = request.get("cell", {})
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    for spot in place.sheet.spots(place.cells):
        if formula:
            copied = shifted(formula, spot.row_index - place.cells.top, spot.column - place.cells.left)
            cell["userEnteredValue"] = {"formulaValue": copied}
        cells.put(book, spot, cell, mask)
    return {}


def append_cells(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Write rows of cells after the last row that holds a value; the grid grows downwards, never to the right."""
    mask = cells.mask_of(request)
    sheet = book.sheet(request.get("sheetId", 0))
    rows = request.get("rows", [])
    for row_data in rows:
        _check_width(len(row_data.get("values", [])), len(sheet.columns))
    top = sheet.last_row()
    book.check_size((top + len(rows) - len(sheet.rows)) * len(sheet.columns))
    sheet.grow(top + len(rows), 0)
    _write(book, sheet, rows, mask, Box(top, 0, len(sheet.rows), len(sheet.columns)))
    return {}


def set_data_validation(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Set the validation rule of every cell in a range, or with no rule remove it."""
    place = grid_range(book, request.get("range", {})).starts_inside()
    rule = request.get("rule")
    if rule is not None:
        _check_rule(rule)
    data = {"dataValidation": rule} if rule else {}
    for spot in place.sheet.spots(place.cells):
        cells.put(book, spot, data, {"dataValidation": {}})
    return {}


def _check_rule(rule: dict[str, Any]) -> None:
    condition = rule.get("condition", {})
    kind, given = condition.get("type", ""), len(condition.get("values", []))
    if kind in ("", "CONDITION_TYPE_UNSPECIFIED"):
        raise Refused("rule.condition.type must be specified.")
    least, most = _CONDITIONS.get(kind, (2, 2) if kind in _TWO_VALUES else (1, 1))
    if given < least or (most is not None and given > most):
        raise Refused(f"Invalid number of ConditionValues for ConditionType {kind}: {given}")


def update_borders(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Set the borders around and inside a range."""
    place = grid_range(book, request.get("range", {})).starts_inside()
    for spot in place.sheet.spots(place.cells):
        borders = {side: border for side, border in _sides(request, place.cells, spot) if border}
        mask: Mask = {"userEnteredFormat": {"borders": {side: {} for side in borders}}}
        if borders:
            cells.put(book, spot, {"userEnteredFormat": {"borders": borders}}, mask)
    return {}


def _sides(request: dict[str, Any], area: Cells, spot: Spot) -> Iterator[tuple[str, Any]]:
    """Walk through the sides of a cell with the border asked for there, outside or inside the area."""
    yield "top", request.get("top" if spot.row_index == area.top else "innerHorizontal")
    yield "bottom", request.get("bottom" if spot.row_index == area.bottom - 1 else "innerHorizontal")
    yield "left", request.get("left" if spot.column == area.left else "innerVertical")
    yield "right", request.get("right" if spot.column == area.right - 1 else "innerVertical")
