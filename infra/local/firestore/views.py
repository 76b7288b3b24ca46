"""Decides what can be seen of the documents: what is committed now, or what was at an earlier time."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Callable, Iterator

from infra.local.firestore.entries import EntryIndex, Parts
from infra.local.firestore.names import DATABASE_KEY_BYTES, EVERYTHING
from infra.local.firestore.plans import Plan
from infra.local.firestore.scopes import Scope

Row = tuple[bytes, bytes]


IndexFor = Callable[[Scope, Parts], EntryIndex | None]


class Present:
    """What has been committed, as of now; ``index_for`` answers with an index where a usable one exists."""

    def __init__(self, connection: sqlite3.Connection, index_for: IndexFor) -> None:
        self._connection = connection
        self._index_for = index_for

    def get(self, key: bytes) -> bytes | None:
        """Return the bytes of a document."""
        row = self._connection.execute("SELECT document FROM documents WHERE path = ?", (key,)).fetchone()
        return row[0] if row else None

    def scan(
        self, scope: Scope, low: bytes = EVERYTHING[0], high: bytes = EVERYTHING[1], *, backwards: bool = False
    ) -> Iterator[Row]:
        """Yield the keys and bytes of a set in the order of names, between two keys (the upper excluded)."""
        where, values = scope.where()
        direction = "DESC" if backwards else "ASC"
        sql = f"SELECT path, document FROM documents WHERE {where} AND path >= ? AND path < ? ORDER BY path {direction}"  # noqa: S608 - built from our own words
        return iter(self._connection.execute(sql, (*values, low, high)))

    def groups(self, collection_segment: bytes) -> Iterator[bytes]:
        """Yield the keys of the collection groups, one a database, whose collections bear an id."""
        group = b""
        while row := self._connection.execute(
            "SELECT grp FROM documents WHERE grp > ? ORDER BY grp LIMIT 1", (group,)
        ).fetchone():
            group = row[0]
            if group[DATABASE_KEY_BYTES:] == collection_segment:
                yield group

    def holds_few(self, scope: Scope, few: int) -> bool:
        """Tell whether a set has no more than a few documents."""
        where, values = scope.where()
        sql = f"SELECT count(*) FROM (SELECT 1 FROM documents WHERE {where} LIMIT ?)"  # noqa: S608 - built from our own words
        return bool(self._connection.execute(sql, (*values, few + 1)).fetchone()[0] <= few)

    def lookup(self, scope: Scope, plan: Plan) -> Iterator[Row] | None:
        """Yield the keys and bytes of the documents a plan proposes; ``None`` without a usable index."""
        index = self._index_for(scope, plan.parts)
        if index is None:
            return None
        direction = "DESC" if plan.backwards else "ASC"
        # A single key lets SQLite seek within the paths under it.
        keys = "key = ? AND key <= ?" if plan.keys[0] == plan.keys[1] else "key >= ? AND key <= ?"
        sql = (
            "SELECT entries.path, document FROM entries CROSS JOIN documents ON documents.path = entries.path "  # noqa: S608 - built from our own words
            f"WHERE idx = ? AND {keys} AND entries.path >= ? AND entries.path <= ? "
            f"ORDER BY key {direction}, entries.path {direction}"
        )
        return iter(self._connection.execute(sql, (index.number, *plan.keys, *plan.paths)))

    def next_key(self, low: bytes, high: bytes) -> bytes | None:
        """Return the first key of a document between two keys (the upper excluded)."""
        sql = "SELECT path FROM documents WHERE path >= ? AND path < ? ORDER BY path LIMIT 1"
        row = self._connection.execute(sql, (low, high)).fetchone()
        return row[0] if row else None


class Past:
    """What had been committed at a time; a document not changed since is still as it was."""

    def __init__(self, connection: sqlite3.Connection, time: int) -> None:
        self._present = Present(connection, lambda _scope, _parts: None)
        self._connection = connection
        self._time = time

    def get(self, key: bytes) -> bytes | None:
        """Return the bytes of a document."""
        sql = "SELECT old FROM changes WHERE path = ? AND time > ? ORDER BY time LIMIT 1"
        row = self._connection.execute(sql, (key, self._time)).fetchone()
        return row[0] if row else self._present.get(key)

    def scan(self, scope: Scope, low: bytes = EVERYTHING[0], high: bytes = EVERYTHING[1]) -> Iterator[Row]:
        """Yield the keys and bytes of a set in the order of names, between two keys (the upper excluded)."""
        changed = self._changed_since(scope, low, high)
        unchanged = (row for row in self._present.scan(scope, low, high) if row[0] not in changed)
        return heapq.merge(unchanged, sorted((key, old) for key, old in changed.items() if old is not None))

    def next_key(self, low: bytes, high: bytes) -> bytes | None:
        """Return the first key of a document between two keys (the upper excluded)."""
        sql = "SELECT path FROM changes WHERE path >= ? AND path < ? AND time > ? ORDER BY path LIMIT 1"
        while True:
            present = self._present.next_key(low, high)
            row = self._connection.execute(sql, (low, high, self._time)).fetchone()
            if row is None or (present is not None and present < row[0]):
                return present
            if self.get(row[0]) is not None:
                return bytes(row[0])
            # The document has come into being since: look behind it.
            low = row[0] + b"\x00"

    def _changed_since(self, scope: Scope, low: bytes, high: bytes) -> dict[bytes, bytes | None]:
        where, values = scope.where()
        # Of several changes to a document the first one knows what was there before all of them: it comes last.
        sql = f"SELECT path, old FROM changes WHERE time > ? AND {where} AND path >= ? AND path < ? ORDER BY seq DESC"  # noqa: S608 - built from our own words
        return dict(self._connection.execute(sql, (self._time, *values, low, high)).fetchall())


View = Present | Past
