"""Decides how a cell is written from a ``CellData`` and read as one.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/cells#CellData
"""

from __future__ import annotations

from typing import Any

from infra.local.sheets import masks
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.errors import Refused
from infra.local.sheets.formula import CellError, Result
from infra.local.sheets.grid import Formula, Row, Sheet, Spot, Value
from infra.local.sheets.masks import Mask
from infra.local.sheets.render import Renderer
from infra.local.sheets.shapes import MESSAGES
from infra.local.sheets.values import MOST_CHARACTERS, too_long

_STYLED = ("userEnteredFormat", "dataValidation", "textFormatRuns")
_FIELDS = MESSAGES["CellData"]


def mask_of(request: dict[str, Any]) -> Mask:
    """Return the mask of a request that writes cells, whether or not it then finds a cell to write."""
    mask = masks.of_change(request.get("fields"))
    masks.check_change(mask, _FIELDS)
    return mask


def put(book: Spreadsheet, spot: Spot, data: dict[str, Any], mask: Mask) -> None:
    """Set what ``mask`` names of a cell to what ``data`` says of it."""
    row, column = spot.row, spot.column
    every = masks.EVERYTHING in mask
    if every or "userEnteredValue" in mask:
        row.put(column, entered_value(data.get("userEnteredValue", {})))
    if every or "note" in mask:
        row.put_note(column, data.get("note", ""))
    styled: Mask = {name: {} if every else mask[name] for name in _STYLED if every or name in mask}
    if styled:
        style = dict(book.styles[row.style(column)])
        masks.merge(style, data, styled, _FIELDS)
        row.put_style(column, book.styles.number(style))
    spot.sheet.touched.add(row)


def entered_value(extended: dict[str, Any]) -> Value:
    """Return the value an ``ExtendedValue`` stands for; an empty one empties the cell."""
    if "errorValue" in extended:
        raise Refused("errorValue is read-only.")
    if "formulaValue" in extended:
        text = extended["formulaValue"]
        return Formula(text if text.startswith("=") else f"={text}")
    value: Value = extended.get("stringValue", extended.get("numberValue", extended.get("boolValue")))
    if isinstance(value, str) and len(value) > MOST_CHARACTERS:
        raise too_long()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None if value == "" else value


def extended(value: Result | Formula) -> dict[str, Any]:
    """Write a value as an ``ExtendedValue``."""
    if isinstance(value, Formula):
        return {"formulaValue": value.text}
    if isinstance(value, CellError):
        return {"errorValue": {"type": value.type, "message": f"{value.shown}"}}
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"stringValue": value} if isinstance(value, str) else {"numberValue": value}


def cell_data(book: Spreadsheet, renderer: Renderer, sheet: Sheet, row: Row, column: int) -> dict[str, Any]:
    """Return the ``CellData`` of a cell, empty where nothing is in it."""
    value, style = row.get(column), book.styles[row.style(column)]
    data: dict[str, Any] = {}
    if value is not None:
        result = renderer.result(sheet, value)
        data["userEnteredValue"] = extended(value)
        data["effectiveValue"] = extended(result)
        data["formattedValue"] = renderer.text(row, column, result)
    data.update(style)
    if row.note(column):
        data["note"] = row.note(column)
    return data
