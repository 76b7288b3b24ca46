"""Keeps SQLite's side of indexes: sorted entries of the fields that queries over large collections have asked for.

An index is made for the shape of a query when a collection is first found large, is filled a piece at a time between
other commits, and is from then on kept by every commit; a query uses it once it is full. The answer of a query never
depends on one: an index proposes documents in order, the query's own filter decides.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from infra.local.firestore import fields, filters
from infra.local.firestore.fields import FieldPath
from infra.local.firestore.messages import Document
from infra.local.firestore.values import descending, encode

if TYPE_CHECKING:
    from infra.local.firestore.store import Change

ASCENDS, DESCENDS, CONTAINS = "+", "-", "in"
Parts = tuple[tuple[FieldPath, str], ...]
_PIECE = 200

SCHEMA = """
CREATE TABLE IF NOT EXISTS indexes (
  id INTEGER PRIMARY KEY,
  grp BLOB NOT NULL,
  by_collection INTEGER NOT NULL,
  parts TEXT NOT NULL,
  filled_to BLOB
);
CREATE TABLE IF NOT EXISTS entries (
  idx INTEGER NOT NULL,
  key BLOB NOT NULL,
  path BLOB NOT NULL,
  PRIMARY KEY (idx, key, path)
) WITHOUT ROWID;
"""


@dataclass(eq=False, slots=True)
class EntryIndex:
    """An index; ``filled_to`` is the last key it covers while it is being filled, ``None`` once it is full."""

    number: int
    group: bytes
    by_collection: bool
    parts: Parts
    filled_to: bytes | None
    usable: bool

    def keys(self, collection: bytes, key: bytes, raw: bytes | None) -> set[bytes]:
        """Return the keys under which a document stands: none without all fields, several for an array's members."""
        if raw is None:
            return set()
        document = Document.FromString(raw)
        choices: list[set[bytes]] = [{collection if self.by_collection else b""}]
        for path, mode in self.parts:
            if mode == CONTAINS:
                value = fields.find(document.fields, path)
                choices.append(set() if value is None else {encode(element) for element in value.array_value.values})
                continue
            code = filters.code(path, key, document)
            if code is None:
                return set()
            choices.append({descending(code) if mode == DESCENDS else code})
        return {b"".join(choice) for choice in product(*choices)}


class Entries:
    """All indexes of a store, through its writing connection."""

    def __init__(self, writer: sqlite3.Connection) -> None:
        self._writer = writer
        self._by_group: dict[bytes, list[EntryIndex]] = {}
        writer.executescript(SCHEMA)
        self.reload()

    def reload(self) -> None:
        """Read the list of indexes again, as it is on the disk."""
        self._by_group.clear()
        for number, group, by_collection, text, filled_to in self._writer.execute("SELECT * FROM indexes"):
            parts = tuple((tuple(path), mode) for path, mode in json.loads(text))
            index = EntryIndex(number, group, bool(by_collection), parts, filled_to, filled_to is None)
            self._by_group.setdefault(group, []).append(index)

    def unfinished(self) -> list[EntryIndex]:
        """Return the indexes whose filling was interrupted."""
        return [index for indexes in self._by_group.values() for index in indexes if not index.usable]

    def find(self, group: bytes, parts: Parts, *, by_collection: bool) -> EntryIndex | None:
        """Return the index of a shape, full or not."""
        for index in self._by_group.get(group, ()):
            if index.parts == parts and index.by_collection == by_collection:
                return index
        return None

    def create(self, group: bytes, parts: Parts, *, by_collection: bool) -> EntryIndex:
        """Begin an empty index, inside the open transaction of the writing connection."""
        text = json.dumps(parts)
        row = self._writer.execute(
            "INSERT INTO indexes (grp, by_collection, parts, filled_to) VALUES (?, ?, ?, x'') RETURNING id",
            (group, by_collection, text),
        ).fetchone()
        index = EntryIndex(row[0], group, by_collection, parts, b"", usable=False)
        self._by_group.setdefault(group, []).append(index)
        return index

    def fill(self, index: EntryIndex) -> bool:
        """Add the next piece to an index, inside the open transaction; tell whether there is more to come."""
        if index.filled_to is None or index not in self._by_group.get(index.group, ()):
            return False
        rows = self._writer.execute(
            "SELECT path, collection, document FROM documents WHERE grp = ? AND path > ? ORDER BY path LIMIT ?",
            (index.group, index.filled_to, _PIECE),
        ).fetchall()
        for path, collection, raw in rows:
            self._insert(index, path, index.keys(collection, path, raw))
        index.filled_to = rows[-1][0] if len(rows) == _PIECE else None
        self._writer.execute("UPDATE indexes SET filled_to = ? WHERE id = ?", (index.filled_to, index.number))
        return index.filled_to is not None

    def follow(self, change: Change) -> None:
        """Keep all indexes that cover a changed document, inside the open transaction."""
        path = change.path
        for index in self._by_group.get(path.group, ()):
            if index.filled_to is not None and path.key > index.filled_to:
                continue
            before = index.keys(path.collection, path.key, change.old)
            after = index.keys(path.collection, path.key, change.new)
            gone = [(index.number, key, path.key) for key in before - after]
            if gone:
                self._writer.executemany("DELETE FROM entries WHERE idx = ? AND key = ? AND path = ?", gone)
            self._insert(index, path.key, after - before)

    def _insert(self, index: EntryIndex, path: bytes, keys: set[bytes]) -> None:
        self._writer.executemany("INSERT INTO entries VALUES (?, ?, ?)", [(index.number, key, path) for key in keys])

    def clear(self, database: bytes) -> None:
        """Forget the indexes of a database, inside the open transaction."""
        for group in [group for group in self._by_group if group.startswith(database)]:
            for index in self._by_group.pop(group):
                self._writer.execute("DELETE FROM entries WHERE idx = ?", (index.number,))
                self._writer.execute("DELETE FROM indexes WHERE id = ?", (index.number,))
