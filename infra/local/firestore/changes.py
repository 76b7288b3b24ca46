"""Decides what the change feed tells: every effective change, in commit order, with the document before and after."""

from __future__ import annotations

import asyncio
import sqlite3
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.local.firestore import fields
from infra.local.firestore.engine import Engine
from infra.local.firestore.fields import FieldPath, Fields
from infra.local.firestore.messages import Document
from infra.local.firestore.values import is_vector

# What a change made of a document is what the next change found, and without one what is there now.
_SINCE = """
SELECT seq, time, path, gone, old, CASE WHEN gone THEN NULL ELSE coalesce(
  (SELECT old FROM changes AS next WHERE next.path = changes.path AND next.seq > changes.seq ORDER BY seq LIMIT 1),
  (SELECT document FROM documents WHERE documents.path = changes.path)) END
FROM changes WHERE seq > ? ORDER BY seq LIMIT ?
"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def latest(reader: sqlite3.Connection) -> int:
    """Return the number of the last change that a connection sees."""
    row = reader.execute("SELECT seq FROM sqlite_sequence WHERE name = 'changes'").fetchone()
    return row[0] if row else 0


async def since(engine: Engine, after: int, limit: int, wait: float) -> list[dict[str, Any]]:
    """Return the changes behind ``after``, waiting up to ``wait`` seconds for the first one."""
    try:
        async with asyncio.timeout(wait):
            while latest(engine.store.reader) <= after and not engine.stopping:
                await engine.changed.wait()
    except TimeoutError:
        return []
    return [_change(*row) for row in engine.store.reader.execute(_SINCE, (after, limit))]


def _change(seq: int, time: int, _: bytes, gone: int, old: bytes | None, new: bytes | None) -> dict[str, Any]:
    before = None if old is None else Document.FromString(old)
    after = None if new is None else Document.FromString(new)
    name = Document.FromString(new or old).name
    parts = name.split("/")
    return {
        "seq": seq,
        "id": f"{time}-{seq}",
        "time": (_EPOCH + timedelta(microseconds=time)).isoformat().replace("+00:00", "Z"),
        "kind": "deleted" if gone else "created" if old is None else "updated",
        "project": parts[1],
        "database": parts[3],
        "name": name,
        "document": _base64(new),
        "old_document": _base64(old),
        "update_mask": [] if before is None or after is None else changed_paths(before.fields, after.fields),
    }


def _base64(raw: bytes | None) -> str | None:
    return None if raw is None else b64encode(raw).decode()


def changed_paths(before: Fields, after: Fields, above: FieldPath = ()) -> list[str]:
    """Return the paths of the fields that differ, as deep as both sides are maps."""
    found: list[str] = []
    for name in sorted({*before, *after}):
        path = (*above, name)
        if name not in before or name not in after:
            found.append(fields.quote(path))
        elif before[name] != after[name]:
            one, other = before[name].map_value, after[name].map_value
            both = before[name].HasField("map_value") and after[name].HasField("map_value")
            if both and not is_vector(one) and not is_vector(other):
                found.extend(changed_paths(one.fields, other.fields, path))
            else:
                found.append(fields.quote(path))
    return found
