"""The doors of the desk's two bots."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from functions.dispatch import wiring
from shared.web import door


@door.http(wiring.ClientBotSettings)
async def dispatch_client_bot(request: Request) -> Response:
    """Answer what clients do in Telegram."""
    return await wiring.client_webhook().answer(request)


@door.http(wiring.MasterBotSettings)
async def dispatch_master_bot(request: Request) -> Response:
    """Answer what masters and the owner do in Telegram."""
    return await wiring.master_webhook().answer(request)
