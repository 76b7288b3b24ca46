"""Decides what the transforms of a write make of a field.

Rules: https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1#google.firestore.v1.DocumentTransform.FieldTransform.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from infra.local.firestore import fields
from infra.local.firestore.clock import timestamp
from infra.local.firestore.errors import invalid
from infra.local.firestore.messages import Document, DocumentTransform, Value
from infra.local.firestore.values import encode

_LEAST, _GREATEST = -(1 << 63), (1 << 63) - 1
_MILLISECOND = 1000
NULL_RESULT = Value(null_value=0)


def transform(document: Document, order: DocumentTransform.FieldTransform, time: int) -> Value:
    """Change one field of ``document`` and return the transform's result."""
    kind = order.WhichOneof("transform_type")
    path = fields.parse(order.field_path)
    present = fields.find(document.fields, path)
    if kind == "set_to_server_value":
        if order.set_to_server_value != 1:
            raise invalid("The server value of a field transform must be REQUEST_TIME.")
        # "The time at which the server processed the request, with millisecond precision."
        result = Value(timestamp_value=timestamp(time - time % _MILLISECOND))
    elif kind in _NUMERIC:
        operand = getattr(order, kind)
        if _number(operand) is None:
            raise invalid(f"The operand of the transform {kind} must be an integer or a double.")
        result = operand if present is None or _number(present) is None else _NUMERIC[kind](present, operand)
    elif kind in _ARRAY:
        elements = list(getattr(order, kind).values)
        result = Value()
        result.array_value.values.extend(_ARRAY[kind](_elements(present), elements))
        result.array_value.SetInParent()
    else:
        raise invalid("A field transform must say what to do.")
    fields.put(document.fields, path, result)
    return NULL_RESULT if kind in _ARRAY else result


def _number(value: Value) -> int | float | None:
    kind = value.WhichOneof("value_type")
    if kind == "integer_value":
        return int(value.integer_value)
    return float(value.double_value) if kind == "double_value" else None


def _increment(present: Value, operand: Value) -> Value:
    total = (_number(present) or 0) + (_number(operand) or 0)
    if isinstance(total, int):
        return Value(integer_value=max(_LEAST, min(_GREATEST, total)))
    return Value(double_value=total)


def _extreme(present: Value, operand: Value, *, sign: int) -> Value:
    for value in (present, operand):
        number = _number(value)
        if isinstance(number, float) and math.isnan(number):
            return value
    difference = sign * (_compare(operand, present))
    return operand if difference > 0 else present


def _compare(left: Value, right: Value) -> int:
    one, other = encode(left), encode(right)
    return (one > other) - (one < other)


def _maximum(present: Value, operand: Value) -> Value:
    return _extreme(present, operand, sign=1)


def _minimum(present: Value, operand: Value) -> Value:
    return _extreme(present, operand, sign=-1)


def _elements(present: Value | None) -> list[Value]:
    if present is None or not present.HasField("array_value"):
        return []
    return list(present.array_value.values)


def _append_missing(present: list[Value], new: list[Value]) -> list[Value]:
    known = {encode(value) for value in present}
    for value in new:
        code = encode(value)
        if code not in known:
            known.add(code)
            present.append(value)
    return present


def _remove_all(present: list[Value], gone: list[Value]) -> list[Value]:
    codes = {encode(value) for value in gone}
    return [value for value in present if encode(value) not in codes]


_NUMERIC: dict[str, Callable[[Value, Value], Value]] = {
    "increment": _increment,
    "maximum": _maximum,
    "minimum": _minimum,
}
_ARRAY: dict[str, Callable[[list[Value], list[Value]], list[Value]]] = {
    "append_missing_elements": _append_missing,
    "remove_all_from_array": _remove_all,
}
