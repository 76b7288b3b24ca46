"""The order in which results come, and the places where they begin and end."""

from __future__ import annotations

from typing import Any

import pytest
from google.cloud.firestore import FieldFilter

from tests.infra.local.firestore.harness import Client, Collection, Home, Query

DOWN = "DESCENDING"

DOCUMENTS: dict[str, dict[str, Any]] = {
    "a": {"n": 3, "s": "x"},
    "b": {"n": 1, "s": "y"},
    "c": {"n": 2, "s": "x"},
    "d": {"n": 2, "s": "y"},
    "e": {"n": 2, "s": "z"},
    "f": {"s": "x"},
    "g": {"n": "text", "s": "w"},
}


@pytest.fixture
async def items(db: Client, home: Home) -> Collection:
    batch = db.batch()
    collection = home.collection("items")
    for name, content in DOCUMENTS.items():
        batch.set(collection.document(name), content)
    await batch.commit()
    return collection


async def ids(query: Query) -> str:
    return "".join(snapshot.id for snapshot in await query.get())


async def test_without_an_order_results_come_by_name(items: Collection) -> None:
    assert await ids(items) == "abcdefg"


async def test_results_without_the_field_are_left_out_of_its_order(items: Collection) -> None:
    assert await ids(items.order_by("n")) == "bcdeag"


async def test_ties_follow_the_name_in_the_direction_of_the_last_order(items: Collection) -> None:
    assert await ids(items.order_by("n", direction=DOWN)) == "gaedcb"
    assert await ids(items.order_by("s")) == "gacfbde"
    assert await ids(items.order_by("s", direction=DOWN)) == "edbfcag"


async def test_several_orders_apply_one_after_the_other(items: Collection) -> None:
    assert await ids(items.order_by("s").order_by("n", direction=DOWN)) == "gacdbe"
    assert await ids(items.order_by("n").order_by("s", direction=DOWN)) == "bedcag"
    assert await ids(items.order_by("s").order_by("__name__", direction=DOWN)) == "gfcadbe"


async def test_an_inequality_orders_by_its_field(items: Collection) -> None:
    assert await ids(items.where(filter=FieldFilter("n", "<", 10))) == "bcdea"
    assert await ids(items.where(filter=FieldFilter("n", "!=", 2))) == "bag"
    both = items.where(filter=FieldFilter("s", ">", "w")).where(filter=FieldFilter("n", "<", 10))
    assert await ids(both) == "bcdea"


async def test_an_inequality_follows_the_orders_that_are_named(items: Collection) -> None:
    assert await ids(items.where(filter=FieldFilter("n", "<", 10)).order_by("s", direction=DOWN)) == "edbac"


@pytest.mark.parametrize(
    ("cursor", "value", "expected"),
    [
        ("start_at", 2, "cdeag"),
        ("start_after", 2, "ag"),
        ("end_at", 2, "bcde"),
        ("end_before", 2, "b"),
        ("start_at", 2.5, "ag"),
        ("start_at", "", "g"),
        ("end_before", "", "bcdea"),
        ("start_after", "z", ""),
    ],
)
async def test_a_cursor_by_value(items: Collection, cursor: str, value: Any, expected: str) -> None:
    assert await ids(getattr(items.order_by("n"), cursor)({"n": value})) == expected


@pytest.mark.parametrize(
    ("cursor", "expected"), [("start_at", "dcb"), ("start_after", "cb"), ("end_at", "gaed"), ("end_before", "gae")]
)
async def test_a_cursor_by_document_in_a_descending_order(items: Collection, cursor: str, expected: str) -> None:
    place = await items.document("d").get()
    assert await ids(getattr(items.order_by("n", direction=DOWN), cursor)(place)) == expected


async def test_a_cursor_by_document_without_an_order_goes_by_name(items: Collection) -> None:
    assert await ids(items.start_after(await items.document("c").get())) == "defg"
    assert await ids(items.end_at(await items.document("c").get())) == "abc"


async def test_a_cursor_by_document_with_an_inequality(items: Collection) -> None:
    query = items.where(filter=FieldFilter("n", ">", 0))
    assert await ids(query.start_after(await items.document("c").get())) == "dea"


async def test_a_cursor_may_cover_the_first_orders_only(items: Collection) -> None:
    query = items.order_by("n").order_by("s")
    assert await ids(query.start_at({"n": 2, "s": "y"})) == "deag"
    prefix = query.start_at({"n": 2, "s": "y"})
    prefix._start_at = ([2], False)
    assert await ids(prefix) == "ag"


async def test_two_cursors_cut_out_the_middle(items: Collection) -> None:
    assert await ids(items.order_by("n").start_at({"n": 2}).end_before({"n": 3})) == "cde"
    assert await ids(items.order_by("n").start_at({"n": 3}).end_before({"n": 2})) == ""


async def test_limit_and_offset_cut_after_the_order(items: Collection) -> None:
    assert await ids(items.order_by("n").limit(2)) == "bc"
    assert await ids(items.order_by("n").offset(2).limit(2)) == "de"
    assert await ids(items.order_by("n").offset(10)) == ""


async def test_the_last_results_come_in_the_order_asked_for(items: Collection) -> None:
    assert await ids(items.order_by("n").limit_to_last(2)) == "ag"


async def test_skipped_results_are_reported(db: Client, items: Collection) -> None:
    parent, _ = items._parent_info()
    request = {"parent": parent, "structured_query": items.order_by("n").offset(4).limit(1)._to_protobuf()}
    stream = await db._firestore_api.run_query(request=request, metadata=db._rpc_metadata)
    responses = [response async for response in stream]
    assert sum(response.skipped_results for response in responses) == 4
    assert [response.document.name[-1] for response in responses if response.document.name] == ["a"]
    assert all(response.read_time for response in responses)


async def test_pages_by_cursor_see_every_document_once(items: Collection) -> None:
    seen = ""
    query = items.order_by("s").limit(2)
    page = await query.get()
    while page:
        seen += "".join(snapshot.id for snapshot in page)
        page = await query.start_after(page[-1]).get()
    assert seen == "gacfbde"


async def test_ids_with_numbers_of_the_servers_own_form_come_first_and_by_number(db: Client, home: Home) -> None:
    batch = db.batch()
    for name in ("10", "9", "__id10__", "__id9__", "__id-1__", "a", "A", "é"):
        batch.set(home.collection("ids").document(name), {})
    await batch.commit()
    found = [snapshot.id for snapshot in await home.collection("ids").get()]
    assert found == ["__id-1__", "__id9__", "__id10__", "10", "9", "A", "a", "é"]
