"""Documents that expire: fields declared in the index file, swept away with an event."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from google.cloud import firestore

from tests.infra.local.firestore.harness import Client, Running, start


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    file = tmp_path_factory.mktemp("indexes") / "firestore.indexes.json"
    file.write_text(
        json.dumps({"fieldOverrides": [{"collectionGroup": "sessions", "fieldPath": "until", "ttl": True}]})
    )
    running = start("--indexes", str(file))
    yield running
    running.stop()


@pytest.fixture
async def client(server: Running, project: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", server.host)
    client = firestore.AsyncClient(project=project)
    yield client
    await client._firestore_api.transport.close()


@pytest.fixture
async def address(server: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.admin) as client:
        yield client


async def sweep(address: httpx.AsyncClient) -> int:
    return int((await address.post("/admin/sweep")).json()["deleted"])


async def changes(address: httpx.AsyncClient, after: int) -> dict[str, Any]:
    return dict((await address.get("/admin/changes", params={"after": after})).json())


async def test_only_what_has_expired_goes_and_only_at_the_sweep(address: httpx.AsyncClient, client: Client) -> None:
    now = datetime.now(UTC)
    kept = {
        "sessions/later": {"until": now + timedelta(hours=1)},
        "sessions/text": {"until": "2001-01-01"},
        "sessions/without": {},
        "other/expired": {"until": now - timedelta(hours=1)},
    }
    gone = {
        "sessions/expired": {"until": now - timedelta(seconds=1)},
        "users/u/sessions/expired": {"until": now - timedelta(days=400)},
    }
    for path, content in (kept | gone).items():
        await client.document(path).set(content)
    assert (await client.document("sessions/expired").get()).exists
    after = (await changes(address, -1))["next"]
    assert await sweep(address) == 2
    assert [(await client.document(path).get()).exists for path in kept] == [True] * 4
    assert [(await client.document(path).get()).exists for path in gone] == [False] * 2
    told = (await changes(address, after))["changes"]
    assert [change["kind"] for change in told] == ["deleted"] * 2
    assert all(change["old_document"] for change in told)
    assert await sweep(address) == 0


async def test_what_a_transaction_holds_goes_at_a_later_sweep(address: httpx.AsyncClient, client: Client) -> None:
    document = client.document("sessions/held")
    await document.set({"until": datetime.now(UTC) - timedelta(seconds=1)})
    transaction = client.transaction()
    await transaction._begin()
    await document.get(transaction=transaction)
    assert await sweep(address) == 0
    assert (await document.get()).exists
    await transaction._rollback()
    assert await sweep(address) == 1
    assert not (await document.get()).exists
