"""Decides which indexes a database has: those of a ``firestore.indexes.json`` and the automatic ones.

Each field has an ascending, a descending and an array index within a collection, unless an override says otherwise
(https://firebase.google.com/docs/firestore/query-data/index-overview); the form of the file:
https://firebase.google.com/docs/reference/firestore/indexes.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.local.firestore import fields
from infra.local.firestore.fields import FieldPath
from infra.local.firestore.filters import NAME

ASCENDING, DESCENDING, CONTAINS = "ASCENDING", "DESCENDING", "CONTAINS"
COLLECTION, GROUP = "COLLECTION", "COLLECTION_GROUP"
_AUTOMATIC = frozenset({(COLLECTION, ASCENDING), (COLLECTION, DESCENDING), (COLLECTION, CONTAINS)})
_ANY_FIELD = ("*",)

Part = tuple[FieldPath, str]


class BadIndexFile(Exception):
    """The index file is not one that production would take."""


@dataclass(frozen=True, slots=True)
class Composite:
    """A composite index: its fields in order, the document's name at the end with its direction."""

    collection_id: str
    scope: str
    parts: tuple[Part, ...]
    name_direction: str


@dataclass(slots=True)
class Indexes:
    """All indexes that were declared; ``expiring`` are the fields that say when a document may go."""

    composites: list[Composite] = field(default_factory=list)
    single: dict[tuple[str, FieldPath], frozenset[tuple[str, str]]] = field(default_factory=dict)
    expiring: list[tuple[str, FieldPath]] = field(default_factory=list)

    def has_single(self, collection_id: str, scope: str, part: Part) -> bool:
        """Tell whether a field has an index of one kind in one scope."""
        path, mode = part
        return (scope, mode) in self.of_field(collection_id, path)

    def of_field(self, collection_id: str, path: FieldPath) -> frozenset[tuple[str, str]]:
        """Return scopes and kinds of the indexes of a field; a path inherits from the map it is in."""
        return next(
            (
                self.single[collection_id, path[:depth]]
                for depth in range(len(path), 0, -1)
                if (collection_id, path[:depth]) in self.single
            ),
            self.single.get((collection_id, _ANY_FIELD), _AUTOMATIC),
        )


def load(path: Path) -> Indexes:
    """Read a ``firestore.indexes.json``."""
    try:
        content = json.loads(path.read_text())
        indexes = Indexes([_composite(entry) for entry in _known(content.get("indexes", []), path)])
        for entry in content.get("fieldOverrides", []):
            _override(indexes, entry)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise BadIndexFile(f"{path} is not an index file: {error!r}") from error
    return indexes


def _known(entries: list[dict[str, Any]], path: Path) -> list[dict[str, Any]]:
    """Leave out indexes of vectors, which serve only queries for nearest neighbours, and say so."""
    known = [entry for entry in entries if not any("vectorConfig" in part for part in entry["fields"])]
    if skipped := len(entries) - len(known):
        print(f"{path}: {skipped} vector index(es) left out: this server has no vector search", file=sys.stderr)  # noqa: T201 - a command speaks to its terminal
    return known


def _composite(entry: dict[str, Any]) -> Composite:
    parts = [_part(part) for part in entry["fields"]]
    last = parts[-1][1]
    direction = ASCENDING if last == CONTAINS else last
    if parts[-1][0] == NAME:
        parts.pop()
    return Composite(entry["collectionGroup"], entry.get("queryScope", COLLECTION), tuple(parts), direction)


def _part(entry: dict[str, Any]) -> Part:
    mode = entry.get("arrayConfig") or entry["order"]
    if mode not in (ASCENDING, DESCENDING, CONTAINS):
        raise ValueError(f"{mode} is no order")
    return fields.parse(entry["fieldPath"]), mode


def _override(indexes: Indexes, entry: dict[str, Any]) -> None:
    group = entry["collectionGroup"]
    path = _ANY_FIELD if entry["fieldPath"] == "*" else fields.parse(entry["fieldPath"])
    if "indexes" in entry:
        indexes.single[group, path] = frozenset(
            (index.get("queryScope", COLLECTION), index.get("arrayConfig") or index["order"])
            for index in entry["indexes"]
            if "vectorConfig" not in index
        )
    if entry.get("ttl"):
        indexes.expiring.append((group, path))
