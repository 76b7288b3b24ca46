"""Decides what goes by itself: documents past the time in their TTL field, and the past once nobody may ask for it.

An expired document stays readable until the next sweep, then it is deleted with an event like any other
(https://firebase.google.com/docs/firestore/ttl). TTL fields are those of ``fieldOverrides`` in the index file.
"""

from __future__ import annotations

import asyncio
import logging

from infra.local.firestore import filters, orders
from infra.local.firestore.clock import timestamp
from infra.local.firestore.commits import Blocked
from infra.local.firestore.engine import PAST_KEPT, Engine
from infra.local.firestore.fields import FieldPath
from infra.local.firestore.filters import Condition, Matcher, Operator
from infra.local.firestore.messages import Document, Value, Write
from infra.local.firestore.names import EVERYTHING, encode_segment
from infra.local.firestore.query import Query
from infra.local.firestore.results import Match, matches
from infra.local.firestore.scopes import Scope
from infra.local.firestore.values import encode

EVERY = 60.0
_AT_ONCE = 200
_log = logging.getLogger("firestore")


async def for_ever(engine: Engine) -> None:
    """Sweep once a minute."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            await sweep(engine)
        except Exception:  # noqa: BLE001 - a sweep that failed must not end all sweeping
            _log.exception("a sweep failed; the next one tries again")


async def sweep(engine: Engine) -> int:
    """Delete what has expired and forget what is past; return how many documents were deleted."""
    now = engine.clock.now()
    more = True
    while more:
        more = await engine.committer.run(lambda time: engine.store.prune(now - PAST_KEPT, time))
    deleted = 0
    for collection_id, path in engine.indexes.expiring if engine.indexes else ():
        for group in engine.now().groups(encode_segment(collection_id)):
            deleted += await _sweep_group(engine, group, collection_id, path, now)
    return deleted


async def _sweep_group(engine: Engine, group: bytes, collection_id: str, path: FieldPath, now: int) -> int:
    """Delete what has expired in one collection group of one database."""
    over = Condition(path, Operator.LESS_THAN_OR_EQUAL, (encode(Value(timestamp_value=timestamp(now))),))
    scope = Scope("grp", group, group)
    query = Query(scope, collection_id, EVERYTHING, over, [(over,)], orders.complete((), over))
    expired = [match async for match in matches(query, engine.now())]
    still_over = filters.matcher(over)
    deleted = 0
    for start in range(0, len(expired), _AT_ONCE):
        part = expired[start : start + _AT_ONCE]
        deleted += sum(await asyncio.gather(*(_delete(engine, match, still_over) for match in part)))
    engine.usage.deletes += deleted
    return deleted


async def _delete(engine: Engine, match: Match, still_over: Matcher) -> bool:
    """Delete a document unless it has been given more time or a transaction holds it."""

    def job(time: int) -> bool:
        raw = engine.store.current(match.key)
        if raw is None or not still_over(match.key, Document.FromString(raw)):
            return False
        engine.write([Write(delete=match.document.name)], None, time, time)
        return True

    try:
        return await engine.committer.run(job)
    except Blocked:
        return False
