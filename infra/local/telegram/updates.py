"""Decides which updates wait for a bot, in which queue, and for how long.

From the server's source (https://github.com/tdlib/telegram-bot-api, Client.cpp ``add_update``): update ids rise by one
per bot; messages expire 24 hours after their date, callback queries after 150 seconds; each update belongs to a queue.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass

from infra.local.telegram.bots import Bot, Bots
from infra.local.telegram.errors import Json
from infra.local.telegram.store import Store

MESSAGE_LIFE = 24 * 3600.0
QUERY_LIFE = 150.0

MESSAGE_KINDS = ("message", "edited_message", "business_message", "edited_business_message", "channel_post")
COLUMNS = "seq, bot, update_id, kind, queue, body, made, expires, due, times, state, attempts, status, answer, ended"


@dataclass(slots=True)
class Update:
    """One update on its way; ``due`` is when it may first leave, ``aged`` what compressed waits add to its age."""

    seq: int
    bot: int
    update_id: int
    kind: str
    queue: str
    body: str
    made: float
    expires: float
    due: float
    times: int = 1
    state: str = "pending"
    attempts: int = 0
    status: int | None = None
    answer: str | None = None
    ended: float | None = None
    aged: float = 0.0

    def json(self) -> Json:
        """Return the Update object."""
        return {"update_id": self.update_id, **json.loads(self.body)}


def queue_of(kind: str, content: Json, update_id: int) -> str:
    """Name the queue inside which updates keep their order and fail together."""
    if kind in MESSAGE_KINDS and "id" in content.get("chat", {}):
        return f"chat:{content['chat']['id']}"
    if kind == "my_chat_member" and "id" in content.get("chat", {}):
        return f"member:{content['chat']['id']}"
    if kind == "callback_query" and "id" in content.get("from", {}):
        return f"user:{content['from']['id']}"
    return f"update:{update_id}"


class Updates:
    """Every update ever made, in the store."""

    def __init__(self, store: Store, bots: Bots) -> None:
        self._store = store
        self._bots = bots
        self._seq = store.number("SELECT max(seq) FROM updates")

    def make(self, bot: Bot, body: Json, *, now: float, delay: float = 0.0, times: int = 1) -> Update:
        """Number an update and write it down; a body that brings its ``update_id`` keeps it."""
        kind = next((key for key in body if key != "update_id"), "")
        content = body.get(kind)
        content = content if isinstance(content, dict) else {}
        update_id = body.get("update_id") or self._next_id(bot)
        life = QUERY_LIFE if kind == "callback_query" else MESSAGE_LIFE
        self._seq += 1
        update = Update(
            self._seq,
            bot.id,
            update_id,
            kind,
            queue_of(kind, content, update_id),
            json.dumps({key: value for key, value in body.items() if key != "update_id"}, ensure_ascii=False),
            made=now,
            expires=now + life,
            due=now + delay,
            times=times,
        )
        self._write(update)
        return update

    def _next_id(self, bot: Bot) -> int:
        bot.last_update_id = (bot.last_update_id or random.randint(10**8, 9 * 10**8)) + 1  # noqa: S311 - no secret
        self._bots.save(bot)
        return bot.last_update_id

    def _write(self, update: Update) -> None:
        values = [getattr(update, name) for name in COLUMNS.split(", ")]
        self._store.write(f"INSERT OR REPLACE INTO updates ({COLUMNS}) VALUES ({', '.join('?' * 15)})", *values)  # noqa: S608 - constants

    def save(self, update: Update) -> None:
        """Make what became of an update last."""
        sql = "UPDATE updates SET times = ?, state = ?, attempts = ?, status = ?, answer = ?, ended = ? WHERE seq = ?"
        u = update
        self._store.write(sql, u.times, u.state, u.attempts, u.status, u.answer, u.ended, u.seq)

    def get(self, seq: int) -> Update:
        """Return one update as it stands."""
        (row,) = self._store.rows(f"SELECT {COLUMNS} FROM updates WHERE seq = ?", seq)  # noqa: S608 - constants
        return Update(*row)

    def pending(self, bot: int) -> list[Update]:
        """Return what still waits, oldest first."""
        sql = f"SELECT {COLUMNS} FROM updates WHERE bot = ? AND state = 'pending' ORDER BY seq"  # noqa: S608 - constants
        return [Update(*row) for row in self._store.rows(sql, bot)]

    def count_pending(self, bot: int) -> int:
        """Count what still waits."""
        return self._store.number("SELECT count(*) FROM updates WHERE bot = ? AND state = 'pending'", bot)

    def latest(self, bot: int, limit: int) -> list[Update]:
        """Return the newest updates, whatever became of them, oldest first."""
        sql = f"SELECT {COLUMNS} FROM updates WHERE bot = ? ORDER BY seq DESC LIMIT ?"  # noqa: S608 - constants
        return [Update(*row) for row in reversed(self._store.rows(sql, bot, limit))]

    def end_expired(self, bot: int, *, now: float) -> None:
        """Drop what nobody fetched in time."""
        sql = "UPDATE updates SET state = 'dropped', ended = ? WHERE bot = ? AND state = 'pending' AND expires < ?"
        self._store.write(sql, now, bot, now)

    def end(self, bot: int, state: str, *, now: float, below: int | None = None) -> None:
        """Give every waiting update, or those with ids below ``below``, their last state."""
        sql = "UPDATE updates SET state = ?, ended = ? WHERE bot = ? AND state = 'pending' AND update_id < ?"
        self._store.write(sql, state, now, bot, below if below is not None else 2**62)
