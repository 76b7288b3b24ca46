"""Counts, sums and averages."""

from __future__ import annotations

import math
from typing import Any

import pytest
from google.cloud.firestore import FieldFilter
from google.cloud.firestore_v1.base_aggregation import AvgAggregation, CountAggregation, SumAggregation

from tests.infra.local.firestore.harness import Client, Collection, Home


@pytest.fixture
async def items(db: Client, home: Home) -> Collection:
    batch = db.batch()
    collection = home.collection("items")
    for number, value in enumerate([1, 2, 3.5, "text", None]):
        batch.set(collection.document(str(number)), {"n": value, "g": number % 2})
    batch.set(collection.document("without"), {"g": 0})
    await batch.commit()
    return collection


async def value(query: Any) -> Any:
    return (await query.get())[0][0].value


async def test_count_counts_the_results(items: Collection) -> None:
    assert await value(items.count()) == 6
    assert await value(items.where(filter=FieldFilter("g", "==", 0)).count()) == 4
    assert await value(items.where(filter=FieldFilter("g", "==", 9)).count()) == 0
    assert await value(items.limit(3).count()) == 3


async def test_sum_and_average_skip_what_is_no_number(items: Collection) -> None:
    assert await value(items.sum("n")) == 6.5
    assert await value(items.avg("n")) == pytest.approx(6.5 / 3)


async def test_a_sum_of_integers_is_an_integer(items: Collection) -> None:
    found = await value(items.sum("g"))
    assert (found, type(found)) == (2, int)


async def test_a_sum_of_nothing_is_zero_and_an_average_null(db: Client, items: Collection) -> None:
    nothing = items.where(filter=FieldFilter("g", "==", 9))
    query = nothing.sum("n", alias="sum").avg("n", alias="mean")
    # The client shows null as 0.0, so the answer itself is read.
    request = {
        "parent": items._parent_info()[0],
        "structured_aggregation_query": query._to_protobuf(),
    }
    stream = await db._firestore_api.run_aggregation_query(request=request, metadata=db._rpc_metadata)
    (response,) = [response async for response in stream]
    fields = response._pb.result.aggregate_fields
    assert fields["sum"].integer_value == 0
    assert fields["mean"].WhichOneof("value_type") == "null_value"


async def test_a_sum_beyond_integers_is_a_double(home: Home) -> None:
    await home.collection("big").document("a").set({"n": 2**63 - 1})
    await home.collection("big").document("b").set({"n": 2**63 - 1})
    assert await value(home.collection("big").sum("n")) == float(2**64)


async def test_not_a_number_poisons(home: Home) -> None:
    await home.collection("bad").document("a").set({"n": math.nan})
    await home.collection("bad").document("b").set({"n": 1})
    assert math.isnan(await value(home.collection("bad").sum("n")))
    assert math.isnan(await value(home.collection("bad").avg("n")))


async def test_several_aggregations_answer_under_their_names(items: Collection) -> None:
    query = items.count(alias="all").sum("g", alias="sum").avg("g", alias="mean")
    found = {result.alias: result.value for result in (await query.get())[0]}
    assert found == {"all": 6, "sum": 2, "mean": pytest.approx(1 / 3)}


async def test_aggregations_without_names_are_numbered(items: Collection) -> None:
    query = items.count()
    query.add_aggregations([SumAggregation("g"), AvgAggregation("g"), CountAggregation()])
    assert sorted(result.alias for result in (await query.get())[0]) == ["field_1", "field_2", "field_3", "field_4"]
