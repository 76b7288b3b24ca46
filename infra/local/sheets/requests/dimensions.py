"""Decides how requests insert, delete, move, append and change rows and columns."""

from __future__ import annotations

from typing import Any

from infra.local.sheets import dimensions, masks
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.errors import Refused
from infra.local.sheets.grid import Axis
from infra.local.sheets.shapes import MESSAGES


def _span(book: Spreadsheet, range_: dict[str, Any], name: str = "range") -> tuple[Axis, int, int]:
    """Return the axis, the start and the end a ``DimensionRange`` means."""
    sheet = book.sheet(range_.get("sheetId", 0))
    dimension = range_.get("dimension", "DIMENSION_UNSPECIFIED")
    if dimension == "DIMENSION_UNSPECIFIED":
        raise Refused(f"{name}.dimension must be specified.")
    axis = Axis(sheet, dimension)
    start, end = range_.get("startIndex", 0), range_.get("endIndex", axis.size)
    if start < 0:
        raise Refused(f"{name}.startIndex[{start}] must be greater than or equal to 0.")
    if end <= start:
        raise Refused(f"{name}.endIndex[{end}] must be after {name}.startIndex[{start}]")
    return axis, start, end


def insert(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Insert empty rows or columns."""
    asked = request.get("range", {})
    if "startIndex" not in asked or "endIndex" not in asked:
        raise Refused("range must be bounded.")
    axis, start, end = _span(book, asked)
    there, before = axis.size, request.get("inheritFromBefore", False)
    if start > there:
        raise Refused(f"range.startIndex is larger than current grid size ({there})")
    if start == there and not before:
        raise Refused(f"range.startIndex must be less than the grid size ({there}) if inheritFromBefore is false.")
    if start == 0 and before:
        raise Refused("inheritFromBefore cannot be true if inserting at index 0.")
    dimensions.insert(book, axis, start, end - start, like_before=before)
    return {}


def delete(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Delete rows or columns."""
    axis, start, end = _span(book, request.get("range", {}))
    dimensions.delete(book, axis, start, min(end, axis.size))
    return {}


def move(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Move rows or columns; the destination counts places as they are before the move."""
    axis, start, end = _span(book, request.get("source", {}), "source")
    to, there = request.get("destinationIndex", 0), axis.size
    if end > there:
        raise Refused(f"source.endIndex[{end}] is larger than current grid size ({there})")
    if not 0 <= to <= there:
        raise Refused(f"destinationIndex[{to}] must be between 0 and the grid size ({there})")
    if start < to < end:
        raise Refused("destinationIndex must not be inside the source range.")
    if to not in (start, end):
        dimensions.move(book, axis, start, end, to)
    return {}


def append(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Add empty rows or columns at the end."""
    sheet = book.sheet(request.get("sheetId", 0))
    length, dimension = request.get("length", 0), request.get("dimension", "DIMENSION_UNSPECIFIED")
    if dimension == "DIMENSION_UNSPECIFIED":
        raise Refused("dimension must be specified.")
    if length <= 0:
        raise Refused("length must be greater than 0")
    rows, columns = (length, 0) if dimension == "ROWS" else (0, length)
    book.check_size(rows * len(sheet.columns) + columns * len(sheet.rows))
    sheet.grow(len(sheet.rows) + rows, len(sheet.columns) + columns)
    return {}


def update_properties(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Hide, show or size rows or columns."""
    axis, start, end = _span(book, request.get("range", {}))
    sheet, dimension = axis
    mask, asked = masks.of_change(request.get("fields")), request.get("properties", {})
    if set(mask) - {"hiddenByUser", "pixelSize", masks.EVERYTHING}:
        raise Refused(f"Invalid field: {next(iter(set(mask) - {'hiddenByUser', 'pixelSize'}))}")
    known = {name: MESSAGES["DimensionProperties"][name] for name in ("hiddenByUser", "pixelSize")}
    for index in range(start, min(end, axis.size)):
        properties = dict((sheet.rows[index].properties if dimension == "ROWS" else sheet.columns[index]) or {})
        masks.merge(properties, asked, mask, known)
        kept = {name: part for name, part in properties.items() if part}
        if dimension == "ROWS":
            sheet.rows[index].put_properties(kept)
            sheet.touched.add(sheet.rows[index])
        else:
            sheet.columns[index] = kept
    return {}


def auto_resize(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Let rows or columns take the size of what is in them, which nobody here draws: their own sizes are forgotten."""
    asked = {"range": request.get("dimensions", {}), "properties": {}, "fields": "pixelSize"}
    return update_properties(book, asked)
