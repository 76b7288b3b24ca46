"""What a query finds, in which order, and how it goes on from page to page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shared.errors import StoreFailure
from shared.store.records import Query, put
from tests.stand_ins import FirestoreStandIn


async def filled(firestore: FirestoreStandIn) -> None:
    fields: list[dict[str, Any]] = [
        {"status": "new" if n % 2 else "done", "price": n * 10, "tags": ["a", f"t{n}"]} for n in range(1, 8)
    ]
    await firestore.store.commit([put(f"orders/{n}", data) for n, data in enumerate(fields, 1)])


FOUND: tuple[tuple[Query, list[str]], ...] = (
    (Query("orders"), ["1", "2", "3", "4", "5", "6", "7"]),
    (Query("orders", (("status", "==", "done"),)), ["2", "4", "6"]),
    (Query("orders", (("price", ">", 50),), ("price",)), ["6", "7"]),
    (Query("orders", (("price", ">=", 50),), ("-price",)), ["7", "6", "5"]),
    (Query("orders", (("price", "<", 30),), ("price",)), ["1", "2"]),
    (Query("orders", (("price", "<=", 30),), ("price",), limit=2), ["1", "2"]),
    (Query("orders", (("price", "!=", 10),), ("price",), limit=2), ["2", "3"]),
    (Query("orders", (("price", "in", (10, 70)),)), ["1", "7"]),
    (Query("orders", (("tags", "array_contains", "t5"),)), ["5"]),
    (Query("nothing"), []),
)


@pytest.mark.parametrize(("query", "ids"), FOUND, ids=str)
async def test_a_query_finds_what_it_asks_for_in_its_order(
    firestore: FirestoreStandIn, query: Query, ids: list[str]
) -> None:
    await filled(firestore)
    assert [record.id for record in await firestore.store.query(query)] == ids


async def test_a_query_goes_on_behind_the_last_record_of_the_page_before(firestore: FirestoreStandIn) -> None:
    await filled(firestore)
    first = await firestore.store.query(Query("orders", order=("status",), limit=4))
    rest = await firestore.store.query(Query("orders", order=("status",), after=first[-1]))
    assert [record.id for record in (*first, *rest)] == ["2", "4", "6", "1", "3", "5", "7"]


@pytest.mark.parametrize("size", [1, 3, 7, 100])
async def test_pages_hold_every_record_once(firestore: FirestoreStandIn, size: int) -> None:
    await filled(firestore)
    pages = [page async for page in firestore.store.pages(Query("orders", order=("-price",)), size)]
    assert [record.id for page in pages for record in page] == ["7", "6", "5", "4", "3", "2", "1"]
    assert all(0 < len(page) <= size for page in pages)


async def test_a_query_reaches_below_one_document_or_everywhere(firestore: FirestoreStandIn) -> None:
    await firestore.store.commit([put(f"conversations/{c}/messages/m", {"text": c}) for c in ("a", "b")])
    below = await firestore.store.query(Query("conversations/a/messages"))
    assert [record.path for record in below] == ["conversations/a/messages/m"]
    assert len(await firestore.store.query(Query("messages", everywhere=True))) == 2
    assert await firestore.store.query(Query("messages")) == []


async def test_a_query_of_several_fields_finds_them_by_the_index_that_is_declared(firestore: FirestoreStandIn) -> None:
    entries = [{"lane": f"lane-{n % 2}", "open": n < 5, "order": str(9 - n)} for n in range(8)]
    await firestore.store.commit([put(f"outbox/{n}", data) for n, data in enumerate(entries)])
    query = Query("outbox", (("lane", "==", "lane-0"), ("open", "==", True)), ("order",))
    first = await firestore.store.query(replace(query, limit=2))
    rest = await firestore.store.query(replace(query, after=first[-1]))
    assert [record.id for record in (*first, *rest)] == ["4", "2", "0"]


async def test_a_query_whose_index_is_not_declared_is_refused_here_as_it_would_be_there(
    firestore: FirestoreStandIn,
) -> None:
    with pytest.raises(StoreFailure, match="requires an index"):
        await firestore.store.query(Query("orders", order=("status", "-price")))
