"""Decides whether a document may be stored: its size, depth, names and values.

Limits: https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields; sizes:
https://firebase.google.com/docs/firestore/storage-size.
"""

from __future__ import annotations

import re

from infra.local.firestore.errors import invalid
from infra.local.firestore.fields import FieldPath, Fields
from infra.local.firestore.messages import Document, DocumentTransform, Value
from infra.local.firestore.values import is_vector

DOCUMENT_BYTES = 1 << 20
VALUE_BYTES = DOCUMENT_BYTES - 89
FIELD_NAME_BYTES = 1500
DEPTH = 20
TRANSFORMS = 500
COMMIT_BYTES = 10 << 20
_RESERVED = re.compile(r"__.*__", re.DOTALL)
_CALCULATION_BEGINS = DOCUMENT_BYTES // 3
_FIRST_SECOND, _LAST_SECOND = -62_135_596_800, 253_402_300_799
_FIXED_SIZES = {"null_value": 1, "boolean_value": 1, "integer_value": 8, "double_value": 8, "timestamp_value": 8}


def check_fields(fields: Fields, depth: int = 0) -> None:
    """Refuse fields that cannot be stored; timestamps are cut to microseconds, as they are kept."""
    for name, value in fields.items():
        check_field_name(name)
        _check_value(name, value, depth, in_array=False)


def check_path(path: FieldPath) -> None:
    """Refuse a path that a write may not name."""
    for name in path:
        check_field_name(name)
    if len(path) > DEPTH + 1:
        raise invalid(f"Property {path[0]} contains an invalid nested entity.")


def check_field_name(name: str) -> None:
    """Refuse a field name that is empty, reserved or too long."""
    if not name:
        raise invalid("The property.name is the empty string.")
    if name.startswith("__") and _RESERVED.fullmatch(name):
        raise invalid(f"field name {name} is reserved")
    if len(name) * 4 > FIELD_NAME_BYTES and len(name.encode()) > FIELD_NAME_BYTES:
        raise invalid(f"The property.name is longer than {FIELD_NAME_BYTES} bytes.")


def _check_value(name: str, value: Value, depth: int, *, in_array: bool) -> None:
    kind = value.WhichOneof("value_type")
    if kind in ("string_value", "bytes_value"):
        content = getattr(value, kind)
        if len(content) * 4 > VALUE_BYTES and _length(content) > VALUE_BYTES:
            raise invalid(f'The value of property "{name}" is longer than {VALUE_BYTES} bytes.')
    elif kind in ("map_value", "array_value"):
        if in_array and kind == "array_value":
            raise invalid("Cannot convert an array value in an array value.")
        if depth >= DEPTH:
            raise invalid(f"Property {name} contains an invalid nested entity.")
        _check_inside(value, depth + 1)
    elif kind not in _FIXED_SIZES or kind == "timestamp_value":
        _check_rare(kind, value)


def _check_inside(value: Value, depth: int) -> None:
    if value.HasField("map_value"):
        if not is_vector(value.map_value):
            check_fields(value.map_value.fields, depth)
        return
    for element in value.array_value.values:
        _check_value("array", element, depth, in_array=True)


def _check_rare(kind: str | None, value: Value) -> None:
    if kind == "timestamp_value":
        time = value.timestamp_value
        if not _FIRST_SECOND <= time.seconds <= _LAST_SECOND:
            raise invalid("Timestamp seconds exceeds the years 1 to 9999.")
        time.nanos -= time.nanos % 1000
    elif kind == "geo_point_value":
        point = value.geo_point_value
        if not -90 <= point.latitude <= 90:  # noqa: PLR2004 - degrees
            raise invalid(f"Geo point latitude '{point.latitude}' outside permitted range -90.0 to 90.0.")
        if not -180 <= point.longitude <= 180:  # noqa: PLR2004 - degrees
            raise invalid(f"Geo point longitude '{point.longitude}' outside permitted range -180.0 to 180.0.")
    elif kind != "reference_value":
        raise invalid("Cannot convert firestore.v1.Value with type unset.")


def check_transform(order: DocumentTransform.FieldTransform, path: FieldPath) -> None:
    """Refuse a transform whose path or operands cannot be stored."""
    check_path(path)
    kind = order.WhichOneof("transform_type")
    if kind in ("append_missing_elements", "remove_all_from_array"):
        for element in getattr(order, kind).values:
            _check_value("array", element, len(path), in_array=True)


def _length(content: str | bytes) -> int:
    return len(content.encode()) if isinstance(content, str) else len(content)


def check_size(document: Document, serialized: bytes) -> None:
    """Refuse a document above the limit; counting starts only when its bytes make it possible."""
    if len(serialized) < _CALCULATION_BEGINS:
        return
    size = _name_size(document.name) + _fields_size(document.fields) + 32
    if size > DOCUMENT_BYTES:
        raise invalid(
            f"Document '{document.name}' cannot be written because its size ({size:,} bytes) "
            f"exceeds the maximum allowed size of {DOCUMENT_BYTES:,} bytes."
        )


def _name_size(name: str) -> int:
    return sum(len(segment.encode()) + 1 for segment in name.split("/")[5:]) + 16


def _fields_size(fields: Fields) -> int:
    return sum(len(name.encode()) + 1 + _value_size(value) for name, value in fields.items())


def _value_size(value: Value) -> int:
    kind = value.WhichOneof("value_type")
    if kind in _FIXED_SIZES:
        return _FIXED_SIZES[kind]
    if kind == "string_value":
        return len(value.string_value.encode()) + 1
    if kind == "bytes_value":
        return len(value.bytes_value)
    if kind == "map_value":
        return _fields_size(value.map_value.fields)
    if kind == "array_value":
        return sum(map(_value_size, value.array_value.values))
    return 16 if kind == "geo_point_value" else _name_size(value.reference_value)
