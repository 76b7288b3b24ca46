"""Which documents a filter finds."""

from __future__ import annotations

import math
from typing import Any

import pytest
from google.cloud.firestore import And, FieldFilter, Or
from google.cloud.firestore_v1._helpers import encode_value
from google.cloud.firestore_v1.field_path import FieldPath

from tests.infra.local.firestore.harness import Client, Collection, Home, Query

DOCUMENTS: dict[str, dict[str, Any]] = {
    "a": {"n": 1, "tags": ["red", "blue"], "m": {"x": 1}, "s": "one"},
    "b": {"n": 2, "tags": ["red"], "m": {"x": 2}, "s": "two"},
    "c": {"n": 2.0, "tags": [], "m": "text", "s": "three"},
    "d": {"n": "2", "tags": "red", "s": ""},
    "e": {"n": None, "tags": [1, None, {"k": "v"}], "s": "one"},
    "f": {"n": math.nan, "tags": [math.nan], "m": {"x": None}},
    "g": {"s": "one"},
    "h": {"n": [1, 2], "m": {"x": {"y": 1}}, "s": "zero"},
    "i": {"n": {"k": 1}, "tags": ["blue", "green"], "s": "one"},
}


def where(path: str, operator: str, value: Any) -> FieldFilter:
    return FieldFilter(path, operator, value)


@pytest.fixture
async def items(db: Client, home: Home) -> Collection:
    batch = db.batch()
    collection = home.collection("items")
    for name, content in DOCUMENTS.items():
        batch.set(collection.document(name), content)
    await batch.commit()
    return collection


async def ids(query: Query) -> str:
    return "".join(sorted(snapshot.id for snapshot in await query.get()))


@pytest.mark.parametrize(
    ("path", "operator", "value", "expected"),
    [
        ("n", "==", 1, "a"),
        ("n", "==", 2, "bc"),
        ("n", "==", 2.0, "bc"),
        ("n", "==", "2", "d"),
        ("n", "==", None, "e"),
        ("n", "==", math.nan, "f"),
        ("n", "==", [1, 2], "h"),
        ("n", "==", [2, 1], ""),
        ("n", "==", {"k": 1}, "i"),
        ("n", "==", {"k": 2}, ""),
        ("n", "==", {"k": 1.0}, "i"),
        ("n", "<", 2, "a"),
        ("n", "<=", 2, "abc"),
        ("n", ">", 1, "bc"),
        ("n", ">=", 1, "abc"),
        ("n", ">", -math.inf, "abc"),
        ("n", "<", "3", "d"),
        ("n", ">", "", "d"),
        ("n", ">", [1], "h"),
        ("n", "!=", 2, "adfhi"),
        ("n", "!=", None, "abcdfhi"),
        ("n", "!=", math.nan, "abcdhi"),
        ("n", "in", [1, "2", 99], "ad"),
        ("n", "in", [2.0], "bc"),
        ("n", "in", [None], ""),
        ("n", "not-in", [1, 2], "dfhi"),
        ("tags", "array_contains", "red", "ab"),
        ("tags", "array_contains", 1.0, "e"),
        ("tags", "array_contains", {"k": "v"}, "e"),
        ("tags", "array_contains", "yellow", ""),
        ("tags", "array_contains_any", ["red", "green"], "abi"),
        ("tags", "==", ["red"], "b"),
        ("tags", "==", [], "c"),
        ("m.x", "==", 1, "a"),
        ("m.x", ">", 0, "ab"),
        ("m.x", "==", None, "f"),
        ("m.x.y", "==", 1, "h"),
        ("m", "==", {"x": 2}, "b"),
        ("s", ">=", "o", "abcegi" + "h"),
        ("missing", "==", 1, ""),
        ("missing", "!=", 1, ""),
    ],
)
async def test_a_filter_finds(items: Collection, path: str, operator: str, value: Any, expected: str) -> None:
    assert await ids(items.where(filter=where(path, operator, value))) == "".join(sorted(expected))


@pytest.mark.parametrize("value", [None, math.nan])
@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "array_contains"])
async def test_null_and_not_a_number_match_nothing_as_operands(items: Collection, operator: str, value: Any) -> None:
    path = "tags" if operator == "array_contains" else "n"
    query = items.where(filter=where(path, operator, 0))
    # The client makes unary filters of these values, or refuses them, so they are put in by hand.
    query._field_filters[0].value = encode_value(value)
    assert await ids(query) == ""


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (And([where("s", "==", "one"), where("n", "==", 1)]), "a"),
        (And([where("s", "==", "one"), where("tags", "array_contains", "blue")]), "ai"),
        (Or([where("n", "==", 1), where("s", "==", "two")]), "ab"),
        (Or([where("n", "==", 2), where("s", "==", "two")]), "bc"),
        (And([Or([where("n", "==", 1), where("n", "==", 2)]), where("s", "in", ["one", "three"])]), "ac"),
        (Or([And([where("s", "==", "one"), where("n", "==", 1)]), where("tags", "array_contains", "green")]), "ai"),
        (Or([where("tags", "array_contains", "red"), where("tags", "array_contains", "blue")]), "abi"),
        (And([where("n", ">", 0), where("n", "<", 2)]), "a"),
        (And([where("n", ">=", 1), where("s", ">", "one")]), "bc"),
        (And([where("n", ">", 1), where("n", "==", 2)]), "bc"),
        (And([where("n", "==", 1), where("n", "==", 2)]), ""),
    ],
)
async def test_filters_combine(items: Collection, condition: Any, expected: str) -> None:
    assert await ids(items.where(filter=condition)) == expected


async def test_documents_are_found_by_name(items: Collection) -> None:
    name = FieldPath.document_id()
    assert await ids(items.where(filter=where(name, "==", items.document("c")))) == "c"
    assert await ids(items.where(filter=where(name, ">", items.document("g")))) == "hi"
    assert await ids(items.where(filter=where(name, "in", [items.document("a"), items.document("zz")]))) == "a"
    both = items.where(filter=where("s", "==", "one")).where(filter=where(name, ">=", items.document("e")))
    assert await ids(both) == "egi"


async def test_a_projection_shows_only_what_it_selects(items: Collection) -> None:
    found = await items.where(filter=where("n", "==", 1)).select(["s", "m.x", "missing"]).get()
    assert [snapshot.to_dict() for snapshot in found] == [{"s": "one", "m": {"x": 1}}]
    names_only = await items.where(filter=where("n", "==", 1)).select([]).get()
    assert [(snapshot.id, snapshot.to_dict()) for snapshot in names_only] == [("a", {})]


async def test_a_query_without_results_answers_when_it_was_asked(items: Collection) -> None:
    assert await items.where(filter=where("n", "==", 77)).get() == []


async def test_documents_of_a_subcollection_are_not_results(items: Collection) -> None:
    await items.document("a").collection("items").document("deep").set({"n": 1})
    assert await ids(items.where(filter=where("n", "==", 1))) == "a"


async def test_a_changed_document_is_found_by_what_it_is_now(items: Collection) -> None:
    await items.document("a").update({"n": 5})
    assert await ids(items.where(filter=where("n", "==", 1))) == ""
    assert await ids(items.where(filter=where("n", "==", 5))) == "a"
    await items.document("a").delete()
    assert await ids(items.where(filter=where("n", "==", 5))) == ""
