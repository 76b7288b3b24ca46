"""What a failure of the store means: nothing written, nobody knows, or never."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import grpc
import grpc.aio
import pytest

from shared.errors import Conflict, StoreFailure, StoreUnavailable
from shared.store.firestore import Firestore, Limits
from shared.store.records import Query, create, put
from tests.stand_ins import FirestoreStandIn, Process


async def test_a_read_is_tried_twice(firestore: FirestoreStandIn) -> None:
    await firestore.fail("GetDocument", "drop_before")
    assert not (await firestore.get("orders/1")).exists
    assert (await firestore.calls())["GetDocument"] == 2


async def test_a_read_that_fails_twice_is_unavailable(firestore: FirestoreStandIn) -> None:
    await firestore.fail("GetDocument", "drop_before", times=2)
    with pytest.raises(StoreUnavailable):
        await firestore.get("orders/1")
    assert (await firestore.calls())["GetDocument"] == 2


@pytest.mark.parametrize("status", [429, 500, 503, 504])
async def test_an_answer_that_says_later_is_unavailable(firestore: FirestoreStandIn, status: int) -> None:
    await firestore.fail("Commit", "answer", status=status)
    with pytest.raises(StoreUnavailable):
        await firestore.store.commit([put("orders/1", {})])


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_an_answer_that_says_never_is_a_failure_of_another_kind(firestore: FirestoreStandIn, status: int) -> None:
    await firestore.fail("Commit", "answer", status=status)
    with pytest.raises(StoreFailure) as caught:
        await firestore.store.commit([put("orders/1", {})])
    assert type(caught.value) is StoreFailure


async def test_a_contended_commit_is_a_conflict(firestore: FirestoreStandIn) -> None:
    await firestore.fail("Commit", "answer", status=409)
    with pytest.raises(Conflict):
        await firestore.store.commit([put("orders/1", {})])


@pytest.mark.parametrize(("kind", "applied"), [("drop_before", False), ("drop_after", True)])
async def test_a_commit_is_never_repeated_by_itself_whatever_became_of_it(
    firestore: FirestoreStandIn,
    kind: str,
    applied: bool,  # noqa: FBT001 - the second column of a table
) -> None:
    await firestore.fail("Commit", kind)
    with pytest.raises(StoreUnavailable):
        await firestore.store.commit([create("orders/1", {})])
    assert (await firestore.calls())["Commit"] == 1
    assert (await firestore.get("orders/1")).exists is applied


async def test_a_store_that_is_too_slow_is_unavailable_in_the_time_it_was_given(firestore: FirestoreStandIn) -> None:
    store = Firestore(firestore.project, emulator=firestore.host, limits=Limits(0.2, 0.2, 0.2))
    await firestore.fail("*", "timeout", seconds=20, times=4)
    for ask, tries in ((store.read("orders/1"), 2), (store.commit([put("a/b", {})]), 1), (store.query(Query("a")), 1)):
        began = monotonic()
        with pytest.raises(StoreUnavailable, match="DEADLINE"):
            await ask
        assert monotonic() - began < 0.2 * tries + 5
    await store.close()


async def test_a_store_that_is_gone_is_unavailable(loopback: None) -> None:  # noqa: ARG001 - asking is what it is for
    process = Process("firestore")
    store = Firestore("gone", emulator=process.words[3])
    await store.commit([put("orders/1", {})])
    process.kill()
    for ask in (store.read("orders/1"), store.commit([put("orders/1", {})]), store.query(Query("orders"))):
        with pytest.raises(StoreUnavailable):
            await asyncio.wait_for(ask, 5)
    await store.close()


async def test_a_store_that_comes_back_is_found_again(loopback: None) -> None:  # noqa: ARG001 - as above
    first = Process("firestore")
    host = first.words[3]
    store = Firestore("back", emulator=host)
    await store.read("orders/1")
    first.kill()
    with pytest.raises(StoreUnavailable):
        await store.read("orders/1")
    second = Process("firestore", "--port", host.rpartition(":")[2])
    await until_it_answers(store)
    second.kill()
    await store.close()


async def until_it_answers(store: Firestore) -> None:
    for _ in range(100):
        try:
            await store.read("orders/1")
        except StoreUnavailable:
            await asyncio.sleep(0.05)
        else:
            return
    pytest.fail("the store was not found again")


async def test_a_commit_whose_answer_cannot_be_read_has_an_unknown_outcome(firestore: FirestoreStandIn) -> None:
    await firestore.fail("Commit", "malformed")
    with pytest.raises(StoreUnavailable):
        await firestore.store.commit([put("orders/1", {})])
    assert (await firestore.get("orders/1")).exists


async def test_a_document_whose_answer_cannot_be_read_is_asked_for_again(firestore: FirestoreStandIn) -> None:
    await firestore.store.commit([put("orders/1", {"n": 1})])
    await firestore.fail("GetDocument", "malformed")
    assert (await firestore.get("orders/1")).data == {"n": 1}


async def test_an_answer_that_cannot_be_read_is_not_taken_for_an_absent_document(firestore: FirestoreStandIn) -> None:
    await firestore.store.commit([put("orders/1", {"n": 1})])
    await firestore.fail("GetDocument", "malformed", times=2)
    with pytest.raises(StoreUnavailable):
        await firestore.get("orders/1")


@asynccontextmanager
async def refusing(code: grpc.StatusCode, text: str, calls: list[str]) -> AsyncIterator[Firestore]:
    """Run a server that answers every call with the same refusal, in words our stand-in may not know."""

    async def refuse(_: bytes, context: Any) -> None:
        await context.abort(code, text)

    class Refusing(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc ships no types
        def service(self, call: Any) -> Any:
            calls.append(call.method.rpartition("/")[2])
            return grpc.unary_unary_rpc_method_handler(refuse)

    server = grpc.aio.server(handlers=[Refusing()])
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    store = Firestore("any", emulator=f"127.0.0.1:{port}")
    yield store
    await store.close()
    await server.stop(None)


async def test_a_missing_index_is_no_conflict_and_is_not_asked_for_twice(loopback: None) -> None:  # noqa: ARG001 - as above
    text = "The query requires an index. You can create it here: https://console.firebase.google.com/v1/r/project/any"
    calls: list[str] = []
    async with refusing(grpc.StatusCode.FAILED_PRECONDITION, text, calls) as store:
        with pytest.raises(StoreFailure, match="requires an index") as caught:
            await store.query(Query("orders", (("a", "==", 1),), ("b",)))
    assert type(caught.value) is StoreFailure
    assert calls == ["RunQuery"]


async def test_a_refusal_for_lack_of_rights_is_neither_conflict_nor_outage(loopback: None) -> None:  # noqa: ARG001 - as above
    calls: list[str] = []
    async with refusing(grpc.StatusCode.PERMISSION_DENIED, "Missing or insufficient permissions.", calls) as store:
        with pytest.raises(StoreFailure) as caught:
            await store.read("orders/1")
    assert type(caught.value) is StoreFailure
    assert calls == ["GetDocument"]
