"""Decides what is still owed to which function; it is on disk before the feed's next page is asked for."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from infra.local.upstream import Headers

_SCHEMA = """
CREATE TABLE IF NOT EXISTS cursor (only INTEGER PRIMARY KEY CHECK (only = 0), seq INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  function TEXT NOT NULL, event TEXT NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL,
  born REAL NOT NULL, due REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0
);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An event for a function, due at ``due`` (seconds since 1970)."""

    function: str
    event: str
    headers: Headers
    body: bytes
    born: float
    due: float


@dataclass(slots=True)
class Owed:
    """A letter on its way: its number in the mailbox, when it was born, when it is due, how often it was tried."""

    number: int
    function: str
    event: str
    born: float
    due: float
    attempts: int


class Mailbox:
    """The letters owed and how far the feed has been read."""

    def __init__(self, folder: Path | None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(folder / "eventarc.sqlite" if folder else ":memory:", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)

    @property
    def cursor(self) -> int | None:
        """Return the number of the last change taken in, ``None`` before the first look."""
        row = self._db.execute("SELECT seq FROM cursor").fetchone()
        return row[0] if row else None

    def take_in(self, letters: Iterable[Letter], cursor: int) -> list[Owed]:
        """Keep the letters and the cursor in one transaction; return what is newly owed."""
        owed = []
        self._db.execute("BEGIN IMMEDIATE")
        for letter in letters:
            headers = json.dumps([(name.decode(), value.decode()) for name, value in letter.headers])
            number = self._db.execute(
                "INSERT INTO deliveries (function, event, headers, body, born, due) VALUES (?, ?, ?, ?, ?, ?)",
                (letter.function, letter.event, headers, letter.body, letter.born, letter.due),
            ).lastrowid
            owed.append(Owed(number or 0, letter.function, letter.event, letter.born, letter.due, 0))
        self._db.execute("INSERT INTO cursor VALUES (0, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq", (cursor,))
        self._db.execute("COMMIT")
        return owed

    def all_owed(self) -> list[Owed]:
        """Return what was owed when we last stopped, the oldest first."""
        rows = self._db.execute("SELECT number, function, event, born, due, attempts FROM deliveries ORDER BY number")
        return [Owed(*row) for row in rows]

    def content(self, owed: Owed) -> tuple[Headers, bytes]:
        """Return headers and body of a letter."""
        headers, body = self._db.execute(
            "SELECT headers, body FROM deliveries WHERE number = ?", (owed.number,)
        ).fetchone()
        return [(name.encode(), value.encode()) for name, value in json.loads(headers)], body

    def postpone(self, owed: Owed) -> None:
        """Keep a letter's new due time and count of attempts."""
        self._db.execute(
            "UPDATE deliveries SET due = ?, attempts = ? WHERE number = ?", (owed.due, owed.attempts, owed.number)
        )

    def remove(self, owed: Owed) -> None:
        """Forget a letter: delivered or given up."""
        self._db.execute("DELETE FROM deliveries WHERE number = ?", (owed.number,))

    def close(self) -> None:
        """Close the file."""
        self._db.close()
