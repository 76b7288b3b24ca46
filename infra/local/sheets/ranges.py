"""Decides which cells a range means: in A1 notation, as a ``GridRange``, and against the limits of the grid."""

from __future__ import annotations

from typing import Any, NamedTuple

from infra.local.sheets import a1
from infra.local.sheets.a1 import Box, Cells
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.errors import Refused
from infra.local.sheets.grid import Sheet


class Place(NamedTuple):
    """A range of one sheet, as it was asked for."""

    sheet: Sheet
    box: Box

    @property
    def cells(self) -> Cells:
        """Return the part of the range that lies in the grid."""
        return self.sheet.within(self.box)

    @property
    def text(self) -> str:
        """Return the range as it was asked for, in A1 notation."""
        return a1.write(self.sheet.title, self.box)

    @property
    def bounded(self) -> str:
        """Return the part that lies in the grid, in A1 notation: ``'Заявки'!A1:M1000``."""
        return a1.write(self.sheet.title, self.cells)

    def starts_inside(self) -> Place:
        """Return the range, or refuse it where it starts beyond the last row or column."""
        sheet, box = self
        if (box.top or 0) >= len(sheet.rows) or (box.left or 0) >= len(sheet.columns):
            raise self._beyond()
        return self

    def lies_inside(self) -> Place:
        """Return the range, or refuse it where any part of it is beyond the grid: what a write must not do."""
        sheet, box = self.starts_inside()
        if (box.bottom or 0) > len(sheet.rows) or (box.right or 0) > len(sheet.columns):
            raise self._beyond()
        return self

    def _beyond(self) -> Refused:
        rows, columns = len(self.sheet.rows), len(self.sheet.columns)
        return Refused(f"Range ({self.text}) exceeds grid limits. Max rows: {rows}, max columns: {columns}")


def resolve(book: Spreadsheet, text: str) -> Place:
    """Return the place that ``text`` names: cells of a sheet, cells of the first sheet, a named range or a sheet."""
    title, rest = a1.split(text)
    if title is not None:
        sheet = book.titled(title)
        box = a1.parse(rest) if rest else a1.EVERYTHING
        if sheet is None or box is None:
            raise Refused(f"Unable to parse range: {text}")
        return Place(sheet, box)
    box = a1.parse(text)
    if box is not None:
        return Place(book.sheets[0], box)
    for named in book.named_ranges:
        if named["name"].casefold() == text.casefold():
            return grid_range(book, named["range"])
    sheet = book.titled(text)
    if sheet is None:
        raise Refused(f"Unable to parse range: {text}")
    return Place(sheet, a1.EVERYTHING)


def grid_range(book: Spreadsheet, range_: dict[str, Any]) -> Place:
    """Return the place a ``GridRange`` means; a sheet that is not named is sheet 0."""
    sheet = book.sheet(range_.get("sheetId", 0))
    box = Box(
        range_.get("startRowIndex"),
        range_.get("startColumnIndex"),
        range_.get("endRowIndex"),
        range_.get("endColumnIndex"),
    )
    for start, end, name in ((box.top, box.bottom, "Row"), (box.left, box.right, "Column")):
        if (start or 0) < 0:
            raise Refused(f"range.start{name}Index[{start}] must be greater than or equal to 0.")
        if end is not None and end < (start or 0):
            raise Refused(f"range.end{name}Index[{end}] must be after range.start{name}Index[{start or 0}]")
    return Place(sheet, box)


def as_grid_range(sheet_id: int, box: Box | Cells) -> dict[str, int]:
    """Write a ``GridRange`` as Google does: id 0 and open sides are left out, an index 0 is not."""
    sides = {
        "sheetId": sheet_id or None,
        "startRowIndex": box.top,
        "endRowIndex": box.bottom,
        "startColumnIndex": box.left,
        "endColumnIndex": box.right,
    }
    return {name: side for name, side in sides.items() if side is not None}
