"""What transforms make of a field."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud.firestore import SERVER_TIMESTAMP, ArrayRemove, ArrayUnion, Increment, Maximum, Minimum

from tests.infra.local.firestore.harness import Client, Home

MISSING = object()
NAN = float("nan")


@pytest.mark.parametrize(
    ("before", "transform", "after"),
    [
        (MISSING, Increment(3), 3),
        ("text", Increment(3), 3),
        (4, Increment(3), 7),
        (4, Increment(0.5), 4.5),
        (4.5, Increment(1), 5.5),
        (2**63 - 2, Increment(10), 2**63 - 1),
        (-(2**63) + 2, Increment(-10), -(2**63)),
        (MISSING, Maximum(3), 3),
        (4, Maximum(3), 4),
        (4, Maximum(5.5), 5.5),
        (3, Maximum(3.0), 3),
        (3.0, Maximum(3), 3.0),
        ("text", Maximum(3), 3),
        (4, Minimum(3), 3),
        (4, Minimum(5), 4),
        (MISSING, Minimum(5), 5),
        (MISSING, ArrayUnion([1, 1, 2]), [1, 2]),
        ("text", ArrayUnion([1]), [1]),
        ([1, 2, 2], ArrayUnion([2, 3]), [1, 2, 2, 3]),
        ([1], ArrayUnion([1.0]), [1]),
        ([None], ArrayUnion([None, {"a": 1}]), [None, {"a": 1}]),
        ([1, 2, 1], ArrayRemove([1]), [2]),
        ([1.0, 2, 1], ArrayRemove([1]), [2]),
        (MISSING, ArrayRemove([1]), []),
        ("text", ArrayRemove([1]), []),
    ],
)
async def test_a_transform_makes_of_a_field(home: Home, before: Any, transform: Any, after: Any) -> None:
    await home.set({} if before is MISSING else {"f": before})
    await home.update({"f": transform})
    found = (await home.get()).to_dict()["f"]
    assert found == after
    assert type(found) is type(after)


@pytest.mark.parametrize("transform", [Increment(1), Maximum(1), Minimum(1)])
async def test_not_a_number_stays_not_a_number(home: Home, transform: Any) -> None:
    await home.set({"f": NAN})
    await home.update({"f": transform})
    assert math.isnan((await home.get()).to_dict()["f"])


async def test_not_a_number_is_once_in_an_array(home: Home) -> None:
    await home.set({"f": [NAN]})
    await home.update({"f": ArrayUnion([NAN, 1])})
    assert len((await home.get()).to_dict()["f"]) == 2


async def test_the_servers_time_is_the_same_across_a_commit(db: Client, home: Home) -> None:
    other = home.collection("items").document("other")
    batch = db.batch()
    batch.set(home, {"at": SERVER_TIMESTAMP, "m": {"at": SERVER_TIMESTAMP}})
    batch.set(other, {"at": SERVER_TIMESTAMP})
    await batch.commit()
    first, second = (await home.get()).to_dict(), (await other.get()).to_dict()
    assert first["at"] == first["m"]["at"] == second["at"]
    assert abs(datetime.now(UTC) - first["at"]) < timedelta(minutes=2)


async def test_results_come_in_the_order_of_the_transforms(home: Home) -> None:
    await home.set({"n": 1, "list": [1]})
    result = await home.update({"n": Increment(2), "list": ArrayUnion([2])})
    kinds = [value.WhichOneof("value_type") for value in result._pb.transform_results]
    assert sorted(kinds) == ["integer_value", "null_value"]


async def test_a_transform_in_a_set_without_merge_starts_from_nothing(home: Home) -> None:
    await home.set({"n": 5})
    await home.set({"n": Increment(2)})
    assert (await home.get()).to_dict() == {"n": 2}


async def test_a_transform_reaches_into_maps(home: Home) -> None:
    await home.set({"in": {"monday": 1}})
    await home.update({"in.tuesday": Increment(1), "in.monday": Increment(1)})
    assert (await home.get()).to_dict() == {"in": {"monday": 2, "tuesday": 1}}


async def test_a_transform_creates_the_document_on_merge(home: Home) -> None:
    await home.set({"n": Increment(2)}, merge=True)
    assert (await home.get()).to_dict() == {"n": 2}


async def test_a_transform_on_a_missing_document_is_refused_by_update(home: Home) -> None:
    with pytest.raises(exceptions.NotFound):
        await home.update({"n": Increment(2)})
