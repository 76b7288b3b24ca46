"""Decides what a person sees of a spreadsheet: every tab as text, with notes, drop-downs and what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from infra.local.sheets import a1
from infra.local.sheets.a1 import Box
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.filtering import hidden_rows
from infra.local.sheets.grid import Sheet
from infra.local.sheets.ranges import grid_range
from infra.local.sheets.render import Renderer


def view(book: Spreadsheet) -> dict[str, Any]:
    """Return the whole content of a spreadsheet as JSON."""
    return {
        "id": book.id,
        "title": book.properties["title"],
        "locale": book.properties["locale"],
        "version": book.file["version"],
        "sheets": [_sheet(book, sheet) for sheet in book.sheets],
    }


def _sheet(book: Spreadsheet, sheet: Sheet) -> dict[str, Any]:
    renderer = Renderer(book)
    width = len(sheet.columns)
    last = sheet.last_row()
    filtered = hidden_rows(book, sheet)
    by_hand = {index for index, row in enumerate(sheet.rows) if (row.properties or {}).get("hiddenByUser")}
    columns = enumerate(sheet.columns)
    return {
        "id": sheet.id,
        "title": sheet.title,
        "hidden": sheet.properties.get("hidden", False),
        "frozen_rows": sheet.properties.get("gridProperties", {}).get("frozenRowCount", 0),
        "row_count": len(sheet.rows),
        "column_count": width,
        "rows": [renderer.row(sheet, row, 0, width) for row in sheet.rows[:last]],
        "hidden_columns": [a1.letters(index) for index, column in columns if column.get("hiddenByUser")],
        "hidden_rows": [index + 1 for index in sorted(filtered | by_hand)],
        "notes": dict(_notes(sheet)),
        "validation": list(_validation(book, sheet)),
        "protected": [_protected(book, part) for part in sheet.parts.get("protectedRanges", [])],
        "merges": [_cells(grid_range(book, merge).text) for merge in sheet.parts.get("merges", [])],
        "filter": _cells(grid_range(book, sheet.parts["basicFilter"]["range"]).text)
        if "basicFilter" in sheet.parts
        else None,
    }


def _cells(text: str) -> str:
    return text.rpartition("!")[2]


def _notes(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for index, row in enumerate(sheet.rows):
        for column, note in (row.notes or {}).items():
            yield f"{a1.letters(column)}{index + 1}", note


def _validation(book: Spreadsheet, sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Walk through the runs of cells in a column that have the same rule."""
    for column in range(len(sheet.columns)):
        start, running = 0, None
        for index in range(len(sheet.rows) + 1):
            number = sheet.rows[index].style(column) if index < len(sheet.rows) else 0
            rule = book.styles[number].get("dataValidation")
            if rule != running:
                if running:
                    yield _rule(running, Box(start, column, index, column + 1))
                start, running = index, rule


def _rule(rule: dict[str, Any], box: Box) -> dict[str, Any]:
    condition = rule.get("condition", {})
    return {
        "range": _cells(a1.write("", box)),
        "type": condition.get("type"),
        "values": [value.get("userEnteredValue", "") for value in condition.get("values", [])],
        "strict": rule.get("strict", False),
    }


def _protected(book: Spreadsheet, part: dict[str, Any]) -> dict[str, Any]:
    return {
        "range": _cells(grid_range(book, part["range"]).text),
        "description": part.get("description", ""),
        "warning_only": part.get("warningOnly", False),
    }
