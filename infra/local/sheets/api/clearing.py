"""Decides how values are cleared: ``values.clear``, ``values.batchClear`` and ``values.batchClearByDataFilter``.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values
"""

from __future__ import annotations

from typing import Any

from infra.local.sheets import filters, values
from infra.local.sheets.call import Call
from infra.local.sheets.errors import within
from infra.local.sheets.ranges import Place, resolve


def clear(call: Call) -> dict[str, Any]:
    """Answer ``values.clear``."""
    call.allow()
    place = resolve(call.book, call.names["range"]).starts_inside()
    (cleared,) = _clear(call, [place])
    return {"spreadsheetId": call.book.id, "clearedRange": cleared}


def batch_clear(call: Call) -> dict[str, Any]:
    """Answer ``values.batchClear``."""
    call.allow()
    places = []
    for index, text in enumerate(call.body("BatchClearValuesRequest").get("ranges", [])):
        with within(f"range[{index}]"):
            places.append(resolve(call.book, text).starts_inside())
    return _many(call, places)


def batch_clear_by_data_filter(call: Call) -> dict[str, Any]:
    """Answer ``values.batchClearByDataFilter``."""
    call.allow()
    asked = call.body("BatchClearValuesByDataFilterRequest").get("dataFilters", [])
    places = [place.starts_inside() for data_filter in asked for place in filters.places(call.book, data_filter)]
    return _many(call, places)


def _many(call: Call, places: list[Place]) -> dict[str, Any]:
    cleared = _clear(call, places)
    return {"spreadsheetId": call.book.id, **({"clearedRanges": cleared} if cleared else {})}


def _clear(call: Call, places: list[Place]) -> list[str]:
    with call.service.change(call.book.id):
        for place in places:
            values.clear(place)
    return [place.bounded for place in places]
