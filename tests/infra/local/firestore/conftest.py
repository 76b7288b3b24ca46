"""Where the contract is tested: our own server, or with FIRESTORE_CONTRACT_HOST Google's emulator.

With FIRESTORE_CONTRACT_PROJECT and credentials it is a real project. Tests that need our admin address, or a rule the
emulator does not keep, carry the marker of the fixture ``admin`` or ``strict`` and are skipped elsewhere.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from google.cloud import firestore

from tests.infra.local.firestore.harness import Client, Home, Running, start

# What a real project needs to be given before the contract is tested on it; ours is given the same.
INDEXES = Path(__file__).with_name("contract.indexes.json")


@pytest.fixture(scope="session")
def own_server() -> Iterator[Running]:
    running = start("--indexes", str(INDEXES))
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def host(request: pytest.FixtureRequest) -> str | None:
    """Where the server under contract answers; ``None`` means Google's own."""
    if given := os.environ.get("FIRESTORE_CONTRACT_HOST"):
        return given
    if os.environ.get("FIRESTORE_CONTRACT_PROJECT"):
        return None
    server: Running = request.getfixturevalue("own_server")
    return server.host


@pytest.fixture
def project() -> str:
    return os.environ.get("FIRESTORE_CONTRACT_PROJECT") or f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture
async def db(host: str | None, project: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    """A client of its own for every test, since a client belongs to one event loop."""
    if host is not None:
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", host)
    client = firestore.AsyncClient(project=project)
    yield client
    await client._firestore_api.transport.close()


@pytest.fixture
def home(db: Client) -> Home:
    """A document of the test's own, below which it makes its collections."""
    return db.collection("runs").document(uuid.uuid4().hex)


@pytest.fixture
async def admin(own_server: Running, host: str | None) -> AsyncIterator[httpx.AsyncClient]:
    """A client of our own admin address; elsewhere there is none."""
    if host != own_server.host:
        pytest.skip("only our own server has this address")
    async with httpx.AsyncClient(base_url=own_server.admin, timeout=10) as client:
        yield client


@pytest.fixture
def strict(host: str | None) -> None:
    """Skip on Google's emulator, which does not keep every rule of production."""
    if os.environ.get("FIRESTORE_CONTRACT_HOST") and host is not None:
        pytest.skip("the emulator does not keep this rule")
