"""Where the contract is checked: at the stand-in, or at the real service where the environment names a bot.

``TELEGRAM_CONTRACT_TOKEN`` and ``TELEGRAM_CONTRACT_CHAT`` (a private chat that has written to this bot) choose the real
service, ``TELEGRAM_CONTRACT_URL`` another address than https://api.telegram.org; ``TELEGRAM_CONTRACT_PACE`` seconds
(1 by default) lie between two tests, because of its limits. What a test sends really arrives there.
"""

import asyncio
import os
from dataclasses import dataclass
from typing import Any

import httpx
from telegram import Bot

Json = dict[str, Any]
TOKEN = os.environ.get("TELEGRAM_CONTRACT_TOKEN", "")
CHAT = int(os.environ.get("TELEGRAM_CONTRACT_CHAT", "0"))
PACE = float(os.environ.get("TELEGRAM_CONTRACT_PACE", "1"))
URL = os.environ.get("TELEGRAM_CONTRACT_URL", "https://api.telegram.org")


@dataclass
class Api:
    """The API, seen through python-telegram-bot and bare."""

    url: str
    bot: Bot
    chat: int
    client: httpx.AsyncClient

    async def raw(self, method: str, **parameters: Any) -> httpx.Response:
        """Call a method with a JSON body."""
        return await self.client.post(f"{self.url}/bot{self.bot.token}/{method}", json=parameters, timeout=30)

    async def refused(self, method: str, **parameters: Any) -> tuple[int, str]:
        """Call a method that must fail; return its error code and words."""
        answer = await self.raw(method, **parameters)
        body = answer.json()
        assert body["ok"] is False, body
        assert body["error_code"] == answer.status_code
        return body["error_code"], body["description"]

    async def breathe(self) -> None:
        """Wait as long as the real service wants between two calls of ``setWebhook``."""
        await asyncio.sleep(PACE if TOKEN else 0)

    async def sent(self, **parameters: Any) -> Json:
        """Send a message to the chat and return it bare."""
        answer = await self.raw("sendMessage", chat_id=self.chat, **parameters)
        assert answer.is_success, answer.text
        result: Json = answer.json()["result"]
        return result
