"""Decides how documents lie on the disk: one SQLite file, write-ahead log, flushed before a commit is acknowledged.

``documents`` holds the present. ``changes`` holds, for every effective change, what was there before: it is the change
feed, and read backwards it is the past. Keys are those of :mod:`names`, so ranges of keys are ranges of names.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path as FilePath

from infra.local.firestore.clock import Clock
from infra.local.firestore.entries import Entries
from infra.local.firestore.names import Path

# The version of the tables: to be raised whenever they change.
VERSION = 1
SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
  id INTEGER PRIMARY KEY,
  path BLOB NOT NULL UNIQUE,
  collection BLOB NOT NULL,
  grp BLOB NOT NULL,
  document BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS documents_by_collection ON documents (collection, path);
CREATE UNIQUE INDEX IF NOT EXISTS documents_by_group ON documents (grp, path);
CREATE TABLE IF NOT EXISTS changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  time INTEGER NOT NULL,
  path BLOB NOT NULL,
  collection BLOB NOT NULL,
  grp BLOB NOT NULL,
  gone INTEGER NOT NULL,
  old BLOB
);
CREATE INDEX IF NOT EXISTS changes_by_time ON changes (time);
CREATE INDEX IF NOT EXISTS changes_by_path ON changes (path, time);
CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL);
"""

_INSERT = "INSERT INTO documents (path, collection, grp, document) VALUES (?, ?, ?, ?)"
_UPDATE = "UPDATE documents SET document = ? WHERE path = ?"
_DELETE = "DELETE FROM documents WHERE path = ?"
_CHANGE = "INSERT INTO changes (time, path, collection, grp, gone, old) VALUES (?, ?, ?, ?, ?, ?)"
_PIECE = 5000


class OtherVersion(Exception):
    """The file has tables of another version of this server."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit does to one document: its bytes before and after, ``None`` where it is not there."""

    path: Path
    old: bytes | None
    new: bytes | None


class Store:
    """The file: one connection that writes, one that reads what has been committed."""

    def __init__(self, folder: FilePath, *, durable: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "firestore.db"
        self.durable = durable
        self.writer = self.connect()
        self._check_version()
        self.writer.executescript(SCHEMA)
        self.entries = Entries(self.writer)
        self.reader = self.connect()
        self.clock = Clock(self._last_time())

    def _check_version(self) -> None:
        """Refuse a file whose tables are not ours to understand; a new one gets our version."""
        version = self.writer.execute("PRAGMA user_version").fetchone()[0]
        tables = self.writer.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if tables and version != VERSION:
            raise OtherVersion(f"{self._file} was written by another version of this server: move it away")
        self.writer.execute(f"PRAGMA user_version = {VERSION}")

    def connect(self) -> sqlite3.Connection:
        """Open one more connection to the file."""
        connection = sqlite3.connect(self._file, isolation_level=None, check_same_thread=False, cached_statements=512)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if self.durable else 'OFF'}")
        connection.execute("PRAGMA cache_size = -65536")
        return connection

    def _last_time(self) -> int:
        changed = self.writer.execute("SELECT max(time) FROM changes").fetchone()[0]
        kept = self.writer.execute("SELECT last FROM clock").fetchone()
        return max(changed or 0, kept[0] if kept else 0)

    def close(self) -> None:
        """Put the clock away and close the file."""
        self.writer.execute("INSERT OR REPLACE INTO clock VALUES (1, ?)", (self.clock.read_time(),))
        self.writer.close()
        self.reader.close()

    def apply(self, changes: Iterable[Change], time: int) -> None:
        """Write changes into the open transaction of the writing connection."""
        execute = self.writer.execute
        for change in changes:
            path = change.path
            if change.new is None:
                execute(_DELETE, (path.key,))
            elif change.old is None:
                execute(_INSERT, (path.key, path.collection, path.group, change.new))
            else:
                execute(_UPDATE, (change.new, path.key))
            row = (time, path.key, path.collection, path.group, change.new is None, change.old)
            execute(_CHANGE, row)
            self.entries.follow(change)

    def roll_back(self) -> None:
        """Undo the open transaction of the writing connection."""
        # SQLite has undone it already where the disk was full.
        if self.writer.in_transaction:
            self.writer.execute("ROLLBACK")
        self.entries.reload()

    def current(self, key: bytes) -> bytes | None:
        """Return a document as the writing connection sees it, inside its open transaction."""
        row = self.writer.execute("SELECT document FROM documents WHERE path = ?", (key,)).fetchone()
        return row[0] if row else None

    def prune(self, before: int, time: int) -> bool:
        """Forget a piece of the past before a time, inside the open transaction; tell whether there may be more."""
        first = self.writer.execute("SELECT min(seq) FROM changes").fetchone()[0]
        if first is None:
            return False
        # The feed may be empty afterwards, and the clock must go on from here even then.
        self.writer.execute("INSERT OR REPLACE INTO clock VALUES (1, ?)", (time,))
        gone = self.writer.execute("DELETE FROM changes WHERE seq < ? AND time < ?", (first + _PIECE, before))
        return gone.rowcount == _PIECE

    def clear(self, database: bytes) -> None:
        """Forget a database, its past included, inside the open transaction of the writing connection."""
        self.entries.clear(database)
        bounds = (database, database + b"\xff")
        for table in ("documents", "changes"):
            self.writer.execute(f"DELETE FROM {table} WHERE path >= ? AND path < ?", bounds)  # noqa: S608 - the table is one of ours
