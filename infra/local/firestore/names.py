"""Decides what a resource name is and where it stands in the order of names.

A name is ``projects/P/databases/D/documents/C/ID/...``. Names are ordered segment by segment, ids of the form
``__id7__`` before all others and by number
(https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1#google.firestore.v1.Value, reference_value).
Rules for ids: https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields.
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
DATABASE_KEY_BYTES = 8
_DATABASE_FORM = ("projects", None, "databases", None)
_ROOT_FORM = (*_DATABASE_FORM, "documents")
_NUMERIC_ID = re.compile(r"__id(-?\d{1,19})__")
_RESERVED = re.compile(r"__.*__", re.DOTALL)
_INT64_OFFSET = 1 << 63

# Every segment begins with one of the two tags 2 and 3, so all names below a name lie between these two after it.
BELOW = b"\x02"
PAST = b"\x04"
END_OF_NAME = b"\x01"
EVERYTHING = (b"", b"\xff" * 9)


@dataclass(frozen=True, slots=True)
class Path:
    """A document, or with no segments the root of a database; ``key`` orders names as Firestore does."""

    database: str
    segments: tuple[str, ...]
    key: bytes
    collection: bytes
    group: bytes

    @property
    def name(self) -> str:
        """Return the full resource name."""
        return "/".join((self.database, "documents", *self.segments))

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
    return blake2b(database.encode(), digest_size=DATABASE_KEY_BYTES).digest()


@lru_cache(maxsize=4096)
def group_key(database: str, collection_id: str) -> bytes:
    """Return the key of a collection group."""
    return database_key(database) + encode_segment(collection_id)


def _check_form(noun: str, name: str, parts: list[str], form: tuple[str | None, ...]) -> None:
    """Refuse a name that does not begin as it must, in Firestore's words: what is lacking where."""
    index = 0
    for wanted, part in zip(form, parts, strict=False):
        if wanted is not None and part != wanted:
            raise invalid(f'{noun} name "{name}" lacks "{wanted}" at index {index}.')
        if not part:
            raise invalid(f'{noun} name "{name}" has an empty segment at index {index}.')
        index += len(part) + 1
    if len(parts) < len(form):
        raise invalid(f'{noun} name "{name}" lacks "/" at index {len(name)}.')


@lru_cache(maxsize=1024)
def check_database(database: str) -> None:
    """Refuse what is not ``projects/P/databases/D``."""
    parts = database.split("/")
    _check_form("Database", database, parts, _DATABASE_FORM)
    if len(parts) > len(_DATABASE_FORM):
        raise invalid(f'Database name "{database}" has more than it needs.')


def _split(noun: str, name: str) -> tuple[str, tuple[str, ...]]:
    parts = name.split("/")
    _check_form(noun, name, parts, _ROOT_FORM)
    if len(parts[5:]) % 2:
        raise invalid(f'{noun} name "{name}" lacks "/" at index {len(name)}.')
    return "/".join(parts[:4]), tuple(parts[5:])


def _path(noun: str, name: str) -> Path:
    database, segments = _split(noun, name)
    for position, segment in enumerate(segments):
        check_id(segment, noun="Resource" if position % 2 else "Collection")
    if len(segments) > 2 * DEPTH:
        raise invalid(f"{noun} name is deeper than {DEPTH} collections.")
    if len(name.encode()) > NAME_BYTES:
        raise invalid(f"{noun} name is longer than {NAME_BYTES} bytes.")
    key = database_key(database) + b"".join(map(encode_segment, segments))
    if not segments:
        return Path(database, segments, key, b"", b"")
    collection = key[: len(key) - len(encode_segment(segments[-1]))]
    return Path(database, segments, key, collection, group_key(database, segments[-2]))


def check_id(segment: str, *, noun: str = "Collection") -> None:
    """Refuse an id of a document (a ``Resource``) or a collection that breaks a rule."""
    if not segment or segment in {".", ".."}:
        raise invalid(f'{noun} id "{segment}" is invalid because it is "{segment}".')
    if "/" in segment:
        raise invalid(f'{noun} id "{segment}" is invalid because it contains "/".')
    if _RESERVED.fullmatch(segment) and not (noun == "Resource" and _NUMERIC_ID.fullmatch(segment)):
        raise invalid(f'{noun} id "{segment}" is invalid because it is reserved.')
    if len(segment.encode()) > SEGMENT_BYTES:
        raise invalid(f'{noun} id "{segment}" is invalid because it is longer than {SEGMENT_BYTES} bytes.')


@lru_cache(maxsize=16384)
def document_path(name: str) -> Path:
    """Read the name of a document or refuse it."""
    path = _path("Document", name)
    if not path.segments:
        raise invalid(f'Document name "{name}" lacks "/" at index {len(name)}.')
    return path


@lru_cache(maxsize=8192)
def parent_path(name: str) -> Path:
    """Read the name of a document or of the root of a database (``.../documents``)."""
    return _path("Document parent", name)


def bound_key(database: str, name: str) -> bytes:
    r"""Return where a reference stands among the names of a database; it need not be a possible document.

    Clients delimit "everything below" with names such as ``C\0/__id-9223372036854775808__``.
    """
    owner, segments = _split("Document parent", name)
    if owner != database:
        raise invalid(f'Document name "{name}" is not of database "{database}".')
    return database_key(database) + b"".join(map(encode_segment, segments))
