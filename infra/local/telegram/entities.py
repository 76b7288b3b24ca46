"""Decides which parts of a text are special: those a call names, and those that are so by themselves.

Offsets and lengths count UTF-16 code units (https://core.telegram.org/api/entities#entity-length). Words of the
refusals follow MessageEntity.cpp of https://github.com/tdlib/td. Which domains are links without ``http`` is a long
list there and a short one here.
"""

from __future__ import annotations

import re
from typing import Any

from infra.local.telegram.errors import Json, bad_request
from infra.local.telegram.links import problem_of

DOMAIN = r"(?:[a-z0-9-]+\.)+(?:com|org|net|ru|ge|me|io|app|dev)"
FOUND = (
    ("url", re.compile(r"(?i)(?<![\w@.])(?:https?|tg|ton)://[^\s<>\"]*[^\s<>\".,;:!?')\]]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("url", re.compile(rf"(?i)(?<![\w@./-]){DOMAIN}(?![\w.-])(?:/[\w/?&=%.-]*\w)?")),
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w/@])@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w/#&])#(?=\w*[^\W\d_])\w{1,256}")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?!\w)")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d[\d ()-]{8,17}\d(?!\w)")),
)
MARKS = re.compile(r"[/@#$.+]")
OVERLAPPING = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote"},
)
"""Kinds that may lie over others; the rest exclude each other."""

NEEDS = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}
GIVEN = OVERLAPPING | {"code", "pre"} | NEEDS.keys()
BY_ITSELF = frozenset({kind for kind, _ in FOUND})
FARTHEST = 1_000_000


def utf16_length(text: str) -> int:
    """Count UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def found_in(text: str, taken: list[Json]) -> list[Json]:
    """Return the entities a text has by itself, where none of ``taken`` stands in the way."""
    if not MARKS.search(text):
        return []
    spans = [(e["offset"], e["offset"] + e["length"]) for e in taken if e["type"] not in OVERLAPPING]
    found: list[Json] = []
    for kind, pattern in FOUND:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(match[0])
            if all(end <= left or right <= start for left, right in spans):
                spans.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return found


def given(text: str, entities: Any) -> list[Json]:  # noqa: ANN401 - raw JSON
    """Return the entities a call named, checked against the text; raises ``ApiError``."""
    if not entities:
        return []
    if not isinstance(entities, list):
        raise bad_request("expected an Array of MessageEntity")
    return [checked for entity in entities if (checked := _checked(entity, text))]


def ordered(entities: list[Json]) -> list[Json]:
    """Return entities as Telegram lists them: by place, the longer first."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _checked(entity: Any, text: str) -> Json | None:  # noqa: ANN401 - raw JSON
    if not isinstance(entity, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    kind = str(entity.get("type"))
    for field in ("type", "offset", "length", NEEDS.get(kind, "type")):
        if entity.get(field) is None:
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{field}\"")
    if kind in BY_ITSELF:
        return None
    if kind not in GIVEN:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if kind == "text_link" and (problem := problem_of(str(entity["url"]))):
        raise bad_request(f"entity URL '{entity['url']}' is invalid: {problem}")
    return _placed(entity, text)


def _placed(entity: Json, text: str) -> Json | None:
    length = utf16_length(text)
    start, size = entity["offset"], entity["length"]
    for field, value in (("offset", start), ("length", size)):
        if not isinstance(value, int):
            raise bad_request(f'can\'t parse MessageEntity: Field "{field}" must be of type Number')
    if not 0 <= start <= FARTHEST:
        raise bad_request(f"receive an entity with incorrect offset {start}")
    if not 0 <= size <= FARTHEST:
        raise bad_request(f"receive an entity with incorrect length {size}")
    if size and start >= length:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {start}")
    if (end := start + size) > length:
        place = f"beginning at UTF-16 offset {start} ends after the end of the text at UTF-16 offset {end}"
        raise bad_request(f"entity {place}")
    if size and (byte := _cut(text, start)):
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {byte}")
    if size and (byte := _cut(text, end)):
        place = f"beginning at UTF-16 offset {start} ends in a middle of a UTF-16 symbol at byte offset {byte}"
        raise bad_request(f"entity {place}")
    return {**entity, "offset": start, "length": size} if size else None


def _cut(text: str, place: int) -> int:
    """Return where the symbol that a place would cut in two ends, in bytes of UTF-8; 0 if the place cuts none."""
    before = text.encode("utf-16-le")[: 2 * place].decode("utf-16-le", "ignore")
    return 0 if utf16_length(before) == place else len(text[: len(before) + 1].encode())
