"""Decides what lies below a document or the root: ids of collections, documents, missing ones included."""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator

from infra.local.firestore.errors import invalid
from infra.local.firestore.names import BELOW, PAST, Path, decode_segment, encode_segment
from infra.local.firestore.scopes import Scope
from infra.local.firestore.views import View

Found = tuple[bytes, bytes | None]


def collection_ids(view: View, parent: Path, after: str) -> Iterator[str]:
    """Yield the ids of the collections directly below a parent, from behind ``after``, in order."""
    low = parent.key + (encode_segment(after) + PAST if after else BELOW)
    high = parent.key + PAST
    while (key := view.next_key(low, high)) is not None:
        found, end = decode_segment(key, len(parent.key))
        yield found
        low = key[:end] + PAST


def documents(view: View, collection: bytes, after: bytes) -> Iterator[Found]:
    """Yield key and bytes of the documents of a collection, from behind the key ``after``."""
    low = after + b"\x00" if after else b""
    yield from view.scan(Scope("collection", collection, b""), low)


def documents_and_missing(view: View, collection: bytes, after: bytes) -> Iterator[Found]:
    """Yield as :func:`documents`, and with ``None`` those that are not there but have something below them."""
    low = after + PAST if after else collection + BELOW
    high = collection + PAST
    while (key := view.next_key(low, high)) is not None:
        _, end = decode_segment(key, len(collection))
        document = key[:end]
        yield document, view.get(document) if key == document else None
        low = document + PAST


def document_id(key: bytes, collection: bytes) -> str:
    """Return the id of a document from its key."""
    return decode_segment(key, len(collection))[0]


def write_token(place: bytes) -> str:
    """Return the token that continues a list behind a place."""
    return urlsafe_b64encode(place).decode()


def read_token(token: str) -> bytes:
    """Return the place a token stands for, or refuse it."""
    try:
        return b64decode(token, altchars=b"-_", validate=True)
    except ValueError:
        raise invalid("The page token is invalid.") from None
