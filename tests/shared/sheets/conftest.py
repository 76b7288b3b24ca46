"""A desk with one tab, a real store and a real Sheets API to play it on."""

from __future__ import annotations

import itertools
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from shared.sheets.api import GoogleSheets
from shared.store.firestore import Firestore
from tests.infra.local.firestore.harness import REPOSITORY, Running, start
from tests.shared.sheets.office import Office, Watch

numbers = itertools.count(1)


@pytest.fixture(scope="session")
def firestore() -> Iterator[Running]:
    running = start()
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def google() -> Iterator[str]:
    command = [sys.executable, "-m", "infra.local.sheets", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)  # noqa: S603 - our own words
    assert process.stdout
    yield process.stdout.readline().split()[-1]
    process.terminate()
    assert process.wait(10) == 0


@pytest.fixture
async def store(firestore: Running) -> AsyncIterator[Firestore]:
    opened = Firestore(f"test-{uuid.uuid4().hex[:12]}", emulator=firestore.host)
    yield opened
    await opened.close()


@pytest.fixture
async def admin(google: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=google, timeout=20) as client:
        for path in ("faults", "counts", "between"):
            if path != "counts":
                await client.delete(f"/admin/{path}")
        yield client


@pytest.fixture
async def office(store: Firestore, google: str, admin: httpx.AsyncClient) -> Office:
    """The tab ``Заявки`` on a spreadsheet of the test's own, and everybody who works with it."""
    spreadsheet = f"sheet-{next(numbers)}"
    await admin.post("/admin/spreadsheets", json={"id": spreadsheet, "title": "Стол"})
    return Office(spreadsheet, store, GoogleSheets(google, google), admin, Watch())
