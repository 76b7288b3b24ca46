"""Decides whether production would have an index for a query, and names the one that is missing.

Rules: https://firebase.google.com/docs/firestore/query-data/index-overview and
https://firebase.google.com/docs/firestore/query-data/multiple-range-optimize-indexes. Each alternative of a filter is
served by one index that has the fields compared for equality first, in any order, then the orders with their exact
directions; or by several such indexes with the same orders whose equality fields together are all of them. A filter on
the members of an array next to another field is held to need a composite index; production may merge there.
"""

from __future__ import annotations

from base64 import b64encode

from infra.local.firestore import fields
from infra.local.firestore.disjunctions import Alternative
from infra.local.firestore.errors import Refusal, failed_precondition
from infra.local.firestore.fields import FieldPath
from infra.local.firestore.filters import NAME, Operator
from infra.local.firestore.indexes import ASCENDING, COLLECTION, CONTAINS, DESCENDING, GROUP, Indexes, Part
from infra.local.firestore.query import Query

_MODES = {ASCENDING: 1, DESCENDING: 2}


def check(indexes: Indexes, query: Query, database: str, aggregated: tuple[FieldPath, ...] = ()) -> None:
    """Refuse a query that lacks an index, in production's words."""
    if query.collection_id:
        for alternative in query.alternatives:
            _Need(query, alternative, aggregated).check(indexes, database)


class _Need:
    """The index that one alternative of a query needs."""

    def __init__(self, query: Query, alternative: Alternative, aggregated: tuple[FieldPath, ...]) -> None:
        self.collection_id = query.collection_id
        self.scope = GROUP if query.scope.column == "grp" else COLLECTION
        equal = [part for part in alternative if part.path != NAME]
        self.equal = list(
            dict.fromkeys(
                (part.path, CONTAINS if part.operator is Operator.ARRAY_CONTAINS else ASCENDING)
                for part in equal
                if part.operator in (Operator.EQUAL, Operator.ARRAY_CONTAINS)
            )
        )
        fixed = {path for path, mode in self.equal if mode == ASCENDING}
        self.ordered = [
            (order.path, DESCENDING if order.descends else ASCENDING)
            for order in query.orders
            if order.path not in fixed and order.path != NAME
        ]
        taken = fixed | {path for path, _ in self.ordered}
        self.ordered.extend((path, ASCENDING) for path in dict.fromkeys(aggregated) if path not in taken)
        self.name_direction = DESCENDING if query.orders[-1].descends else ASCENDING

    def check(self, indexes: Indexes, database: str) -> None:
        """Refuse if neither the automatic nor the declared indexes serve."""
        if self._served_by_composites(indexes):
            return
        if not self._needs_composite():
            for part in (*self.equal, *self.ordered):
                if not self._has_single(indexes, part):
                    raise self._missing_single(database, part)
            return
        raise self._missing_composite(database)

    def _needs_composite(self) -> bool:
        if not self.ordered and not self.equal:
            # No index is automatic that has the documents' names backwards.
            return self.name_direction == DESCENDING
        if not self.ordered:
            # Equalities are served by merging the fields' own indexes, but for those of arrays.
            return len(self.equal) > 1 and any(mode == CONTAINS for _, mode in self.equal)
        if self.equal or len(self.ordered) > 1:
            return True
        return self.ordered[0][1] != self.name_direction

    def _has_single(self, indexes: Indexes, part: Part) -> bool:
        if part in self.equal and part[1] == ASCENDING:
            either = ((part[0], mode) for mode in (ASCENDING, DESCENDING))
            return any(indexes.has_single(self.collection_id, self.scope, one) for one in either)
        return indexes.has_single(self.collection_id, self.scope, part)

    def _served_by_composites(self, indexes: Indexes) -> bool:
        """Tell whether declared indexes, alone or merged, cover all equality fields before the very same orders."""
        covered: set[Part] = set()
        for index in indexes.composites:
            if (index.collection_id, index.scope) != (self.collection_id, self.scope):
                continue
            split = len(index.parts) - len(self.ordered)
            if split < 0 or list(index.parts[split:]) != self.ordered:
                continue
            if self.ordered and index.name_direction != self.name_direction:
                continue
            prefix = {(path, CONTAINS if mode == CONTAINS else ASCENDING) for path, mode in index.parts[:split]}
            if prefix <= set(self.equal):
                covered |= prefix
        if not covered and not self.equal:
            return any(
                (index.collection_id, index.scope, list(index.parts), index.name_direction)
                == (self.collection_id, self.scope, self.ordered, self.name_direction)
                for index in indexes.composites
            )
        return covered == set(self.equal)

    def _missing_composite(self, database: str) -> Refusal:
        project, name = _project(database), f"collectionGroups/{self.collection_id}/indexes/_"
        parts = [*self.equal, *self.ordered, (NAME, self.name_direction)]
        link = _link(f"{database}/{name}", self.scope, parts)
        return failed_precondition(
            "The query requires an index. You can create it here: https://console.firebase.google.com/v1/r/project/"
            f"{project}/firestore/indexes?create_composite={link}"
        )

    def _missing_single(self, database: str, part: Part) -> Refusal:
        path, mode = part
        kind = {ASCENDING: "ASC", DESCENDING: "DESC", CONTAINS: "CONTAINS"}[mode]
        field = fields.quote(path)
        link = _link(f"{database}/collectionGroups/{self.collection_id}/fields/{field}", self.scope, [part])
        return failed_precondition(
            f"The query requires a {self.scope}_{kind} index for collection {self.collection_id} and field {field}. "
            "You can create it here: https://console.firebase.google.com/v1/r/project/"
            f"{_project(database)}/firestore/indexes?create_exemption={link}"
        )


def _project(database: str) -> str:
    return database.split("/")[1]


def _link(name: str, scope: str, parts: list[Part]) -> str:
    """Return the part of the console's link that describes an index.

    It is the unpadded base64 of google.firestore.admin.v1.Index: 1 name, 2 query_scope (1 collection, 2 group),
    3 fields of 1 field_path, 2 order (1 ascending, 2 descending), 3 array_config (1 contains).
    """
    message = _text(1, name) + bytes([0x10, 1 if scope == COLLECTION else 2])
    for path, mode in parts:
        config = bytes([0x18, 1]) if mode == CONTAINS else bytes([0x10, _MODES[mode]])
        message += _block(3, _text(1, fields.quote(path)) + config)
    return b64encode(message).decode().rstrip("=")


def _text(number: int, text: str) -> bytes:
    return _block(number, text.encode())


def _block(number: int, content: bytes) -> bytes:
    length = bytearray()
    rest = len(content)
    while rest > 127:  # noqa: PLR2004 - seven bits a byte
        length.append(rest & 127 | 128)
        rest >>= 7
    return bytes([number << 3 | 2, *length, rest]) + content
