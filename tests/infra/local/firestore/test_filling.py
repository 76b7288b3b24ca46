"""Indexes over large collections: whatever a query asks, it finds the same with an index as without."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore_v1._helpers import encode_dict, encode_value

from infra.local.firestore import query, results
from infra.local.firestore.engine import Engine
from infra.local.firestore.errors import Refusal
from infra.local.firestore.messages import Document, StructuredQuery, Write
from infra.local.firestore.names import parent_path
from infra.local.firestore.transactions import Limits
from infra.local.firestore.views import Past

DATABASE = "projects/p/databases/(default)"
ROOT = parent_path(f"{DATABASE}/documents")
MANY = 2 * results.SMALL
CHANCE = random.Random(7)  # noqa: S311 - no secret


def number() -> Any:
    return CHANCE.choice([0, 1, 2, 2.0, 3, 1.5, float("nan"), None, "2"])


def content() -> dict[str, Any]:
    """Return a document's fields, each of them there more often than not."""
    fields = {
        "a": number(),
        "b": CHANCE.choice(["x", "y", "z", "x\x00", ""]),
        "m": {"c": number()},
        "tags": CHANCE.sample(["red", "green", "blue", 1, None], CHANCE.randrange(4)),
    }
    return {name: value for name, value in fields.items() if CHANCE.random() < 0.8}


def write(path: str, fields: dict[str, Any] | None) -> Write:
    name = f"{DATABASE}/documents/{path}"
    if fields is None:
        return Write(delete=name)
    document = Document(name=name)
    for key, value in encode_dict(fields).items():
        document.fields[key].CopyFrom(value._pb)
    return Write(update=document)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    engine = Engine(tmp_path, durable=False, limits=Limits(), indexes=None)
    await engine.commit([write(f"large/{number:04}", content()) for number in range(MANY)])
    await engine.commit([write(f"some/{n % 3}/large/{n:04}", content()) for n in range(MANY // 4)])
    yield engine
    await engine.close()


def comparison() -> dict[str, Any]:
    path = CHANCE.choice(["a", "a", "b", "m.c", "tags"])
    if path == "tags":
        kind = CHANCE.choice(["ARRAY_CONTAINS", "ARRAY_CONTAINS_ANY"])
    else:
        kind = CHANCE.choice(["EQUAL", "EQUAL", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "IN", "NOT_EQUAL"])
    value: Any = CHANCE.choice(["x", "red", 1, 2, 1.5])
    if kind in ("IN", "ARRAY_CONTAINS_ANY"):
        value = [value, CHANCE.choice([0, "y", "blue"])]
    return {"field_filter": {"field": {"field_path": path}, "op": kind, "value": encode_value(value)._pb}}


def asked() -> Any:
    """Return a random query that the rules allow, as a message."""
    filters = [comparison() for _ in range(CHANCE.randrange(4))]
    named = CHANCE.sample(["a", "b", "m.c", "__name__"], CHANCE.randrange(3))
    named.sort(key="__name__".__eq__)
    orders = [
        {"field": {"field_path": path}, "direction": CHANCE.choice(["ASCENDING", "DESCENDING"])} for path in named
    ]
    message: dict[str, Any] = {
        "from_": [{"collection_id": "large", "all_descendants": CHANCE.random() < 0.3}],
        "order_by": orders,
    }
    if filters:
        kind = "OR" if CHANCE.random() < 0.3 else "AND"
        message["where"] = {"composite_filter": {"op": kind, "filters": filters}}
    for cursor in ("start_at", "end_at"):
        if named and CHANCE.random() < 0.3:
            message[cursor] = {"values": [place(named[0])], "before": CHANCE.random() < 0.5}
    return StructuredQuery(**message)


def place(path: str) -> dict[str, Any]:
    if path == "__name__":
        return {"reference_value": f"{DATABASE}/documents/large/{CHANCE.randrange(MANY):04}"}
    return {"string_value": "x"} if path == "b" else {"integer_value": 2}


def questions(count: int) -> list[query.Query]:
    found: list[query.Query] = []
    while len(found) < count:
        try:
            found.append(query.read(asked(), ROOT))
        except Refusal:
            continue
    return found


async def names(question: query.Query, view: Any) -> list[bytes]:
    return [match.key async for match in results.matches(question, view)]


async def filled(engine: Engine) -> None:
    while engine.filling._tasks:
        await asyncio.gather(*engine.filling._tasks)


async def test_a_query_finds_the_same_with_an_index_as_without(engine: Engine) -> None:
    asked = questions(150)
    expected = [await names(question, Past(engine.store.reader, engine.clock.now())) for question in asked]
    assert [await names(question, engine.now()) for question in asked] == expected
    await filled(engine)
    assert not engine.store.entries.unfinished()
    assert [await names(question, engine.now()) for question in asked] == expected
    assert sum(map(bool, expected)) > 50


async def test_an_index_follows_every_change(engine: Engine) -> None:
    asked = questions(40)
    for question in asked:
        await names(question, engine.now())
    # While some indexes are still being filled, documents come, change and go.
    for _ in range(30):
        paths = {f"large/{CHANCE.randrange(MANY + 50):04}" for _ in range(10)}
        await engine.commit([write(path, CHANCE.choice([content(), None])) for path in paths])
    await filled(engine)
    for question in asked:
        assert await names(question, engine.now()) == await names(
            question, Past(engine.store.reader, engine.clock.now())
        )


async def test_an_interrupted_index_is_finished_after_a_restart(engine: Engine, tmp_path: Path) -> None:
    asked = questions(20)
    for question in asked:
        await names(question, engine.now())
    # One turn of the loop is enough to begin, not to finish.
    await engine.committer.run(lambda _: None)
    await engine.filling.stop()
    assert engine.store.entries.unfinished()
    again = Engine(tmp_path, durable=False, limits=Limits(), indexes=None)
    await filled(again)
    assert not again.store.entries.unfinished()
    for question in asked:
        assert await names(question, again.now()) == await names(question, Past(again.store.reader, again.clock.now()))
    await again.close()


async def test_an_index_goes_with_its_database(engine: Engine) -> None:
    asked = questions(10)
    for question in asked:
        await names(question, engine.now())
    await filled(engine)
    await engine.committer.run(lambda _: engine.store.clear(ROOT.key))
    assert engine.store.reader.execute("SELECT count(*) FROM entries").fetchone() == (0,)
    assert [await names(question, engine.now()) for question in asked] == [[]] * 10
