"""Decides what outlives the process: one SQLite file that survives a restart and a kill.

Write-ahead logging with ``synchronous=NORMAL`` loses nothing when the process dies, only when the machine does, and
spares an fsync per message (https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

Row = tuple[Any, ...]
Value = str | bytes | int | float | None

SCHEMA = """
CREATE TABLE IF NOT EXISTS bots (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS update_ids (bot INTEGER PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS people (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chats (
  bot INTEGER, person INTEGER, body TEXT NOT NULL, PRIMARY KEY (bot, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
  bot INTEGER, id INTEGER, chat INTEGER NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (bot, id));
CREATE INDEX IF NOT EXISTS messages_of_chat ON messages (bot, chat, seq);
CREATE TABLE IF NOT EXISTS events (
  seq INTEGER PRIMARY KEY, bot INTEGER NOT NULL, chat INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS events_of_chat ON events (bot, chat, seq);
CREATE TABLE IF NOT EXISTS updates (
  seq INTEGER PRIMARY KEY, bot INTEGER NOT NULL, update_id INTEGER NOT NULL, kind TEXT NOT NULL, queue TEXT NOT NULL,
  body TEXT NOT NULL, made REAL NOT NULL, expires REAL NOT NULL, due REAL NOT NULL, times INTEGER NOT NULL,
  state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, status INTEGER, answer TEXT, ended REAL);
CREATE INDEX IF NOT EXISTS updates_of_bot ON updates (bot, state, seq);
CREATE TABLE IF NOT EXISTS queries (
  id TEXT PRIMARY KEY, bot INTEGER NOT NULL, chat INTEGER NOT NULL, made REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
  id TEXT PRIMARY KEY, bot INTEGER NOT NULL, path TEXT NOT NULL, body TEXT NOT NULL, content BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS files_of_bot ON files (bot, path);
"""


T = TypeVar("T")


def revived(kind: type[T], body: str, **more: object) -> T:
    """Make a record from what was written down; fields that this version does not know are left out."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type] # every kind kept here is a dataclass
    return kind(**{key: value for key, value in json.loads(body).items() if key in known}, **more)


class Store:
    """The one connection; every statement is its own transaction unless it stands inside :meth:`transaction`."""

    def __init__(self, folder: Path | None) -> None:
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(folder / "telegram.sqlite3" if folder else ":memory:", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(SCHEMA)

    def write(self, sql: str, *values: Value) -> None:
        """Change something."""
        self._connection.execute(sql, values)

    def rows(self, sql: str, *values: Value) -> list[Row]:
        """Return every row a query finds."""
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Value) -> Row | None:
        """Return the first row a query finds."""
        found: Row | None = self._connection.execute(sql, values).fetchone()
        return found

    def number(self, sql: str, *values: Value) -> int:
        """Return the one number a query finds, 0 for none."""
        row = self.row(sql, *values)
        return int(row[0]) if row and row[0] is not None else 0

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Make the statements inside happen together or not at all."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
