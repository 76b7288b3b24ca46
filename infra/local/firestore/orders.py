"""Decides in which order the results of a query come, and what a cursor means in it.

Rules: https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1#google.firestore.v1.StructuredQuery,
order_by and start_at; the refusals are production's.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from infra.local.firestore import fields, filters
from infra.local.firestore.errors import invalid
from infra.local.firestore.fields import FieldPath
from infra.local.firestore.filters import NAME, Filter
from infra.local.firestore.messages import Cursor, Document, StructuredQuery
from infra.local.firestore.values import descending

_DESCENDING = 2


@dataclass(frozen=True, slots=True)
class Order:
    """One field to order by."""

    path: FieldPath
    descends: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """Where results begin or end: a code for each of the first orders; ``before`` is the protocol's own flag."""

    codes: tuple[bytes, ...]
    place: bytes
    before: bool

    def precedes(self, place: bytes) -> bool:
        """Tell whether the bound lies before a document's place: as a start it then admits the document."""
        return self.place <= place if self.before else self.place < place and not place.startswith(self.place)


def explicit(message: StructuredQuery) -> tuple[Order, ...]:
    """Read the orders a query names."""
    orders: list[Order] = []
    for order in message.order_by:
        path = fields.parse(order.field.field_path)
        if path in {known.path for known in orders}:
            raise invalid(f"order by clause cannot contain duplicate fields {fields.quote(path)}")
        orders.append(Order(path, order.direction == _DESCENDING))
    return tuple(orders)


def complete(named: tuple[Order, ...], condition: Filter) -> tuple[Order, ...]:
    """Add the implicit orders.

    The fields of inequalities that are not named follow in lexicographic order, then the document's name, all in the
    direction of the last order named.
    """
    known = {order.path for order in named}
    unequal = {part.path for part in filters.conditions(condition) if part.inequality}
    descends = named[-1].descends if named else False
    orders = [*named, *(Order(path, descends) for path in sorted(unequal - known - {NAME}))]
    for order, following in pairwise(orders):
        if order.path == NAME:
            text = f"order by clause cannot contain more fields after the key {fields.quote(following.path)}"
            raise invalid(text)
    if orders and orders[-1].path == NAME:
        return tuple(orders)
    return (*orders, Order(NAME, descends))


def bound(cursor: Cursor, named: tuple[Order, ...], database: str) -> Bound:
    """Read a cursor; it has at most as many values as the query names orders."""
    if len(cursor.values) > len(named):
        raise invalid("Cursor has too many values.")
    complaint = "Cursor __key__ value is not a document reference."
    codes = tuple(
        filters.operand_code(order.path, value, database, complaint)
        for order, value in zip(named, cursor.values, strict=False)
    )
    return Bound(codes, directed(named, codes), cursor.before)


def directed(orders: tuple[Order, ...], codes: tuple[bytes, ...]) -> bytes:
    """Return codes as one, each turned round where its order descends."""
    return b"".join(descending(code) if order.descends else code for order, code in zip(orders, codes, strict=False))


def place(orders: tuple[Order, ...], key: bytes, document: Document) -> bytes | None:
    """Return where a document stands; ``None`` if it lacks a field to order by."""
    codes = []
    for order in orders:
        code = filters.code(order.path, key, document)
        if code is None:
            return None
        codes.append(descending(code) if order.descends else code)
    return b"".join(codes)
