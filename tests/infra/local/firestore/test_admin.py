"""Accounts, ordered failures and clearing, at our own admin address."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from google.api_core import exceptions
from google.cloud.firestore import FieldFilter

from tests.infra.local.firestore.harness import Client, Home


@pytest.fixture(autouse=True)
async def _nothing_left_over(admin: httpx.AsyncClient) -> None:
    await admin.delete("/admin/faults")
    await admin.delete("/admin/counts")
    await admin.delete("/admin/documents")


async def order(admin: httpx.AsyncClient, method: str, kind: str, **details: Any) -> None:
    (await admin.post("/admin/faults", json={"method": method, "kind": kind, **details})).raise_for_status()


async def billed(admin: httpx.AsyncClient) -> dict[str, int]:
    return dict((await admin.get("/admin/documents")).json())


async def test_calls_are_counted_by_the_name_of_the_method(admin: httpx.AsyncClient, home: Home) -> None:
    await home.set({"n": 1})
    await home.get()
    await home.get()
    counts = (await admin.get("/admin/counts")).json()
    assert {method: count["calls"] for method, count in counts.items()} == {"Commit": 1, "BatchGetDocuments": 2}
    assert counts["Commit"]["bytes_in"] > 0 < counts["BatchGetDocuments"]["bytes_out"]
    await admin.delete("/admin/counts")
    assert (await admin.get("/admin/counts")).json() == {}


async def test_documents_are_counted_as_they_are_billed(admin: httpx.AsyncClient, db: Client, home: Home) -> None:
    items = home.collection("items")
    batch = db.batch()
    for name in "abc":
        batch.set(items.document(name), {"n": 1})
    batch.delete(items.document("d"))
    await batch.commit()
    assert await billed(admin) == {"reads": 0, "writes": 3, "deletes": 1}
    await items.document("missing").get()
    assert (await billed(admin))["reads"] == 1
    await items.where(filter=FieldFilter("n", "==", 2)).get()
    assert (await billed(admin))["reads"] == 2
    await items.offset(1).get()
    assert (await billed(admin))["reads"] == 5
    await items.count().get()
    assert (await billed(admin))["reads"] == 6
    await admin.delete("/admin/documents")
    assert await billed(admin) == {"reads": 0, "writes": 0, "deletes": 0}


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (409, exceptions.Aborted),
        (500, exceptions.InternalServerError),
        (503, exceptions.ServiceUnavailable),
        (504, exceptions.DeadlineExceeded),
        (429, exceptions.ResourceExhausted),
        (403, exceptions.PermissionDenied),
    ],
)
async def test_an_ordered_answer_is_given_and_nothing_is_done(
    admin: httpx.AsyncClient, home: Home, status: int, error: type[Exception]
) -> None:
    await order(admin, "Commit", "answer", status=status)
    with pytest.raises(error):
        await home.set({"n": 1}, retry=None)
    assert not (await home.get()).exists
    await home.set({"n": 2})
    assert (await home.get()).exists


async def test_a_connection_dropped_before_the_work_leaves_it_undone(admin: httpx.AsyncClient, home: Home) -> None:
    await order(admin, "Commit", "drop_before")
    with pytest.raises(exceptions.ServiceUnavailable):
        await home.set({"n": 1}, retry=None)
    assert not (await home.get()).exists


async def test_a_connection_dropped_after_the_work_leaves_it_done(admin: httpx.AsyncClient, home: Home) -> None:
    await order(admin, "Commit", "drop_after")
    with pytest.raises(exceptions.ServiceUnavailable):
        await home.set({"n": 1}, retry=None)
    assert (await home.get()).exists


async def test_the_client_repeats_a_create_whose_answer_was_lost_and_finds_it_done(
    admin: httpx.AsyncClient, home: Home
) -> None:
    await order(admin, "Commit", "drop_after")
    with pytest.raises(exceptions.AlreadyExists):
        await home.create({"n": 1})


async def test_a_read_can_be_dropped_too(admin: httpx.AsyncClient, home: Home) -> None:
    await home.set({"n": 1})
    for kind in ("drop_before", "drop_after"):
        await order(admin, "BatchGetDocuments", kind)
        with pytest.raises(exceptions.ServiceUnavailable):
            await home.get(retry=None)
        await order(admin, "RunQuery", kind)
        with pytest.raises(exceptions.ServiceUnavailable):
            await home.collection("items").get(retry=None)
    assert (await home.get()).exists


async def test_a_call_that_hangs_runs_into_the_clients_own_limit(admin: httpx.AsyncClient, home: Home) -> None:
    await order(admin, "Commit", "timeout", seconds=30)
    with pytest.raises(exceptions.DeadlineExceeded):
        await home.set({"n": 1}, retry=None, timeout=0.2)
    assert not (await home.get()).exists


async def test_a_slow_call_is_answered_in_the_end(admin: httpx.AsyncClient, home: Home) -> None:
    await order(admin, "Commit", "slow", seconds=0.1)
    await home.set({"n": 1}, retry=None)
    assert (await home.get()).exists


async def test_a_garbled_answer_is_an_error_of_the_client(admin: httpx.AsyncClient, home: Home) -> None:
    await order(admin, "Commit", "malformed")
    with pytest.raises(exceptions.InternalServerError):
        await home.set({"n": 1}, retry=None)
    assert (await home.get()).exists


async def test_clearing_a_database_leaves_the_others_alone(admin: httpx.AsyncClient, project: str, home: Home) -> None:
    await home.set({"n": 1})
    address = "/emulator/v1/projects/{}/databases/(default)/documents"
    assert (await admin.delete(address.format("somebody-else"))).status_code == 200
    assert (await home.get()).exists
    assert (await admin.delete(address.format(project))).status_code == 200
    assert not (await home.get()).exists
    await home.create({"n": 2})
    assert (await home.get()).to_dict() == {"n": 2}
