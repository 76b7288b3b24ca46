"""What a record, a write and a question to the store are, without saying who keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Final, Literal

Data = Mapping[str, Any]
Operator = Literal["==", "!=", "<", "<=", ">", ">=", "in", "array_contains"]


class Marker(Enum):
    """A value that the store fills in itself."""

    SERVER_TIME = "the time at which the store applied the write"


SERVER_TIME: Final = Marker.SERVER_TIME


@dataclass(frozen=True, slots=True)
class Record:
    """A document as it was read: ``version`` is its update time, ``None`` where there is no document."""

    path: str
    data: Data = field(default_factory=dict)
    version: datetime | None = None

    @property
    def exists(self) -> bool:
        """Whether there is a document."""
        return self.version is not None

    @property
    def id(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


class Condition(Enum):
    """What must hold for a write besides a version."""

    NONE = "whatever is there"
    ABSENT = "there must be no document"
    PRESENT = "there must be a document"


@dataclass(frozen=True, slots=True)
class Write:
    """One change of one document; the whole commit fails where its condition does not hold.

    ``data`` of ``None`` removes the document. ``fields`` limits the change to these top-level fields (those absent from
    ``data`` are removed); ``None`` replaces the document.
    """

    path: str
    data: Data | None
    condition: Condition | datetime = Condition.NONE
    fields: tuple[str, ...] | None = None


def create(path: str, data: Data) -> Write:
    """Write a document that must not be there yet."""
    return Write(path, data, Condition.ABSENT)


def put(path: str, data: Data) -> Write:
    """Write a document, whatever is there."""
    return Write(path, data)


def replace(record: Record, data: Data) -> Write:
    """Write a document, provided nobody touched it since it was read."""
    return Write(record.path, data, record.version or Condition.ABSENT)


def change(record: Record, **fields: Any) -> Write:  # noqa: ANN401 - a field holds whatever a document can
    """Write some fields of a document, provided nobody touched it since it was read."""
    return Write(record.path, fields, record.version or Condition.ABSENT, tuple(fields))


def merge(path: str, **fields: Any) -> Write:  # noqa: ANN401 - as above
    """Write some fields of a document, whatever is there."""
    return Write(path, fields, Condition.NONE, tuple(fields))


def remove(record: Record) -> Write:
    """Delete a document, provided nobody touched it since it was read."""
    return Write(record.path, None, record.version or Condition.ABSENT)


@dataclass(frozen=True, slots=True)
class Query:
    """A question to one collection; ``after`` continues behind the last record of the page before."""

    collection: str
    where: tuple[tuple[str, Operator, Any], ...] = ()
    order: tuple[str, ...] = ()  # a leading "-" turns the order round
    limit: int = 0
    after: Record | None = None
    everywhere: bool = False  # every collection of this name, wherever it stands
