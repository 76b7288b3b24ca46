"""Decides how ``findReplace`` finds and replaces, and what it counts.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request#FindReplaceRequest
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from infra.local.sheets.a1 import Cells
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.entered import enter
from infra.local.sheets.errors import Refused
from infra.local.sheets.grid import Formula, Sheet, Spot
from infra.local.sheets.language import language
from infra.local.sheets.ranges import grid_range
from infra.local.sheets.render import Renderer
from infra.local.sheets.values import MOST_CHARACTERS, put_entered, too_long


@dataclass(slots=True)
class _Counts:
    values: int = 0
    formulas: int = 0
    occurrences: int = 0
    rows: set[tuple[int, int]] = field(default_factory=set)
    sheets: set[int] = field(default_factory=set)

    def add(self, spot: Spot, times: int) -> None:
        is_formula = isinstance(spot.row.get(spot.column), Formula)
        self.occurrences += times
        self.formulas += is_formula
        self.values += not is_formula
        self.rows.add((spot.sheet.id, spot.row_index))
        self.sheets.add(spot.sheet.id)

    def answer(self) -> dict[str, int]:
        counts = {
            "valuesChanged": self.values,
            "formulasChanged": self.formulas,
            "rowsChanged": len(self.rows),
            "sheetsChanged": len(self.sheets),
            "occurrencesChanged": self.occurrences,
        }
        return {name: count for name, count in counts.items() if count}


def find_replace(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Replace a text, or what a regular expression matches, in a range, a sheet or all sheets."""
    pattern = _pattern(request)
    replacement = request.get("replacement", "")
    if request.get("searchByRegex"):
        # What Java writes as $1, Python does as \g<1>.
        replacement = re.sub(r"\\(.)|\$(\d)", _group, replacement)
    else:
        replacement = replacement.replace("\\", "\\\\")
    counts = _Counts()
    renderer = Renderer(book)
    for sheet, cells in _scopes(book, request):
        for spot in sheet.spots(cells._replace(bottom=min(cells.bottom, sheet.last_row()))):
            text = _searched(renderer, spot, formulas=request.get("includeFormulas", False))
            if text is None:
                continue
            replaced, times = _replaced(pattern, replacement, text, whole=request.get("matchEntireCell", False))
            if times:
                counts.add(spot, times)
                _put(book, spot, replaced)
    return {"findReplace": counts.answer()}


def _group(match: re.Match[str]) -> str:
    if match[2]:
        return f"\\g<{match[2]}>"
    return "\\\\" if match[1] == "\\" else match[1]


def _pattern(request: dict[str, Any]) -> re.Pattern[str]:
    find = request.get("find", "")
    if not find:
        raise Refused("find must not be empty.")
    text = find if request.get("searchByRegex") else re.escape(find)
    try:
        pattern = re.compile(rf"(?:{text})", 0 if request.get("matchCase") else re.IGNORECASE)
    except re.error as error:
        raise Refused(f"Invalid regular expression: {find}") from error
    return pattern


def _scopes(book: Spreadsheet, request: dict[str, Any]) -> list[tuple[Sheet, Cells]]:
    named = [name for name in ("range", "sheetId", "allSheets") if request.get(name) not in (None, False)]
    if len(named) != 1:
        raise Refused("Exactly one of 'range', 'sheetId' or 'allSheets' must be set.")
    if "range" in named:
        place = grid_range(book, request["range"]).starts_inside()
        return [(place.sheet, place.cells)]
    sheets = book.sheets if request.get("allSheets") else [book.sheet(request["sheetId"])]
    return [(sheet, sheet.grid) for sheet in sheets]


def _searched(renderer: Renderer, spot: Spot, *, formulas: bool) -> str | None:
    """Return the text of a cell that is searched: a formula, or what is shown, which is what a person searches."""
    value = spot.row.get(spot.column)
    if isinstance(value, Formula):
        return value.text if formulas else None
    return None if value is None else renderer.text(spot.row, spot.column, value)


def _replaced(pattern: re.Pattern[str], replacement: str, text: str, *, whole: bool) -> tuple[str, int]:
    if whole:
        match = pattern.fullmatch(text)
        return (match.expand(replacement), 1) if match else (text, 0)
    return pattern.subn(replacement, text)


def _put(book: Spreadsheet, spot: Spot, replaced: str) -> None:
    if len(replaced) > MOST_CHARACTERS:
        raise too_long()
    put_entered(book, spot, enter(replaced, language(book.properties["locale"])), replaced)
