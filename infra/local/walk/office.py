"""The office: the Sheet as staff see and type it, the jobs, and the records as the store's own client reads them."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import gspread
import httpx
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore

from infra.local.walk.people import NotSeen

_GLANCE = 0.5  # seconds between two looks: every pass spends calls of the minute's budget

_PATIENCE = 90.0  # seconds: where the minute's calls are spent, the next minute brings new ones

Rows = list[dict[str, Any]]


class _Local(gspread.HTTPClient):
    """gspread, pointed at the local Sheets."""

    address = ""

    def request(self, method: str, endpoint: str, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - the library's form
        """Send a request to the stand-in instead of Google."""
        for host in ("https://sheets.googleapis.com", "https://www.googleapis.com"):
            endpoint = endpoint.replace(host, self.address)
        return super().request(method, endpoint, *rest, **more)


@dataclass(slots=True)
class Office:
    """Everything that is not a phone."""

    settings: Mapping[str, str]  # what the functions were given
    scheduler: httpx.Client
    sheets: httpx.Client
    spreadsheet: str
    _google: gspread.Client = field(init=False)
    _store: firestore.Client = field(init=False)

    def __post_init__(self) -> None:
        _Local.address = self.settings["SHEETS_API_URL"]
        anybody = AnonymousCredentials()  # type: ignore[no-untyped-call]  # the library has no types
        self._google = gspread.Client(auth=anybody, http_client=_Local)
        os.environ["FIRESTORE_EMULATOR_HOST"] = self.settings["FIRESTORE_EMULATOR_HOST"]
        self._store = firestore.Client(project=self.settings["GOOGLE_CLOUD_PROJECT"], credentials=anybody)

    def run(self, job: str) -> None:
        """Let the scheduler ring now."""
        answer = self.scheduler.post(f"/admin/jobs/{job}/run", timeout=200)
        answer.raise_for_status()
        if (status := answer.json().get("status", 200)) != 200:  # noqa: PLR2004 - HTTP's own number
            raise AssertionError(f"{job} answered {status}: {answer.text}")

    def shows(self, title: str, key: str, cells: Mapping[str, str], but: Collection[str] = ()) -> dict[str, Any]:
        """Let the mirror make its passes until a row shows what it should, and return it; raises ``NotSeen``.

        ``key`` is the row's ID; where it is empty any row will do whose ID is none of ``but``.
        """
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            for row in self.tab(title):
                mine = row["ID"] == key if key else row["ID"] and row["ID"] not in but
                if mine and all(_plain(row[header]) == _plain(text) for header, text in cells.items()):
                    return row
            time.sleep(_GLANCE)  # an order is shown by its own trigger; the job is for whatever that did not see
            self.run("system_sync_sheets")
        raise NotSeen(f"the tab «{title}» never showed {dict(cells)} in the row of {key or 'a new ID'}")

    def tab(self, title: str) -> Rows:
        """Read a tab through the Sheets API, a dictionary a row."""
        try:
            rows = self._google.open_by_key(self.spreadsheet).worksheet(title).get_values()
        except gspread.WorksheetNotFound:
            return []  # nobody has made the first pass yet
        return [dict(zip(rows[0], row, strict=False)) for row in rows[1:] if any(row)]

    def type(self, title: str, row: int, cells: Mapping[str, str]) -> None:
        """Type into cells of a row, counted from 1, as a person would."""
        headers = self._google.open_by_key(self.spreadsheet).worksheet(title).row_values(1)
        for header, text in cells.items():
            cell = gspread.utils.rowcol_to_a1(row, headers.index(header) + 1)
            body = {"spreadsheet": self.spreadsheet, "sheet": title, "do": "type", "cell": cell, "text": text}
            self.sheets.post("/admin/edit", json=body).raise_for_status()

    def record(self, path: str) -> dict[str, Any]:
        """Read a record through the store's own client library."""
        return self._store.document(path).get().to_dict() or {}

    def records(self, collection: str) -> list[dict[str, Any]]:
        """Read a collection the same way."""
        return [{**(found.to_dict() or {}), "id": found.id} for found in self._store.collection(collection).stream()]


def _plain(text: object) -> str:
    """Fold the spaces that formats put between digits."""
    return " ".join(str(text).split())
