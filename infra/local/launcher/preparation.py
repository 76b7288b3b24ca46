"""Decides what the services must know before the first message: webhooks, the bots' names, the spreadsheets."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Iterator

import httpx

from infra.local.launcher.settings import TELEGRAM, Bot, Decided

UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
PAUSES = (0.2, 0.5, 1.0, 2.0)  # seconds between tries


async def prepare(decided: Decided) -> list[str]:
    """Tell the services what they must know; return what went wrong, in sentences."""
    async with httpx.AsyncClient(
        timeout=10, trust_env=decided.stand_ins != {"firestore", "telegram", "sheets"}
    ) as client:
        return [problem for problem in await asyncio.gather(*_errands(client, decided)) if problem]


def _errands(client: httpx.AsyncClient, decided: Decided) -> Iterator[Awaitable[str | None]]:
    settings = decided.settings
    public = settings["PUBLIC_URL"].startswith("https://")
    if public or settings["TELEGRAM_API_URL"] != TELEGRAM:
        for bot in decided.bots:
            yield _trying(f"the webhook of {bot.function}", functools.partial(_set_webhook, client, decided, bot))
    if "sheets" in decided.stand_ins:
        for desk in decided.desks:
            yield _trying(f"the spreadsheet of {desk}", functools.partial(_make_sheet, client, decided, desk))


async def _trying(what: str, errand: Callable[[], Awaitable[httpx.Response]]) -> str | None:
    problem = ""
    for pause in (*PAUSES, None):
        try:
            answer = await errand()
        except httpx.HTTPError as error:
            problem = str(error) or type(error).__name__
        else:
            if answer.is_success:
                return None
            problem = f"{answer.status_code} {answer.text[:200]}"
            if answer.is_client_error and answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
                break
        if pause is not None:
            await asyncio.sleep(pause)
    return f"{what} could not be set: {problem}"


async def _set_webhook(client: httpx.AsyncClient, decided: Decided, bot: Bot) -> httpx.Response:
    """https://core.telegram.org/bots/api#setwebhook."""
    settings = decided.settings
    base, token = settings["TELEGRAM_API_URL"].rstrip("/"), settings[f"{bot.prefix}_TOKEN"]
    if "telegram" in decided.stand_ins:
        await _introduce(client, base, token, bot)
        await _seat_owner(client, base, settings["ADMIN_TELEGRAM_ID"])
    return await client.post(
        f"{base}/bot{token}/setWebhook",
        json={
            "url": f"{settings['PUBLIC_URL'].rstrip('/')}/{bot.function}",
            "secret_token": settings[f"{bot.prefix}_WEBHOOK_SECRET"],
            "allowed_updates": UPDATES,
        },
    )


async def _introduce(client: httpx.AsyncClient, base: str, token: str, bot: Bot) -> None:
    """Name a new bot after its function; one that has been renamed, or is refused, is left alone."""
    words = bot.function.replace("_", " ")
    known = {row["id"]: row for row in (await client.get(f"{base}/admin/bots")).json()}
    number = int(token.partition(":")[0])
    if known.get(number, {}).get("username", "").startswith("local_") or number not in known:
        name = {"token": token, "username": bot.function, "first_name": words.capitalize()}
        await client.post(f"{base}/admin/bots", json=name)


async def _seat_owner(client: httpx.AsyncClient, base: str, number: str) -> None:
    """Make the person whom alerts go to; like anybody, they hear from a bot only after writing to it."""
    people = {str(row["id"]) for row in (await client.get(f"{base}/admin/people")).json()}
    if number not in people:
        owner = {"id": int(number), "first_name": "Владелец", "language_code": "ru"}
        await client.post(f"{base}/admin/people", json=owner)


async def _make_sheet(client: httpx.AsyncClient, decided: Decided, desk: str) -> httpx.Response:
    settings = decided.settings
    asked = {
        "id": settings[f"{desk.upper()}_SHEET_ID"],
        "title": f"Frontdesk: {desk}",
        "locale": "ru_RU",
        "timeZone": settings["TIME_ZONE"],
    }
    return await client.post(f"{settings['SHEETS_API_URL'].rstrip('/')}/admin/spreadsheets", json=asked)
