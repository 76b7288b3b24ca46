"""Decides the results of a query over a view of the documents, and what a query run in a transaction locks."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from infra.local.firestore import filters, orders
from infra.local.firestore.engine import Snapshot
from infra.local.firestore.messages import Document
from infra.local.firestore.plans import Plan, plan
from infra.local.firestore.query import Query
from infra.local.firestore.store import Change
from infra.local.firestore.views import Present, Row, View

SMALL = 250
_BREATH = 250


@dataclass(frozen=True, slots=True)
class Match:
    """A document that a query found, and its place in the query's order."""

    place: bytes
    key: bytes
    document: Document


async def matches(query: Query, view: View) -> AsyncIterator[Match]:
    """Yield all documents that match, in order, without regard to offset and limit; others may work meanwhile."""
    streams = _streams(query, view) if isinstance(view, Present) else None
    if streams is None:
        for match in sorted([match async for match in _scanned(query, view)], key=lambda match: match.place):
            yield match
        return
    last = None
    for number, match in enumerate(heapq.merge(*streams, key=lambda match: match.place)):
        if number % _BREATH == _BREATH - 1:
            await asyncio.sleep(0)
        if match.key != last:
            yield match
        last = match.key


async def _scanned(query: Query, view: View) -> AsyncIterator[Match]:
    rows = view.scan(query.scope, *query.within)
    while chunk := list(islice(rows, _BREATH)):
        for match in _matching(query, chunk):
            yield match
        if len(chunk) == _BREATH:
            await asyncio.sleep(0)


def _matching(query: Query, rows: Iterable[Row]) -> Iterator[Match]:
    matcher = filters.matcher(query.filter)
    low, high = query.within
    for key, raw in rows:
        if not low <= key < high:
            continue
        document = Document.FromString(raw)
        if matcher(key, document):
            place = orders.place(query.orders, key, document)
            if place is not None and query.admits(place):
                yield Match(place, key, document)


def _streams(query: Query, view: Present) -> list[Iterator[Match]] | None:
    """Return one stream in order for each alternative; ``None`` if the documents have to be looked through."""
    plans = [found for alternative in query.alternatives if (found := plan(query, alternative)) is not None]
    if any(step.parts for step in plans) and view.holds_few(query.scope, SMALL):
        return None
    streams: list[Iterator[Match]] = []
    for step in plans:
        rows = _rows(query, view, step)
        if rows is None:
            return None
        streams.append(_matching(query, rows))
    return streams


def _rows(query: Query, view: Present, step: Plan) -> Iterator[Row] | None:
    if not step.parts:
        low, high = step.paths
        return view.scan(query.scope, low, high + b"\x00", backwards=step.backwards)
    return view.lookup(query.scope, step)


class Found:
    """The results of one run of a query: its offset and limit applied, what was skipped and found counted."""

    def __init__(self, query: Query, view: View) -> None:
        self._query = query
        self._view = view
        self._kept: list[Match] | None = None
        self.skipped = 0
        self.count = 0

    async def matches(self) -> AsyncGenerator[Match, None]:
        """Yield the results once."""
        if self._kept is not None:
            for match in self._kept:
                self.count += 1
                yield match
            return
        limit = self._query.limit
        if limit == 0:
            return
        async for match in matches(self._query, self._view):
            if self.skipped < self._query.offset:
                self.skipped += 1
                continue
            self.count += 1
            yield match
            if self.count == limit:
                return

    async def keep(self, snapshot: Snapshot) -> None:
        """Find everything now and lock it for the snapshot's transaction."""
        kept = [match async for match in self.matches()]
        self._kept, self.count = kept, 0
        snapshot.lock((match.key for match in kept), QueryLock.of(self._query, kept))


@dataclass(frozen=True, slots=True)
class QueryLock:
    """The documents that are or would become results, up to the last one read where a limit stopped the query."""

    query: Query
    last: bytes | None

    @classmethod
    def of(cls, query: Query, found: list[Match]) -> QueryLock:
        """Return the lock that a query run in a transaction takes."""
        full = query.limit is not None and len(found) == query.limit and len(found) > 0
        return cls(query, found[-1].place if full else None)

    def __call__(self, change: Change) -> bool:
        """Tell whether a change touches the results."""
        scope = self.query.scope
        if not getattr(change.path, _PART[scope.column]).startswith(scope.value):
            return False
        rows = [(change.path.key, raw) for raw in (change.old, change.new) if raw is not None]
        return any(self.last is None or match.place <= self.last for match in _matching(self.query, rows))


_PART = {"collection": "collection", "grp": "group", "path": "key"}
