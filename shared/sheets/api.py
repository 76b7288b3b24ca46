"""Speaks the Sheets API through gspread's own client: columns by their metadata, one call at a time, no hidden retries.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from shared import config
from shared.errors import SheetFailure
from shared.sheets.cells import Raw
from shared.sheets.look import Look, Strip
from shared.sheets.tab import Column, Layout

SECONDS = 20.0
SCOPES = ["https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive.metadata.readonly"]

Columns = Mapping[int, Sequence[Raw | None]]
Spans = Mapping[int, tuple[int, int]]  # by a tab's id: the first row and the one behind the last, counted from zero
_RANGE = re.compile(r"(?:.*!)?\$?([A-Z]+)\$?\d*(?::.*)?", re.DOTALL)
_AS_STORED = {"ValueRenderOption": "UNFORMATTED_VALUE", "DateTimeRenderOption": "SERIAL_NUMBER"}


class Sheets(Protocol):
    """The few calls that the mirror makes; each is one request, carried out whole or not at all."""

    async def look(self, spreadsheet: str, marks: Sequence[int]) -> dict[int, Strip]:
        """Read whole columns at one moment, by their metadata's ids; those that no column bears are left out."""

    async def write(self, spreadsheet: str, columns: Columns) -> dict[int, Strip]:
        """Write into columns from the top, ``None`` leaving a cell alone, and return them as they stand after it."""

    async def change(self, spreadsheet: str, requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Carry out requests of ``batchUpdate`` and return its replies."""

    async def describe(self, spreadsheet: str) -> dict[str, Any]:
        """Return what the spreadsheet's tabs are: their properties and protected ranges."""

    async def metadata(self, spreadsheet: str, key: str) -> list[dict[str, Any]]:
        """Return the developer metadata of this key."""

    async def rows(self, spreadsheet: str, spans: Spans) -> dict[int, list[list[Raw]]]:
        """Return some rows of tabs, by the tab's id."""

    async def version(self, spreadsheet: str) -> str:
        """Return the file's version, which grows with every change."""


class GoogleSheets:
    """The Sheets API, or a stand-in at another address."""

    def __init__(self, address: str = config.SHEETS, drive: str = config.DRIVE) -> None:
        self._address = address
        self._drive = drive
        self._client: Any = None
        # One session, one call at a time: neither requests nor the credentials promise more.
        self._turn = asyncio.Lock()

    async def look(self, spreadsheet: str, marks: Sequence[int]) -> dict[int, Strip]:
        """Read whole columns at one moment."""
        body = {"dataFilters": [_filter(mark) for mark in marks], "majorDimension": "COLUMNS"}
        answer = await self._post(f"{spreadsheet}/values:batchGetByDataFilter", body | _rendered(""))
        return _strips((found["dataFilters"], found["valueRange"]) for found in answer.get("valueRanges", ()))

    async def write(self, spreadsheet: str, columns: Columns) -> dict[int, Strip]:
        """Write into columns from the top and return them as they stand after it; text stays text."""
        data = [
            {"dataFilter": _filter(mark), "majorDimension": "COLUMNS", "values": [list(column)]}
            for mark, column in columns.items()
        ]
        body = {"valueInputOption": "RAW", "includeValuesInResponse": True, "data": data} | _rendered("response")
        answer = await self._post(f"{spreadsheet}/values:batchUpdateByDataFilter", body)
        return _strips(([each["dataFilter"]], each["updatedData"]) for each in answer.get("responses", ()))

    async def change(self, spreadsheet: str, requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Carry out requests of ``batchUpdate``."""
        answer = await self._post(f"{spreadsheet}:batchUpdate", {"requests": list(requests)})
        return list(answer.get("replies", ()))

    async def describe(self, spreadsheet: str) -> dict[str, Any]:
        """Return properties and protected ranges of every tab."""
        return await self._get(f"{self._address}/v4/spreadsheets/{spreadsheet}", "sheets(properties,protectedRanges)")

    async def metadata(self, spreadsheet: str, key: str) -> list[dict[str, Any]]:
        """Return the developer metadata of this key."""
        body = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": key}}]}
        answer = await self._post(f"{spreadsheet}/developerMetadata:search", body)
        return [each["developerMetadata"] for each in answer.get("matchedDeveloperMetadata", ())]

    async def rows(self, spreadsheet: str, spans: Spans) -> dict[int, list[list[Raw]]]:
        """Return some rows of tabs."""
        filters = [
            {"gridRange": {"sheetId": sheet, "startRowIndex": start, "endRowIndex": end}}
            for sheet, (start, end) in spans.items()
        ]
        body = {"dataFilters": filters} | _rendered("")
        answer = await self._post(f"{spreadsheet}/values:batchGetByDataFilter", body)
        return {
            # A sheet whose id is 0 comes back without it.
            each["gridRange"].get("sheetId", 0): found["valueRange"].get("values", [])
            for found in answer.get("valueRanges", ())
            for each in found["dataFilters"]
        }

    async def version(self, spreadsheet: str) -> str:
        """Return the file's version."""
        answer = await self._get(f"{self._drive}/drive/v3/files/{spreadsheet}", "version")
        return str(answer["version"])

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        address = f"{self._address}/v4/spreadsheets/{path}"
        return await self._ask(lambda client: client.request("post", address, json=body))

    async def _get(self, address: str, fields: str) -> dict[str, Any]:
        return await self._ask(lambda client: client.request("get", address, params={"fields": fields}))

    async def _ask(self, ask: Callable[[Any], Any]) -> dict[str, Any]:
        async with self._turn:
            return await asyncio.to_thread(self._answer, ask)

    def _answer(self, ask: Callable[[Any], Any]) -> dict[str, Any]:
        import requests  # noqa: PLC0415 - gspread's transport, loaded with it
        from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415
        from gspread.exceptions import APIError  # noqa: PLC0415

        self._client = self._client or _connect(self._address)
        try:
            answer: dict[str, Any] = ask(self._client).json()
        except APIError as error:
            raise SheetFailure(str(error.error.get("message", error)), status=error.response.status_code) from error
        except (requests.RequestException, GoogleAuthError, ValueError) as error:
            # No answer, or one that cannot be read: the call may have been carried out.
            raise SheetFailure(f"{type(error).__name__}: {error}") from error
        return answer


def _connect(address: str) -> Any:  # noqa: ANN401 - gspread has no types
    """Open gspread's client; a stand-in asks for no credentials."""
    import google.auth  # noqa: PLC0415 - a function that shows no sheet never needs it
    from google.auth.credentials import AnonymousCredentials  # noqa: PLC0415
    from gspread.http_client import HTTPClient  # noqa: PLC0415

    if address == config.SHEETS:
        credentials, _ = google.auth.default(scopes=SCOPES)
    else:
        credentials = AnonymousCredentials()  # type: ignore[no-untyped-call]  # google-auth has no types here
    client = HTTPClient(credentials)
    client.set_timeout(SECONDS)
    return client


def _filter(mark: int) -> dict[str, Any]:
    return {"developerMetadataLookup": {"metadataId": mark}}


def _rendered(prefix: str) -> dict[str, str]:
    return {f"{prefix}{name}" if prefix else name[0].lower() + name[1:]: value for name, value in _AS_STORED.items()}


def _strips(found: Any) -> dict[int, Strip]:  # noqa: ANN401 - pairs of filters and a range
    strips = {}
    for filters, values in found:
        place = _RANGE.fullmatch(values["range"])
        column = _number(place.group(1)) if place else -1
        for each in filters:
            strips[each["developerMetadataLookup"]["metadataId"]] = Strip(column, _only(values.get("values", ())))
    return strips


def _only(columns: Sequence[Sequence[Raw]]) -> Sequence[Raw]:
    return columns[0] if columns else ()


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def by_tab(marks: Mapping[int, tuple[Layout, Column]], strips: Mapping[int, Strip]) -> dict[str, Look]:
    """Sort what a call returned by tab; a tab of which nothing was found has an empty look."""
    found: dict[str, dict[str, Strip]] = {layout.tab.title: {} for layout, _ in marks.values()}
    for number, strip in strips.items():
        layout, column = marks[number]
        found[layout.tab.title][column.field] = strip
    tabs = {layout.tab.title: layout for layout, _ in marks.values()}
    return {title: Look(tabs[title], own) for title, own in found.items()}
