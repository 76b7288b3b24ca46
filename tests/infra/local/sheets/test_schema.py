from __future__ import annotations

import re
from typing import Any

import pytest

from infra.local.sheets.api.methods import METHODS
from infra.local.sheets.requests.table import HANDLERS
from infra.local.sheets.shapes import MESSAGES
from tests.infra.local.sheets.schema import answer_message, check, discovery

_KINDS = {"string": "s", "integer": "i", "number": "n", "boolean": "b", "any": "any", "object": "any"}


def described(field: dict[str, Any]) -> str:
    """Write the type of a field of Google's description as ``fields.txt`` does."""
    if "$ref" in field:
        return str(field["$ref"])
    if field["type"] == "array":
        return f"[{described(field['items'])}]"
    if "additionalProperties" in field:
        return "{" + described(field["additionalProperties"]) + "}"
    return "=" + "|".join(field["enum"]) if "enum" in field else _KINDS[field["type"]]


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_every_message_has_the_fields_google_says_it_has(name: str) -> None:
    theirs = {field: described(kind) for field, kind in discovery()["schemas"][name].get("properties", {}).items()}
    assert set(MESSAGES[name]) == set(theirs)
    ours = {field: kind for field, kind in MESSAGES[name].items() if kind != "!"}
    assert ours == {field: theirs[field] for field in ours}


def test_every_request_is_either_handled_or_said_to_be_missing() -> None:
    assert {kind for kind, type_ in MESSAGES["Request"].items() if type_ != "!"} == set(HANDLERS)


def test_every_method_of_sheets_is_there_and_answers_with_its_message() -> None:
    ours = {method.name: method for method in METHODS if method.answers}
    theirs = _methods(discovery())
    assert len(ours) == len(theirs)
    for method in ours.values():
        example = re.sub(r"\(\?P<(\w+)>[^)]*\)", "1", method.address.pattern)
        assert answer_message(method.verb, example) == method.answers, method.name


def _methods(resource: dict[str, Any]) -> list[str]:
    own = list(resource.get("methods", {}))
    return own + [method for inner in resource.get("resources", {}).values() for method in _methods(inner)]


def test_the_check_of_answers_finds_what_is_wrong() -> None:
    check({"range": "A1", "values": [["a", 1, True]]}, "ValueRange")
    wrong: list[Any] = [{"colour": "red"}, {"range": 1}, {"values": "a"}, {"majorDimension": "DIAGONAL"}, []]
    for answer in wrong:
        with pytest.raises(AssertionError):
            check(answer, "ValueRange")
