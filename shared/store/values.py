"""Turns Python values into Firestore's and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from google.protobuf.struct_pb2 import NULL_VALUE

from shared.store.messages import document

ValuePb = document.Value.pb()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def encode(value: Any, into: Any) -> None:  # noqa: ANN401 - a field holds whatever a document can
    """Write ``value`` into the protobuf ``into``; a type Firestore does not know raises ``TypeError``."""
    match value:
        case None:
            into.null_value = NULL_VALUE
        case bool():
            into.boolean_value = value
        case int():
            into.integer_value = value
        case float():
            into.double_value = value
        case str():
            into.string_value = str(value)
        case datetime():
            into.timestamp_value.FromDatetime(value)
        case bytes():
            into.bytes_value = value
        case Mapping():
            into.map_value.SetInParent()
            encode_fields(value, into.map_value.fields)
        case list() | tuple():
            into.array_value.SetInParent()
            for item in value:
                encode(item, into.array_value.values.add())
        case _:
            raise TypeError(f"Firestore keeps no {type(value).__name__}")


def encode_fields(data: Mapping[str, Any], into: Any) -> None:  # noqa: ANN401 - a protobuf map
    """Write a mapping into a protobuf map of fields."""
    for name, value in data.items():
        encode(value, into[name])


def decode(value: Any) -> Any:  # noqa: ANN401 - as above
    """Read a protobuf value; times come back in UTC with microseconds."""
    match value.WhichOneof("value_type"):
        case "map_value":
            return decode_fields(value.map_value.fields)
        case "array_value":
            return [decode(item) for item in value.array_value.values]
        case "timestamp_value":
            return time(value.timestamp_value)
        case "null_value" | None:
            return None
        case kind:
            return getattr(value, kind)


def decode_fields(fields: Any) -> dict[str, Any]:  # noqa: ANN401 - a protobuf map
    """Read a protobuf map of fields."""
    return {name: decode(value) for name, value in fields.items()}


def time(stamp: Any) -> datetime:  # noqa: ANN401 - a protobuf timestamp
    """Read a protobuf timestamp."""
    return _EPOCH + timedelta(seconds=stamp.seconds, microseconds=stamp.nanos // 1000)
