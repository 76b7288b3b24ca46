"""Decides what a handler is given of a request, and how parameters in its address are read."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any, Never

from infra.local.sheets import shapes
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.errors import malformed
from infra.local.sheets.service import Service

# Parameters every Google API takes; https://cloud.google.com/apis/docs/system-parameters.
SYSTEM = {"access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint", "quotaUser", "$.xgafv"}
_ENUMS = {
    "valueRenderOption": ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"),
    "responseValueRenderOption": ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"),
    "dateTimeRenderOption": ("SERIAL_NUMBER", "FORMATTED_STRING"),
    "responseDateTimeRenderOption": ("SERIAL_NUMBER", "FORMATTED_STRING"),
    "majorDimension": ("DIMENSION_UNSPECIFIED", "ROWS", "COLUMNS"),
    "valueInputOption": ("INPUT_VALUE_OPTION_UNSPECIFIED", "RAW", "USER_ENTERED"),
    "insertDataOption": ("OVERWRITE", "INSERT_ROWS"),
}


@dataclass(slots=True)
class Call:
    """One request: what its address names, its parameters and its body."""

    service: Service
    names: dict[str, str]  # from the address: book, range, sheet, metadata, file …
    parameters: dict[str, list[str]]
    raw: bytes = b""

    @property
    def book(self) -> Spreadsheet:
        """Return the spreadsheet the address names."""
        return self.service.book(self.names["book"])

    def json(self) -> Any:  # noqa: ANN401 - from outside
        """Return the body as it came; no body is an empty message."""
        try:
            if not self.raw.strip():
                return {}
            return json.loads(self.raw, parse_float=_double, parse_int=_integer, parse_constant=_no_constant)
        except ValueError as error:
            raise malformed(f"Invalid JSON payload received. {error}") from error

    def body(self, message: str) -> dict[str, Any]:
        """Return the body as a message of this name."""
        body = self.json()
        if not isinstance(body, dict):
            raise malformed('Invalid JSON payload received. Unknown name "": Root element must be a message.')
        return shapes.message(message, body)

    def text(self, name: str, default: str = "") -> str:
        """Return a parameter; one of a closed list must be in it."""
        value = (self.parameters.get(name) or [default])[-1]
        if name in _ENUMS and value and value not in _ENUMS[name]:
            kind = f"type.googleapis.com/google.apps.sheets.v4.{name[0].upper()}{name[1:]}"
            raise malformed(f"Invalid value at '{_snake(name)}' ({kind}), \"{value}\"", _snake(name))
        return value

    def flag(self, name: str) -> bool:
        """Return a parameter that is true or false."""
        return self.text(name).lower() in ("true", "1")

    def many(self, name: str) -> list[str]:
        """Return a parameter that may be repeated."""
        return self.parameters.get(name, [])

    def allow(self, *names: str) -> None:
        """Refuse parameters the method does not have."""
        for name in self.parameters:
            if name not in names and name not in SYSTEM:
                raise malformed(
                    f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter.'
                    f" Field '{name}' could not be found in request message."
                )


# The words of protobuf's json_stream_parser.cc, through which Google reads a body.
def _double(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise malformed("Invalid JSON payload received. Number exceeds the range of double.")
    return number


def _integer(text: str) -> int:
    _double(text)
    return int(text)


def _no_constant(_name: str) -> Never:
    """Refuse ``NaN`` and ``Infinity``, which Python reads and JSON does not have."""
    raise malformed("Invalid JSON payload received. Unexpected token.")


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
