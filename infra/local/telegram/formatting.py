"""Decides how a formatted text is put together while its source is read: characters and the entities over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from infra.local.telegram.entities import utf16_length
from infra.local.telegram.errors import ApiError, Json, bad_request
from infra.local.telegram.links import in_full, problem_of

Parser = Callable[[str], tuple[str, list[Json]]]


def cannot_parse(reason: str) -> ApiError:
    """Refuse a source that breaks its own rules."""
    return bad_request(f"can't parse entities: {reason}")


@dataclass(slots=True)
class Open:
    """An entity that has begun; ``start`` counts UTF-16 units of the result, ``at`` characters of the source."""

    kind: str
    start: int
    at: int
    part: int
    argument: str = ""


@dataclass(slots=True)
class Composition:
    """The result so far."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    entities: list[Json] = field(default_factory=list)
    stack: list[Open] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Append plain characters."""
        self.parts.append(text)
        self.length += utf16_length(text)

    def begin(self, kind: str, at: int, argument: str = "") -> None:
        """Begin an entity inside those already open."""
        self.stack.append(Open(kind, self.length, at, len(self.parts), argument))

    def end(self) -> Open:
        """Close the innermost entity and return it; the caller says what it has become."""
        return self.stack.pop()

    def put(self, opened: Open, kind: str, **details: str) -> None:
        """Write down a closed entity, unless nothing lies inside."""
        if self.length > opened.start:
            entity: Json = {"type": kind, "offset": opened.start, "length": self.length - opened.start}
            self.entities.append(entity | {key: value for key, value in details.items() if value})

    def put_link(self, opened: Open, url: str) -> None:
        """Write down a link; ``tg://user?id=`` is a mention, what is no address is plain text."""
        user = parse_qs(urlsplit(url).query).get("id") if url.startswith("tg://user?") else None
        if user and user[0].isdigit() and self.length > opened.start:
            place = {"offset": opened.start, "length": self.length - opened.start}
            self.entities.append({"type": "text_mention", **place, "user": {"id": int(user[0])}})
        elif not problem_of(url):
            self.put(opened, "text_link", url=in_full(url))

    def inside(self, opened: Open) -> str:
        """Return the plain characters since an entity began."""
        return "".join(self.parts[opened.part :])

    def result(self) -> tuple[str, list[Json]]:
        """Return text and entities."""
        return "".join(self.parts), self.entities
