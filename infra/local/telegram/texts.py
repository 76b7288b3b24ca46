"""Decides which texts are accepted and which entities they carry.

Limits: https://core.telegram.org/bots/api#sendmessage (1-4096 characters after entities parsing) and captions 0-1024.
"""

from __future__ import annotations

from infra.local.telegram.arguments import Arguments
from infra.local.telegram.entities import found_in, given
from infra.local.telegram.errors import Json, bad_request

MAX_TEXT = 4096
MAX_CAPTION = 1024


def text_of(arguments: Arguments) -> Json:
    """Return ``text`` and ``entities`` of a call; raises ``ApiError``."""
    text, entities = _formatted(arguments, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text} | ({"entities": entities} if entities else {})


def caption_of(arguments: Arguments) -> Json:
    """Return ``caption`` and ``caption_entities`` of a call, nothing where there is none; raises ``ApiError``."""
    text, entities = _formatted(arguments, "caption", "caption_entities")
    if len(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return ({"caption": text} if text else {}) | ({"caption_entities": entities} if entities else {})


def _formatted(arguments: Arguments, field: str, entities_field: str) -> tuple[str, list[Json]]:
    text = arguments.text(field).replace("\r", "")
    entities = given(text, arguments.nested(entities_field, "message entities"))
    return text.strip(), sorted([*entities, *found_in(text, entities)], key=lambda e: (e["offset"], -e["length"]))
