"""Holds what the stand-in says against Google's own description of the service."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any

import pytest

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "any": (str, int, float, bool, type(None)),
}


@cache
def discovery() -> dict[str, Any]:
    """Return the discovery document of Sheets v4 as google-api-python-client ships it."""
    pytest.importorskip("googleapiclient")
    document = resources.files("googleapiclient.discovery_cache").joinpath("documents/sheets.v4.json")
    loaded: dict[str, Any] = json.loads(document.read_text())
    return loaded


def answer_message(verb: str, path: str) -> str | None:
    """Return the message that answers a request, ``None`` where Sheets has no such method."""
    for method in _methods(discovery()):
        pattern = re.sub(r"\{\w+\}", "[^/:]+", method["flatPath"])
        pattern = pattern.replace("values/[^/:]+", "values/.+?")
        if method["httpMethod"] == verb.upper() and re.fullmatch(pattern, path.lstrip("/")):
            return str(method["response"]["$ref"])
    return None


def _methods(resource: dict[str, Any]) -> list[dict[str, Any]]:
    own = list(resource.get("methods", {}).values())
    return own + [method for inner in resource.get("resources", {}).values() for method in _methods(inner)]


def check(answer: Any, message: str, path: str = "") -> None:
    """Assert that an answer has only fields of the message, of its types, and none that Google leaves out."""
    fields = discovery()["schemas"][message].get("properties", {})
    assert isinstance(answer, dict), f"{path} is no {message}: {answer!r}"
    for name, value in answer.items():
        assert name in fields, f"{path}{name} is no field of {message}"
        _check_value(value, fields[name], f"{path}{name}.")


def _check_value(value: Any, field: dict[str, Any], path: str) -> None:
    if "$ref" in field:
        check(value, field["$ref"], path)
    elif field.get("type") == "array":
        assert isinstance(value, list), f"{path} is no list: {value!r}"
        for one in value:
            _check_value(one, field["items"], path)
    elif "additionalProperties" in field:
        for one in value.values():
            _check_value(one, field["additionalProperties"], path)
    else:
        kind = field["type"]
        assert isinstance(value, _TYPES[kind]), f"{path} is no {kind}: {value!r}"
        assert kind in ("boolean", "any") or not isinstance(value, bool), f"{path} is a boolean"
        assert "enum" not in field or value in field["enum"], f"{path} cannot be {value!r}"
