"""Builds the requests of Firestore's protocol from our writes and queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shared.store import values
from shared.store.messages import FieldPath, common, document, write
from shared.store.messages import firestore as messages
from shared.store.messages import query as queries
from shared.store.records import SERVER_TIME, Condition, Query, Record, Write

_WritePb = write.Write.pb()
_FieldTransform = write.DocumentTransform.FieldTransform
_FilterPb = queries.StructuredQuery.Filter.pb()
_CommitPb = messages.CommitRequest.pb()
_GetPb = messages.GetDocumentRequest.pb()
_BatchGetPb = messages.BatchGetDocumentsRequest.pb()
_RunQueryPb = messages.RunQueryRequest.pb()
_PreconditionPb = common.Precondition.pb()
_ValuePb = document.Value.pb()

_Operator = queries.StructuredQuery.FieldFilter.Operator
_OPERATORS = {
    "==": _Operator.EQUAL,
    "!=": _Operator.NOT_EQUAL,
    "<": _Operator.LESS_THAN,
    "<=": _Operator.LESS_THAN_OR_EQUAL,
    ">": _Operator.GREATER_THAN,
    ">=": _Operator.GREATER_THAN_OR_EQUAL,
    "in": _Operator.IN,
    "array_contains": _Operator.ARRAY_CONTAINS,
}
_ASCENDING = queries.StructuredQuery.Direction.ASCENDING
_DESCENDING = queries.StructuredQuery.Direction.DESCENDING


def batch_get(database: str, root: str, paths: Sequence[str]) -> Any:  # noqa: ANN401 - a protobuf message
    """Ask for documents by path."""
    return _BatchGetPb(database=database, documents=[root + path for path in dict.fromkeys(paths)])


def get(root: str, path: str) -> Any:  # noqa: ANN401 - a protobuf message
    """Ask for one document."""
    return _GetPb(name=root + path)


def commit(database: str, root: str, writes: Sequence[Write]) -> Any:  # noqa: ANN401 - a protobuf message
    """Ask for all writes or none."""
    request = _CommitPb(database=database)
    for each in writes:
        _write(root, each, request.writes.add())
    return request


def _write(root: str, ours: Write, into: Any) -> None:  # noqa: ANN401 - a protobuf message
    _condition(ours, into)
    if ours.data is None:
        into.delete = root + ours.path
        return
    into.update.name = root + ours.path
    values.encode_fields({k: v for k, v in ours.data.items() if v is not SERVER_TIME}, into.update.fields)
    if ours.fields is not None:
        # Without any mask the write would replace the document: one of the server's time alone has an empty mask.
        into.update_mask.SetInParent()
        into.update_mask.field_paths.extend(_field(f) for f in ours.fields if ours.data.get(f) is not SERVER_TIME)
    for name, value in ours.data.items():
        if value is SERVER_TIME:
            now = _FieldTransform.ServerValue.REQUEST_TIME
            into.update_transforms.add(field_path=_field(name), set_to_server_value=now)


def _field(name: str) -> str:
    """Write the name of a top-level field as a path: a dot in it is no step down."""
    return str(FieldPath(name).to_api_repr())


def _condition(ours: Write, into: Any) -> None:  # noqa: ANN401 - a protobuf message
    match ours.condition:
        case datetime():
            into.current_document.update_time.FromDatetime(ours.condition)
        case Condition.ABSENT:
            into.current_document.exists = False
        case Condition.PRESENT:
            into.current_document.exists = True


def query(root: str, ours: Query) -> Any:  # noqa: ANN401 - a protobuf message
    """Ask a collection a question; the order always ends in the name, so that pages never overlap."""
    parent, _, collection = f"{root}{ours.collection}".rpartition("/")
    request = _RunQueryPb(parent=parent)
    structured = request.structured_query
    structured.from_.add(collection_id=collection, all_descendants=ours.everywhere)
    filters = [_filter(field, operator, value) for field, operator, value in ours.where]
    if len(filters) == 1:
        structured.where.CopyFrom(filters[0])
    elif filters:
        structured.where.composite_filter.op = queries.StructuredQuery.CompositeFilter.Operator.AND
        structured.where.composite_filter.filters.extend(filters)
    _order(root, ours, structured)
    if ours.limit:
        structured.limit.value = ours.limit
    return request


def _order(root: str, ours: Query, structured: Any) -> None:  # noqa: ANN401 - a protobuf message
    names = [name.removeprefix("-") for name in ours.order]
    turned = [name.startswith("-") for name in ours.order]
    for name, down in [*zip(names, turned, strict=True), ("__name__", bool(turned) and turned[-1])]:
        order = structured.order_by.add(direction=_DESCENDING if down else _ASCENDING)
        order.field.field_path = name
    if ours.after:
        structured.start_at.before = False
        _cursor(root, ours.after, names, structured.start_at.values)


def _cursor(root: str, record: Record, names: Sequence[str], into: Any) -> None:  # noqa: ANN401 - a protobuf message
    for name in names:
        values.encode(record.data.get(name), into.add())
    into.add().reference_value = root + record.path


def _filter(field: str, operator: str, value: Any) -> Any:  # noqa: ANN401 - a protobuf message
    made = _FilterPb()
    made.field_filter.field.field_path = field
    made.field_filter.op = _OPERATORS[operator]
    values.encode(value, made.field_filter.value)
    return made
