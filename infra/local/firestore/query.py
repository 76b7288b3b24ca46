"""Decides what a structured query asks for: which documents, in which order, from where to where, how many.

Rules: https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1#google.firestore.v1.StructuredQuery.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from infra.local.firestore import fields, filters
from infra.local.firestore.errors import invalid, unimplemented
from infra.local.firestore.fields import FieldPath
from infra.local.firestore.filters import NAME, Both, Condition, Either, Filter
from infra.local.firestore.messages import Cursor, Document, StructuredQuery
from infra.local.firestore.names import BELOW, Path, check_id, encode_segment, group_key
from infra.local.firestore.store import Scope
from infra.local.firestore.values import descending

_DESCENDING = 2


@dataclass(frozen=True, slots=True)
class Order:
    """One field to order by."""

    path: FieldPath
    descends: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """Where results begin or end: ``code`` covers the first orders; ``before`` is the protocol's own flag."""

    code: bytes
    before: bool

    def precedes(self, place: bytes) -> bool:
        """Tell whether the bound lies before a document's place: as a start it then admits the document."""
        return self.code <= place if self.before else self.code < place and not place.startswith(self.code)


@dataclass(frozen=True, slots=True)
class Query:
    """A query, understood."""

    scope: Scope
    within: tuple[bytes, bytes]
    filter: Filter
    orders: tuple[Order, ...]
    start: Bound | None
    end: Bound | None
    offset: int
    limit: int | None
    projection: tuple[FieldPath, ...] | None

    def place(self, key: bytes, document: Document) -> bytes | None:
        """Return where a document stands in the order of the query; ``None`` if it lacks a field to order by."""
        codes = []
        for order in self.orders:
            code = filters.code(order.path, key, document)
            if code is None:
                return None
            codes.append(descending(code) if order.descends else code)
        return b"".join(codes)

    def admits(self, place: bytes) -> bool:
        """Tell whether a place lies between the cursors."""
        if self.start is not None and not self.start.precedes(place):
            return False
        return self.end is None or not self.end.precedes(place)

    def show(self, document: Document) -> Document:
        """Return what the query selects of a document."""
        return document if self.projection is None else masked(document, self.projection)


def masked(document: Document, paths: tuple[FieldPath, ...]) -> Document:
    """Return a document with the named fields only."""
    shown = Document(name=document.name)
    shown.create_time.CopyFrom(document.create_time)
    shown.update_time.CopyFrom(document.update_time)
    fields.project(document.fields, shown.fields, (path for path in paths if path != NAME))
    return shown


def masked_by(document: Document, request: Any) -> Document:  # noqa: ANN401 - any request that may carry a mask
    """Return a document with the fields a request's mask names; all of them without a mask."""
    if not request.HasField("mask"):
        return document
    return masked(document, tuple(fields.parse(path) for path in request.mask.field_paths))


def read(message: StructuredQuery, parent: Path) -> Query:
    """Read a structured query below a parent, or refuse it."""
    if message.HasField("find_nearest"):
        raise unimplemented("Vector search is not implemented by this server.")
    condition = filters.read(message.where, parent.database) if message.HasField("where") else filters.EVERYTHING
    orders = _orders(message, condition)
    scope, within = _scope(message, parent)
    if message.offset < 0:
        raise invalid("offset is negative")
    if message.HasField("limit") and message.limit.value < 0:
        raise invalid("limit is negative")
    return Query(
        scope,
        within,
        condition,
        orders,
        _bound(message.start_at, orders, parent.database) if message.HasField("start_at") else None,
        _bound(message.end_at, orders, parent.database) if message.HasField("end_at") else None,
        message.offset,
        message.limit.value if message.HasField("limit") else None,
        tuple(fields.parse(field.field_path) for field in message.select.fields)
        if message.HasField("select")
        else None,
    )


def _scope(message: StructuredQuery, parent: Path) -> tuple[Scope, tuple[bytes, bytes]]:
    """Return the set of documents to look at and the keys between which it is cut off."""
    selectors = message.from_
    if len(selectors) != 1:
        raise invalid("Query must have exactly one from clause.")
    selector = selectors[0]
    everywhere = (b"", b"\xff" * 9)
    if not selector.collection_id:
        if not selector.all_descendants:
            raise invalid("Kindless queries are only supported with all_descendants set.")
        return Scope("path", parent.key), everywhere
    check_id(selector.collection_id)
    if selector.all_descendants:
        below = (parent.key + BELOW, parent.key + b"\x04") if parent.segments else everywhere
        return Scope("grp", group_key(parent.database, selector.collection_id)), below
    return Scope("collection", parent.key + encode_segment(selector.collection_id)), everywhere


def inequality_paths(item: Filter) -> Iterator[FieldPath]:
    """Yield the fields that a filter compares by other than equality."""
    if isinstance(item, Condition):
        if item.operator in filters.INEQUALITIES:
            yield item.path
    elif isinstance(item, (Both, Either)):
        for part in item.parts:
            yield from inequality_paths(part)


def _orders(message: StructuredQuery, condition: Filter) -> tuple[Order, ...]:
    """Return the explicit orders followed by the implicit ones.

    The fields of inequalities follow in lexicographic order, then the name, all in the direction of the last explicit
    order (StructuredQuery.order_by in the reference).
    """
    orders = []
    for order in message.order_by:
        orders.append(Order(fields.parse(order.field.field_path), order.direction == _DESCENDING))
        if orders[-1].path == NAME:
            break
    named = {order.path for order in orders}
    direction = orders[-1].descends if orders else False
    missing = sorted(set(inequality_paths(condition)) - named - {NAME})
    orders.extend(Order(path, direction) for path in missing if NAME not in named)
    if NAME not in named:
        orders.append(Order(NAME, direction))
    return tuple(orders)


def _bound(cursor: Cursor, orders: tuple[Order, ...], database: str) -> Bound:
    if len(cursor.values) > len(orders):
        raise invalid("order_by clause cannot contain fewer fields than the cursor has values.")
    codes = []
    for order, value in zip(orders, cursor.values, strict=False):
        code = filters.operand_code(order.path, value, database)
        codes.append(descending(code) if order.descends else code)
    return Bound(b"".join(codes), cursor.before)
