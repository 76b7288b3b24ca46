"""Decides how requests create, change and delete developer metadata.

https://developers.google.com/workspace/sheets/api/guides/metadata
"""

from __future__ import annotations

from typing import Any

from infra.local.sheets import filters, masks
from infra.local.sheets.book import Metadata, Spreadsheet, number_not_in
from infra.local.sheets.errors import Refused
from infra.local.sheets.filters import as_metadata
from infra.local.sheets.grid import Axis

# "the total characters of all metadata keys and values", for the spreadsheet and for each sheet.
MOST_CHARACTERS = 30_000


def create(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Put metadata on the spreadsheet, a sheet, a row or a column."""
    asked = request.get("developerMetadata", {})
    if not asked.get("metadataKey"):
        raise Refused("Developer metadata must always have a key specified.")
    if asked.get("visibility") not in ("DOCUMENT", "PROJECT"):
        raise Refused("Developer metadata must always have visibility specified.")
    entry = Metadata(
        _id(book, asked.get("metadataId")), asked["metadataKey"], asked.get("metadataValue"), asked["visibility"]
    )
    _locate(book, entry, asked.get("location", {}))
    book.metadata[entry.id] = entry
    _check_length(book, entry.sheet_id)
    return {"createDeveloperMetadata": {"developerMetadata": as_metadata(entry)}}


def _id(book: Spreadsheet, asked: int | None) -> int:
    if asked is None:
        return number_not_in(set(book.metadata))
    if asked <= 0:
        raise Refused(f"The metadata ID must be positive: {asked}")
    if asked in book.metadata:
        raise Refused(
            f"Cannot add developer metadata with ID [{asked}] because developer metadata with that ID already exists."
        )
    return asked


def _locate(book: Spreadsheet, entry: Metadata, location: dict[str, Any]) -> None:
    """Put an entry where a ``DeveloperMetadataLocation`` says; ``locationType`` is for reading."""
    entry.sheet_id = entry.dimension = entry.index = None
    if location.get("spreadsheet"):
        return
    if "dimensionRange" not in location:
        if "sheetId" not in location:
            raise Refused("Developer metadata must always have a location specified.")
        entry.sheet_id = book.sheet(location["sheetId"]).id
        return
    span = location["dimensionRange"]
    sheet = book.sheet(span.get("sheetId", 0))
    dimension, start = span.get("dimension", "DIMENSION_UNSPECIFIED"), span.get("startIndex")
    if dimension == "DIMENSION_UNSPECIFIED" or start is None or span.get("endIndex") != start + 1:
        raise Refused("The dimensionRange of a developer metadata location must be a single row or column.")
    there = Axis(sheet, dimension).size
    if not 0 <= start < there:
        raise Refused(f"dimensionRange.startIndex[{start}] is outside the grid ({there}).")
    entry.sheet_id, entry.dimension, entry.index = sheet.id, dimension, start


def _check_length(book: Spreadsheet, sheet_id: int | None) -> None:
    entries = [entry for entry in book.metadata.values() if entry.sheet_id == sheet_id]
    if sum(len(entry.key) + len(entry.value or "") for entry in entries) > MOST_CHARACTERS:
        raise Refused(f"The developer metadata would exceed the limit of {MOST_CHARACTERS} characters.")


def update(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Change what the mask names of every entry the filters select."""
    mask, asked = masks.of_change(request.get("fields")), request.get("developerMetadata", {})
    unknown = set(mask) - {"metadataKey", "metadataValue", "visibility", "location", masks.EVERYTHING}
    if unknown:
        raise Refused(f"Invalid field: {min(unknown)}")
    entries = {
        entry.id: entry
        for asked_filter in request.get("dataFilters", [])
        for entry in filters.selected(book, asked_filter)
    }
    for entry in entries.values():
        _change(book, entry, asked, set(mask))
    return {"updateDeveloperMetadata": {"developerMetadata": [as_metadata(entry) for entry in entries.values()]}}


def _change(book: Spreadsheet, entry: Metadata, asked: dict[str, Any], names: set[str]) -> None:
    every = masks.EVERYTHING in names
    if every or "metadataKey" in names:
        entry.key = asked.get("metadataKey", "")
        if not entry.key:
            raise Refused("Developer metadata must always have a key specified.")
    if every or "metadataValue" in names:
        entry.value = asked.get("metadataValue")
    if every or "visibility" in names:
        entry.visibility = asked.get("visibility", "")
        if entry.visibility not in ("DOCUMENT", "PROJECT"):
            raise Refused("Developer metadata must always have visibility specified.")
    if every or "location" in names:
        _locate(book, entry, asked.get("location", {}))
    _check_length(book, entry.sheet_id)


def delete(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Delete every entry the filter selects."""
    entries = filters.selected(book, request.get("dataFilter", {}))
    for entry in entries:
        del book.metadata[entry.id]
    deleted = [as_metadata(entry) for entry in entries]
    return {"deleteDeveloperMetadata": {"deletedDeveloperMetadata": deleted} if deleted else {}}
