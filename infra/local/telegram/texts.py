"""Decides which texts are accepted, what is left of them, and which entities they carry.

Limits: https://core.telegram.org/bots/api#sendmessage (1-4096 characters after entities parsing), captions 0-1024.
What is trimmed and removed follows ``fix_formatted_text`` and ``clean_input_string`` of
https://github.com/tdlib/td.
"""

from __future__ import annotations

import re

from infra.local.telegram import html_text, markdown_text
from infra.local.telegram.arguments import Arguments
from infra.local.telegram.calls import Call
from infra.local.telegram.entities import found_in, given, ordered, utf16_length
from infra.local.telegram.errors import Json, bad_request
from infra.local.telegram.formatting import Parser

MAX_TEXT = 4096
MAX_CAPTION = 1024
MODES: dict[str, Parser] = {
    "html": html_text.parse,
    "markdownv2": markdown_text.parse,
    "markdown": markdown_text.parse_old,
}
CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
SPACES = (b" \0", b"\n\0")
REMOVED = re.compile(r"[\r\u2028-\u202e\u0333\u033f\u030a]")


def text_of(call: Call) -> Json:
    """Return ``text`` and ``entities`` of a call; raises ``ApiError``."""
    if not call.arguments.text("text"):
        raise bad_request("message text is empty")
    text, entities = _formatted(call, "text", "entities")
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text} | ({"entities": entities} if entities else {})


def caption_of(call: Call) -> Json:
    """Return ``caption`` and ``caption_entities`` of a call, nothing where there is none; raises ``ApiError``."""
    text, entities = _formatted(call, "caption", "caption_entities")
    if len(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return ({"caption": text} if text else {}) | ({"caption_entities": entities} if entities else {})


def _formatted(call: Call, field: str, entities_field: str) -> tuple[str, list[Json]]:
    text, mode = call.arguments.text(field), call.arguments.text("parse_mode").lower()
    if mode and mode not in MODES:
        raise bad_request("unsupported parse_mode")
    if mode:
        text, entities = MODES[mode](text)
    else:
        entities = given(text, call.arguments.nested(entities_field, "message entities"))
    text, entities = _tidy(text, [entity for entity in entities if _known(call, entity)])
    return text, ordered([*entities, *found_in(text, entities)])


def _known(call: Call, entity: Json) -> bool:
    """Complete a mention of a person; a mention of nobody is no entity."""
    if entity["type"] != "text_mention":
        return True
    user = entity["user"] if isinstance(entity["user"], dict) else {}
    person = call.world.people.get(Arguments(user).integer("id"))
    entity["user"] = person.user() if person else {}
    return person is not None


def _tidy(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    text = CONTROL.sub(" ", text)
    while removed := REMOVED.search(text):
        text, entities = _without(text, entities, removed.start(), removed.end())
    entities = [_without_spaces(entity, text.encode("utf-16-le")) for entity in entities]
    text = text.rstrip(" \n")
    leading = len(text) - len(text.lstrip(" \n"))
    first = min((entity["offset"] for entity in entities), default=leading)
    text, entities = _without(text, entities, 0, min(leading, first))
    end = utf16_length(text)
    cut = [entity | {"length": min(entity["length"], end - entity["offset"])} for entity in entities]
    return text, [entity for entity in cut if entity["length"] > 0]


def _without_spaces(entity: Json, units: bytes) -> Json:
    """Let an entity begin at its first visible character."""
    start, end = entity["offset"], entity["offset"] + entity["length"]
    while start < end and units[2 * start : 2 * start + 2] in SPACES:
        start += 1
    return entity | {"offset": start, "length": end - start}


def _without(text: str, entities: list[Json], start: int, end: int) -> tuple[str, list[Json]]:
    """Remove characters and move the entities accordingly."""
    if start == end:
        return text, entities
    left, width = utf16_length(text[:start]), utf16_length(text[start:end])

    def moved(offset: int) -> int:
        return offset if offset <= left else max(left, offset - width)

    shifted = []
    for entity in entities:
        begin, finish = moved(entity["offset"]), moved(entity["offset"] + entity["length"])
        shifted.append(entity | {"offset": begin, "length": finish - begin})
    return text[:start] + text[end:], shifted
