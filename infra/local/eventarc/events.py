"""Decides what a function is told of a change: a CloudEvent in binary mode, as Eventarc sends it.

Types and attributes: https://cloud.google.com/eventarc/docs/cloudevents#firestore; how attributes become headers:
https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#313-metadata-headers.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote

from google.events.cloud.firestore import DocumentEventData

from infra.functions import DocumentEvent, DocumentTrigger
from infra.local.eventarc.patterns import matches
from infra.local.upstream import Headers

TYPE = "google.cloud.firestore.document.v1."
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F))).replace('"', "").replace("%", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of the Firestore server's change feed."""

    seq: int
    id: str
    time: str
    kind: DocumentEvent
    project: str
    database: str
    path: str
    document: bytes
    old_document: bytes
    update_mask: tuple[str, ...]

    @classmethod
    def from_feed(cls, row: dict[str, Any]) -> Self:
        """Read a row as the feed writes it."""
        return cls(
            seq=row["seq"],
            id=row["id"],
            time=row["time"],
            kind=DocumentEvent(row["kind"]),
            project=row["project"],
            database=row["database"],
            path=row["name"].partition("/documents/")[2],
            document=base64.b64decode(row.get("document") or ""),
            old_document=base64.b64decode(row.get("old_document") or ""),
            update_mask=tuple(row.get("update_mask") or ()),
        )

    def concerns(self, trigger: DocumentTrigger) -> bool:
        """Say whether ``trigger`` asks for this change."""
        return trigger.event in (DocumentEvent.WRITTEN, self.kind) and matches(trigger.document, self.path)


def headers_of(change: Change, event: DocumentEvent) -> Headers:
    """Return the attributes of the event that a trigger for ``event`` gets of ``change``."""
    attributes = {
        "specversion": "1.0",
        "id": change.id,
        "source": f"//firestore.googleapis.com/projects/{change.project}/databases/{change.database}",
        "type": TYPE + event,
        "subject": f"documents/{change.path}",
        "time": change.time,
        "dataschema": "https://github.com/googleapis/google-cloudevents/blob/main/proto/"
        "google/events/cloud/firestore/v1/data.proto",
        "document": change.path,
        "database": change.database,
        "namespace": "(default)",
        "project": change.project,
        "location": "local",
    }
    written = [(f"ce-{name}".encode(), quote(value, safe=_PRINTABLE).encode()) for name, value in attributes.items()]
    return [*written, (b"content-type", b"application/protobuf")]


def body_of(change: Change) -> bytes:
    """Return the ``DocumentEventData``: what a deletion, a creation leave unset stays unset."""
    data = DocumentEventData.pb(DocumentEventData())
    if change.document:
        data.value.ParseFromString(change.document)
    if change.old_document:
        data.old_value.ParseFromString(change.old_document)
    if change.kind is DocumentEvent.UPDATED:
        data.update_mask.field_paths.extend(change.update_mask)
    written: bytes = data.SerializeToString()
    return written
