"""Which queries need an index that an index file has to declare."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud import firestore
from google.cloud.firestore import And, FieldFilter, Or

from infra.local.firestore.indexes import BadIndexFile, load
from tests.infra.local.firestore.harness import Client, Running, start

DOWN = "DESCENDING"


def composite(*fields: str, group: str = "orders", scope: str = "COLLECTION") -> dict[str, Any]:
    """Return an index of the file's form; a minus before a field descends, a plus after it looks into an array."""
    parts = []
    for field in fields:
        if field.endswith("+"):
            parts.append({"fieldPath": field[:-1], "arrayConfig": "CONTAINS"})
        else:
            parts.append({"fieldPath": field.lstrip("-"), "order": "DESCENDING" if field[0] == "-" else "ASCENDING"})
    return {"collectionGroup": group, "queryScope": scope, "fields": parts}


DECLARED = {
    "indexes": [
        composite("state", "at"),
        composite("state", "-at"),
        composite("city", "at"),
        composite("tags+", "state"),
        composite("state", "at", "price"),
        composite("state", "amount"),
        composite("group", "-at", scope="COLLECTION_GROUP"),
        composite("at", "-__name__"),
    ],
    "fieldOverrides": [
        {"collectionGroup": "orders", "fieldPath": "secret", "indexes": []},
        {
            "collectionGroup": "orders",
            "fieldPath": "everywhere",
            "indexes": [{"order": "ASCENDING", "queryScope": "COLLECTION_GROUP"}],
        },
    ],
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    file = tmp_path_factory.mktemp("indexes") / "firestore.indexes.json"
    file.write_text(json.dumps(DECLARED))
    running = start("--indexes", str(file))
    yield running
    running.stop()


@pytest.fixture
async def orders(server: Running, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", server.host)
    client = firestore.AsyncClient(project="strict")
    yield client.collection("orders")
    await client._firestore_api.transport.close()


def where(path: str, operator: str, value: Any) -> FieldFilter:
    return FieldFilter(path, operator, value)


def every(*filters: FieldFilter) -> And:
    return And(list(filters))


SERVED = [
    lambda q: q,
    lambda q: q.order_by("a"),
    lambda q: q.order_by("a", direction=DOWN),
    lambda q: q.order_by("__name__"),
    lambda q: q.where(filter=where("a", "==", 1)).order_by("__name__", direction=DOWN),
    lambda q: q.where(filter=where("a", ">", 1)),
    lambda q: q.where(filter=where("a", "!=", None)),
    lambda q: q.where(filter=where("a", ">", 1)).order_by("a", direction=DOWN),
    lambda q: q.where(filter=where("a", "==", 1)).order_by("a"),
    lambda q: q.where(filter=every(where("a", "==", 1), where("b", "==", 2), where("c.d", "==", 3))),
    lambda q: q.where(filter=every(where("a", "in", [1, 2]), where("b", "==", 2))),
    lambda q: q.where(filter=where("list", "array_contains", 1)),
    lambda q: q.where(filter=Or([where("a", "==", 1), where("b", "==", 2)])),
    lambda q: q.where(filter=where("state", "==", 1)).order_by("at"),
    lambda q: q.where(filter=where("state", "==", 1)).order_by("at", direction=DOWN),
    lambda q: q.where(filter=every(where("state", "==", 1), where("at", ">", 2))),
    lambda q: q.where(filter=every(where("state", "in", [1, 2]), where("at", ">", 2))),
    lambda q: q.where(filter=every(where("state", "==", 1), where("city", "==", 2))).order_by("at"),
    lambda q: q.where(filter=every(where("tags", "array_contains", 1), where("state", "==", 2))),
    lambda q: q.where(filter=every(where("state", "==", 1), where("price", ">", 2), where("at", ">", 2))),
    lambda q: q.order_by("at").order_by("__name__", direction=DOWN),
    lambda q: q.count(),
    lambda q: q.sum("amount"),
    lambda q: q.where(filter=where("state", "==", 1)).sum("amount"),
]

LACKING = [
    (
        lambda q: q.where(filter=every(where("state", "==", 1), where("price", ">", 2), where("at", ">", 2))).order_by(
            "price"
        ),
        "state:1,price:1,at:1,__name__:1",
    ),
    (lambda q: q.where(filter=where("a", "==", 1)).order_by("b"), "a:1,b:1,__name__:1"),
    (lambda q: q.where(filter=where("a", "==", 1)).order_by("b", direction=DOWN), "a:1,b:2,__name__:2"),
    (lambda q: q.order_by("__name__", direction=DOWN), "__name__:2"),
    (lambda q: q.order_by("__name__").limit_to_last(2), "__name__:2"),
    (lambda q: q.order_by("a").order_by("b"), "a:1,b:1,__name__:1"),
    (lambda q: q.order_by("a").order_by("__name__", direction=DOWN), "a:1,__name__:2"),
    (lambda q: q.where(filter=every(where("a", ">", 1), where("b", ">", 1))), "a:1,b:1,__name__:1"),
    (lambda q: q.where(filter=every(where("a", "==", 1), where("b", "!=", 1))), "a:1,b:1,__name__:1"),
    (lambda q: q.where(filter=where("city", "==", 1)).order_by("at", direction=DOWN), "city:1,at:2,__name__:2"),
    (
        lambda q: q.where(filter=every(where("list", "array_contains", 1), where("b", "==", 1))),
        "list:contains,b:1,__name__:1",
    ),
    (lambda q: q.where(filter=where("list", "array_contains", 1)).order_by("b"), "list:contains,b:1,__name__:1"),
    (lambda q: q.where(filter=Or([where("a", ">", 1), where("b", "==", 2)])), "b:1,a:1,__name__:1"),
    (lambda q: q.where(filter=where("a", "==", 1)).sum("amount"), "a:1,amount:1,__name__:1"),
    (
        lambda q: q.where(filter=every(where("state", "==", 1), where("city", "==", 2))).order_by("at", direction=DOWN),
        "state:1,city:1,at:2,__name__:2",
    ),
]


@pytest.mark.parametrize("build", SERVED)
async def test_a_query_is_served_by_automatic_and_declared_indexes(orders: Any, build: Any) -> None:
    assert isinstance(await build(orders).get(), list)


@pytest.mark.parametrize(("build", "parts"), LACKING)
async def test_a_query_that_lacks_its_index_is_refused_with_a_link_to_it(orders: Any, build: Any, parts: str) -> None:
    with pytest.raises(exceptions.FailedPrecondition) as refused:
        await build(orders).get()
    text = refused.value.message
    beginning = (
        "The query requires an index. You can create it here: "
        "https://console.firebase.google.com/v1/r/project/strict/firestore/indexes?create_composite="
    )
    assert text.startswith(beginning)
    assert described(text.removeprefix(beginning)) == (
        f"projects/strict/databases/(default)/collectionGroups/orders/indexes/_ 1 {parts}"
    )


async def test_a_collection_group_needs_indexes_of_its_own(orders: Any) -> None:
    client: Client = orders._client
    group = client.collection_group("orders")
    await group.get()
    await group.where(filter=where("everywhere", "==", 1)).get()
    await group.where(filter=where("group", "==", 1)).order_by("at", direction=DOWN).get()
    with pytest.raises(exceptions.FailedPrecondition) as refused:
        await group.where(filter=where("a", "==", 1)).get()
    assert refused.value.message.startswith(
        "The query requires a COLLECTION_GROUP_ASC index for collection orders and field a. You can create it here: "
        "https://console.firebase.google.com/v1/r/project/strict/firestore/indexes?create_exemption="
    )
    with pytest.raises(exceptions.FailedPrecondition, match="create_composite="):
        await group.order_by("__name__", direction=DOWN).get()
    with pytest.raises(exceptions.FailedPrecondition, match="COLLECTION_GROUP_DESC"):
        await group.order_by("everywhere", direction=DOWN).get()


async def test_a_field_without_its_automatic_index_cannot_be_asked_for(orders: Any) -> None:
    with pytest.raises(exceptions.FailedPrecondition, match="COLLECTION_ASC index for collection orders and field sec"):
        await orders.where(filter=where("secret", "==", 1)).get()
    with pytest.raises(exceptions.FailedPrecondition):
        await orders.order_by("secret.inside").get()


async def test_a_document_with_too_many_index_entries_is_refused(orders: Any) -> None:
    document = orders.document("wide")
    await document.set({"list": list(range(39_998))})
    for wide in ({"list": list(range(39_999))}, {"map": {f"f{number}": 1 for number in range(20_001)}}):
        with pytest.raises(exceptions.InvalidArgument, match=r"too many index entries for entity .*/orders/wide"):
            await document.set(wide)
    await document.set({"secret": list(range(50_000))})
    await document.delete()


async def test_another_collection_does_not_profit_from_an_index(orders: Any) -> None:
    other = orders._client.collection("others")
    with pytest.raises(exceptions.FailedPrecondition):
        await other.where(filter=where("state", "==", 1)).order_by("at").get()


def test_a_file_that_is_no_index_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "firestore.indexes.json"
    for content in ("not json", '{"indexes": [{"fields": []}]}', '{"indexes": [{"collectionGroup": "x"}]}', "[]"):
        file.write_text(content)
        with pytest.raises(BadIndexFile, match="is not an index file"):
            load(file)
    with pytest.raises(BadIndexFile):
        load(tmp_path / "missing.json")


def test_an_index_of_vectors_is_left_out_aloud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vector = {"fieldPath": "v", "vectorConfig": {"dimension": 3, "flat": {}}}
    near = {"collectionGroup": "orders", "queryScope": "COLLECTION", "fields": [vector]}
    override = {"collectionGroup": "orders", "fieldPath": "v", "indexes": [vector, {"order": "ASCENDING"}]}
    file = tmp_path / "firestore.indexes.json"
    file.write_text(json.dumps({"indexes": [near, composite("a", "b")], "fieldOverrides": [override]}))
    indexes = load(file)
    assert [index.parts for index in indexes.composites] == [((("a",), "ASCENDING"), (("b",), "ASCENDING"))]
    assert indexes.single == {("orders", ("v",)): frozenset({("COLLECTION", "ASCENDING")})}
    assert "1 vector index(es) left out" in capsys.readouterr().err


def described(link: str) -> str:
    """Read google.firestore.admin.v1.Index back: name, scope, and field:mode for each field."""
    raw = b64decode(link + "=" * (-len(link) % 4))
    words = []
    fields = []
    for number, content in parsed(raw):
        if number == 3:
            path, mode = parsed(content)
            fields.append(f"{path[1].decode()}:{'contains' if mode[0] == 3 else mode[1]}")
        else:
            words.append(content.decode() if number == 1 else str(content))
    return " ".join([*words, ",".join(fields)])


def parsed(raw: bytes) -> list[tuple[int, Any]]:
    """Read a message of the wire format: numbers and lengths below 2**14."""
    found: list[tuple[int, Any]] = []
    position = 0
    while position < len(raw):
        number, kind = raw[position] >> 3, raw[position] & 7
        size = raw[position + 1]
        position += 2
        if size > 127:
            size = (size & 127) | raw[position] << 7
            position += 1
        if kind == 0:
            found.append((number, size))
        else:
            found.append((number, raw[position : position + size]))
            position += size
    return found
