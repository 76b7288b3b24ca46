"""A desk with one tab, a real store and a real Sheets API to play it on."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from shared.sheets.api import GoogleSheets
from tests.shared.sheets.office import Office
from tests.stand_ins import FirestoreStandIn, Process, Watch

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def sheets_process() -> Iterator[Process]:
    process = Process("sheets")
    yield process
    process.kill()


@pytest.fixture
async def office(firestore: FirestoreStandIn, sheets_process: Process, watch: Watch) -> AsyncIterator[Office]:
    """The tab ``Заявки`` on a spreadsheet of the test's own, and everybody who works with it."""
    url, spreadsheet = sheets_process.words[-1], f"sheet-{next(_numbers)}"
    async with httpx.AsyncClient(base_url=url, timeout=20) as admin:
        await admin.delete("/admin/between")
        made = Office(spreadsheet, firestore.store, GoogleSheets(url, url), admin, watch)
        await made.forget()
        await admin.post("/admin/spreadsheets", json={"id": spreadsheet, "title": "Стол"})
        yield made
        await made.forget()
