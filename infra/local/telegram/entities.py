"""Decides which parts of a text are special without anybody saying so: commands, mentions, hashtags, links, e-mails.

Offsets and lengths count UTF-16 code units (https://core.telegram.org/api/entities#entity-length).
"""

from __future__ import annotations

import re
from typing import Any

from infra.local.telegram.errors import Json, bad_request

PATTERNS = (
    (
        "url",
        re.compile(
            r"(?i)(?<![\w@.])(?:https?://[^\s<>\"]*[^\s<>\".,;:!?)]|(?:[a-z0-9-]+\.)+(?:com|org|net|ru|ge|me|io)\b(?:/[^\s<>\"]*[^\s<>\".,;:!?)])?)"
        ),
    ),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w/@])@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w/#&])#(?=\w*[^\W\d_])\w{1,256}")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?!\w)")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d[\d\s()-]{8,17}\d(?!\w)")),
)


def utf16_length(text: str) -> int:
    """Count UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def found_in(text: str, taken: list[Json]) -> list[Json]:
    """Return the entities a text has by itself, where none of ``taken`` stands already."""
    if not any(mark in text for mark in "/@#$.+"):
        return []
    spans = [(entity["offset"], entity["offset"] + entity["length"]) for entity in taken]
    found: list[Json] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(match[0])
            if all(end <= left or right <= start for left, right in spans):
                spans.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return sorted(found, key=lambda entity: entity["offset"])


def given(text: str, entities: Any) -> list[Json]:  # noqa: ANN401 - raw JSON
    """Return the entities a call brought, checked against the text; raises ``ApiError``."""
    if not entities:
        return []
    if not isinstance(entities, list):
        raise bad_request("can't parse message entities: expected an Array of MessageEntity")
    length = utf16_length(text)
    checked = []
    for entity in entities:
        if not isinstance(entity, dict) or not {"type", "offset", "length"} <= entity.keys():
            raise bad_request("can't parse MessageEntity: expected an Object with type, offset and length")
        start, size = int(entity["offset"]), int(entity["length"])
        if start < 0 or size < 0 or start > length:
            raise bad_request("entity offset is out of the text")
        if size := min(size, length - start):
            checked.append({**entity, "offset": start, "length": size})
    return checked
