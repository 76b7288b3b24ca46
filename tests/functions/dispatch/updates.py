"""Updates as Telegram posts them, and a person who posts them straight to a function's door."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import httpx

from tests.functions.dispatch.conftest import SECRET
from tests.stand_ins import Json

_numbers = itertools.count(50_000_001)


def text(chat: int, words: str) -> Json:
    """Return the update of a text."""
    message = {"message_id": 5, "date": 1_790_000_000, "text": words, **_where(chat)}
    return {"update_id": next(_numbers), "message": message}


def press(chat: int, data: str) -> Json:
    """Return the update of a pressed button."""
    where = _where(chat)
    message = {"message_id": 7, "date": 1_790_000_000, "chat": where["chat"], "text": "…"}
    query = {"id": str(chat), "from": where["from"], "message": message, "chat_instance": "1", "data": data}
    return {"update_id": next(_numbers), "callback_query": query}


def _where(chat: int) -> Json:
    person = {"id": chat, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    return {"from": person, "chat": {"id": chat, "type": "private", "first_name": "Анна"}}


@dataclass
class Door:
    """A function's door, as Telegram knocks; ``posted`` are the updates so far."""

    url: str
    wire: httpx.AsyncClient
    posted: list[Json] = field(default_factory=list)

    async def post(self, update: Json) -> Json:
        """Deliver an update and return what the function answers."""
        self.posted.append(update)
        answer = await self.wire.post(self.url, json=update, headers={"x-telegram-bot-api-secret-token": SECRET})
        assert answer.status_code == 200, answer.text
        said: Json = answer.json() if answer.content else {}
        return said
