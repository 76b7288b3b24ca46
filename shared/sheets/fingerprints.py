"""Keeps what was last synchronised, a fingerprint a cell, packed so that 5,000 rows fit into one record.

The sheet itself holds no memory of ours: whatever staff do to it, what they changed can be told from what we wrote.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.sheets.cells import EMPTY, MARK

ROWS_A_SHELF = 5_000
_BYTES_A_SHELF = 900_000  # Firestore allows a record 1 MiB
_SEAL = 8
_KEY = 20  # bytes, once packed
UNSEALED = bytes(_SEAL)


@dataclass(frozen=True, slots=True)
class Base:
    """A row as both sides last agreed on it; ``seal`` is that of the whole row as it came, or ``UNSEALED``."""

    marks: tuple[bytes, ...]
    seal: bytes = UNSEALED


@dataclass(frozen=True, slots=True)
class Notes:
    """What is remembered of a row beside its cells."""

    remark: str = ""  # what the row's remark says until staff change the row again or wipe it
    waiting: str = ""  # the seal, in hexadecimal, under which an edit was found incomplete
    missing_since: datetime | None = None
    missed: int = 0  # passes in a row that did not see its key
    answer: str = ""  # the fingerprint, in hexadecimal, of an answer that was seen and not sent
    answer_since: datetime | None = None
    hold: str = ""  # why it was not sent

    def as_record(self) -> dict[str, Any]:
        """Return what is worth keeping."""
        kept = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in kept.items() if value
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Notes:
        """Read notes back."""
        times = {"missing_since", "answer_since"}
        fields: dict[str, Any] = {
            name: datetime.fromisoformat(value) if name in times else value for name, value in kept.items()
        }
        return cls(**fields)


NOTHING = Notes()


@dataclass(slots=True)
class Shelf:
    """The rows of one record."""

    rows: dict[str, Base] = field(default_factory=dict)
    notes: dict[str, Notes] = field(default_factory=dict)


def room(width: int) -> int:
    """Return how many rows of so many cells fit into one record."""
    return min(ROWS_A_SHELF, _BYTES_A_SHELF // (_SEAL + MARK * width + _KEY))


def pack(shelf: Shelf, fields: Sequence[str]) -> dict[str, Any]:
    """Write a shelf as a record's fields."""
    body = b"".join(base.seal + b"".join(base.marks) for base in shelf.rows.values())
    notes = {key: notes.as_record() for key, notes in shelf.notes.items()}
    return {
        "fields": list(fields),
        "keys": zlib.compress("\n".join(shelf.rows).encode()),
        "rows": body,
        "notes": zlib.compress(json.dumps(notes, ensure_ascii=False).encode()),
        "count": len(shelf.rows),
    }


def unpack(data: Mapping[str, Any], fields: Sequence[str]) -> Shelf:
    """Read a shelf back; a field it does not know yet counts as having been empty."""
    if not data:
        return Shelf()
    kept: list[str] = data["fields"]
    keys = zlib.decompress(data["keys"]).decode().split("\n") if data["count"] else []
    width = _SEAL + MARK * len(kept)
    same = kept == list(fields)
    rows = {}
    for number, key in enumerate(keys):
        entry = data["rows"][number * width : (number + 1) * width]
        marks = tuple(entry[start : start + MARK] for start in range(_SEAL, width, MARK))
        rows[key] = Base(marks, entry[:_SEAL]) if same else Base(_rearranged(marks, kept, fields))
    notes = json.loads(zlib.decompress(data["notes"]))
    return Shelf(rows, {key: Notes.read(each) for key, each in notes.items()})


def _rearranged(marks: tuple[bytes, ...], kept: Sequence[str], fields: Iterable[str]) -> tuple[bytes, ...]:
    by_field = dict(zip(kept, marks, strict=True))
    return tuple(by_field.get(name, EMPTY) for name in fields)
