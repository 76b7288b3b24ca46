"""Decides counts, sums and averages over the results of a query.

Rules: https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1#google.firestore.v1.StructuredAggregationQuery.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from infra.local.firestore import fields, limits
from infra.local.firestore.errors import invalid
from infra.local.firestore.fields import FieldPath
from infra.local.firestore.messages import Document, StructuredAggregationQuery, Value

MOST_AGGREGATIONS = 5
_LEAST, _GREATEST = -(1 << 63), (1 << 63) - 1


@dataclass(slots=True)
class Aggregation:
    """One aggregation under way: ``count`` (up to ``most``), ``sum`` or ``avg`` of a field."""

    alias: str
    kind: str
    path: FieldPath | None = None
    most: int | None = None
    count: int = 0
    numbers: list[int | float] = field(default_factory=list)

    def add(self, document: Document) -> None:
        """Take one more document into account."""
        self.count += 1
        if self.path is not None:
            self.numbers.extend(_number(document, self.path))

    def result(self) -> Value:
        """Return the aggregate of all documents taken into account."""
        if self.path is None:
            return Value(integer_value=self.count if self.most is None else min(self.count, self.most))
        if self.kind == "sum":
            return _sum(self.numbers)
        if not self.numbers:
            return Value(null_value=0)
        return Value(double_value=_float_sum(self.numbers) / len(self.numbers))


def read(message: StructuredAggregationQuery) -> list[Aggregation]:
    """Read the aggregations of a query, naming those that have no name."""
    if not message.aggregations:
        raise invalid("Aggregations can not be empty")
    if len(message.aggregations) > MOST_AGGREGATIONS:
        raise invalid(
            f"The maximum number of aggregations allowed in an aggregation query is {MOST_AGGREGATIONS}. "
            f"Received: {len(message.aggregations)}"
        )
    taken = [aggregation.alias for aggregation in message.aggregations if aggregation.alias]
    if len(set(taken)) < len(taken):
        raise invalid("Aggregation aliases contain duplicate alias")
    for alias in taken:
        limits.check_field_name(alias)
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
        return Aggregation(alias, kind, most=most)
    if kind in ("sum", "avg"):
        return Aggregation(alias, kind, fields.parse(getattr(message, kind).field.field_path))
    raise invalid("An aggregation must have an operator.")


def _number(document: Document, path: FieldPath) -> list[int | float]:
    """Return the number at a path, as a list of none or one."""
    value = fields.find(document.fields, path)
    kind = None if value is None else value.WhichOneof("value_type")
    return [getattr(value, kind)] if kind in ("integer_value", "double_value") else []


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
