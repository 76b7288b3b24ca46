"""Decides which rows the basic filter of a sheet hides.

https://developers.google.com/workspace/sheets/api/guides/filters
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.entered import plain_number
from infra.local.sheets.errors import Unsupported
from infra.local.sheets.formula import Result
from infra.local.sheets.grid import Sheet
from infra.local.sheets.language import Language, language
from infra.local.sheets.ranges import grid_range
from infra.local.sheets.render import Renderer

_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "TEXT_CONTAINS": lambda shown, asked: asked in shown,
    "TEXT_NOT_CONTAINS": lambda shown, asked: asked not in shown,
    "TEXT_STARTS_WITH": lambda shown, asked: shown.startswith(asked),
    "TEXT_ENDS_WITH": lambda shown, asked: shown.endswith(asked),
    "TEXT_EQ": lambda shown, asked: shown == asked,
    "TEXT_NOT_EQ": lambda shown, asked: shown != asked,
}
_NUMBERS: dict[str, Callable[[float, float], bool]] = {
    "NUMBER_GREATER": lambda number, asked: number > asked,
    "NUMBER_GREATER_THAN_EQ": lambda number, asked: number >= asked,
    "NUMBER_LESS": lambda number, asked: number < asked,
    "NUMBER_LESS_THAN_EQ": lambda number, asked: number <= asked,
    "NUMBER_EQ": lambda number, asked: number == asked,
    "NUMBER_NOT_EQ": lambda number, asked: number != asked,
}


def hidden_rows(book: Spreadsheet, sheet: Sheet) -> set[int]:
    """Return the indexes of the rows the basic filter hides; its first row is the header."""
    filter_ = sheet.parts.get("basicFilter")
    specs = (filter_ or {}).get("filterSpecs", [])
    if filter_ is None or not specs:
        return set()
    cells = grid_range(book, filter_["range"]).cells
    renderer = Renderer(book)
    spoken = language(book.properties["locale"])
    hidden = set()
    for index in range(cells.top + 1, cells.bottom):
        row = sheet.rows[index]
        for spec in specs:
            column = spec.get("columnIndex", 0)
            result = renderer.result(sheet, row.get(column))
            if not _passes(spec.get("filterCriteria", {}), result, renderer.text(row, column, result), spoken):
                hidden.add(index)
    return hidden


def _passes(criteria: dict[str, Any], result: Result, shown: str, spoken: Language) -> bool:
    if shown in criteria.get("hiddenValues", []):
        return False
    condition = criteria.get("condition")
    if not condition:
        return True
    kind = condition.get("type", "")
    if kind in ("BLANK", "NOT_BLANK"):
        return (kind == "BLANK") is (not shown)
    asked = next((value.get("userEnteredValue", "") for value in condition.get("values", [])), "")
    if kind in _TEXTS:
        return _TEXTS[kind](shown.casefold(), asked.casefold())
    number = plain_number(asked, spoken)
    if kind in _NUMBERS and number is not None:
        is_number = isinstance(result, int | float) and not isinstance(result, bool)
        return bool(is_number and _NUMBERS[kind](result, number))  # type: ignore[arg-type] # a number, as just found
    raise Unsupported(f"filterCriteria.condition.{kind}")


def check(specs: list[dict[str, Any]]) -> None:
    """Refuse criteria that could not be applied later."""
    for spec in specs:
        kind = spec.get("filterCriteria", {}).get("condition", {}).get("type", "BLANK")
        if kind not in (*_TEXTS, *_NUMBERS, "BLANK", "NOT_BLANK"):
            raise Unsupported(f"filterCriteria.condition.{kind}")
