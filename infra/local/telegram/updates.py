"""Decides which updates wait for a bot, in which queue, and for how long.

From the server's source (https://github.com/tdlib/telegram-bot-api, Client.cpp ``add_update``): update ids rise by one
per bot; messages expire 24 hours after their date, callback queries after 150 seconds; each update belongs to a queue.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import Any

from infra.local.telegram.bots import Bot
from infra.local.telegram.errors import Json
from infra.local.telegram.store import Store

MESSAGE_LIFE = 24 * 3600.0
QUERY_LIFE = 150.0

QUEUES = {
    "message": ("chat", "chat"),
    "edited_message": ("chat", "chat"),
    "business_message": ("business", "chat"),
    "edited_business_message": ("business", "chat"),
    "callback_query": ("user", "from"),
    "my_chat_member": ("member", "chat"),
}
"""Kind of update -> name of its queues, and the field of its content whose id tells them apart."""
COLUMNS = "seq, bot, update_id, kind, queue, body, made, expires, due, times, state, attempts, status, answer, ended"
SELECT = f"SELECT {COLUMNS} FROM updates"  # noqa: S608 - nothing but the line above goes in
INSERT = f"INSERT INTO updates ({COLUMNS}) VALUES ({', '.join('?' * len(COLUMNS.split(', ')))})"  # noqa: S608 - as above


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
        update: Json = json.loads(self.body)
        return update


def kind_of(body: Json) -> str:
    """Name the kind of an update; nothing where the body has none."""
    return next((key for key in body if key != "update_id"), "")


def queue_of(kind: str, content: Any, update_id: int) -> str:  # noqa: ANN401 - raw updates carry anything
    """Name the queue inside which updates keep their order and fail together."""
    prefix, field = QUEUES.get(kind, ("", ""))
    owner = content.get(field) if isinstance(content, dict) else None
    if isinstance(owner, dict) and "id" in owner:
        return f"{prefix}:{owner['id']}"
    return f"update:{update_id}"


class Updates:
    """Every update ever made, in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last_ids: dict[int, int] = dict(store.rows("SELECT bot, last FROM update_ids"))
        self._seq = store.number("SELECT max(seq) FROM updates")

    def make(self, bot: Bot, body: Json, *, now: float, delay: float = 0.0, times: int = 1) -> Update:
        """Number an update and write it down; a body that brings its ``update_id`` keeps it."""
        kind = kind_of(body)
        own = body.get("update_id")
        update_id = own if isinstance(own, int) else self._next_id(bot)
        life = QUERY_LIFE if kind == "callback_query" else MESSAGE_LIFE
        self._seq += 1
        update = Update(
            self._seq,
            bot.id,
            update_id,
            kind,
            queue_of(kind, body.get(kind), update_id),
            json.dumps({"update_id": update_id} | body, ensure_ascii=False),
            made=now,
            expires=now + life,
            due=now + delay,
            times=times,
        )
        self._write(update)
        return update

    def _next_id(self, bot: Bot) -> int:
        last = self._last_ids.get(bot.id) or random.randint(10**8, 9 * 10**8)  # noqa: S311 - no secret
        self._last_ids[bot.id] = last + 1
        self._store.write("INSERT OR REPLACE INTO update_ids VALUES (?, ?)", bot.id, last + 1)
        return last + 1

    def _write(self, update: Update) -> None:
        values = [getattr(update, name) for name in COLUMNS.split(", ")]
        self._store.write(INSERT, *values)

    def save(self, update: Update) -> None:
        """Make what became of an update last."""
        sql = "UPDATE updates SET times = ?, state = ?, attempts = ?, status = ?, answer = ?, ended = ? WHERE seq = ?"
        u = update
        self._store.write(sql, u.times, u.state, u.attempts, u.status, u.answer, u.ended, u.seq)

    def get(self, seq: int) -> Update:
        """Return one update as it stands."""
        (row,) = self._store.rows(f"{SELECT} WHERE seq = ?", seq)
        return Update(*row)

    def pending(self, bot: int) -> list[Update]:
        """Return what still waits, oldest first."""
        sql = f"{SELECT} WHERE bot = ? AND state = 'pending' ORDER BY seq"
        return [Update(*row) for row in self._store.rows(sql, bot)]

    def count_pending(self, bot: int) -> int:
        """Count what still waits."""
        return self._store.number("SELECT count(*) FROM updates WHERE bot = ? AND state = 'pending'", bot)

    def latest(self, bot: int, limit: int) -> list[Update]:
        """Return the newest updates, whatever became of them, oldest first."""
        sql = f"{SELECT} WHERE bot = ? ORDER BY seq DESC LIMIT ?"
        return [Update(*row) for row in reversed(self._store.rows(sql, bot, limit))]

    def end_expired(self, bot: int, *, now: float) -> None:
        """Drop what nobody fetched in time."""
        sql = "UPDATE updates SET state = 'dropped', ended = ? WHERE bot = ? AND state = 'pending' AND expires < ?"
        self._store.write(sql, now, bot, now)

    def end(self, bot: int, state: str, *, now: float, below: int | None = None) -> None:
        """Give every waiting update, or those with ids below ``below``, their last state."""
        sql = "UPDATE updates SET state = ?, ended = ? WHERE bot = ? AND state = 'pending' AND update_id < ?"
        self._store.write(sql, state, now, bot, below if below is not None else 2**62)
