"""The functions that serve every desk, running at the local Telegram and Firestore, and who may call them."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from infra.local.oidc import Keys, claims_of
from shared.delivery import outbox
from shared.delivery.outbox import Mail
from shared.store.firestore import Firestore
from tests.functions.dispatch.conftest import CLIENTS, MASTERS, environment
from tests.functions.running import Function
from tests.serving import serving
from tests.stand_ins import FirestoreStandIn, Process, TelegramStandIn

PROJECT = "test-system"
JOBS, PUBLIC = "jobs@test.iam.gserviceaccount.com", "https://functions.test"
_causes = itertools.count(1)


@dataclass
class House:
    """The running functions, the store and both bots; ``keys`` sign the scheduler's tokens."""

    running: dict[str, Function]
    firestore: FirestoreStandIn
    clients: TelegramStandIn
    masters: TelegramStandIn
    keys: Keys
    wire: httpx.AsyncClient

    async def leave(self, *mail: Mail) -> list[str]:
        """Put mail into the outbox; return the ids of the entries."""
        writes = outbox.entries(mail, f"test:{next(_causes)}", datetime.now(UTC))
        await self.firestore.store.commit(writes)
        return [write.path.rpartition("/")[2] for write in writes]

    async def happen(self, entry: str) -> httpx.Response:
        """Tell the delivery that there is a new entry, as Eventarc does."""
        headers = {
            "content-type": "application/protobuf",
            "ce-specversion": "1.0",
            "ce-id": f"event-{entry}",
            "ce-type": "google.cloud.firestore.document.v1.created",
            "ce-source": f"//firestore.googleapis.com/projects/{PROJECT}/databases/(default)",
            "ce-document": f"outbox/{entry}",
        }
        return await self.wire.post(self.running["deliver"].url, content=b"", headers=headers)

    async def ring(self, **claims: Any) -> httpx.Response:
        """Start the sweeper with a token whose claims may be changed."""
        token = self.keys.sign(claims_of(JOBS, f"{PUBLIC}/system_sweep_outbox") | claims)
        return await self.wire.post(self.running["sweep"].url, headers={"authorization": f"Bearer {token}"})


@pytest.fixture(scope="session")
def keys() -> Keys:
    return Keys.generated()


@pytest.fixture(scope="session")
def system(
    firestore_process: Process,
    telegram_process: Process,
    keys: Keys,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Function]]:
    """The functions; they start together, once a session."""
    certificates = Starlette(routes=[Route("/certs", lambda _: JSONResponse(keys.certificates))])
    with serving(certificates) as address:
        caller = {"JOBS_SERVICE_ACCOUNT": JOBS, "PUBLIC_URL": PUBLIC, "OIDC_CERTS_URL": f"{address}/certs"}
        settings = environment(firestore_process.words[3], telegram_process.words[-1], PROJECT)
        folder = tmp_path_factory.mktemp("system")
        targets = {"deliver": "system_deliver", "sweep": "system_sweep_outbox"}
        started = {
            name: Function(target, settings | caller | {"DESKS": "dispatch"}, folder / f"{name}.log")
            for name, target in targets.items()
        }
        for each in started.values():
            each.launch()
        for each in started.values():
            each.wait()
        yield started
        for each in started.values():
            each.kill()


@pytest.fixture
async def house(
    system: dict[str, Function], keys: Keys, firestore: FirestoreStandIn, telegram: TelegramStandIn
) -> AsyncIterator[House]:
    """The house at work; what a test before has left in its store is taken away."""
    await firestore.admin.delete(f"/emulator/v1/projects/{PROJECT}/databases/(default)/documents")
    store = Firestore(PROJECT, emulator=firestore.host)
    records = FirestoreStandIn(firestore.admin, firestore.host, PROJECT, store)
    clients, masters = (TelegramStandIn(telegram.admin, telegram.url, bot) for bot in (CLIENTS, MASTERS))
    for each in (clients, masters):
        (await telegram.admin.post(f"/bot{each.token}/deleteWebhook")).raise_for_status()
    async with httpx.AsyncClient(timeout=60, trust_env=False) as wire:
        yield House(system, records, clients, masters, keys, wire)
    await store.close()
