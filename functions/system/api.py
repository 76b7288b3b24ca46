"""The door of the spreadsheet's own script."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from functions.system import wiring
from shared import clock
from shared.web import door

SECONDS = 100  # the function's limit, as infra/functions.toml has it


@door.http(wiring.Editing)
async def system_sheet_edit(request: Request) -> Response:
    """Look at a spreadsheet at once because somebody has just typed; the call itself changes nothing."""
    from shared.sheets.hints import Forged, read  # noqa: PLC0415 - no other function needs it

    body = await door.body(request)
    time, signed = (request.headers.get(name, "") for name in ("x-frontdesk-time", "x-frontdesk-signature"))
    try:
        hint = read(body, time, signed, wiring.edit_secret(), clock.now())
    except Forged:
        return JSONResponse({"error": "the signature is not ours"}, status_code=401)
    except ValueError:
        return JSONResponse({"error": "the body is no hint"}, status_code=400)
    return JSONResponse(await wiring.look(hint, SECONDS))
