"""Decides what a resource name is and where it stands in the order of names.

A name is ``projects/P/databases/D/documents/C/ID/...``. Names are ordered segment by segment, ids of the form
``__id7__`` before all others and by number
(https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1#google.firestore.v1.Value, reference_value).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from infra.local.firestore.errors import invalid

SEGMENT_BYTES = 1500
NAME_BYTES = 6 * 1024
DEPTH = 100
_NUMERIC_ID = re.compile(r"__id(-?\d{1,19})__")
_RESERVED = re.compile(r"__.*__", re.DOTALL)
_INT64_OFFSET = 1 << 63

# Every segment begins with one of the two tags, so all names below a name lie between BELOW and PAST appended to it.
BELOW = b"\x02"
PAST = b"\x04"
END_OF_NAME = b"\x01"


@dataclass(frozen=True, slots=True)
class Path:
    """A document, or with no segments the root of a database; ``key`` orders names as Firestore does."""

    database: str
    segments: tuple[str, ...]
    key: bytes

    @property
    def name(self) -> str:
        """Return the full resource name."""
        return "/".join((self.database, "documents", *self.segments))

    @property
    def collection(self) -> bytes:
        """Return the key of the collection a document is in."""
        return self.key[: len(self.key) - len(encode_segment(self.segments[-1]))]

    @property
    def group(self) -> bytes:
        """Return the key of the collection group a document is in."""
        return group_key(self.database, self.segments[-2])

    def child(self, segment: str) -> bytes:
        """Return the key of what lies one segment below."""
        return self.key + encode_segment(segment)


def escape(text: bytes) -> bytes:
    """Return bytes that keep their order, end with a zero and contain no other."""
    if b"\x00" in text or b"\x01" in text:
        text = text.replace(b"\x01", b"\x01\x02").replace(b"\x00", b"\x01\x01")
    return text + b"\x00"


def encode_segment(segment: str) -> bytes:
    """Return bytes that order segments as Firestore does."""
    match = _NUMERIC_ID.fullmatch(segment)
    if match and -_INT64_OFFSET <= int(match[1]) < _INT64_OFFSET:
        return b"\x02" + struct.pack(">Q", int(match[1]) + _INT64_OFFSET)
    return b"\x03" + escape(segment.encode())


def decode_segment(key: bytes, start: int) -> tuple[str, int]:
    """Return the segment that begins at ``start`` of a key, and where it ends."""
    if key[start] == BELOW[0]:
        end = start + 9
        return f"__id{struct.unpack('>Q', key[start + 1 : end])[0] - _INT64_OFFSET}__", end
    end = key.index(b"\x00", start) + 1
    raw = key[start + 1 : end - 1]
    return raw.replace(b"\x01\x01", b"\x00").replace(b"\x01\x02", b"\x01").decode(), end


@lru_cache(maxsize=1024)
def database_key(database: str) -> bytes:
    """Return eight bytes that stand for a database (``projects/P/databases/D``) in every key of it."""
    return blake2b(database.encode(), digest_size=8).digest()


@lru_cache(maxsize=4096)
def group_key(database: str, collection_id: str) -> bytes:
    """Return the key of a collection group."""
    return database_key(database) + encode_segment(collection_id)


def check_database(database: str) -> None:
    """Refuse what is not ``projects/P/databases/D``."""
    parts = database.split("/")
    if len(parts) != 4 or parts[0] != "projects" or parts[2] != "databases" or not parts[1] or not parts[3]:  # noqa: PLR2004 - the form stands in the docstring
        raise invalid(f'Invalid database name "{database}": it must have the form projects/PROJECT/databases/DATABASE.')


def _split(name: str, noun: str) -> tuple[str, tuple[str, ...]]:
    parts = name.split("/")
    if len(parts) < 5 or parts[0] != "projects" or parts[2] != "databases" or parts[4] != "documents":  # noqa: PLR2004 - projects/P/databases/D/documents
        raise invalid(f'{noun} "{name}" is not of the form projects/PROJECT/databases/DATABASE/documents[/PATH].')
    check_database("/".join(parts[:4]))
    return "/".join(parts[:4]), tuple(parts[5:])


def _check_segments(name: str, segments: tuple[str, ...]) -> None:
    for position, segment in enumerate(segments):
        if not segment:
            raise invalid(f'Document name "{name}" contains an empty segment.')
        check_id(segment, numeric=position % 2 == 1)
    if len(segments) > 2 * DEPTH:
        raise invalid(f"Document name exceeds the maximum depth of {DEPTH} collections.")
    if len(name.encode()) > NAME_BYTES:
        raise invalid(f"Document name is longer than {NAME_BYTES} bytes.")


def check_id(segment: str, *, numeric: bool = False) -> None:
    """Refuse an id of a document or collection that breaks a rule; ``numeric`` lets ``__id7__`` pass.

    Source: https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields.
    """
    if not segment or "/" in segment or segment in {".", ".."}:
        raise invalid(f'Resource id "{segment}" is invalid.')
    if _RESERVED.fullmatch(segment) and not (numeric and _NUMERIC_ID.fullmatch(segment)):
        raise invalid(f'Resource id "{segment}" is invalid because it is reserved.')
    if len(segment.encode()) > SEGMENT_BYTES:
        raise invalid(f'Resource id "{segment[:20]}..." is longer than {SEGMENT_BYTES} bytes.')


@lru_cache(maxsize=65536)
def document_path(name: str) -> Path:
    """Read the name of a document or refuse it."""
    database, segments = _split(name, "Document name")
    if not segments or len(segments) % 2:
        raise invalid(f'Document name "{name}" must have an even number of path segments below "documents".')
    _check_segments(name, segments)
    return Path(database, segments, database_key(database) + b"".join(map(encode_segment, segments)))


@lru_cache(maxsize=8192)
def parent_path(name: str) -> Path:
    """Read the name of a document or of the root of a database (``.../documents``)."""
    database, segments = _split(name, "Parent name")
    if len(segments) % 2:
        raise invalid(f'Parent name "{name}" must name a document or the root.')
    _check_segments(name, segments)
    return Path(database, segments, database_key(database) + b"".join(map(encode_segment, segments)))


def bound_key(database: str, name: str) -> bytes:
    r"""Return where a reference stands among the names of a database; it need not be a possible document.

    Clients delimit "everything below" with names such as ``C\0/__id-9223372036854775808__``.
    """
    owner, segments = _split(name, "Reference")
    if owner != database:
        raise invalid(f'Reference "{name}" is not of database "{database}".')
    return database_key(database) + b"".join(map(encode_segment, segments))
