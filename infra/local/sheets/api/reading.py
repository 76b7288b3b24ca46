"""Decides how values are read: ``values.get``, ``values.batchGet`` and ``values.batchGetByDataFilter``.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values
"""

from __future__ import annotations

from typing import Any

from infra.local.sheets import filters, values
from infra.local.sheets.call import Call
from infra.local.sheets.ranges import Place, resolve
from infra.local.sheets.render import Renderer

_PARAMETERS = ("valueRenderOption", "dateTimeRenderOption", "majorDimension")


def get(call: Call) -> dict[str, Any]:
    """Answer ``values.get``."""
    call.allow(*_PARAMETERS)
    place = resolve(call.book, call.names["range"]).starts_inside()
    return values.read(place, call.text("majorDimension"), _renderer(call))


def batch_get(call: Call) -> dict[str, Any]:
    """Answer ``values.batchGet``."""
    call.allow("ranges", *_PARAMETERS)
    places = [resolve(call.book, text).starts_inside() for text in call.many("ranges")]
    renderer = _renderer(call)
    ranges = [values.read(place, call.text("majorDimension"), renderer) for place in places]
    return {"spreadsheetId": call.book.id, **({"valueRanges": ranges} if ranges else {})}


def _renderer(call: Call) -> Renderer:
    shown = call.text("valueRenderOption", "FORMATTED_VALUE")
    return Renderer(call.book, shown, call.text("dateTimeRenderOption", "SERIAL_NUMBER"))


def batch_get_by_data_filter(call: Call) -> dict[str, Any]:
    """Answer ``values.batchGetByDataFilter``: a range that several filters select comes once, with all of them."""
    call.allow()
    body = call.body("BatchGetValuesByDataFilterRequest")
    shown, dates = body.get("valueRenderOption", "FORMATTED_VALUE"), body.get("dateTimeRenderOption", "SERIAL_NUMBER")
    renderer = Renderer(call.book, shown, dates)
    matched: dict[str, tuple[Place, list[Any]]] = {}
    for data_filter in body.get("dataFilters", []):
        for place in filters.places(call.book, data_filter):
            matched.setdefault(place.starts_inside().bounded, (place, []))[1].append(data_filter)
    ranges = [
        {"valueRange": values.read(place, body.get("majorDimension", "ROWS"), renderer), "dataFilters": asked}
        for place, asked in matched.values()
    ]
    return {"spreadsheetId": call.book.id, **({"valueRanges": ranges} if ranges else {})}
