"""Decides how documents lie on the disk: one SQLite file, write-ahead log, flushed before a commit is acknowledged.

``documents`` holds the present. ``changes`` holds, for every effective change, what was there before: it is the change
feed, and read backwards it is the past. Keys are those of :mod:`names`, so ranges of keys are ranges of names.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath

from infra.local.firestore.clock import Clock
from infra.local.firestore.names import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
  id INTEGER PRIMARY KEY,
  path BLOB NOT NULL UNIQUE,
  collection BLOB NOT NULL,
  grp BLOB NOT NULL,
  updated INTEGER NOT NULL,
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
CREATE INDEX IF NOT EXISTS changes_by_path ON changes (path, seq);
CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL);
"""

_INSERT = "INSERT INTO documents (path, collection, grp, updated, document) VALUES (?, ?, ?, ?, ?)"
_UPDATE = "UPDATE documents SET updated = ?, document = ? WHERE path = ?"
_DELETE = "DELETE FROM documents WHERE path = ?"
_CHANGE = "INSERT INTO changes (time, path, collection, grp, gone, old) VALUES (?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit does to one document: its bytes before and after, ``None`` where it is not there."""

    path: Path
    old: bytes | None
    new: bytes | None


@dataclass(frozen=True, slots=True)
class Scope:
    """A set of documents that lie together: one collection, one collection group or everything below a key."""

    column: str
    value: bytes

    def where(self) -> tuple[str, list[bytes]]:
        """Return the SQL condition that describes the set."""
        if self.column == "path":
            return "path >= ? AND path < ?", [self.value + b"\x02", self.value + b"\x04"]
        return f"{self.column} = ?", [self.value]


class Store:
    """The file: one connection that writes, one that reads what has been committed."""

    def __init__(self, folder: FilePath, *, durable: bool, now: Callable[[], int] | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "firestore.db"
        self.durable = durable
        self.writer = self.connect()
        self.writer.executescript(SCHEMA)
        self.reader = self.connect()
        last = self._last_time()
        self.clock = Clock(last, now) if now else Clock(last)

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
                execute(_INSERT, (path.key, path.collection, path.group, time, change.new))
            else:
                execute(_UPDATE, (time, change.new, path.key))
            row = (time, path.key, path.collection, path.group, change.new is None, change.old)
            execute(_CHANGE, row)

    def current(self, key: bytes) -> bytes | None:
        """Return a document as the writing connection sees it, inside its open transaction."""
        row = self.writer.execute("SELECT document FROM documents WHERE path = ?", (key,)).fetchone()
        return row[0] if row else None

    def prune(self, before: int) -> None:
        """Forget the past before a time, inside the open transaction of the writing connection."""
        row = self.writer.execute("SELECT max(seq), max(time) FROM changes WHERE time < ?", (before,)).fetchone()
        if row[0] is not None:
            self.writer.execute("INSERT OR REPLACE INTO clock VALUES (1, ?)", (max(row[1], self.clock.read_time()),))
            self.writer.execute("DELETE FROM changes WHERE seq <= ?", (row[0],))

    def clear(self, database: bytes) -> None:
        """Forget a database, its past included, inside the open transaction of the writing connection."""
        bounds = (database, database + b"\xff")
        for table in ("documents", "changes"):
            self.writer.execute(f"DELETE FROM {table} WHERE path >= ? AND path < ?", bounds)  # noqa: S608 - the table is one of ours


Row = tuple[bytes, bytes]


class Present:
    """What has been committed, as of now."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, key: bytes) -> bytes | None:
        """Return the bytes of a document."""
        row = self._connection.execute("SELECT document FROM documents WHERE path = ?", (key,)).fetchone()
        return row[0] if row else None

    def scan(self, scope: Scope, low: bytes = b"", high: bytes = b"\xff") -> Iterator[Row]:
        """Yield the keys and bytes of a set in the order of names, between two keys (the upper excluded)."""
        where, values = scope.where()
        sql = f"SELECT path, document FROM documents WHERE {where} AND path >= ? AND path < ? ORDER BY path"  # noqa: S608 - built from our own words
        yield from self._connection.execute(sql, (*values, low, high))

    def next_key(self, low: bytes, high: bytes) -> bytes | None:
        """Return the first key of a document between two keys (the upper excluded)."""
        sql = "SELECT path FROM documents WHERE path >= ? AND path < ? ORDER BY path LIMIT 1"
        row = self._connection.execute(sql, (low, high)).fetchone()
        return row[0] if row else None


class Past:
    """What had been committed at a time; a document not changed since is still as it was."""

    def __init__(self, connection: sqlite3.Connection, time: int) -> None:
        self._present = Present(connection)
        self._connection = connection
        self._time = time

    def get(self, key: bytes) -> bytes | None:
        """Return the bytes of a document."""
        sql = "SELECT old FROM changes WHERE path = ? AND time > ? ORDER BY seq LIMIT 1"
        row = self._connection.execute(sql, (key, self._time)).fetchone()
        return row[0] if row else self._present.get(key)

    def scan(self, scope: Scope, low: bytes = b"", high: bytes = b"\xff") -> Iterator[Row]:
        """Yield the keys and bytes of a set in the order of names, between two keys (the upper excluded)."""
        changed = self._changed_since(scope, low, high)
        rows = [row for row in self._present.scan(scope, low, high) if row[0] not in changed]
        rows.extend((key, old) for key, old in changed.items() if old is not None)
        yield from sorted(rows)

    def next_key(self, low: bytes, high: bytes) -> bytes | None:
        """Return the first key of a document between two keys (the upper excluded)."""
        everything = Scope("path", low[:8])
        return next((key for key, _ in self.scan(everything, low, high)), None)

    def _changed_since(self, scope: Scope, low: bytes, high: bytes) -> dict[bytes, bytes | None]:
        where, values = scope.where()
        # Of several changes to a document the first one knows what was there before all of them: it comes last.
        sql = f"SELECT path, old FROM changes WHERE time > ? AND {where} AND path >= ? AND path < ? ORDER BY seq DESC"  # noqa: S608 - built from our own words
        return dict(self._connection.execute(sql, (self._time, *values, low, high)).fetchall())


View = Present | Past
