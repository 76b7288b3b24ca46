"""Decides which method of the service a request calls: one table of addresses.

https://developers.google.com/workspace/sheets/api/reference/rest, https://developers.google.com/workspace/drive/api/reference/rest/v3
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from infra.local.sheets.api import appending, clearing, reading, spreadsheets, writing
from infra.local.sheets.call import Call

Handler = Callable[[Call], dict[str, Any] | Awaitable[dict[str, Any]]]


class Method(NamedTuple):
    """One method: its name in the API, whether it spends the quota of reads or of writes, and who answers."""

    name: str
    writes: bool
    verb: str
    address: re.Pattern[str]
    handler: Handler


_BOOK = r"/v4/spreadsheets/(?P<book>[^/:]+)"
_RANGE = r"/values/(?P<range>.+?)"


def _method(name: str, spends: str, verb: str, address: str, handler: Handler) -> Method:
    return Method(name, spends == "write", verb, re.compile(address, re.DOTALL), handler)


METHODS = [
    _method("spreadsheets.create", "write", "POST", "/v4/spreadsheets", spreadsheets.create),
    _method("spreadsheets.get", "read", "GET", _BOOK, spreadsheets.get),
    _method(
        "spreadsheets.getByDataFilter", "read", "POST", f"{_BOOK}:getByDataFilter", spreadsheets.get_by_data_filter
    ),
    _method("batchUpdate", "write", "POST", f"{_BOOK}:batchUpdate", spreadsheets.batch_update),
    _method("sheets.copyTo", "write", "POST", rf"{_BOOK}/sheets/(?P<sheet>\d+):copyTo", spreadsheets.copy_to),
    _method(
        "developerMetadata.get",
        "read",
        "GET",
        f"{_BOOK}/developerMetadata/(?P<metadata>[^/]+)",
        spreadsheets.metadata_get,
    ),
    _method(
        "developerMetadata.search", "read", "POST", f"{_BOOK}/developerMetadata:search", spreadsheets.metadata_search
    ),
    _method("values.batchGet", "read", "GET", f"{_BOOK}/values:batchGet", reading.batch_get),
    _method(
        "values.batchGetByDataFilter",
        "read",
        "POST",
        f"{_BOOK}/values:batchGetByDataFilter",
        reading.batch_get_by_data_filter,
    ),
    _method("values.batchUpdate", "write", "POST", f"{_BOOK}/values:batchUpdate", writing.batch_update),
    _method(
        "values.batchUpdateByDataFilter",
        "write",
        "POST",
        f"{_BOOK}/values:batchUpdateByDataFilter",
        writing.batch_update_by_data_filter,
    ),
    _method("values.batchClear", "write", "POST", f"{_BOOK}/values:batchClear", clearing.batch_clear),
    _method(
        "values.batchClearByDataFilter",
        "write",
        "POST",
        f"{_BOOK}/values:batchClearByDataFilter",
        clearing.batch_clear_by_data_filter,
    ),
    _method("values.append", "write", "POST", f"{_BOOK}{_RANGE}:append", appending.append),
    _method("values.clear", "write", "POST", f"{_BOOK}{_RANGE}:clear", clearing.clear),
    _method("values.get", "read", "GET", f"{_BOOK}{_RANGE}", reading.get),
    _method("values.update", "write", "PUT", f"{_BOOK}{_RANGE}", writing.update),
]


def method_for(verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
    """Return the method a request calls and what its address names, or ``None``."""
    for method in METHODS:
        match = method.address.fullmatch(path) if method.verb == verb else None
        if match is not None:
            return method, match.groupdict()
    return None
