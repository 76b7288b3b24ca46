"""Calls the Bot API and says in our words what became of it.

https://core.telegram.org/bots/api#making-requests
"""

from __future__ import annotations

import asyncio

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from shared.channels.messages import Say
from shared.channels.telegram.calls import call
from shared.errors import Blocked, OutcomeUnknown, Paused, Rejected, SendFailure, Unreachable
from shared.log import log

SEND_SECONDS = 10.0
GREETING_SECONDS = 1.0  # a press is acknowledged beside the commit, and never holds it up for longer


class Telegram:
    """One bot's side of the Bot API."""

    def __init__(self, token: str, address: str, *, seconds: float = SEND_SECONDS) -> None:
        self._request = HTTPXRequest(
            connection_pool_size=32, read_timeout=seconds, connect_timeout=5.0, pool_timeout=seconds
        )
        # The second pool, for updates that nobody polls here, would only cost a cold start its certificates.
        self._bot = Bot(
            token,
            base_url=f"{address}/bot",
            base_file_url=f"{address}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    async def say(self, chat: str, say: Say) -> str:
        """Send or edit a message and return its id; raises the ``SendFailure`` that says what to do next."""
        parameters = call(chat, say)
        number, text, _ = (parameters.pop(name) for name in ("chat_id", "text", "method"))
        try:
            if say.edits:
                await self._bot.edit_message_text(
                    text, number, int(parameters.pop("message_id")), api_kwargs=parameters
                )
                return say.edits
            return str((await self._bot.send_message(number, text, api_kwargs=parameters)).message_id)
        except TelegramError as error:
            if "message is not modified" in str(error).lower():
                return say.edits
            raise translated(error) from error

    async def acknowledge(self, query: str) -> None:
        """Stop the spinner on a pressed button; whether it works is of no consequence."""
        try:
            async with asyncio.timeout(GREETING_SECONDS):
                await self._bot.answer_callback_query(query)
        except (TelegramError, TimeoutError) as error:
            log.info("a press stayed unacknowledged", cause=type(error).__name__)

    async def close(self) -> None:
        """Close the connections."""
        # The library's bot closes only what it has been told to initialise, which costs a call.
        await self._request.shutdown()


def translated(error: TelegramError) -> SendFailure:
    """Say what an error of the client library means for the message it was about."""
    text = str(error)
    match error:
        case RetryAfter():
            seconds = error.retry_after
            return Paused(seconds if isinstance(seconds, int) else seconds.total_seconds())
        case Forbidden():
            return Blocked(text)
        case BadRequest() if "chat not found" in text.lower():
            return Blocked(text)
        case InvalidToken():
            # The owner has to mend the setting; nothing that waits is lost meanwhile.
            return Unreachable(text)
        case BadRequest() | ChatMigrated():
            return Rejected(text)
        case NetworkError():
            return Unreachable(text) if _never_left(error) else OutcomeUnknown(text)
    # What remains is an answer that could not be read: the call has been carried out, as far as one can tell.
    return OutcomeUnknown(text)


def _never_left(error: NetworkError) -> bool:
    """Whether the call cannot have been carried out: the vendor said so, or no connection came about."""
    import httpx  # noqa: PLC0415 - the library's own transport, loaded by now

    cause = error.__cause__
    before = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
    return not isinstance(cause, httpx.HTTPError) or isinstance(cause, before)
