"""Decides how ``values.append`` finds its place, in a grid that grows as needed.

https://developers.google.com/workspace/sheets/api/guides/values#appending_values
"""

from __future__ import annotations

import asyncio
from typing import Any

from infra.local.sheets import values
from infra.local.sheets.a1 import Box, Cells
from infra.local.sheets.api.writing import PARAMETERS, asked_values, input_option, written
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.call import Call
from infra.local.sheets.dimensions import insert
from infra.local.sheets.grid import Axis
from infra.local.sheets.ranges import Place, resolve
from infra.local.sheets.tables import table_at
from infra.local.sheets.values import Write


async def append(call: Call) -> dict[str, Any]:
    """Answer ``values.append``.

    Google finds the place and writes in two steps, so that appends that arrive together overwrite each other; how
    long the gap between the steps lasts is the service's ``append_gap``, usually nothing.
    """
    call.allow("insertDataOption", *PARAMETERS)
    body = asked_values(call)
    option = input_option(call.text("valueInputOption"))
    place = resolve(call.book, call.names["range"]).starts_inside()
    table = table_at(place)
    if call.service.append_gap:
        await asyncio.sleep(call.service.append_gap)
    with call.service.change(call.book.id) as book:
        place = resolve(book, call.names["range"])
        inserting = call.text("insertDataOption") == "INSERT_ROWS" and table is not None
        write = _make_room(book, place, table, body, inserting=inserting)
        values.apply(book, write, option)
    found = {"tableRange": Place(place.sheet, Box(*table)).text} if table else {}
    return {"spreadsheetId": call.book.id, **found, "updates": written(call, write)}


def _make_room(book: Spreadsheet, place: Place, table: Cells | None, body: dict[str, Any], *, inserting: bool) -> Write:
    """Return the values laid out below the table, or from the start of the range where there is none."""
    sheet = place.sheet
    row, column = (table.bottom, table.left) if table else (place.cells.top, place.cells.left)
    rows = body.get("values") or []
    height, width = len(rows), max((len(one) for one in rows if isinstance(one, list)), default=0)
    if body.get("majorDimension") == "COLUMNS":
        height, width = width, height
    if inserting and height and row < len(sheet.rows):
        insert(book, Axis(sheet, "ROWS"), row, height)
    tall, wide = max(row + height, len(sheet.rows)), max(column + width, len(sheet.columns))
    book.check_size(tall * wide - len(sheet.rows) * len(sheet.columns))
    sheet.grow(tall, wide)
    return values.plan(Place(sheet, Box(row, column, row + 1, column + 1)), rows, body.get("majorDimension", "ROWS"))
