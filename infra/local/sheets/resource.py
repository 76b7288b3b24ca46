"""Decides how a spreadsheet is shown as a whole: the ``Spreadsheet`` resource, with or without what is in its cells.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from infra.local.sheets.a1 import Cells
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.cells import cell_data
from infra.local.sheets.filtering import hidden_rows
from infra.local.sheets.filters import as_metadata
from infra.local.sheets.grid import Axis, Row, Sheet
from infra.local.sheets.ranges import Place, grid_range
from infra.local.sheets.render import Renderer

# What a spreadsheet nobody has styled looks like, as the service tells it with every ``spreadsheets.get``.
DEFAULTS: dict[str, Any] = json.loads(Path(__file__).with_name("defaults.json").read_text())
_ROW_PIXELS, _COLUMN_PIXELS = 21, 100


def sheet_properties(book: Spreadsheet, sheet: Sheet) -> dict[str, Any]:
    """Return the ``SheetProperties`` of a sheet; a sheet still to be placed comes last."""
    index = next((place for place, other in enumerate(book.sheets) if other is sheet), len(book.sheets))
    return {
        "sheetId": sheet.id,
        "title": sheet.title,
        "index": index,
        "sheetType": "GRID",
        **{name: part for name, part in sheet.properties.items() if name != "gridProperties"},
        "gridProperties": {
            "rowCount": len(sheet.rows),
            "columnCount": len(sheet.columns),
            **sheet.properties.get("gridProperties", {}),
        },
    }


def spreadsheet(book: Spreadsheet, places: list[Place] | None = None, *, data: bool = False) -> dict[str, Any]:
    """Return the whole resource; ``places`` limit it to the sheets and parts they touch."""
    shown = [sheet for sheet in book.sheets if places is None or any(place.sheet is sheet for place in places)]
    answer: dict[str, Any] = {
        "spreadsheetId": book.id,
        "properties": {**DEFAULTS, **book.properties},
        "sheets": [_sheet(book, sheet, places, data=data) for sheet in shown],
    }
    if book.named_ranges:
        answer["namedRanges"] = book.named_ranges
    answer["spreadsheetUrl"] = f"https://docs.google.com/spreadsheets/d/{book.id}/edit"
    own = [as_metadata(entry) for entry in book.metadata.values() if entry.sheet_id is None]
    if own:
        answer["developerMetadata"] = own
    return answer


def _sheet(book: Spreadsheet, sheet: Sheet, places: list[Place] | None, *, data: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {"properties": sheet_properties(book, sheet)}
    asked = None if places is None else [place.cells for place in places if place.sheet is sheet]
    if data:
        answer["data"] = [_grid_data(book, sheet, cells) for cells in asked or [sheet.grid]]
    answer.update(_parts(book, sheet, asked))
    own = [as_metadata(entry) for entry in book.metadata.values() if entry.sheet_id == sheet.id and not entry.dimension]
    if own:
        answer["developerMetadata"] = own
    return answer


def _parts(book: Spreadsheet, sheet: Sheet, asked: list[Cells] | None) -> dict[str, Any]:
    """Return the lists of a sheet, limited to what touches the asked cells."""

    def touched(range_: dict[str, Any]) -> bool:
        return asked is None or any(_overlap(grid_range(book, range_).cells, cells) for cells in asked)

    parts = sheet.parts
    shown: dict[str, Any] = {
        "merges": [merge for merge in parts.get("merges", []) if touched(merge)],
        "conditionalFormats": [
            rule for rule in parts.get("conditionalFormats", []) if any(touched(range_) for range_ in rule["ranges"])
        ],
        "protectedRanges": [
            part for part in parts.get("protectedRanges", []) if "range" not in part or touched(part["range"])
        ],
        "filterViews": [_with_criteria(part) for part in parts.get("filterViews", []) if touched(part["range"])],
    }
    if "basicFilter" in parts and touched(parts["basicFilter"]["range"]):
        shown["basicFilter"] = _with_criteria(parts["basicFilter"])
    return {name: part for name, part in shown.items() if part}


def _with_criteria(filter_: dict[str, Any]) -> dict[str, Any]:
    """Add the deprecated map to the list of criteria: answers have both."""
    specs = filter_.get("filterSpecs", [])
    if not specs:
        return filter_
    return {**filter_, "criteria": {str(spec.get("columnIndex", 0)): spec.get("filterCriteria", {}) for spec in specs}}


def _overlap(one: Cells, other: Cells) -> bool:
    return one.top < other.bottom and other.top < one.bottom and one.left < other.right and other.left < one.right


def _grid_data(book: Spreadsheet, sheet: Sheet, cells: Cells) -> dict[str, Any]:
    renderer = Renderer(book)
    rows = [_row_data(book, renderer, sheet, row, cells) for row in sheet.rows[cells.top : cells.bottom]]
    while rows and not rows[-1]:
        rows.pop()
    answer: dict[str, Any] = {}
    if cells.top:
        answer["startRow"] = cells.top
    if cells.left:
        answer["startColumn"] = cells.left
    if rows:
        answer["rowData"] = rows
    filtered = hidden_rows(book, sheet)
    answer["rowMetadata"] = [
        {
            **({"hiddenByFilter": True} if index in filtered else {}),
            **_dimension(book, Axis(sheet, "ROWS"), index),
        }
        for index in range(cells.top, cells.bottom)
    ]
    columns = range(cells.left, cells.right)
    answer["columnMetadata"] = [_dimension(book, Axis(sheet, "COLUMNS"), index) for index in columns]
    return answer


def _row_data(book: Spreadsheet, renderer: Renderer, sheet: Sheet, row: Row, cells: Cells) -> dict[str, Any]:
    if not (row.values or row.styles or row.notes):
        return {}
    data = [_effective(cell_data(book, renderer, sheet, row, column)) for column in range(cells.left, cells.right)]
    while data and not data[-1]:
        data.pop()
    return {"values": data} if data else {}


def _effective(data: dict[str, Any]) -> dict[str, Any]:
    """Add the format a cell is seen in: its own over the spreadsheet's."""
    if "userEnteredValue" in data or "userEnteredFormat" in data:
        data["effectiveFormat"] = _over(DEFAULTS["defaultFormat"], data.get("userEnteredFormat", {}))
    return data


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    mixed = dict(below)
    for name, part in above.items():
        inner = isinstance(part, dict) and isinstance(below.get(name), dict) and not name.startswith(("back", "fore"))
        mixed[name] = _over(below[name], part) if inner else part
    return mixed


def _dimension(book: Spreadsheet, axis: Axis, index: int) -> dict[str, Any]:
    rows = axis.dimension == "ROWS"
    own = axis.sheet.rows[index].properties if rows else axis.sheet.columns[index]
    answer = {"pixelSize": _ROW_PIXELS if rows else _COLUMN_PIXELS, **(own or {})}
    here = (axis.sheet.id, axis.dimension, index)
    tied = [entry for entry in book.metadata.values() if (entry.sheet_id, entry.dimension, entry.index) == here]
    if tied:
        answer["developerMetadata"] = [as_metadata(entry) for entry in tied]
    return answer
