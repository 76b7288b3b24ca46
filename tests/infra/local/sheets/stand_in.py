"""Starts the stand-in as a process and reaches it the way the product does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import gspread
import requests
from google.oauth2.credentials import Credentials

GOOGLE = ("https://sheets.googleapis.com", "https://www.googleapis.com")


@dataclass
class StandIn:
    """A running stand-in."""

    url: str
    process: subprocess.Popen[str]
    session: requests.Session = field(default_factory=requests.Session)

    def post(self, address: str, body: dict[str, Any]) -> Any:
        answer = self.session.post(f"{self.url}/admin/{address}", json=body, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    def get(self, address: str) -> Any:
        return self.session.get(f"{self.url}/admin/{address}", timeout=10).json()

    def delete(self, address: str) -> None:
        assert self.session.delete(f"{self.url}/admin/{address}", timeout=10).ok

    def edit(self, book: str, do: str, sheet: str = "Лист1", **order: Any) -> Any:
        return self.post("edit", {"spreadsheet": book, "sheet": sheet, "do": do, **order})

    def spreadsheet(self, book_id: str, locale: str = "ru_RU") -> gspread.Spreadsheet:
        self.post("spreadsheets", {"id": book_id, "title": book_id, "locale": locale})
        return self.client().open_by_key(book_id)

    def client(self, token: str = "anybody") -> gspread.Client:  # noqa: S107 - any token will do
        return gspread.Client(auth=Credentials(token), http_client=redirected(self.url))  # type: ignore[no-untyped-call]


def redirected(url: str) -> type[gspread.HTTPClient]:
    """Return gspread's client with Google's addresses replaced, as the product replaces them."""

    class Redirected(gspread.HTTPClient):
        def request(self, *request: Any, **options: Any) -> requests.Response:
            method, endpoint, *more = request
            for google in GOOGLE:
                endpoint = endpoint.replace(google, url)
            return super().request(method, endpoint, *more, **options)

    return Redirected


@contextmanager
def started(*options: str) -> Iterator[StandIn]:
    """Start the stand-in on a free port and stop it at the end; it must stop cleanly."""
    command = [sys.executable, "-m", "infra.local.sheets", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("sheets ready on http://127.0.0.1:"), line
    stand_in = StandIn(line.split()[-1], process)
    try:
        yield stand_in
    finally:
        stand_in.session.close()
        if process.poll() is None:
            process.terminate()
            assert process.wait(10) == 0
        process.stdout.close()
