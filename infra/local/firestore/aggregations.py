"""Decides counts, sums and averages over the results of a query.

Rules: https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1#google.firestore.v1.StructuredAggregationQuery.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from infra.local.firestore import fields
from infra.local.firestore.errors import invalid
from infra.local.firestore.fields import FieldPath
from infra.local.firestore.messages import Document, StructuredAggregationQuery, Value

MOST_AGGREGATIONS = 5
_LEAST, _GREATEST = -(1 << 63), (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Aggregation:
    """One aggregation: ``count`` (up to ``most``), ``sum`` or ``avg`` of a field."""

    alias: str
    kind: str
    path: FieldPath | None
    most: int | None

    def over(self, documents: list[Document]) -> Value:
        """Return the aggregate of documents."""
        if self.path is None:
            count = len(documents)
            return Value(integer_value=count if self.most is None else min(count, self.most))
        numbers = _numbers(documents, self.path)
        if self.kind == "sum":
            return _sum(numbers)
        return Value(double_value=_float_sum(numbers) / len(numbers)) if numbers else Value(null_value=0)


def read(message: StructuredAggregationQuery) -> list[Aggregation]:
    """Read the aggregations of a query, naming those that have no name."""
    if not message.aggregations:
        raise invalid("Aggregations can not be empty")
    if len(message.aggregations) > MOST_AGGREGATIONS:
        raise invalid(f"The maximum number of aggregations allowed in an aggregation query is {MOST_AGGREGATIONS}.")
    taken = [aggregation.alias for aggregation in message.aggregations if aggregation.alias]
    if len(set(taken)) < len(taken):
        raise invalid("Aggregation aliases contain duplicate alias")
    found = []
    number = 0
    for aggregation in message.aggregations:
        alias = aggregation.alias
        while not alias:
            number += 1
            alias = "" if f"field_{number}" in taken else f"field_{number}"
        found.append(_read_one(aggregation, alias))
    return found


def _read_one(message: StructuredAggregationQuery.Aggregation, alias: str) -> Aggregation:
    kind = message.WhichOneof("operator")
    if kind == "count":
        most = message.count.up_to.value if message.count.HasField("up_to") else None
        if most is not None and most <= 0:
            raise invalid("Aggregation up_to must be greater than zero.")
        return Aggregation(alias, kind, None, most)
    if kind in ("sum", "avg"):
        return Aggregation(alias, kind, fields.parse(getattr(message, kind).field.field_path), None)
    raise invalid("An aggregation must have an operator.")


def _numbers(documents: list[Document], path: FieldPath) -> list[int | float]:
    found: list[int | float] = []
    for document in documents:
        value = fields.find(document.fields, path)
        if value is None:
            continue
        kind = value.WhichOneof("value_type")
        if kind == "integer_value":
            found.append(value.integer_value)
        elif kind == "double_value":
            found.append(value.double_value)
    return found


def _sum(numbers: list[int | float]) -> Value:
    """Integers add up to an integer unless it overflows."""
    total = sum(number for number in numbers if isinstance(number, int))
    if all(isinstance(number, int) for number in numbers) and _LEAST <= total <= _GREATEST:
        return Value(integer_value=total)
    return Value(double_value=_float_sum(numbers))


def _float_sum(numbers: list[int | float]) -> float:
    try:
        return math.fsum(numbers)
    except (OverflowError, ValueError):
        # Infinities of both signs make NaN; sums beyond the range of doubles make an infinity.
        return sum(float(number) for number in numbers)
