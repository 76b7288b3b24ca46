"""The contract is tried on the stand-in or, where the environment names one, on a spreadsheet of the real service.

``SHEETS_CONTRACT_CREDENTIALS`` is the path of a service account's key, ``SHEETS_CONTRACT_SPREADSHEET`` the id of a
spreadsheet it may edit. Every test works on a tab of its own, which it deletes; the locale is put back at the end.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import urlparse

import gspread
import pytest
import requests

from tests.infra.local.sheets.contract.tab import Tab
from tests.infra.local.sheets.schema import answer_message, check
from tests.infra.local.sheets.stand_in import StandIn, redirected

CREDENTIALS = os.environ.get("SHEETS_CONTRACT_CREDENTIALS", "")
SPREADSHEET = os.environ.get("SHEETS_CONTRACT_SPREADSHEET", "")
MINUTE = 61


class Patient(gspread.HTTPClient):
    """Waits for the next minute of the real service's quota."""

    def request(self, *request: Any, **options: Any) -> requests.Response:
        try:
            return super().request(*request, **options)
        except gspread.exceptions.APIError as error:
            if error.code != HTTPStatus.TOO_MANY_REQUESTS:
                raise
            time.sleep(MINUTE)
            return super().request(*request, **options)


def checked(client: type[gspread.HTTPClient]) -> type[gspread.HTTPClient]:
    """Return a client that holds every answer against Google's description of it."""

    class Checked(client):  # type: ignore[misc, valid-type] # the class above it is chosen at run time
        def request(self, *request: Any, **options: Any) -> requests.Response:
            answer: requests.Response = super().request(*request, **options)
            message = answer_message(request[0], urlparse(request[1]).path)
            if message is not None:
                check(answer.json(), message)
            return answer

    return Checked


@pytest.fixture(scope="session")
def book(request: pytest.FixtureRequest) -> gspread.Spreadsheet:
    if CREDENTIALS:
        return gspread.service_account(CREDENTIALS, http_client=checked(Patient)).open_by_key(SPREADSHEET)
    stand_in: StandIn = request.getfixturevalue("stand_in")
    stand_in.post("spreadsheets", {"id": "contract", "title": "Contract", "locale": "en_US"})
    client = gspread.Client(auth=stand_in.client().http_client.auth, http_client=checked(redirected(stand_in.url)))
    return client.open_by_key("contract")


@pytest.fixture(scope="session")
def locales(book: gspread.Spreadsheet) -> Iterator[dict[str, str]]:
    """Remember which locale the spreadsheet speaks, so that it is changed only where it must be."""
    before = book.locale
    spoken = {"now": before}
    yield spoken
    if spoken["now"] != before:
        book.update_locale(before)


@pytest.fixture
def speak(book: gspread.Spreadsheet, locales: dict[str, str]) -> Any:
    def to(locale: str) -> None:
        if locales["now"] != locale:
            book.update_locale(locale)
            locales["now"] = locale

    to("en_US")
    return to


@pytest.fixture
def tab(book: gspread.Spreadsheet, speak: Any) -> Iterator[Tab]:
    """A new, empty tab of 12 rows and 6 columns; its title needs quotes."""
    assert speak
    sheet = book.add_worksheet(f"Тест {uuid.uuid4().hex[:8]}", rows=12, cols=6)
    yield Tab(book, sheet)
    book.del_worksheet(sheet)
