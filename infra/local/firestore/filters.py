"""Decides what a filter asks for and which documents it lets through.

Rules: https://firebase.google.com/docs/firestore/query-data/queries. A field that is missing never matches; ``!=`` and
``not-in`` also drop null; ranges match only values of the operand's type. Null and NaN are found by unary filters
alone: as the operand of any other filter they match nothing (observed in production).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from infra.local.firestore import fields
from infra.local.firestore.errors import invalid
from infra.local.firestore.fields import FieldPath
from infra.local.firestore.messages import Document, StructuredQuery, Value
from infra.local.firestore.names import END_OF_NAME, EVERYTHING, bound_key
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


RANGES = frozenset(
    {Operator.LESS_THAN, Operator.LESS_THAN_OR_EQUAL, Operator.GREATER_THAN, Operator.GREATER_THAN_OR_EQUAL}
)
NEGATIONS = frozenset({Operator.NOT_EQUAL, Operator.NOT_IN})
MEMBERSHIPS = frozenset({Operator.ARRAY_CONTAINS, Operator.ARRAY_CONTAINS_ANY})
_MOST_OPERANDS = {Operator.IN: 30, Operator.ARRAY_CONTAINS_ANY: 30, Operator.NOT_IN: 10}
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
    unary: bool = False

    @property
    def wanted(self) -> tuple[bytes, ...]:
        """Return the codes that a value can equal."""
        return self.codes if self.unary else tuple(code for code in self.codes if code not in (NULL, NAN))

    @property
    def inequality(self) -> bool:
        """Tell whether the field takes part in the implicit order."""
        return self.operator in RANGES or self.operator in NEGATIONS

    def bounds(self) -> tuple[bytes, bytes]:
        """Return codes between which, the upper included, all matching values of the field stand."""
        if self.operator is Operator.EQUAL:
            return self.codes[0], self.codes[0]
        if self.operator in RANGES:
            low, high = EVERYTHING if self.path == NAME else same_type(self.codes[0])
            if self.operator in (Operator.LESS_THAN, Operator.LESS_THAN_OR_EQUAL):
                return low, self.codes[0]
            return self.codes[0], high
        return EVERYTHING


@dataclass(frozen=True, slots=True)
class Both:
    """All of several filters."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of several filters."""

    parts: tuple[Filter, ...]


Filter = Condition | Both | Either
NO_FILTER = Both(())


def read(message: StructuredQuery.Filter, database: str) -> Filter:
    """Read a filter of the protocol."""
    kind = message.WhichOneof("filter_type")
    if kind == "composite_filter":
        composite = message.composite_filter
        if composite.op not in (1, 2):
            raise invalid("Unsupported CompositeFilter operator.")
        parts = tuple(read(part, database) for part in composite.filters)
        if composite.op == 1:
            return Both(parts)
        if not parts:
            raise invalid("Composite filter must have at least one sub-filter.")
        return Either(parts)
    if kind == "unary_filter":
        return _unary(message.unary_filter)
    if kind == "field_filter":
        return _comparison(message.field_filter, database)
    return NO_FILTER


def _unary(message: StructuredQuery.UnaryFilter) -> Condition:
    if message.op not in _UNARY:
        raise invalid("Unknown UnaryFilter operator.")
    path = fields.parse(message.field.field_path)
    if path == NAME:
        raise invalid("__key__ filter value must be a Key")
    operator, code = _UNARY[message.op]
    return Condition(path, operator, (code,), unary=True)


def _comparison(message: StructuredQuery.FieldFilter, database: str) -> Condition:
    path = fields.parse(message.field.field_path)
    try:
        operator = Operator(message.op)
    except ValueError:
        raise invalid("Unknown FieldFilter operator.") from None
    if path == NAME and operator in MEMBERSHIPS:
        raise invalid("the name __key__ is reserved")
    operands = [message.value]
    if operator in _MOST_OPERANDS:
        if not message.value.HasField("array_value"):
            raise invalid(f"'{operator.name}' requires an ArrayValue.")
        operands = list(message.value.array_value.values)
        if not operands:
            raise invalid(f"'{operator.name}' requires an non-empty ArrayValue.")
        if len(operands) > _MOST_OPERANDS[operator]:
            raise invalid(f"'{operator.name}' supports up to {_MOST_OPERANDS[operator]} comparison values.")
    return Condition(path, operator, tuple(operand_code(path, operand, database) for operand in operands))


def operand_code(
    path: FieldPath, operand: Value, database: str, complaint: str = "__key__ filter value must be a Key"
) -> bytes:
    """Return the code to compare with: names stand by their key, all else by its value."""
    if path != NAME:
        return encode(operand)
    if not operand.HasField("reference_value"):
        raise invalid(complaint)
    return bound_key(database, operand.reference_value) + END_OF_NAME


def code(path: FieldPath, key: bytes, document: Document) -> bytes | None:
    """Return the code of a field of a document, or ``None`` where there is none."""
    if path == NAME:
        return key + END_OF_NAME
    value = fields.find(document.fields, path)
    return None if value is None else encode(value)


def conditions(item: Filter) -> Iterator[Condition]:
    """Yield every comparison in a filter."""
    if isinstance(item, Condition):
        yield item
    else:
        for part in item.parts:
            yield from conditions(part)


def matcher(item: Filter) -> Matcher:
    """Return the function that tells whether a document matches."""
    if isinstance(item, Condition):
        return _contains(item) if item.operator in MEMBERSHIPS else _compares(item)
    tests = [matcher(part) for part in item.parts]
    if len(tests) == 1:
        return tests[0]
    if isinstance(item, Both):
        return lambda key, document: all(test(key, document) for test in tests)
    return lambda key, document: any(test(key, document) for test in tests)


def _compares(condition: Condition) -> Matcher:
    path = condition.path
    accepts = _acceptance(condition)

    def test(key: bytes, document: Document) -> bool:
        found = code(path, key, document)
        return found is not None and accepts(found)

    return test


def _acceptance(condition: Condition) -> Callable[[bytes], bool]:
    operator, operand = condition.operator, condition.codes[0]
    wanted = frozenset(condition.wanted)
    if operator in (Operator.EQUAL, Operator.IN):
        return wanted.__contains__
    if not condition.unary and NULL in condition.codes:
        return lambda _: False
    if operator in NEGATIONS:
        return lambda found: found != NULL and found not in wanted
    if operand == NAN:
        return lambda _: False
    low, high = EVERYTHING if condition.path == NAME else same_type(operand)
    return {
        Operator.LESS_THAN: lambda found: low <= found < operand and found != NAN,
        Operator.LESS_THAN_OR_EQUAL: lambda found: low <= found <= operand and found != NAN,
        Operator.GREATER_THAN: lambda found: operand < found < high,
        Operator.GREATER_THAN_OR_EQUAL: lambda found: operand <= found < high,
    }[operator]


def _contains(condition: Condition) -> Matcher:
    path, wanted = condition.path, frozenset(condition.wanted)

    def test(_: bytes, document: Document) -> bool:
        value = fields.find(document.fields, path)
        return value is not None and any(encode(element) in wanted for element in value.array_value.values)

    return test
