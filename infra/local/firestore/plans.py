"""Decides how to find the candidates of one alternative of a query: which entries between which keys."""

from __future__ import annotations

from dataclasses import dataclass

from infra.local.firestore.disjunctions import Alternative
from infra.local.firestore.entries import ASCENDS, CONTAINS, DESCENDS, Parts
from infra.local.firestore.fields import FieldPath
from infra.local.firestore.filters import NAME, Condition, Operator
from infra.local.firestore.names import EVERYTHING
from infra.local.firestore.query import Query

Range = tuple[bytes, bytes]
_FIXING = (Operator.EQUAL, Operator.ARRAY_CONTAINS)


@dataclass(frozen=True, slots=True)
class Plan:
    """Entries of an index of ``parts`` between two keys, and paths between two keys; both upper ends included.

    Without parts the documents themselves are the index. Read in its direction it gives the order of the query.
    """

    parts: Parts
    keys: Range
    paths: Range
    backwards: bool


def plan(query: Query, alternative: Alternative) -> Plan | None:
    """Return how to find what matches an alternative; ``None`` if nothing can."""
    fixed = sorted((part for part in alternative if part.operator in _FIXING and part.path != NAME), key=_by_field)
    if not all(part.wanted for part in fixed):
        return None
    equal = {part.path for part in fixed if part.operator is Operator.EQUAL}
    ordering = [order for order in query.orders if order.path not in equal and order.path != NAME]
    by_name = query.orders[-1].descends
    backwards = ordering[0].descends if ordering else by_name
    parts: Parts = (
        *((part.path, CONTAINS if part.operator is Operator.ARRAY_CONTAINS else ASCENDS) for part in fixed),
        *((order.path, ASCENDS if order.descends == backwards else DESCENDS) for order in ordering),
    )
    if ordering and by_name != backwards:
        # Entries under one key come by name, the way the index is read; the other way it has to be part of the key.
        parts = (*parts, (NAME, DESCENDS))
    prefix = query.scope.value if query.scope.column == "collection" else b""
    prefix += b"".join(part.codes[0] for part in fixed)
    low, high = _limits(query, alternative, ordering[0].path) if ordering else EVERYTHING
    paths = EVERYTHING if ordering else _limits(query, alternative, NAME)
    keys = (prefix + low, prefix + high + b"\xff")
    return Plan(parts, keys, _without_ends(paths), backwards)


def _by_field(part: Condition) -> tuple[FieldPath, int]:
    return part.path, part.operator


def _limits(query: Query, alternative: Alternative, path: FieldPath) -> Range:
    """Return the codes between which a field lies: by its conditions and, if it is ordered first, by the cursors."""
    low, high = EVERYTHING
    for part in alternative:
        if part.path == path:
            below, above = part.bounds()
            low, high = max(low, below), min(high, above)
    first = query.orders[0]
    if first.path == path:
        start = query.start.codes[0] if query.start and query.start.codes else None
        end = query.end.codes[0] if query.end and query.end.codes else None
        if first.descends:
            start, end = end, start
        low = max(low, start or low)
        high = min(high, end or high)
    return low, high


def _without_ends(paths: Range) -> Range:
    """Return a range of names as one of paths: the code of a name is its path and one more byte."""
    low, high = paths
    return low[:-1], high if high == EVERYTHING[1] else high[:-1]
