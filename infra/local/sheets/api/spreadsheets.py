"""Decides how the methods of ``spreadsheets`` itself answer, and of its sheets and developer metadata.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets
"""

from __future__ import annotations

from typing import Any

from infra.local.sheets import filters, masks, resource
from infra.local.sheets.book import new_id, new_spreadsheet, number_not_in
from infra.local.sheets.call import Call
from infra.local.sheets.errors import Refused, malformed, not_found, within
from infra.local.sheets.ranges import Place, resolve
from infra.local.sheets.requests.sheets import copy_sheet, copy_title, make_sheet
from infra.local.sheets.requests.table import HANDLERS


def create(call: Call) -> dict[str, Any]:
    """Answer ``spreadsheets.create``."""
    call.allow()
    asked = call.body("Spreadsheet")
    properties = asked.get("properties", {})
    book = new_spreadsheet(
        new_id(),
        properties.get("title", "Untitled spreadsheet"),
        properties.get("locale", "en_US"),
        properties.get("timeZone", "Etc/GMT"),
    )
    if asked.get("sheets"):
        book.sheets.clear()
    for sheet in asked.get("sheets", []):
        # The first sheet is number 0 unless it says otherwise, as in every spreadsheet.
        first = {} if book.sheets else {"sheetId": 0}
        book.sheets.append(make_sheet(book, {**first, **sheet.get("properties", {})}))
    call.service.add(book)
    return resource.spreadsheet(book)


def get(call: Call) -> dict[str, Any]:
    """Answer ``spreadsheets.get``: a field mask decides alone about the data in the grid."""
    call.allow("ranges", "includeGridData", "excludeTablesInBandedRanges")
    places = [resolve(call.book, text).starts_inside() for text in call.many("ranges")]
    return _show(call, places or None, data=call.flag("includeGridData"))


def get_by_data_filter(call: Call) -> dict[str, Any]:
    """Answer ``spreadsheets.getByDataFilter``."""
    call.allow()
    body = call.body("GetSpreadsheetByDataFilterRequest")
    asked = body.get("dataFilters", [])
    places = [place.starts_inside() for data_filter in asked for place in filters.places(call.book, data_filter)]
    return _show(call, places if asked else None, data=body.get("includeGridData", False))


def _show(call: Call, places: list[Place] | None, *, data: bool) -> dict[str, Any]:
    mask = masks.parse(call.text("fields"))
    if mask and masks.EVERYTHING not in mask:
        data = masks.wanted(mask, "sheets", "data")
    return resource.spreadsheet(call.book, places, data=data)


def batch_update(call: Call) -> dict[str, Any]:
    """Answer ``spreadsheets.batchUpdate``: all requests are applied in their order, or none."""
    call.allow()
    body = call.body("BatchUpdateSpreadsheetRequest")
    if not body.get("requests"):
        raise Refused("Must specify at least one request.")
    chosen = [_kind(request, index) for index, request in enumerate(body["requests"])]
    replies = []
    with call.service.change(call.book.id) as book:
        for index, (kind, request) in enumerate(chosen):
            with within(f"requests[{index}].{kind}"):
                replies.append(HANDLERS[kind](book, request))
        answer: dict[str, Any] = {"spreadsheetId": book.id, "replies": replies}
        if body.get("includeSpreadsheetInResponse"):
            places = [resolve(book, text).starts_inside() for text in body.get("responseRanges", [])]
            data = body.get("responseIncludeGridData", False)
            answer["updatedSpreadsheet"] = resource.spreadsheet(book, places or None, data=data)
    return answer


def _kind(request: dict[str, Any], index: int) -> tuple[str, dict[str, Any]]:
    if len(request) > 1:
        second = list(request)[1]
        raise malformed(
            f"Invalid value at 'requests[{index}]' (oneof), oneof field 'kind' is already set. Cannot set '{second}'",
            f"requests[{index}]",
        )
    if not request:
        raise Refused(f"Invalid requests[{index}]: No request set.")
    return next(iter(request.items()))


def copy_to(call: Call) -> dict[str, Any]:
    """Answer ``spreadsheets.sheets.copyTo``."""
    call.allow()
    target = call.service.book(call.body("CopySheetToAnotherSpreadsheetRequest").get("destinationSpreadsheetId", ""))
    source = next((sheet for sheet in call.book.sheets if str(sheet.id) == call.names["sheet"]), None)
    if source is None:
        raise not_found()
    with call.service.change(target.id) as book:
        copied = copy_sheet(source, number_not_in({sheet.id for sheet in book.sheets}), copy_title(book, source.title))
        for row in copied.rows:
            styles = {column: call.book.styles[style] for column, style in (row.styles or {}).items()}
            row.styles = {column: book.styles.number(style) for column, style in styles.items()} or None
        book.sheets.append(copied)
    return resource.sheet_properties(book, copied)


def metadata_get(call: Call) -> dict[str, Any]:
    """Answer ``spreadsheets.developerMetadata.get``."""
    call.allow()
    number = call.names["metadata"]
    entry = call.book.metadata.get(int(number)) if number.isdecimal() else None
    if entry is None:
        raise not_found()
    return filters.as_metadata(entry)


def metadata_search(call: Call) -> dict[str, Any]:
    """Answer ``spreadsheets.developerMetadata.search``: an entry that several filters select comes once."""
    call.allow()
    matched: dict[int, dict[str, Any]] = {}
    for data_filter in call.body("SearchDeveloperMetadataRequest").get("dataFilters", []):
        for entry in filters.selected(call.book, data_filter):
            found = matched.setdefault(entry.id, {"developerMetadata": filters.as_metadata(entry), "dataFilters": []})
            found["dataFilters"].append(data_filter)
    return {"matchedDeveloperMetadata": list(matched.values())} if matched else {}
