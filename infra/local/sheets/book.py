"""Decides what a spreadsheet holds beside its cells, and how its parts are found."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from infra.local.sheets.errors import Refused
from infra.local.sheets.grid import Sheet, new_sheet
from infra.local.sheets.styles import Styles

# https://support.google.com/drive/answer/37603: the most cells a spreadsheet may have.
MOST_CELLS = 10_000_000


@dataclass(slots=True)
class Metadata:
    """Developer metadata at one place: of the spreadsheet, a sheet, or one row or column of a sheet."""

    id: int
    key: str
    value: str | None
    visibility: str
    sheet_id: int | None = None
    dimension: str | None = None  # ROWS or COLUMNS
    index: int | None = None


@dataclass(slots=True)
class Spreadsheet:
    """One spreadsheet and the file it is in Drive."""

    id: str
    properties: dict[str, Any]  # title, locale, timeZone, autoRecalc
    sheets: list[Sheet]
    styles: Styles = field(default_factory=Styles)
    metadata: dict[int, Metadata] = field(default_factory=dict)
    named_ranges: list[dict[str, Any]] = field(default_factory=list)
    file: dict[str, Any] = field(default_factory=dict)  # what Drive keeps: version, createdTime, permissions …
    removed: list[int] = field(default_factory=list)  # ids of sheets to be forgotten

    def sheet(self, sheet_id: int) -> Sheet:
        """Return the sheet with this id."""
        for sheet in self.sheets:
            if sheet.id == sheet_id:
                return sheet
        raise Refused(f"No grid with id: {sheet_id}")

    def titled(self, title: str) -> Sheet | None:
        """Return the sheet with this title; letters large or small are the same, as Google has it."""
        folded = title.casefold()
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == folded), None)

    def check_size(self, more: int) -> None:
        """Refuse ``more`` cells where they would be too many."""
        if more > 0 and sum(len(sheet.rows) * len(sheet.columns) for sheet in self.sheets) + more > MOST_CELLS:
            raise Refused(
                f"This action would increase the number of cells in the workbook above the limit of {MOST_CELLS} cells."
            )


def new_spreadsheet(spreadsheet_id: str, title: str, locale: str = "en_US", time_zone: str = "Etc/GMT") -> Spreadsheet:
    """Return a spreadsheet with its first, empty sheet; the title of that speaks the spreadsheet's language."""
    first = "Лист1" if locale.startswith("ru") else "Sheet1"
    properties = {"title": title, "locale": locale, "autoRecalc": "ON_CHANGE", "timeZone": time_zone}
    return Spreadsheet(spreadsheet_id, properties, [new_sheet(0, first)])


def new_id() -> str:
    """Return an id as Drive makes them: 44 characters."""
    return "1" + secrets.token_urlsafe(33)[:43]


def number_not_in(taken: set[int]) -> int:
    """Return a random positive number of 31 bits that is not taken."""
    while (number := secrets.randbelow(2**31 - 1) + 1) in taken:
        pass
    return number
