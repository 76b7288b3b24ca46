"""Decides how values are written: ``values.update``, ``values.batchUpdate`` and ``values.batchUpdateByDataFilter``.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from infra.local.sheets import filters, values
from infra.local.sheets.a1 import Box
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.call import Call
from infra.local.sheets.errors import Refused, within
from infra.local.sheets.ranges import Place, resolve
from infra.local.sheets.render import Renderer
from infra.local.sheets.values import Write

PARAMETERS = (
    "valueInputOption",
    "includeValuesInResponse",
    "responseValueRenderOption",
    "responseDateTimeRenderOption",
)


def update(call: Call) -> dict[str, Any]:
    """Answer ``values.update``."""
    call.allow(*PARAMETERS)
    body = asked_values(call)
    option = input_option(call.text("valueInputOption"))
    place = resolve(call.book, call.names["range"])
    write = values.plan(place, body.get("values"), body.get("majorDimension", "ROWS"))
    with call.service.change(call.book.id) as book:
        values.apply(book, write, option)
    return written(call, write)


def asked_values(call: Call) -> dict[str, Any]:
    """Return the ``ValueRange`` in the body; a range in it must be the one in the address."""
    body = call.body("ValueRange")
    asked = call.names["range"]
    if body.get("range", asked) != asked:
        raise Refused(f"Request range[{asked}] does not match value's range[{body['range']}]")
    return body


def input_option(option: str) -> str:
    """Return how values are to be taken, which has no default."""
    if option in ("", "INPUT_VALUE_OPTION_UNSPECIFIED"):
        raise Refused("'valueInputOption' is required but not specified")
    return option


def written(call: Call, write: Write) -> dict[str, Any]:
    """Return the ``UpdateValuesResponse`` of a write to one range, with the values where they were asked for."""
    response = {"spreadsheetId": call.book.id, **write.counts()}
    if call.flag("includeValuesInResponse"):
        shown = call.text("responseValueRenderOption", "FORMATTED_VALUE")
        renderer = Renderer(call.book, shown, call.text("responseDateTimeRenderOption", "SERIAL_NUMBER"))
        response["updatedData"] = _reread(write, renderer)
    return response


def _reread(write: Write, renderer: Renderer) -> dict[str, Any]:
    """Return the values of the whole requested range; of what was written where only its start was given.

    They come by rows or by columns as they were sent: Google names no wish for it, and a client should read which.
    """
    place = write.place
    if place.cells.height * place.cells.width == 1:
        place = Place(place.sheet, Box(*write.extent))
    return values.read(place, write.major, renderer)


def batch_update(call: Call) -> dict[str, Any]:
    """Answer ``values.batchUpdate``: all ranges are checked before the first is written."""
    call.allow()
    body = call.body("BatchUpdateValuesRequest")
    writes = []
    for index, entry in enumerate(body.get("data", [])):
        with within(f"data[{index}]"):
            place = resolve(call.book, entry.get("range", ""))
            writes.append(values.plan(place, entry.get("values"), entry.get("majorDimension", "ROWS")))
    each = {"spreadsheetId": call.book.id}
    return _apply(call, body, [(write, each) for write in writes])


def batch_update_by_data_filter(call: Call) -> dict[str, Any]:
    """Answer ``values.batchUpdateByDataFilter``: filters are resolved and values written in one step."""
    call.allow()
    body = call.body("BatchUpdateValuesByDataFilterRequest")
    return _apply(call, body, list(_filtered(call.book, body.get("data", []))))


def _filtered(book: Spreadsheet, data: list[dict[str, Any]]) -> Iterator[tuple[Write, dict[str, Any]]]:
    """Plan the values of each entry for every range its filter selects; one that selects none writes nothing."""
    for index, entry in enumerate(data):
        asked = entry.get("dataFilter", {})
        with within(f"data[{index}]"):
            for place in filters.places(book, asked):
                write = values.plan(place, entry.get("values"), entry.get("majorDimension", "ROWS"))
                yield write, {"dataFilter": asked}


def _apply(call: Call, body: dict[str, Any], writes: list[tuple[Write, dict[str, Any]]]) -> dict[str, Any]:
    option = input_option(body.get("valueInputOption", ""))
    with call.service.change(call.book.id) as book:
        for write, _ in writes:
            values.apply(book, write, option)
    shown = body.get("responseValueRenderOption", "FORMATTED_VALUE")
    renderer = Renderer(call.book, shown, body.get("responseDateTimeRenderOption", "SERIAL_NUMBER"))
    responses = []
    for write, each in writes:
        response = {**each, **write.counts()}
        if body.get("includeValuesInResponse"):
            response["updatedData"] = _reread(write, renderer)
        responses.append(response)
    totals = _totals([write for write, _ in writes])
    return {"spreadsheetId": call.book.id, **totals, **({"responses": responses} if responses else {})}


def _totals(writes: list[Write]) -> dict[str, int]:
    """Count every row, column and cell once, however many ranges touch it."""
    cells = {(write.place.sheet.id, row, column) for write in writes for row, column, _ in write.cells}
    totals = {
        "totalUpdatedRows": len({(sheet, row) for sheet, row, _ in cells}),
        "totalUpdatedColumns": len({(sheet, column) for sheet, _, column in cells}),
        "totalUpdatedCells": len(cells),
        "totalUpdatedSheets": len({sheet for sheet, _, _ in cells}),
    }
    return {name: total for name, total in totals.items() if total}
