"""Decides what a chat remembers: every message as it stands now, and everything that happened to it.

What the log keeps of a message is a record ``{"message", "by", "via", "kind", "silent", "markup", "deleted"}``;
``message`` is the Message object bots see. Records and events share one rising ``seq``, the cursor of whoever
watches the chat.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass

from infra.local.telegram.errors import Json
from infra.local.telegram.store import Store, revived


@dataclass(slots=True)
class Chat:
    """What is between one bot and one person; it exists from the person's first act on."""

    bot: int
    person: int
    blocked: bool = False
    keyboard: Json | None = None


class Chats:
    """All chats, in the store; the few facts a call needs are kept in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._chats: dict[tuple[int, int], Chat] = {}
        self._last_message: dict[int, int] = {}
        self._watchers: dict[tuple[int, int], asyncio.Event] = {}
        latest = "SELECT max((SELECT ifnull(max(seq), 0) FROM {}), (SELECT ifnull(max(seq), 0) FROM {}))"
        self._seq = store.number(latest.format("messages", "events"))
        for bot, person, body in store.rows("SELECT bot, person, body FROM chats"):
            self._chats[bot, person] = revived(Chat, body, bot=bot, person=person)

    def get(self, bot: int, person: int) -> Chat | None:
        """Return the chat, or nothing where the person never wrote."""
        return self._chats.get((bot, person))

    def open(self, bot: int, person: int) -> Chat:
        """Return the chat, begun now if need be."""
        chat = self._chats.get((bot, person))
        if chat is None:
            chat = Chat(bot, person)
            self.save(chat)
        return chat

    def save(self, chat: Chat) -> None:
        """Make what was changed in a chat last."""
        self._chats[chat.bot, chat.person] = chat
        body = {key: value for key, value in asdict(chat).items() if key not in ("bot", "person")}
        self._store.write("INSERT OR REPLACE INTO chats VALUES (?, ?, ?)", chat.bot, chat.person, json.dumps(body))

    def next_message_id(self, bot: int) -> int:
        """Number a message: one row of numbers for all private chats of a bot, as in its real message box."""
        last = self._last_message.get(bot)
        if last is None:
            last = self._store.number("SELECT max(id) FROM messages WHERE bot = ?", bot)
        self._last_message[bot] = last + 1
        return last + 1

    def put(self, chat: Chat, record: Json) -> None:
        """Write a message's record, new or changed."""
        sql = "INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?, ?)"
        body = json.dumps(record, ensure_ascii=False)
        self._store.write(sql, chat.bot, record["message"]["message_id"], chat.person, self._next(chat), body)

    def note(self, chat: Chat, event: Json) -> None:
        """Write down what happened besides messages: an edit, a toast, a deletion, a chat action."""
        body = json.dumps(event, ensure_ascii=False)
        self._store.write("INSERT INTO events VALUES (?, ?, ?, ?)", self._next(chat), chat.bot, chat.person, body)

    def record(self, chat: Chat, message_id: int) -> Json | None:
        """Return a message's record, deleted or not."""
        sql = "SELECT body FROM messages WHERE bot = ? AND id = ? AND chat = ?"
        row = self._store.row(sql, chat.bot, message_id, chat.person)
        return json.loads(row[0]) if row else None

    def since(self, chat: Chat, seq: int) -> tuple[list[Json], list[Json], int]:
        """Return the messages changed and the events that happened after ``seq``, and the new cursor."""
        values = (chat.bot, chat.person, seq)
        changed = "SELECT seq, body FROM messages WHERE bot = ? AND chat = ? AND seq > ? ORDER BY id"
        happened = "SELECT seq, body FROM events WHERE bot = ? AND chat = ? AND seq > ? ORDER BY seq"
        messages, events = self._store.rows(changed, *values), self._store.rows(happened, *values)
        cursor = max([seq, *(row[0] for row in messages), *(row[0] for row in events)])
        return [json.loads(row[1]) for row in messages], [json.loads(row[1]) for row in events], cursor

    async def changed(self, chat: Chat, seconds: float) -> None:
        """Return at the chat's next change, or when the seconds are over."""
        event = self._watchers.setdefault((chat.bot, chat.person), asyncio.Event())
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return

    def _next(self, chat: Chat) -> int:
        self._seq += 1
        if watcher := self._watchers.pop((chat.bot, chat.person), None):
            watcher.set()
        return self._seq
