"""Decides what a reader is shown of a cell: its text, its value or its formula.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueRenderOption
https://developers.google.com/workspace/sheets/api/reference/rest/v4/DateTimeRenderOption
"""

from __future__ import annotations

from functools import partial

from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.formula import CellError, Evaluator, Result
from infra.local.sheets.grid import Formula, Row, Sheet, Value
from infra.local.sheets.language import language
from infra.local.sheets.pattern import Show, general, is_date, shower

Shown = str | int | float | bool


class Renderer:
    """Renders the cells of one spreadsheet during one call; formulas are worked out once and remembered."""

    def __init__(self, book: Spreadsheet, option: str = "FORMATTED_VALUE", dates: str = "SERIAL_NUMBER") -> None:
        self._styles = book.styles
        self._spoken = language(book.properties["locale"])
        self._formulas = option == "FORMULA"
        self._formatted = option == "FORMATTED_VALUE"
        self._date_texts = dates == "FORMATTED_STRING"
        self._evaluator = Evaluator(book)
        self._showers: dict[int, Show] = {}

    def row(self, sheet: Sheet, row: Row, left: int, right: int) -> list[Shown]:
        """Return the cells of a row from ``left`` to before ``right``, without the empty ones at the end."""
        shown: list[Shown] = []
        for column, value in enumerate(row.values[left:right], left):
            if value.__class__ is str:
                shown.append(value)
            elif value is None:
                shown.append("")
            else:
                shown.append(self.cell(sheet, row, column, value))
        while shown and shown[-1] == "":
            shown.pop()
        return shown

    def column(self, sheet: Sheet, rows: list[Row], column: int) -> list[Shown]:
        """Return the cells of one column in ``rows``, without the empty ones at the end."""
        shown: list[Shown] = []
        for row in rows:
            value = row.values[column] if column < len(row.values) else None
            if value.__class__ is str:
                shown.append(value)
            elif value is None:
                shown.append("")
            else:
                shown.append(self.cell(sheet, row, column, value))
        while shown and shown[-1] == "":
            shown.pop()
        return shown

    def cell(self, sheet: Sheet, row: Row, column: int, value: Value) -> Shown:
        """Return what is shown of one cell."""
        if isinstance(value, Formula) and self._formulas:
            return value.text
        result = self.result(sheet, value)
        if self._formatted or isinstance(result, CellError):
            return self.text(row, column, result)
        number = isinstance(result, int | float) and not isinstance(result, bool)
        if number and self._date_texts and is_date(self._format(row.style(column))[0]):
            return self.text(row, column, result)
        return "" if result is None else result

    def result(self, sheet: Sheet, value: Value) -> Result:
        """Return the value of a cell once a formula in it has been worked out."""
        return self._evaluator.result(sheet, value) if isinstance(value, Formula) else value

    def text(self, row: Row, column: int, result: Result) -> str:
        """Return a value as the cell shows it."""
        if isinstance(result, str):
            return result
        if result is None:
            return ""
        if isinstance(result, bool):
            return self._spoken.true if result else self._spoken.false
        if isinstance(result, CellError):
            return result.shown
        return self._shower(row.style(column))(result)

    def _shower(self, style: int) -> Show:
        """Return how numbers are shown in a style; asked for every cell, found out once."""
        known = self._showers.get(style)
        if known is None:
            kind, pattern = self._format(style)
            known = shower(kind, pattern, self._spoken) if kind else partial(general, spoken=self._spoken)
            self._showers[style] = known
        return known

    def _format(self, style: int) -> tuple[str, str]:
        format_ = self._styles[style].get("userEnteredFormat", {}).get("numberFormat", {})
        return format_.get("type", ""), format_.get("pattern", "")
