"""Values of all types: read as written, ordered as documented."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import pytest
from google.cloud import firestore
from google.cloud.firestore_v1.vector import Vector

from tests.infra.local.firestore.harness import Client, Home


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -(2**63),
        2**63 - 1,
        0.1,
        -math.inf,
        "",
        "Привет, ქართველი",
        "a\x00b",
        b"\x00\xff",
        datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC),
        firestore.GeoPoint(41.7, 44.8),
        [],
        [1, "two", None, {"three": [3]}],
        {},
        {"a": {"b": {"c": 1}}},
        Vector([1.0, 2.5]),
    ],
)
async def test_a_value_is_read_as_written(home: Home, value: Any) -> None:
    await home.set({"f": value})
    assert (await home.get()).to_dict()["f"] == value


async def test_a_reference_is_read_as_written(db: Client, home: Home) -> None:
    await home.set({"f": db.document("cities/tbilisi")})
    assert (await home.get()).to_dict()["f"].path == "cities/tbilisi"


def ascending(db: Client) -> list[list[Any]]:
    """Return values from the least to the greatest; those in one list are equal."""
    return [
        [None],
        [False],
        [True],
        [math.nan],
        [-math.inf],
        [-(2**63)],
        [-(2**53) - 1],
        [-1.5],
        [-1, -1.0],
        [-0.0, 0, 0.0],
        [5e-324],
        [1, 1.0],
        [1.1],
        [2**53 - 1],
        [2**53, float(2**53)],
        [2**53 + 1],
        [2**63 - 1],
        [float(2**63)],
        [math.inf],
        [datetime(1970, 1, 1, tzinfo=UTC)],
        [datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)],
        [datetime(2026, 1, 1, 0, 0, 0, 2, tzinfo=UTC)],
        [""],
        ["\x00"],
        ["\x00a"],
        ["\x01"],
        ["a"],
        ["a\x00"],
        ["aa"],
        ["b"],
        ["я"],
        ["\uffee"],
        ["\U0001f600"],
        [b""],
        [b"\x00"],
        [b"\x00\x01"],
        [b"\xff"],
        [db.document("a/b")],
        [db.document("a/b/c/d")],
        [db.document("a/c")],
        [db.document("a!/b")],
        [firestore.GeoPoint(-90, 0)],
        [firestore.GeoPoint(0, -1)],
        [firestore.GeoPoint(0, 1)],
        [[]],
        [[1]],
        [[1, 2]],
        [[2]],
        [["a"]],
        [Vector([9.0])],
        [Vector([1.0, 2.0])],
        [Vector([1.0, 3.0])],
        [{}],
        [{"a": 1}],
        [{"a": 1, "b": 1}],
        [{"a": 2}],
        [{"b": 0}],
    ]


async def test_values_are_ordered_across_and_within_types(db: Client, home: Home) -> None:
    groups = ascending(db)
    items = home.collection("items")
    batch = db.batch()
    for rank, group in enumerate(groups):
        for number, value in enumerate(group):
            batch.set(items.document(f"{rank:03}-{number}"), {"f": value})
    await batch.commit()
    expected = [f"{rank:03}-{number}" for rank, group in enumerate(groups) for number in range(len(group))]
    assert [snapshot.id for snapshot in await items.order_by("f").get()] == expected
    backwards = items.order_by("f", direction="DESCENDING")
    assert [snapshot.id for snapshot in await backwards.get()] == expected[::-1]
