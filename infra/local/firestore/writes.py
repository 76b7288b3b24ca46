"""Decides what one write makes of a document: preconditions, masks, transforms, update times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from infra.local.firestore import errors, fields, limits
from infra.local.firestore.clock import microseconds, timestamp
from infra.local.firestore.messages import (
    Document,
    DocumentMask,
    DocumentTransform,
    Precondition,
    Value,
    Write,
    WriteResult,
)
from infra.local.firestore.names import Path, document_path
from infra.local.firestore.store import Change, Store
from infra.local.firestore.transforms import transform


@dataclass(slots=True)
class Staged:
    """What a commit would do: the documents before and after it, and what to answer for each write."""

    time: int
    before: dict[bytes, bytes | None] = field(default_factory=dict)
    after: dict[bytes, bytes | None] = field(default_factory=dict)
    paths: dict[bytes, Path] = field(default_factory=dict)
    results: list[WriteResult] = field(default_factory=list)

    def changes(self) -> list[Change]:
        """Return the effective changes, in the order in which documents were first written."""
        return [
            Change(path, self.before[key], self.after[key])
            for key, path in self.paths.items()
            if self.before[key] != self.after[key]
        ]


def target(write: Write) -> str:
    """Return the name of the document a write is about."""
    kind = write.WhichOneof("operation")
    if kind == "update":
        return str(write.update.name)
    if kind == "delete":
        return str(write.delete)
    if kind == "transform":
        return str(write.transform.document)
    raise errors.invalid("A write must have an operation.")


def check_writes(writes: list[Write], database: str) -> None:
    """Refuse writes that no state of the documents could make right; their timestamps are cut to microseconds."""
    transforms: Counter[str] = Counter()
    for write in writes:
        name = target(write)
        if document_path(name).database != database:
            raise errors.invalid(f'Document name "{name}" is not of database "{database}".')
        if write.HasField("update"):
            limits.check_fields(write.update.fields)
            for path in write.update_mask.field_paths:
                limits.check_path(fields.parse(path))
        elif write.update_transforms:
            raise errors.invalid("update_transforms can be set only when the operation is an update.")
        for order in _transforms(write):
            limits.check_transform(order, fields.parse(order.field_path))
            transforms[name] += 1
    if any(number > limits.TRANSFORMS for number in transforms.values()):
        raise errors.invalid(f"cannot have more than {limits.TRANSFORMS} field transforms on a single document")


def _transforms(write: Write) -> Sequence[DocumentTransform.FieldTransform]:
    return write.transform.field_transforms if write.HasField("transform") else write.update_transforms


def stage(store: Store, writes: list[Write], time: int) -> Staged:
    """Work out what writes do, in order, without doing it; refuse as a whole if one cannot be done."""
    staged = Staged(time)
    for write in writes:
        path = document_path(target(write))
        key = path.key
        if key not in staged.after:
            staged.paths[key] = path
            staged.before[key] = staged.after[key] = store.current(key)
        _stage_one(staged, write, path)
    return staged


def _stage_one(staged: Staged, write: Write, path: Path) -> None:
    stored = staged.after[path.key]
    present = None if stored is None else Document.FromString(stored)
    if write.HasField("current_document"):
        check(write.current_document, present, path.name, staged.time)
    if write.HasField("delete"):
        staged.after[path.key] = None
        staged.results.append(WriteResult())
        return
    result = WriteResult()
    document = _updated(write, present)
    for order in _transforms(write):
        result.transform_results.append(transform(document, order, staged.time))
    if present is None:
        document.create_time.CopyFrom(timestamp(staged.time))
    raw = _dated(document, staged.before[path.key], staged.time)
    limits.check_size(document, raw)
    staged.after[path.key] = raw
    result.update_time.CopyFrom(document.update_time)
    staged.results.append(result)


def check(condition: Precondition, present: Document | None, name: str, now: int) -> None:
    """Refuse a write whose precondition the present document does not meet."""
    kind = condition.WhichOneof("condition_type")
    if kind == "exists":
        if condition.exists and present is None:
            raise errors.not_found(f"No document to update: {name}")
        if not condition.exists and present is not None:
            raise errors.already_exists(f"Document already exists: {name}")
    elif kind == "update_time":
        wanted = microseconds(condition.update_time)
        if condition.update_time.nanos % 1000:
            raise errors.invalid("The update_time of a precondition must be microsecond aligned.")
        if wanted > now:
            raise errors.invalid("The update_time of a precondition cannot be in the future.")
        stored = 0 if present is None else microseconds(present.update_time)
        if stored != wanted:
            text = f"the stored version ({stored}) does not match the required base version ({wanted})"
            raise errors.failed_precondition(text)


def _updated(write: Write, present: Document | None) -> Document:
    if write.HasField("transform"):
        return _copy(present, write.transform.document)
    if not write.HasField("update_mask"):
        document = Document(name=write.update.name, fields=write.update.fields)
        if present is not None:
            document.create_time.CopyFrom(present.create_time)
        return document
    document = _copy(present, write.update.name)
    apply_mask(document, write.update, write.update_mask)
    return document


def _copy(present: Document | None, name: str) -> Document:
    document = Document(name=name)
    if present is not None:
        document.CopyFrom(present)
    return document


def apply_mask(document: Document, update: Document, mask: DocumentMask) -> None:
    """Set the masked fields that ``update`` has and remove those it has not."""
    for text in mask.field_paths:
        path = fields.parse(text)
        value: Value | None = fields.find(update.fields, path)
        if value is None:
            fields.remove(document.fields, path)
        else:
            fields.put(document.fields, path, value)


def _dated(document: Document, before: bytes | None, time: int) -> bytes:
    """Date a document and return its bytes; one that is as it was before the commit keeps its update time."""
    if before is not None:
        document.update_time.CopyFrom(Document.FromString(before).update_time)
        if document.SerializeToString(deterministic=True) == before:
            return before
    document.update_time.CopyFrom(timestamp(time))
    return bytes(document.SerializeToString(deterministic=True))
