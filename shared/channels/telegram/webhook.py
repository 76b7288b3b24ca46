"""The door every Telegram bot shares: authentic, decoded, turned, answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared.channels.events import Event, Pressed
from shared.channels.telegram import inbound
from shared.channels.telegram.calls import call
from shared.clock import Clock
from shared.conversation.turns import Turns
from shared.log import bound, log
from shared.web.door import body


class Presses(Protocol):
    """Whoever stops the spinner on a pressed button."""

    async def acknowledge(self, query: str) -> None:
        """Stop it; whether that works is of no consequence."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """What one bot's webhook needs; ``account`` is the bot's name among ours."""

    account: str
    secret: str
    turns: Turns
    presses: Callable[[], Presses]  # built when the first button is pressed
    clock: Clock

    async def answer(self, request: Request) -> Response:
        """Answer one delivery of one update."""
        if not inbound.authentic(self.secret, request.headers.get(inbound.SECRET_HEADER)):
            log.warning("webhook refused: wrong or missing secret")
            return JSONResponse({"error": "wrong or missing secret"}, status_code=401)
        try:
            update = inbound.parse(await body(request))
        except ValueError:
            return JSONResponse({"error": "the body is not JSON"}, status_code=400)
        event = inbound.decode(update, self.account, self.clock())
        if event is None:
            log.info("update set aside", kind=inbound.kind(update))
            return Response()
        with bound(conversation=event.conversation, update=event.id):
            return await self._take(event)

    async def _take(self, event: Event) -> Response:
        match event.content:
            case Pressed(query=query) if query:
                # The spinner stops beside the commit: the only call that is allowed before the commit has succeeded.
                say, _ = await asyncio.gather(self.turns.take(event), self.presses().acknowledge(query))
            case _:
                say = await self.turns.take(event)
        return JSONResponse(call(event.chat, say)) if say else Response()
