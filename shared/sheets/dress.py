"""Writes the requests that give a tab and its columns their look: formats, drop-downs, widths, notes, protection.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
"""

from __future__ import annotations

import hashlib
from typing import Any

from shared.sheets.tab import Column, Kind, Layout

METADATA = "frontdesk"
_ROWS = 1_000
_FORMATS = {
    Kind.TEXT: {"type": "TEXT"},
    Kind.CHOICE: {"type": "TEXT"},
    Kind.MONEY: {"type": "NUMBER", "pattern": '#,##0.00" ₽"'},
    Kind.PERCENT: {"type": "PERCENT", "pattern": "0.0%"},
    Kind.DATE: {"type": "DATE", "pattern": "dd.mm.yyyy"},
    Kind.TIME: {"type": "DATE_TIME", "pattern": "dd.mm.yyyy hh:mm"},
}
_GREY = {"red": 0.93, "green": 0.93, "blue": 0.93}


def tab_mark(layout: Layout) -> int:
    """Return the id of a tab's own metadata, and the id a tab that we make is given."""
    digest = hashlib.blake2b(layout.tab.title.encode(), digest_size=4).digest()
    return (int.from_bytes(digest, "big") & 0x3FFFFFFF) or 1


def protection(layout: Layout) -> str:
    """Return the description by which a header's protection is found again."""
    return f"frontdesk: {layout.tab.title}"


def add_tab(layout: Layout, sheet: int) -> dict[str, Any]:
    """Make a tab with as many columns as we need."""
    grid = {"rowCount": _ROWS, "columnCount": len(layout.all)}
    properties = {"sheetId": sheet, "title": layout.tab.title, "gridProperties": grid}
    return {"addSheet": {"properties": properties}}


def name_tab(layout: Layout, sheet: int) -> dict[str, Any]:
    """Mark a tab, so that it is found under whatever title."""
    location = {"sheetId": sheet}
    return _metadata(tab_mark(layout), layout.tab.title, location)


def mark(layout: Layout, sheet: int, column: Column, index: int, *, adopted: bool = False) -> dict[str, Any]:
    """Mark a column; one that staff had made before us is marked as such, as its look is theirs."""
    span = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}
    value = f"{layout.tab.title}/{column.field}{'/adopted' if adopted else ''}"
    return _metadata(layout.mark(column), value, {"dimensionRange": span})


def forget(mark: int) -> dict[str, Any]:
    """Take a mark away, so that it can be given anew."""
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": mark}}}}


def _metadata(number: int, value: str, location: dict[str, Any]) -> dict[str, Any]:
    metadata = {"metadataId": number, "metadataKey": METADATA, "metadataValue": value}
    return {
        "createDeveloperMetadata": {"developerMetadata": metadata | {"location": location, "visibility": "DOCUMENT"}}
    }


def insert_row(sheet: int) -> dict[str, Any]:
    """Make room for our header above whatever stands in the first row."""
    return {"insertDimension": {"range": {"sheetId": sheet, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}}


def insert_column(sheet: int, index: int) -> dict[str, Any]:
    """Make room for a column of ours."""
    span = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}
    return {"insertDimension": {"range": span}}


def append_column(sheet: int) -> dict[str, Any]:
    """Widen a tab by one column."""
    return {"appendDimension": {"sheetId": sheet, "dimension": "COLUMNS", "length": 1}}


def freeze(sheet: int, rows: int) -> dict[str, Any]:
    """Keep the header in sight, and out of a sort of the whole sheet."""
    properties = {"sheetId": sheet, "gridProperties": {"frozenRowCount": rows}}
    return {"updateSheetProperties": {"properties": properties, "fields": "gridProperties.frozenRowCount"}}


def protect(layout: Layout, sheet: int, header: int) -> dict[str, Any]:
    """Warn whoever edits the header; forbidding it would forbid sorting too."""
    span = {"sheetId": sheet, "startRowIndex": header, "endRowIndex": header + 1}
    protected = {"range": span, "description": protection(layout), "warningOnly": True}
    return {"addProtectedRange": {"protectedRange": protected}}


def head(sheet: int, own: Column, index: int, header: int) -> dict[str, Any]:
    """Write a column's header."""
    cell: dict[str, Any] = {
        "userEnteredValue": {"stringValue": own.header},
        "userEnteredFormat": {"textFormat": {"bold": True}, "backgroundColor": _GREY, "wrapStrategy": "WRAP"},
    }
    fields = "userEnteredValue,userEnteredFormat(textFormat.bold,backgroundColor,wrapStrategy)"
    if own.note:
        cell, fields = cell | {"note": own.note}, f"{fields},note"
    start = {"sheetId": sheet, "rowIndex": header, "columnIndex": index}
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": fields}}


def column(layout: Layout, sheet: int, own: Column, index: int, header: int) -> list[dict[str, Any]]:
    """Give a column that we made its mark, header, format, drop-down and width."""
    below = {"sheetId": sheet, "startRowIndex": header + 1, "startColumnIndex": index, "endColumnIndex": index + 1}
    made = [mark(layout, sheet, own, index), head(sheet, own, index, header)]
    return [*made, *_format(own, below), *_dimension(own, sheet, index)]


def _format(own: Column, below: dict[str, Any]) -> list[dict[str, Any]]:
    requests: list[dict[str, Any]] = []
    if own.kind in _FORMATS:
        cell = {"userEnteredFormat": {"numberFormat": _FORMATS[own.kind]}}
        requests.append({"repeatCell": {"range": below, "cell": cell, "fields": "userEnteredFormat.numberFormat"}})
    condition: dict[str, Any] = {}
    if own.kind is Kind.CHOICE and own.choices:
        condition = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": choice} for choice in own.choices]}
    elif own.kind is Kind.TICK:
        condition = {"type": "BOOLEAN"}
    if condition:
        # Not strict: a choice typed in small letters is read as meant, anything else is explained in the row.
        rule = {"condition": condition, "showCustomUi": True, "strict": False}
        requests.append({"setDataValidation": {"range": below, "rule": rule}})
    return requests


def _dimension(own: Column, sheet: int, index: int) -> list[dict[str, Any]]:
    properties: dict[str, Any] = {}
    if own.width:
        properties["pixelSize"] = own.width
    if own.hidden:
        properties["hiddenByUser"] = True
    if not properties:
        return []
    span = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}
    update = {"range": span, "properties": properties, "fields": ",".join(properties)}
    return [{"updateDimensionProperties": update}]
