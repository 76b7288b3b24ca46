"""Decides what the parameters of a call are, however they were sent.

JSON, ``application/x-www-form-urlencoded`` or ``multipart/form-data``
(https://core.telegram.org/bots/api#making-requests); nested values are JSON, either in place or as text. The same
three forms are read in a webhook's response.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from infra.local.telegram.errors import ApiError, Json, bad_request

Values = dict[str, Any]
MAX_UPLOAD = 50 * 2**20
MAX_BODY = MAX_UPLOAD + 2**16  # the largest upload, and what is written around it
LARGEST = 2**63
PARAMETER = re.compile(rb'([a-z*]+)="((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime_type: str
    content: bytes


@dataclass(slots=True)
class Arguments:
    """A call's parameters; the getters answer the default for what is absent and raise ``ApiError`` for nonsense."""

    values: Values = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return a parameter as text; nested values as their JSON."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a parameter as a whole number; what is none counts as the default, as on the real server."""
        try:
            value = int(self.text(name, str(default)))
        except ValueError:
            return default
        return value if abs(value) < LARGEST else default

    def number(self, name: str) -> float | None:
        """Return a parameter as a number, nothing where it is none."""
        try:
            return float(self.text(name))
        except ValueError:
            return None

    def boolean(self, name: str) -> bool:
        """Return a parameter as a yes or no."""
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def nested(self, name: str, what: str) -> Any | None:  # noqa: ANN401 - raw JSON, checked by who asked
        """Return a parameter that is JSON; ``what`` names it in the refusal."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {what} JSON object") from error


def parse(content_type: str, body: bytes, query: bytes = b"") -> Arguments:
    """Read a call's parameters from its body and its query string; raises ``ApiError``."""
    if len(body) > MAX_BODY:
        raise ApiError(413, "Request Entity Too Large")
    arguments = Arguments(dict(parse_qsl(query.decode(), keep_blank_values=True)))
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        arguments.values.update(_json_object(body))
    elif kind == "multipart/form-data":
        _read_multipart(arguments, content_type, body)
    elif kind == "application/x-www-form-urlencoded":
        arguments.values.update(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    return arguments


def _json_object(body: bytes) -> Json:
    try:
        value = json.loads(body or b"{}")
    except ValueError as error:
        raise bad_request("can't parse request JSON object") from error
    if not isinstance(value, Mapping):
        raise bad_request("can't parse request JSON object")
    return {key: item for key, item in value.items() if item is not None}


def _read_multipart(arguments: Arguments, content_type: str, body: bytes) -> None:
    found = re.search(r'boundary="?([^";]+)"?', content_type)
    if not found:
        raise bad_request("boundary is not found in multipart/form-data")
    for part in (b"\r\n" + body).split(b"\r\n--" + found[1].encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        named = {key.decode(): value.decode(errors="replace") for key, value in PARAMETER.findall(head)}
        if "filename" in named:
            if len(content) > MAX_UPLOAD:
                raise ApiError(413, "Request Entity Too Large")
            mime_type = re.search(rb"(?i)content-type:\s*([^\r\n;]+)", head)
            upload = Upload(named["filename"], mime_type[1].decode().strip() if mime_type else "", content)
            arguments.files[named["name"]] = upload
        elif "name" in named:
            arguments.values[named["name"]] = content.decode(errors="replace")
