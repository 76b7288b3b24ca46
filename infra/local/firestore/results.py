"""Decides the results of a query over a view of the documents, and what a query run in a transaction locks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from infra.local.firestore import filters
from infra.local.firestore.messages import Document
from infra.local.firestore.query import Query
from infra.local.firestore.store import Change, View


@dataclass(frozen=True, slots=True)
class Match:
    """A document that a query found, and its place in the query's order."""

    place: bytes
    key: bytes
    document: Document


@dataclass(frozen=True, slots=True)
class Results:
    """The results of a query, its offset and limit applied."""

    matches: list[Match]
    skipped: int

    def __len__(self) -> int:
        return len(self.matches)


def run(query: Query, view: View) -> Results:
    """Return the documents a query finds, in its order."""
    matches = sorted(_candidates(query, view), key=lambda match: match.place)
    skipped = min(query.offset, len(matches))
    stop = None if query.limit is None else skipped + query.limit
    return Results(matches[skipped:stop], skipped)


def _candidates(query: Query, view: View) -> Iterator[Match]:
    matches = filters.matcher(query.filter)
    for key, raw in view.scan(query.scope, *query.within):
        document = Document.FromString(raw)
        if not matches(key, document):
            continue
        place = query.place(key, document)
        if place is not None and query.admits(place):
            yield Match(place, key, document)


@dataclass(frozen=True, slots=True)
class QueryLock:
    """The documents that are or would become results, up to the last one read where a limit stopped the query."""

    query: Query
    last: bytes | None

    @classmethod
    def of(cls, query: Query, results: Results) -> QueryLock:
        """Return the lock that a query run in a transaction takes."""
        full = query.limit is not None and len(results) == query.limit and len(results) > 0
        return cls(query, results.matches[-1].place if full else None)

    def __call__(self, change: Change) -> bool:
        """Tell whether a change touches the results."""
        scope = self.query.scope
        if not getattr(change.path, _PART[scope.column]).startswith(scope.value):
            return False
        return any(self._covers(change.path.key, raw) for raw in (change.old, change.new) if raw is not None)

    def _covers(self, key: bytes, raw: bytes) -> bool:
        document = Document.FromString(raw)
        if not filters.matcher(self.query.filter)(key, document):
            return False
        place = self.query.place(key, document)
        return place is not None and self.query.admits(place) and (self.last is None or place <= self.last)


_PART = {"collection": "collection", "grp": "group", "path": "key"}
