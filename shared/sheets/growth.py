"""Writes the requests of a pass's first write, which names no row that could have moved.

Rows are added below everything; a cell of staff's is emptied only if it holds the very text that was read in it; the
token in the hidden header is replaced wherever it stands.
https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.sheets.look import marked
from shared.sheets.work import Clear, Work


def occurred(reply: Mapping[str, Any]) -> bool:
    """Whether a cell was emptied."""
    return bool(reply.get("findReplace", {}).get("occurrencesChanged", 0))


def appending(work: Work) -> list[dict[str, Any]]:
    """Add the keys of new rows below everything; only here is a key written twice, as no row is addressed.

    By ``sheetId``: with a table's id the call was seen to report success and drop the values.
    """
    if not work.appends:
        return []
    strips, layout = work.sight.look.strips, work.layout
    places = [strips[layout.key.field].column, strips[layout.twin.field].column]
    rows = []
    for key in work.appends:
        values: list[dict[str, Any]] = [{} for _ in range(max(places) + 1)]
        for place in places:
            values[place] = {"userEnteredValue": {"stringValue": key}}
        rows.append({"values": values})
    return [{"appendCells": {"sheetId": work.state.sheet, "rows": rows, "fields": "userEnteredValue"}}]


def clearing(work: Work, clear: Clear) -> dict[str, Any]:
    """Empty one cell, provided that it holds the whole text expected there."""
    down = {"startRowIndex": clear.row, "endRowIndex": clear.row + 1}
    across = {"startColumnIndex": clear.column, "endColumnIndex": clear.column + 1}
    return _replacing(clear.text, "", {"range": {"sheetId": work.state.sheet, **down, **across}})


def noting(work: Work) -> list[dict[str, Any]]:
    """Tell at a header that was renamed why it bears its old name again."""
    look, requests = work.sight.look, []
    for field in work.plan.headers:
        down = {"startRowIndex": look.header, "endRowIndex": look.header + 1}
        place = look.strips[field].column
        span = {"sheetId": work.state.sheet, **down, "startColumnIndex": place, "endColumnIndex": place + 1}
        cell = {"note": work.texts("sheet-header-back")}
        requests.append({"repeatCell": {"range": span, "cell": cell, "fields": "note"}})
    return requests


def stamping(work: Work, token: str) -> list[dict[str, Any]]:
    """Replace the token in the hidden column's header, wherever that stands by now."""
    header = work.layout.twin.header
    present = [marked(header, old) for old in sorted(work.sight.look.tokens)] or [header]
    return [_replacing(old, marked(header, token), {"sheetId": work.state.sheet}) for old in present]


def _replacing(find: str, replacement: str, where: dict[str, Any]) -> dict[str, Any]:
    whole = {"matchEntireCell": True, "matchCase": True}
    return {"findReplace": {"find": find, "replacement": replacement, **whole, **where}}
