"""Decides which documents a filter lets through.

Rules: https://firebase.google.com/docs/firestore/query-data/queries. A field that is missing never matches; ``!=`` and
``not-in`` also drop null; ranges match only values of the operand's type.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from infra.local.firestore import fields
from infra.local.firestore.errors import invalid
from infra.local.firestore.fields import FieldPath
from infra.local.firestore.messages import Document, StructuredQuery, Value
from infra.local.firestore.names import END_OF_NAME, bound_key
from infra.local.firestore.values import NAN, NULL, encode, same_type

NAME = (fields.NAME,)
Matcher = Callable[[bytes, Document], bool]


class Operator(IntEnum):
    """The operators of a field filter, numbered as in the protocol."""

    LESS_THAN = 1
    LESS_THAN_OR_EQUAL = 2
    GREATER_THAN = 3
    GREATER_THAN_OR_EQUAL = 4
    EQUAL = 5
    NOT_EQUAL = 6
    ARRAY_CONTAINS = 7
    IN = 8
    ARRAY_CONTAINS_ANY = 9
    NOT_IN = 10


INEQUALITIES = frozenset(
    {
        Operator.LESS_THAN,
        Operator.LESS_THAN_OR_EQUAL,
        Operator.GREATER_THAN,
        Operator.GREATER_THAN_OR_EQUAL,
        Operator.NOT_EQUAL,
        Operator.NOT_IN,
    }
)
LISTS = frozenset({Operator.IN, Operator.ARRAY_CONTAINS_ANY, Operator.NOT_IN})
_UNARY = {
    2: (Operator.EQUAL, NAN),
    3: (Operator.EQUAL, NULL),
    4: (Operator.NOT_EQUAL, NAN),
    5: (Operator.NOT_EQUAL, NULL),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison; ``codes`` are the operand's, several for the operators that take a list."""

    path: FieldPath
    operator: Operator
    codes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """All of several filters."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of several filters."""

    parts: tuple[Filter, ...]


Filter = Condition | Both | Either
EVERYTHING = Both(())


def read(message: StructuredQuery.Filter, database: str) -> Filter:
    """Read a filter of the protocol."""
    kind = message.WhichOneof("filter_type")
    if kind == "composite_filter":
        composite = message.composite_filter
        if not composite.filters:
            raise invalid("A composite filter must have at least one filter.")
        parts = tuple(read(part, database) for part in composite.filters)
        if composite.op not in (1, 2):
            raise invalid("A composite filter must have an operator.")
        return Both(parts) if composite.op == 1 else Either(parts)
    if kind == "unary_filter":
        unary = message.unary_filter
        if unary.op not in _UNARY:
            raise invalid("A unary filter must have an operator.")
        operator, code = _UNARY[unary.op]
        return Condition(fields.parse(unary.field.field_path), operator, (code,))
    if kind == "field_filter":
        return _comparison(message.field_filter, database)
    raise invalid("A filter must have a filter type.")


def _comparison(message: StructuredQuery.FieldFilter, database: str) -> Condition:
    path = fields.parse(message.field.field_path)
    try:
        operator = Operator(message.op)
    except ValueError:
        raise invalid("A field filter must have an operator.") from None
    operands = [message.value]
    if operator in LISTS:
        if not message.value.HasField("array_value"):
            raise invalid(f"'{operator.name}' requires an ArrayValue.")
        operands = list(message.value.array_value.values)
        if not operands:
            raise invalid(f"'{operator.name}' requires an non-empty ArrayValue.")
    return Condition(path, operator, tuple(operand_code(path, operand, database) for operand in operands))


def operand_code(path: FieldPath, operand: Value, database: str) -> bytes:
    """Return the code to compare with: names stand by their key, all else by its value."""
    if path != NAME:
        return encode(operand)
    if not operand.HasField("reference_value"):
        raise invalid("__key__ filter value must be a Key")
    return bound_key(database, operand.reference_value) + END_OF_NAME


def code(path: FieldPath, key: bytes, document: Document) -> bytes | None:
    """Return the code of a field of a document, or ``None`` where there is none."""
    if path == NAME:
        return key + END_OF_NAME
    value = fields.find(document.fields, path)
    return None if value is None else encode(value)


def matcher(item: Filter) -> Matcher:
    """Return the function that tells whether a document matches."""
    if isinstance(item, Condition):
        return _ARRAY_TESTS[item.operator](item) if item.operator in _ARRAY_TESTS else _test(item)
    tests = [matcher(part) for part in item.parts]
    if isinstance(item, Both):
        return lambda key, document: all(test(key, document) for test in tests)
    return lambda key, document: any(test(key, document) for test in tests)


def _test(condition: Condition) -> Matcher:
    path = condition.path
    accepts = _acceptance(condition)

    def test(key: bytes, document: Document) -> bool:
        found = code(path, key, document)
        return found is not None and accepts(found)

    return test


def _acceptance(condition: Condition) -> Callable[[bytes], bool]:
    operator, operand = condition.operator, condition.codes[0]
    every = frozenset(condition.codes)
    if operator in (Operator.EQUAL, Operator.IN):
        return every.__contains__
    if operator in (Operator.NOT_EQUAL, Operator.NOT_IN):
        if operator is Operator.NOT_IN and NULL in every:
            return lambda _: False
        return lambda found: found != NULL and found not in every
    low, high = (b"", b"\xff" * 9) if condition.path == NAME else same_type(operand)
    return {
        Operator.LESS_THAN: lambda found: low <= found < operand,
        Operator.LESS_THAN_OR_EQUAL: lambda found: low <= found <= operand,
        Operator.GREATER_THAN: lambda found: operand < found < high,
        Operator.GREATER_THAN_OR_EQUAL: lambda found: operand <= found < high,
    }[operator]


def _contains(condition: Condition) -> Matcher:
    path, wanted = condition.path, frozenset(condition.codes)

    def test(_: bytes, document: Document) -> bool:
        value = fields.find(document.fields, path)
        return value is not None and any(encode(element) in wanted for element in value.array_value.values)

    return test


_ARRAY_TESTS = {Operator.ARRAY_CONTAINS: _contains, Operator.ARRAY_CONTAINS_ANY: _contains}
