"""Decides what ``getUpdates`` answers: the other way to receive, closed while a webhook is set.

https://core.telegram.org/bots/api#getupdates; words of the conflicts follow Client.cpp of
https://github.com/tdlib/telegram-bot-api.
"""

from __future__ import annotations

import asyncio
import contextlib

from infra.local.telegram.calls import Call, waiting_method
from infra.local.telegram.errors import ApiError, Json
from infra.local.telegram.profile import set_allowed_updates

MAX_LIMIT = 100
MAX_TIMEOUT = 50
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@waiting_method("getUpdates")
async def get_updates(call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#getupdates."""
    if call.bot.webhook.url:
        raise ApiError(409, WEBHOOK_ACTIVE)
    set_allowed_updates(call)
    _confirm(call, call.arguments.integer("offset"))
    seconds = min(call.arguments.integer("timeout"), MAX_TIMEOUT)
    found = _found(call)
    return found if found or seconds <= 0 else await _wait(call, seconds)


async def _wait(call: Call, seconds: float) -> list[Json]:
    """Wait for updates; whoever begins to wait ends the wait of the one before."""
    polls, loop = call.world.polls, asyncio.get_running_loop()
    turn = polls[call.bot.id] = polls.get(call.bot.id, 0) + 1
    call.world.rouse()
    deadline = loop.time() + seconds
    while (left := deadline - loop.time()) > 0:
        news = call.world.news
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(news.wait(), left)
        if polls[call.bot.id] != turn:
            raise ApiError(409, TERMINATED)
        if call.bot.webhook.url:
            raise ApiError(409, "Conflict: terminated by setWebhook request")
        if found := _found(call):
            return found
    return []


def _confirm(call: Call, offset: int) -> None:
    """Forget what lies before ``offset``; a negative one counts from the end."""
    updates, now = call.world.updates, call.world.clock.now()
    if offset < 0:
        offset = min([update.update_id for update in updates.pending(call.bot.id)][offset:], default=0)
    if offset:
        updates.end(call.bot.id, "delivered", now=now, below=offset)
    updates.end_expired(call.bot.id, now=now)


def _found(call: Call) -> list[Json]:
    limit = min(max(call.arguments.integer("limit", MAX_LIMIT), 1), MAX_LIMIT)
    due = [update for update in call.world.updates.pending(call.bot.id) if update.due <= call.world.clock.now()]
    return [update.json() for update in due[:limit]]
