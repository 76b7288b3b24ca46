"""The refusals of writes: their codes and their words.

The texts are those of production, as its users and Google's own tests have recorded them; Google's emulator words some
of them differently.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from google.api_core import exceptions

from tests.infra.local.firestore.harness import PATHS, Client, Home, Request, value

pytestmark = pytest.mark.usefixtures("strict")

INVALID = exceptions.InvalidArgument


def nested(depth: int) -> Any:
    return {"m": nested(depth - 1)} if depth else 1


def nested_value(depth: int) -> Request:
    return value(nested(depth))


WRITES: list[tuple[Callable[[str], Request], type[Exception], str]] = [
    (
        lambda name: {"update": {"name": name}, "current_document": {"exists": True}},
        exceptions.NotFound,
        "No document to update: {name}",
    ),
    (
        lambda name: {"delete": name, "current_document": {"exists": True}},
        exceptions.NotFound,
        "No document to update: {name}",
    ),
    (
        lambda name: {"update": {"name": name}, "current_document": {"update_time": {"seconds": 5}}},
        exceptions.FailedPrecondition,
        "the stored version (0) does not match the required base version (5000000)",
    ),
    (
        lambda name: {"update": {"name": name, "fields": {"a": value([[1]])}}},
        INVALID,
        "Cannot convert an array value in an array value.",
    ),
    (
        lambda name: {"update": {"name": name, "fields": {"a": nested_value(21)}}},
        INVALID,
        "Property m contains an invalid nested entity.",
    ),
    (
        lambda name: {"update": {"name": name, "fields": {"a": value("x" * 1_048_488)}}},
        INVALID,
        'The value of property "a" is longer than 1048487 bytes.',
    ),
    (
        lambda name: {"update": {"name": name, "fields": {"__a__": value(1)}}},
        INVALID,
        "field name __a__ is reserved",
    ),
    (
        lambda name: {"update": {"name": name, "fields": {"": value(1)}}},
        INVALID,
        "The property.name is the empty string.",
    ),
    (
        lambda name: {"update": {"name": name, "fields": {"x" * 1501: value(1)}}},
        INVALID,
        "The property.name is longer than 1500 bytes.",
    ),
    (
        lambda name: {"update": {"name": name, "fields": {"a": {}}}},
        INVALID,
        "Cannot convert firestore.v1.Value with type unset.",
    ),
    (
        lambda name: {"update": {"name": name, "fields": {"a": {"geo_point_value": {"latitude": 91}}}}},
        INVALID,
        "Geo point latitude '91.0' outside permitted range -90.0 to 90.0.",
    ),
    (
        lambda name: {"update": {"name": name}, "update_mask": {"field_paths": ["a b"]}},
        INVALID,
        f'Invalid property path "a b". {PATHS}',
    ),
    (
        lambda name: {
            "update": {"name": name},
            "update_transforms": [{"field_path": f"f{number}", "increment": value(1)} for number in range(501)],
        },
        INVALID,
        "cannot have more than 500 field transforms on a single document",
    ),
    (
        lambda name: {"delete": name, "update_transforms": [{"field_path": "n", "increment": value(1)}]},
        INVALID,
        "update_transforms can be set only when the operation is an update.",
    ),
    (lambda _: {"delete": "x/y"}, INVALID, 'Document name "x/y" lacks "projects" at index 0.'),
    (
        lambda name: {"delete": name.rsplit("/", 1)[0]},
        INVALID,
        'Document name "{collection}" lacks "/" at index {length}.',
    ),
    (
        lambda name: {"delete": f"{name}/x/__y__"},
        INVALID,
        'Resource id "__y__" is invalid because it is reserved.',
    ),
]


@pytest.mark.parametrize(("write", "code", "text"), WRITES)
async def test_a_write_is_refused(
    db: Client,
    home: Home,
    write: Callable[[str], Request],
    code: type[Exception],
    text: str,
) -> None:
    name = f"{db._database_string}/documents/{home.path}"
    collection = name.rsplit("/", 1)[0]
    expected = (
        text.replace("{name}", name).replace("{collection}", collection).replace("{length}", str(len(collection)))
    )
    request = {"database": db._database_string, "writes": [write(name)]}
    with pytest.raises(code, match=f"^4.. {re.escape(expected)}$"):
        await db._firestore_api.commit(request=request, metadata=db._rpc_metadata)
    assert not (await home.get()).exists


async def test_a_document_of_another_database_is_refused(db: Client, home: Home) -> None:
    name = f"projects/elsewhere/databases/(default)/documents/{home.path}"
    request = {"database": db._database_string, "writes": [{"delete": name}]}
    with pytest.raises(INVALID):
        await db._firestore_api.commit(request=request, metadata=db._rpc_metadata)


async def test_a_document_above_one_mebibyte_is_refused_and_one_just_below_is_not(home: Home) -> None:
    half = "x" * 500_000
    await home.set({"a": half, "b": half})
    text = r"cannot be written because its size \(1,\d\d\d,\d\d\d bytes\) exceeds the maximum allowed size of 1,048,576"
    with pytest.raises(INVALID, match=text):
        await home.update({"c": "x" * 60_000})
    assert set((await home.get()).to_dict()) == {"a", "b"}


async def test_a_commit_above_ten_mebibytes_is_refused(db: Client, home: Home) -> None:
    batch = db.batch()
    for number in range(11):
        batch.set(home.collection("items").document(str(number)), {"a": "x" * 980_000})
    with pytest.raises(INVALID, match=r"Transaction too big\. Decrease transaction size\."):
        await batch.commit()


async def test_a_request_above_the_limit_of_requests_is_refused(db: Client, home: Home) -> None:
    batch = db.batch()
    for number in range(13):
        batch.set(home.collection("items").document(str(number)), {"a": "x" * 980_000})
    with pytest.raises(INVALID, match=r"Request payload size exceeds the limit: 11534336 bytes\."):
        await batch.commit()


async def test_more_than_500_documents_fit_into_one_commit(db: Client, home: Home) -> None:
    batch = db.batch()
    for number in range(600):
        batch.set(home.collection("items").document(str(number)), {"n": number})
    assert len(await batch.commit()) == 600
