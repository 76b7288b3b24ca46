"""Decides what a structured query asks for: which documents, in which order, from where to where, how many.

Rules: https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1#google.firestore.v1.StructuredQuery.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from infra.local.firestore import disjunctions, fields, filters, orders
from infra.local.firestore.disjunctions import Alternative
from infra.local.firestore.errors import invalid, unimplemented
from infra.local.firestore.fields import FieldPath
from infra.local.firestore.filters import NAME, Filter
from infra.local.firestore.messages import Document, StructuredQuery
from infra.local.firestore.names import BELOW, EVERYTHING, PAST, Path, check_id, group_key
from infra.local.firestore.orders import Bound, Order
from infra.local.firestore.scopes import Scope

_MOST_COMPONENTS = 100


@dataclass(frozen=True, slots=True)
class Query:
    """A query, understood; ``within`` are the keys between which a collection group is cut off."""

    scope: Scope
    collection_id: str
    within: tuple[bytes, bytes]
    filter: Filter
    alternatives: list[Alternative]
    orders: tuple[Order, ...]
    start: Bound | None = None
    end: Bound | None = None
    offset: int = 0
    limit: int | None = None
    projection: tuple[FieldPath, ...] | None = None

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
    if message.offset < 0:
        raise invalid("offset is negative")
    if message.HasField("limit") and message.limit.value < 0:
        raise invalid("limit is negative")
    database = parent.database
    condition = filters.read(message.where, database) if message.HasField("where") else filters.NO_FILTER
    disjunctions.check(condition)
    named = orders.explicit(message)
    scope, collection_id, within = _scope(message, parent)
    if not collection_id:
        _check_kindless(condition, named)
    if sum(1 for _ in filters.conditions(condition)) + len(named) > _MOST_COMPONENTS:
        raise invalid(f"The query has more than {_MOST_COMPONENTS} filters and sort orders.")
    return Query(
        scope,
        collection_id,
        within,
        condition,
        disjunctions.alternatives(condition),
        orders.complete(named, condition),
        orders.bound(message.start_at, named, database) if message.HasField("start_at") else None,
        orders.bound(message.end_at, named, database) if message.HasField("end_at") else None,
        message.offset,
        message.limit.value if message.HasField("limit") else None,
        tuple(fields.parse(field.field_path) for field in message.select.fields)
        if message.HasField("select")
        else None,
    )


def whole_group(query: Query) -> Query:
    """Return the query over all of the collection group that a query is about, in the order of names."""
    scope = replace(query.scope, column="grp")
    by_name = orders.complete((), filters.NO_FILTER)
    return Query(scope, query.collection_id, query.within, filters.NO_FILTER, [()], by_name)


def _scope(message: StructuredQuery, parent: Path) -> tuple[Scope, str, tuple[bytes, bytes]]:
    """Return the set of documents to look at; without a collection id it is all below the parent."""
    if len(message.from_) > 1:
        raise invalid("A query may have one from clause only.")
    collection_id = message.from_[0].collection_id if message.from_ else ""
    if not collection_id:
        return Scope("path", parent.key, b""), "", EVERYTHING
    check_id(collection_id)
    group = group_key(parent.database, collection_id)
    if message.from_[0].all_descendants:
        below = (parent.key + BELOW, parent.key + PAST) if parent.segments else EVERYTHING
        return Scope("grp", group, group), collection_id, below
    return Scope("collection", parent.child(collection_id), group), collection_id, EVERYTHING


def _check_kindless(condition: Filter, named: tuple[Order, ...]) -> None:
    """Refuse what a query over all collections cannot do."""
    for part in filters.conditions(condition):
        if part.path != NAME:
            raise invalid(f"kind is required for filter: {fields.quote(part.path)}")
    if any(order.path != NAME or order.descends for order in named):
        raise invalid("kind is required for all orders except __key__ ascending")
