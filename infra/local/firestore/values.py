"""Decides which of two values is the greater: bytes whose order is Firestore's order of values.

The order across and within types: https://firebase.google.com/docs/firestore/manage-data/data-types#value_type_ordering.
Two values are equal when their bytes are; each code ends itself, so codes can be chained and, inverted, descend.
"""

from __future__ import annotations

import math
import struct
from typing import Final

from infra.local.firestore.messages import ArrayValue, MapValue, Value
from infra.local.firestore.names import encode_segment, escape

NULL: Final = b"\x10"
FALSE: Final = b"\x20\x00"
TRUE: Final = b"\x20\x01"
NUMBER: Final = b"\x30"
TIMESTAMP: Final = b"\x40"
STRING: Final = b"\x50"
BYTES: Final = b"\x60"
REFERENCE: Final = b"\x70"
GEO: Final = b"\x80"
ARRAY: Final = b"\x90"
VECTOR: Final = b"\xa0"
MAP: Final = b"\xb0"
_END: Final = b"\x01"
_ENTRY: Final = b"\x02"

NAN: Final = NUMBER + bytes(10)
_INVERSE: Final = bytes(255 - byte for byte in range(256))
_SIGN: Final = 1 << 63
_ALL: Final = (1 << 64) - 1
_EXACT: Final = 1 << 53

VECTOR_TYPE: Final = "__vector__"


def encode(value: Value) -> bytes:
    """Return the bytes that give a value its place."""
    kind = value.WhichOneof("value_type")
    if kind == "string_value":
        return STRING + escape(value.string_value.encode())
    if kind == "integer_value":
        return NUMBER + _integer(value.integer_value)
    if kind == "boolean_value":
        return TRUE if value.boolean_value else FALSE
    if kind == "timestamp_value":
        time = value.timestamp_value
        return TIMESTAMP + struct.pack(">QI", time.seconds + _SIGN, time.nanos // 1000)
    if kind == "double_value":
        return NUMBER + _double(value.double_value)
    if kind == "map_value":
        return _map(value.map_value)
    if kind == "array_value":
        return ARRAY + _elements(value.array_value)
    return _rare(kind, value)


def _rare(kind: str | None, value: Value) -> bytes:
    if kind == "bytes_value":
        return BYTES + escape(value.bytes_value)
    if kind == "reference_value":
        return REFERENCE + b"".join(map(encode_segment, value.reference_value.split("/"))) + _END
    if kind == "geo_point_value":
        point = value.geo_point_value
        return GEO + _double(point.latitude) + _double(point.longitude)
    return NULL


def _double(number: float) -> bytes:
    if math.isnan(number):
        return bytes(10)
    bits = struct.unpack(">Q", struct.pack(">d", number or 0.0))[0]
    return struct.pack(">QH", bits ^ (_ALL if bits & _SIGN else _SIGN), 0)


def _integer(number: int) -> bytes:
    """Integers stand among doubles at their exact place: the double at or below, then the rest."""
    below = float(number)
    if -_EXACT <= number <= _EXACT:
        return _double(below)
    if int(below) > number:
        below = math.nextafter(below, -math.inf)
    return _double(below)[:8] + struct.pack(">H", number - int(below))


def _elements(array: ArrayValue) -> bytes:
    return b"".join(map(encode, array.values)) + _END


def _map(content: MapValue) -> bytes:
    fields = content.fields
    if is_vector(content):
        vector = fields["value"].array_value
        return VECTOR + struct.pack(">I", len(vector.values)) + _elements(vector)
    parts = [_ENTRY + escape(key.encode()) + encode(fields[key]) for key in sorted(fields, key=str.encode)]
    return MAP + b"".join(parts) + _END


def is_vector(content: MapValue) -> bool:
    """Tell whether a map is the protocol's form of a vector."""
    fields = content.fields
    return "__type__" in fields and fields["__type__"].string_value == VECTOR_TYPE and "value" in fields


def descending(code: bytes) -> bytes:
    """Return bytes that order the other way round."""
    return code.translate(_INVERSE)


def same_type(code: bytes) -> tuple[bytes, bytes]:
    """Return the range, upper end excluded, in which all values of the type of ``code`` stand."""
    return code[:1], bytes([code[0] + 1])
