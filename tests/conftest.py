"""What every test stands on: no sockets unless it asks, then only to this machine; and the stand-ins it may ask for.

A test that takes no fixture of the network cannot open a socket. ``loopback`` lets it reach 127.0.0.1; ``firestore``
and ``telegram`` ask for it themselves and bring a fresh project or bot at a stand-in that runs once per session.
"""

from __future__ import annotations

import itertools
import ssl
import uuid
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import pytest_socket

from shared.store.firestore import Firestore
from tests.stand_ins import REPOSITORY, FirestoreStandIn, Process, TelegramStandIn, Watch

_bots = itertools.count(700_001)
_certificates = ssl.create_default_context()  # reading them anew for every client would take a fifth of the suite


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Close the network before the test's fixtures are made; event loops wake themselves through unix sockets."""
    if "loopback" in getattr(item, "fixturenames", ()):
        pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    else:
        pytest_socket.disable_socket(allow_unix_socket=True)


@pytest.fixture
def loopback() -> None:
    """Ask for sockets to this machine."""


@pytest.fixture
def watch() -> Watch:
    """A clock that the test moves."""
    return Watch()


@pytest.fixture(scope="session")
def firestore_process() -> Iterator[Process]:
    process = Process("firestore", "--indexes", str(REPOSITORY / "infra/firestore.indexes.json"))
    yield process
    process.kill()


@pytest.fixture
async def firestore(firestore_process: Process, loopback: None) -> AsyncIterator[FirestoreStandIn]:  # noqa: ARG001
    """An empty project at the local Firestore."""
    host, project = firestore_process.words[3], f"test-{uuid.uuid4().hex[:12]}"
    store = Firestore(project, emulator=host)
    async with httpx.AsyncClient(base_url=firestore_process.words[-1], verify=_certificates) as admin:
        stand_in = FirestoreStandIn(admin, host, project, store)
        await stand_in.forget()
        yield stand_in
    await store.close()


@pytest.fixture(scope="session")
def telegram_process() -> Iterator[Process]:
    process = Process("telegram")
    yield process
    process.kill()


@pytest.fixture
async def telegram(telegram_process: Process, loopback: None) -> AsyncIterator[TelegramStandIn]:  # noqa: ARG001
    """A new bot at the local Telegram."""
    url = telegram_process.words[-1]
    async with httpx.AsyncClient(base_url=url, verify=_certificates) as admin:
        stand_in = TelegramStandIn(admin, url, next(_bots))
        (await admin.post("/admin/bots", json={"token": stand_in.token})).raise_for_status()
        await stand_in.forget()
        yield stand_in
        await admin.post("/admin/limits", json={"on": False})
