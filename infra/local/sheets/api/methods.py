"""Decides which method of the service a request calls: one table of addresses.

https://developers.google.com/workspace/sheets/api/reference/rest, https://developers.google.com/workspace/drive/api/reference/rest/v3
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from infra.local.sheets.api import appending, clearing, drive, reading, spreadsheets, writing
from infra.local.sheets.call import Call

Handler = Callable[[Call], dict[str, Any] | Awaitable[dict[str, Any]]]


class Method(NamedTuple):
    """One method: its name in the API, the quota it spends (``Read``, ``Write`` or none), and who answers."""

    name: str
    spends: str
    verb: str
    address: re.Pattern[str]
    handler: Handler
    answers: str  # the message it answers with; none is Drive's


_BOOK = r"/v4/spreadsheets/(?P<book>[^/:]+)"
_FILES = "/drive/v3/files"
_FILE = rf"{_FILES}/(?P<file>[^/]+)"
_RANGE = r"/values/(?P<range>.+?)"


def _method(name: str, spends: str, verb: str, address: str, handler: Handler, answers: str = "") -> Method:  # noqa: PLR0913, PLR0917 - a table's columns
    return Method(name, spends, verb, re.compile(address, re.DOTALL), handler, answers)


METHODS = [
    _method("spreadsheets.create", "Write", "POST", "/v4/spreadsheets", spreadsheets.create, "Spreadsheet"),
    _method("spreadsheets.get", "Read", "GET", _BOOK, spreadsheets.get, "Spreadsheet"),
    _method(
        "spreadsheets.getByDataFilter",
        "Read",
        "POST",
        f"{_BOOK}:getByDataFilter",
        spreadsheets.get_by_data_filter,
        "Spreadsheet",
    ),
    _method(
        "batchUpdate",
        "Write",
        "POST",
        f"{_BOOK}:batchUpdate",
        spreadsheets.batch_update,
        "BatchUpdateSpreadsheetResponse",
    ),
    _method(
        "sheets.copyTo",
        "Write",
        "POST",
        rf"{_BOOK}/sheets/(?P<sheet>\d+):copyTo",
        spreadsheets.copy_to,
        "SheetProperties",
    ),
    _method(
        "developerMetadata.get",
        "Read",
        "GET",
        f"{_BOOK}/developerMetadata/(?P<metadata>[^/]+)",
        spreadsheets.metadata_get,
        "DeveloperMetadata",
    ),
    _method(
        "developerMetadata.search",
        "Read",
        "POST",
        f"{_BOOK}/developerMetadata:search",
        spreadsheets.metadata_search,
        "SearchDeveloperMetadataResponse",
    ),
    _method("values.batchGet", "Read", "GET", f"{_BOOK}/values:batchGet", reading.batch_get, "BatchGetValuesResponse"),
    _method(
        "values.batchGetByDataFilter",
        "Read",
        "POST",
        f"{_BOOK}/values:batchGetByDataFilter",
        reading.batch_get_by_data_filter,
        "BatchGetValuesByDataFilterResponse",
    ),
    _method(
        "values.batchUpdate",
        "Write",
        "POST",
        f"{_BOOK}/values:batchUpdate",
        writing.batch_update,
        "BatchUpdateValuesResponse",
    ),
    _method(
        "values.batchUpdateByDataFilter",
        "Write",
        "POST",
        f"{_BOOK}/values:batchUpdateByDataFilter",
        writing.batch_update_by_data_filter,
        "BatchUpdateValuesByDataFilterResponse",
    ),
    _method(
        "values.batchClear",
        "Write",
        "POST",
        f"{_BOOK}/values:batchClear",
        clearing.batch_clear,
        "BatchClearValuesResponse",
    ),
    _method(
        "values.batchClearByDataFilter",
        "Write",
        "POST",
        f"{_BOOK}/values:batchClearByDataFilter",
        clearing.batch_clear_by_data_filter,
        "BatchClearValuesByDataFilterResponse",
    ),
    _method("values.append", "Write", "POST", f"{_BOOK}{_RANGE}:append", appending.append, "AppendValuesResponse"),
    _method("values.clear", "Write", "POST", f"{_BOOK}{_RANGE}:clear", clearing.clear, "ClearValuesResponse"),
    _method("values.get", "Read", "GET", f"{_BOOK}{_RANGE}", reading.get, "ValueRange"),
    _method("values.update", "Write", "PUT", f"{_BOOK}{_RANGE}", writing.update, "UpdateValuesResponse"),
    _method("files.create", "", "POST", _FILES, drive.create),
    _method("files.list", "", "GET", _FILES, drive.list_),
    _method("files.get", "", "GET", _FILE, drive.get),
    _method("files.delete", "", "DELETE", _FILE, drive.delete),
    _method("permissions.list", "", "GET", f"{_FILE}/permissions", drive.permissions_list),
    _method("permissions.create", "", "POST", f"{_FILE}/permissions", drive.permissions_create),
    _method("permissions.delete", "", "DELETE", f"{_FILE}/permissions/(?P<permission>[^/]+)", drive.permissions_delete),
]


def method_for(verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
    """Return the method a request calls and what its address names, or ``None``."""
    for method in METHODS:
        match = method.address.fullmatch(path) if method.verb == verb else None
        if match is not None:
            return method, match.groupdict()
    return None
