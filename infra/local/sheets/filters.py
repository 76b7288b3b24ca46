"""Decides what a data filter selects: places of the spreadsheet, and developer metadata.

https://developers.google.com/workspace/sheets/api/guides/metadata
"""

from __future__ import annotations

from typing import Any

from infra.local.sheets.a1 import EVERYTHING, Box
from infra.local.sheets.book import Metadata, Spreadsheet
from infra.local.sheets.errors import Refused
from infra.local.sheets.ranges import Place, grid_range, resolve


def places(book: Spreadsheet, data_filter: dict[str, Any]) -> list[Place]:
    """Return every place a data filter selects; metadata of the whole spreadsheet selects none."""
    if "a1Range" in data_filter:
        return [resolve(book, data_filter["a1Range"])]
    if "gridRange" in data_filter:
        return [grid_range(book, data_filter["gridRange"])]
    found = selected(book, data_filter)
    return [place for place in (_place(book, entry) for entry in found) if place is not None]


def selected(book: Spreadsheet, data_filter: dict[str, Any]) -> list[Metadata]:
    """Return the metadata a data filter selects, in the order of its ids; a range selects what it touches."""
    entries = sorted(book.metadata.values(), key=lambda entry: entry.id)
    if "developerMetadataLookup" in data_filter:
        lookup = data_filter["developerMetadataLookup"]
        _check(lookup)
        return [entry for entry in entries if _matches(entry, lookup)]
    if "a1Range" in data_filter or "gridRange" in data_filter:
        (place,) = places(book, data_filter)
        return [entry for entry in entries if _touches(entry, place)]
    raise Refused("No DataFilter was specified.")


def _place(book: Spreadsheet, entry: Metadata) -> Place | None:
    if entry.sheet_id is None:
        return None
    sheet = book.sheet(entry.sheet_id)
    if entry.dimension is None or entry.index is None:
        return Place(sheet, EVERYTHING)
    if entry.dimension == "ROWS":
        return Place(sheet, Box(top=entry.index, bottom=entry.index + 1))
    return Place(sheet, Box(left=entry.index, right=entry.index + 1))


def _touches(entry: Metadata, place: Place) -> bool:
    if entry.sheet_id != place.sheet.id:
        return False
    if entry.dimension is None or entry.index is None:
        return True
    cells = place.cells
    low, high = (cells.top, cells.bottom) if entry.dimension == "ROWS" else (cells.left, cells.right)
    return low <= entry.index < high


def location_type(entry: Metadata) -> str:
    """Return the ``DeveloperMetadataLocationType`` of an entry."""
    if entry.sheet_id is None:
        return "SPREADSHEET"
    return {None: "SHEET", "ROWS": "ROW", "COLUMNS": "COLUMN"}[entry.dimension]


def _check(lookup: dict[str, Any]) -> None:
    if "locationMatchingStrategy" in lookup and "metadataLocation" not in lookup:
        raise Refused("If a locationMatchingStrategy is specified, a metadataLocation must also be specified.")


def _matches(entry: Metadata, lookup: dict[str, Any]) -> bool:
    asked = {
        "metadataId": entry.id,
        "metadataKey": entry.key,
        "metadataValue": entry.value,
        "visibility": entry.visibility,
        "locationType": location_type(entry),
    }
    if any(name in lookup and lookup[name] != actual for name, actual in asked.items()):
        return False
    return "metadataLocation" not in lookup or _located(entry, lookup)


def _located(entry: Metadata, lookup: dict[str, Any]) -> bool:
    location = lookup["metadataLocation"]
    exact = lookup.get("locationMatchingStrategy") == "EXACT_LOCATION"
    if location.get("spreadsheet"):
        return entry.sheet_id is None
    if "dimensionRange" not in location:
        sheet_id = location.get("sheetId", 0)
        return entry.sheet_id == sheet_id and not (exact and entry.dimension)
    span = location["dimensionRange"]
    if entry.sheet_id != span.get("sheetId", 0):
        return False
    low, high = span.get("startIndex", 0), span.get("endIndex")
    inside = entry.index is not None and low <= entry.index and (high is None or entry.index < high)
    if exact:
        return entry.dimension == span.get("dimension") and inside
    # A row and a column always cross; a sheet holds both.
    return entry.dimension != span.get("dimension") or inside


def as_location(entry: Metadata) -> dict[str, Any]:
    """Write the location of an entry as Google does."""
    location: dict[str, Any] = {"locationType": location_type(entry)}
    if entry.sheet_id is None:
        location["spreadsheet"] = True
    elif entry.dimension is None or entry.index is None:
        location["sheetId"] = entry.sheet_id
    else:
        span = {"dimension": entry.dimension, "startIndex": entry.index, "endIndex": entry.index + 1}
        location["dimensionRange"] = {"sheetId": entry.sheet_id, **span} if entry.sheet_id else span
    return location


def as_metadata(entry: Metadata) -> dict[str, Any]:
    """Write an entry as a ``DeveloperMetadata``."""
    written: dict[str, Any] = {"metadataId": entry.id, "metadataKey": entry.key}
    if entry.value is not None:
        written["metadataValue"] = entry.value
    return {**written, "location": as_location(entry), "visibility": entry.visibility}
