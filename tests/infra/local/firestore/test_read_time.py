"""Reads at a past time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from google.api_core import exceptions
from google.cloud.firestore import FieldFilter

from tests.infra.local.firestore.harness import Home


async def test_a_document_is_read_as_it_was(home: Home) -> None:
    first = await home.set({"n": 1})
    second = await home.set({"n": 2})
    await home.delete()
    third = await home.set({"n": 3})
    assert (await home.get(read_time=first.update_time)).to_dict() == {"n": 1}
    assert (await home.get(read_time=second.update_time)).to_dict() == {"n": 2}
    assert (await home.get(read_time=third.update_time)).to_dict() == {"n": 3}
    before = first.update_time - timedelta(milliseconds=1)
    assert not (await home.get(read_time=before)).exists


async def test_a_deleted_document_is_missing_at_the_time_between(home: Home) -> None:
    await home.set({"n": 1})
    await home.delete()
    between = (await home.get()).read_time
    await home.set({"n": 2})
    assert not (await home.get(read_time=between)).exists


async def test_a_query_a_count_and_a_list_see_the_past(home: Home) -> None:
    items = home.collection("items")
    for name in "abc":
        await items.document(name).set({"state": "old"})
    then = (await items.document("c").get()).read_time
    await items.document("a").update({"state": "new"})
    await items.document("b").delete()
    await items.document("d").set({"state": "old"})
    await home.collection("later").document("x").set({})
    query = items.where(filter=FieldFilter("state", "==", "old"))
    assert [found.id for found in await query.get(read_time=then)] == ["a", "b", "c"]
    assert [found.id for found in await query.get()] == ["c", "d"]
    assert (await query.count().get(read_time=then))[0][0].value == 3
    assert [found.id async for found in items.list_documents(read_time=then)] == ["a", "b", "c"]
    assert [found.id async for found in home.collections(read_time=then)] == ["items"]
    assert [found.id async for found in home.collections()] == ["items", "later"]


async def test_reading_at_the_read_time_of_an_answer_repeats_it(home: Home) -> None:
    items = home.collection("items")
    await items.document("a").set({"n": 1})
    answer = await items.get()
    await items.document("a").set({"n": 2})
    again = await items.get(read_time=answer[0].read_time)
    assert [found.to_dict() for found in again] == [{"n": 1}]


async def test_the_future_cannot_be_read(home: Home) -> None:
    with pytest.raises(exceptions.InvalidArgument):
        await home.get(read_time=datetime.now(UTC) + timedelta(minutes=5))


@pytest.mark.usefixtures("strict")
async def test_what_is_past_an_hour_cannot_be_read(home: Home) -> None:
    with pytest.raises((exceptions.FailedPrecondition, exceptions.InvalidArgument)):
        await home.get(read_time=datetime.now(UTC) - timedelta(hours=2))
