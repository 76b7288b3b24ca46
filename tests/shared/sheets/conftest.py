"""A desk with one tab, a real store and a real Sheets API to play it on."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from shared.sheets.api import GoogleSheets
from tests.shared.sheets.appeals import Appeals
from tests.shared.sheets.office import Office
from tests.stand_ins import FirestoreStandIn, Process, Watch

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def sheets_process() -> Iterator[Process]:
    process = Process("sheets")
    yield process
    process.kill()


@pytest.fixture
async def sheets_admin(sheets_process: Process, loopback: None) -> AsyncIterator[httpx.AsyncClient]:  # noqa: ARG001
    """The local Sheets' own address."""
    async with httpx.AsyncClient(base_url=sheets_process.words[-1], timeout=20) as admin:
        for path in ("between", "faults", "counts"):
            await admin.delete(f"/admin/{path}")
        yield admin


@pytest.fixture
async def spreadsheet(sheets_admin: httpx.AsyncClient) -> str:
    """A spreadsheet of the test's own."""
    name = f"sheet-{next(_numbers)}"
    await sheets_admin.post("/admin/spreadsheets", json={"id": name, "title": "Стол"})
    return name


@pytest.fixture
async def office(
    firestore: FirestoreStandIn, sheets_admin: httpx.AsyncClient, spreadsheet: str, watch: Watch
) -> Office:
    """The tab ``Заявки``, and everybody who works with it."""
    url = str(sheets_admin.base_url).rstrip("/")
    return Office(spreadsheet, firestore.store, GoogleSheets(url, url), sheets_admin, watch)


@pytest.fixture
async def appeals(
    firestore: FirestoreStandIn, sheets_admin: httpx.AsyncClient, spreadsheet: str, watch: Watch
) -> Office:
    """The tab ``Обращения``, in which specialists answer."""
    url = str(sheets_admin.base_url).rstrip("/")
    return Office(spreadsheet, firestore.store, GoogleSheets(url, url), sheets_admin, watch, desk=Appeals)
