"""What time does: to transactions nobody ends, and to a past nobody may ask for any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from google.api_core import exceptions
from google.cloud import firestore

from infra.local.firestore import changes
from infra.local.firestore.engine import Engine
from infra.local.firestore.messages import Document, Write
from infra.local.firestore.names import document_path
from infra.local.firestore.server import Settings, running
from infra.local.firestore.transactions import Limits
from tests.infra.local.firestore.harness import Client

NAME = "projects/p/databases/(default)/documents/a/b"


async def client_of(limits: Limits, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    async with running(Settings(limits=limits)) as addresses:
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", addresses.grpc)
        client = firestore.AsyncClient(project="p")
        yield client
        await client._firestore_api.transport.close()


@pytest.fixture
async def hasty(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    async for client in client_of(Limits(idle=0.3, lock_wait=5.0), monkeypatch):
        yield client


@pytest.fixture
async def brief(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    async for client in client_of(Limits(total=0.3, lock_wait=1.0), monkeypatch):
        yield client


async def test_a_transaction_nobody_uses_loses_its_locks(hasty: Client) -> None:
    transaction = hasty.transaction()
    await transaction._begin()
    await hasty.document("a/b").get(transaction=transaction)
    await hasty.document("a/b").set({"n": 1}, timeout=5)
    with pytest.raises(exceptions.InvalidArgument, match="expired or is no longer valid"):
        await hasty.document("a/b").get(transaction=transaction)


async def test_a_transaction_in_use_ends_when_its_time_is_up(brief: Client) -> None:
    transaction = brief.transaction()
    await transaction._begin()

    async def use_it_for_ever() -> None:
        while True:
            await brief.document("a/b").get(transaction=transaction)

    with pytest.raises(exceptions.InvalidArgument, match="expired or is no longer valid"):
        await asyncio.wait_for(use_it_for_ever(), 5)


async def test_the_past_is_forgotten_and_the_present_and_the_clock_are_not(tmp_path: Path) -> None:
    engine = Engine(tmp_path, durable=False, limits=Limits(), indexes=None)
    staged = await engine.commit([Write(update=Document(name=NAME))])
    future = staged.time + 3600_000_000
    before = changes.latest(engine.store.reader)
    assert await engine.committer.run(lambda time: engine.store.prune(future, time)) is False
    assert await changes.since(engine, 0, 10, 0) == []
    assert changes.latest(engine.store.reader) == before
    await engine.close()
    again = Engine(tmp_path, durable=False, limits=Limits(), indexes=None)
    assert again.now().get(document_path(NAME).key) is not None
    later = await again.commit([Write(delete=NAME)])
    assert later.time > staged.time
    assert [change["seq"] for change in await changes.since(again, 0, 10, 0)] == [before + 1]
    await again.close()
