"""Decides whether a document has more index entries than production keeps.

The limit: https://firebase.google.com/docs/firestore/quotas#indexes. Only entries of single fields are counted: two for
a value (ascending and descending), for an array two and one for each distinct element, none for a map but those of
what is in it, unless an override of the index file says otherwise. Entries of composite indexes are not counted.
"""

from __future__ import annotations

from infra.local.firestore.errors import invalid
from infra.local.firestore.fields import FieldPath, Fields
from infra.local.firestore.indexes import CONTAINS, Indexes
from infra.local.firestore.messages import Document
from infra.local.firestore.store import Change
from infra.local.firestore.values import is_vector

MOST_ENTRIES = 40_000
# Each entry takes more than two bytes of the stored document, so smaller documents need no counting.
_COUNTING_BEGINS = 2 * MOST_ENTRIES


def check(change: Change, indexes: Indexes) -> None:
    """Refuse a change whose document would have too many index entries."""
    if change.new is None or len(change.new) < _COUNTING_BEGINS:
        return
    document = Document.FromString(change.new)
    if _entries(document.fields, change.path.segments[-2], indexes) > MOST_ENTRIES:
        raise invalid(f"too many index entries for entity {document.name}")


def _entries(fields: Fields, collection_id: str, indexes: Indexes, above: FieldPath = ()) -> int:
    total = 0
    for name, value in fields.items():
        path = (*above, name)
        if value.HasField("map_value") and not is_vector(value.map_value):
            total += _entries(value.map_value.fields, collection_id, indexes, path)
            continue
        modes = [mode for _, mode in indexes.of_field(collection_id, path)]
        contained = modes.count(CONTAINS)
        total += len(modes) - contained
        if contained and value.HasField("array_value"):
            total += contained * len({element.SerializeToString() for element in value.array_value.values})
    return total
