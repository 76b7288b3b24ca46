"""The calls the Python client does not make by itself: single documents, and batches without a common fate."""

from __future__ import annotations

from typing import Any

import pytest
from google.api_core import exceptions

from tests.infra.local.firestore.harness import Client, Home


class Caller:
    """Makes calls of the protocol with plain requests."""

    def __init__(self, db: Client, home: Home) -> None:
        self.db = db
        self.root = f"{db._database_string}/documents"
        self.home = f"{self.root}/{home.path}"

    async def __call__(self, method: str, **request: Any) -> Any:
        return await getattr(self.db._firestore_api, method)(request=request, metadata=self.db._rpc_metadata)


@pytest.fixture
def call(db: Client, home: Home) -> Caller:
    return Caller(db, home)


async def test_a_document_is_created_read_updated_and_deleted(call: Caller) -> None:
    fields = {"a": {"integer_value": 1}, "b": {"integer_value": 2}}
    created = await call(
        "create_document", parent=call.home, collection_id="x", document_id="one", document={"fields": fields}
    )
    assert created.name == f"{call.home}/x/one"
    assert created.create_time == created.update_time
    found = await call("get_document", name=created.name, mask={"field_paths": ["b"]})
    assert list(found.fields) == ["b"]
    updated = await call(
        "update_document",
        document={"name": created.name, "fields": {"a": {"integer_value": 5}}},
        update_mask={"field_paths": ["a"]},
        mask={"field_paths": ["a"]},
    )
    assert (list(updated.fields), updated.fields["a"].integer_value) == (["a"], 5)
    assert updated.create_time == created.create_time < updated.update_time
    await call("delete_document", name=created.name)
    with pytest.raises(
        exceptions.NotFound, match=f'Document "{created.name}" not found.'.replace("(", r"\(").replace(")", r"\)")
    ):
        await call("get_document", name=created.name)


async def test_times_are_kept_to_the_microsecond(call: Caller) -> None:
    fields = {"at": {"timestamp_value": {"seconds": 1, "nanos": 123_456_789}}}
    created = await call("create_document", parent=call.home, collection_id="x", document={"fields": fields})
    assert created._pb.fields["at"].timestamp_value.nanos == 123_456_000


async def test_a_document_created_without_an_id_gets_one(call: Caller) -> None:
    names = {(await call("create_document", parent=call.home, collection_id="x", document={})).name for _ in range(3)}
    assert len(names) == 3
    assert all(len(name.rsplit("/", 1)[1]) == 20 for name in names)


async def test_a_document_is_created_once(call: Caller) -> None:
    request = {"parent": call.home, "collection_id": "x", "document_id": "one", "document": {}}
    await call("create_document", **request)
    with pytest.raises(exceptions.AlreadyExists):
        await call("create_document", **request)


async def test_a_conditional_delete_of_a_missing_document_is_refused(call: Caller) -> None:
    with pytest.raises(exceptions.NotFound):
        await call("delete_document", name=f"{call.home}/x/one", current_document={"exists": True})


async def test_the_writes_of_a_batch_fare_each_for_itself(call: Caller, home: Home) -> None:
    def name(letter: str) -> str:
        return f"{call.home}/x/{letter}"

    response = await call(
        "batch_write",
        database=call.db._database_string,
        writes=[
            {"update": {"name": name("a")}},
            {"update": {"name": name("b")}, "current_document": {"exists": True}},
            {"delete": name("c")},
            {"update": {"name": name("d")}, "current_document": {"exists": False}},
        ],
    )
    assert [status.code for status in response.status] == [0, 5, 0, 0]
    assert response.status[1].message == f"No document to update: {name('b')}"
    assert [bool(result.update_time) for result in response.write_results] == [True, False, False, True]
    assert [found.id for found in await home.collection("x").get()] == ["a", "d"]


async def test_a_document_may_be_in_a_batch_once(call: Caller) -> None:
    write = {"delete": f"{call.home}/x/a"}
    with pytest.raises(exceptions.InvalidArgument):
        await call("batch_write", database=call.db._database_string, writes=[write, write])


async def test_documents_are_found_once_each_and_by_name_before_the_missing(call: Caller, home: Home) -> None:
    for letter in "ab":
        await home.collection("x").document(letter).set({})
    names = [f"{call.home}/x/{letter}" for letter in ("b", "zz", "a", "b")]
    stream = await call("batch_get_documents", database=call.db._database_string, documents=names)
    responses = [response async for response in stream]
    found = [response.found.name or response.missing for response in responses]
    assert found == [f"{call.home}/x/{letter}" for letter in ("a", "b", "zz")]
    assert all(response.read_time for response in responses)


async def test_a_commit_without_writes_succeeds(call: Caller) -> None:
    response = await call("commit", database=call.db._database_string, writes=[])
    assert response.commit_time
