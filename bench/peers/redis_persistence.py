"""A persistence for python-telegram-bot that writes one key per user to Redis, instead of the whole pickle file.

The library ships only ``PicklePersistence`` and invites others to subclass ``BasePersistence``; this is the leanest
that keeps every answer: conversation states in one hash, ``user_data`` as JSON in a key per user.
https://docs.python-telegram-bot.org/en/stable/telegram.ext.basepersistence.html
"""
# mypy: disable-error-code="import-not-found, misc"

from __future__ import annotations

import json
from typing import Any

from redis.asyncio import Redis
from telegram.ext import BasePersistence, PersistenceInput

_CONVERSATIONS = "ptb:conversations:"
_USER = "ptb:user:"


class RedisPersistence(BasePersistence[dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """Keeps ``user_data`` and the states of conversations."""

    def __init__(self, url: str) -> None:
        only_users = PersistenceInput(bot_data=False, chat_data=False, callback_data=False)
        super().__init__(store_data=only_users, update_interval=3600)
        self._redis: Any = Redis.from_url(url, decode_responses=True)

    async def get_user_data(self) -> dict[int, dict[Any, Any]]:
        """Read what is kept of everybody."""
        keys = [key async for key in self._redis.scan_iter(f"{_USER}*")]
        return {int(key.removeprefix(_USER)): json.loads(await self._redis.get(key)) for key in keys}

    async def get_conversations(self, name: str) -> dict[Any, Any]:
        """Read where everybody is."""
        kept = await self._redis.hgetall(_CONVERSATIONS + name)
        return {tuple(json.loads(key)): json.loads(state) for key, state in kept.items()}

    async def update_conversation(self, name: str, key: Any, new_state: object | None) -> None:  # noqa: ANN401 - PTB's
        """Keep where somebody is."""
        if new_state is None:
            await self._redis.hdel(_CONVERSATIONS + name, json.dumps(key))
        else:
            await self._redis.hset(_CONVERSATIONS + name, json.dumps(key), json.dumps(new_state))

    async def update_user_data(self, user_id: int, data: dict[Any, Any]) -> None:
        """Keep what somebody answered."""
        await self._redis.set(f"{_USER}{user_id}", json.dumps(data))

    async def drop_user_data(self, user_id: int) -> None:
        """Forget somebody."""
        await self._redis.delete(f"{_USER}{user_id}")

    async def get_chat_data(self) -> dict[int, dict[Any, Any]]:
        """Nothing is kept by chat."""
        return {}

    async def get_bot_data(self) -> dict[Any, Any]:
        """Nothing is kept of the bot."""
        return {}

    async def get_callback_data(self) -> None:
        """Buttons carry their own words."""

    async def update_chat_data(self, chat_id: int, data: dict[Any, Any]) -> None:
        """Nothing is kept by chat."""

    async def update_bot_data(self, data: dict[Any, Any]) -> None:
        """Nothing is kept of the bot."""

    async def update_callback_data(self, data: Any) -> None:  # noqa: ANN401 - PTB's
        """Buttons carry their own words."""

    async def drop_chat_data(self, chat_id: int) -> None:
        """Nothing is kept by chat."""

    async def refresh_user_data(self, user_id: int, user_data: dict[Any, Any]) -> None:
        """What is in memory is what is kept."""

    async def refresh_chat_data(self, chat_id: int, chat_data: dict[Any, Any]) -> None:
        """Nothing is kept by chat."""

    async def refresh_bot_data(self, bot_data: dict[Any, Any]) -> None:
        """Nothing is kept of the bot."""

    async def flush(self) -> None:
        """Every write has been made when it was asked for."""
