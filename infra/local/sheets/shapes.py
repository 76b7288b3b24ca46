"""Decides which fields a request may have and of which type, before anybody acts on them.

``fields.txt`` beside this module lists the messages as Google's discovery document does, one a line:
``s`` text, ``i`` and ``n`` numbers, ``b`` boolean, ``=A|B`` one of these, ``[x]`` list, ``{x}`` map, ``any``; ``!`` is
what Google can do and this stand-in cannot.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

from infra.local.sheets.errors import Refused, Unsupported, malformed

Fields = dict[str, str]


def _read_fields() -> dict[str, Fields]:
    messages = {}
    for line in Path(__file__).with_name("fields.txt").read_text().splitlines():
        name, _, fields = line.partition(":")
        messages[name] = dict(field.split(":", 1) for field in fields.split())
    return messages


MESSAGES = _read_fields()
_PLAIN: dict[str, tuple[type, ...]] = {"s": (str,), "b": (bool,), "i": (int,), "n": (int, float)}
_PROTO_NAMES = {"s": "TYPE_STRING", "b": "TYPE_BOOL", "i": "TYPE_INT32", "n": "TYPE_DOUBLE"}


def message(name: str, body: Any, path: str = "") -> dict[str, Any]:  # noqa: ANN401 - from outside
    """Return ``body`` as a message with this name, fields in camel case and without nulls, or refuse it."""
    if not isinstance(body, dict):
        raise _wrong(path, f"type.googleapis.com/google.apps.sheets.v4.{name}", body)
    fields = MESSAGES[name]
    read = {}
    for key, value in body.items():
        # The JSON of protocol buffers takes a field by either of its names.
        field = key if key in fields else re.sub(r"_([a-z])", lambda match: match[1].upper(), key)
        if field not in fields:
            raise _unknown(key, path)
        if value is not None:
            inner = f"{path}.{field}" if path else field
            read[field] = _value(fields[field], value, inner, field)
    return read


def _value(kind: str, value: Any, path: str, field: str) -> Any:  # noqa: ANN401 - any JSON
    if kind == "!":
        raise Unsupported(re.sub(r"^requests\[\d+\]\.|\[\d+\]", "", path))
    if kind in ("any", "[any]", "[[any]]"):
        return value
    if kind[0] == "[":
        if not isinstance(value, list):
            value = [value]
        return [_value(kind[1:-1], one, f"{path}[{index}]", field) for index, one in enumerate(value)]
    if kind[0] == "{":
        return {key: _value(kind[1:-1], one, f"{path}.{key}", field) for key, one in value.items()}
    if kind[0] == "=":
        if value not in kind[1:].split("|"):
            raise _wrong(path, f"type.googleapis.com/google.apps.sheets.v4.{field[0].upper()}{field[1:]}", value)
        return value
    return _plain(kind, value, path) if kind in _PLAIN else message(kind, value, path)


def _plain(kind: str, value: Any, path: str) -> Any:  # noqa: ANN401 - a scalar
    if kind in "in" and isinstance(value, str):
        try:
            value = int(value) if kind == "i" else float(value)
        except ValueError:
            raise _wrong(path, _PROTO_NAMES[kind], value) from None
    if kind == "i" and isinstance(value, float) and value.is_integer():
        value = int(value)
    wrong = not isinstance(value, _PLAIN[kind]) or (kind in "in" and isinstance(value, bool))
    if wrong or (kind == "n" and not math.isfinite(value)):
        raise _wrong(path, _PROTO_NAMES[kind], value)
    return value


def _wrong(path: str, kind: str, value: Any) -> Refused:  # noqa: ANN401 - from outside
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return malformed(f"Invalid value at '{_proto(path)}' ({kind}), {shown}", _proto(path))


def _unknown(key: str, path: str) -> Refused:
    place = f" at '{_proto(path)}'" if path else ""
    return malformed(f'Invalid JSON payload received. Unknown name "{key}"{place}: Cannot find field.', _proto(path))


def _proto(path: str) -> str:
    """Return a path in the names of protocol buffers, in which refusals speak."""
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", path).lower()
