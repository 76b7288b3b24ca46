"""Decides whether a webhook is Telegram's and what happened in it; pure, and never an exception for authentic JSON.

The fields are read by hand: the client library refuses an update in which a required field is missing, and a person's
words must not depend on whether it has caught up with the newest Bot API.
https://core.telegram.org/bots/api#update
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from shared.channels.events import (
    Content,
    Corrected,
    Event,
    Left,
    Person,
    Pressed,
    Returned,
    Said,
    SentFile,
    SharedContact,
    Started,
    Unknown,
)

CHANNEL = "telegram"
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name

# The specific kind first: an animation also carries a document, a venue a location, a live photo a photo.
_FILES = ("animation", "live_photo", "photo", "voice", "video_note", "video", "audio", "sticker", "document")
_OTHERS = ("venue", "location", "poll", "dice", "story", "game", "checklist", "rich_message")
_LONGEST_NUMBER = 20  # digits; Python itself refuses to read thousands of them


def authentic(secret: str, given: str | None) -> bool:
    """Whether the header carries our secret; compared in constant time, as bytes, for a header may hold anything."""
    return bool(secret) and hmac.compare_digest(secret.encode(), (given or "").encode("utf-8", "surrogateescape"))


def parse(body: bytes) -> Any:  # noqa: ANN401 - authentic JSON of any shape
    """Read a body; raises ``ValueError`` where it is not JSON."""
    try:
        return json.loads(body, parse_int=_whole)
    except RecursionError:
        # Deeper than any update, yet JSON: refused, it would block the chat for a day; as nothing, it is set aside.
        return None


def decode(update: Any, account: str, now: datetime) -> Event | None:  # noqa: ANN401 - authentic JSON of any shape
    """Say what happened in an update; ``None`` where nobody in a private chat with the bot did anything."""
    update = _map(update)
    identity = _identity(update.get("update_id"))
    if not identity:
        return None
    message, edited = _map(update.get("message")), _map(update.get("edited_message"))
    if message:
        return _event(message, identity, account, update, _content(message), now)
    if edited:
        return _event(edited, identity, account, update, _edit(edited), now)
    query = _map(update.get("callback_query"))
    if query:
        return _pressed(query, identity, account, update, now)
    member = _map(update.get("my_chat_member"))
    if member:
        return _event(member, identity, account, update, _membership(member), now)
    return None


def kind(update: Any) -> str:  # noqa: ANN401 - authentic JSON of any shape
    """Name the kind of an update for the log, in Telegram's word."""
    return next((_text(name)[:64] for name in _map(update) if name != "update_id"), "empty")


def _pressed(
    query: Mapping[str, Any], identity: str, account: str, update: Mapping[str, Any], now: datetime
) -> Event | None:
    # The time of a press is not told, that of its message is: the moment of arrival is nearer to the truth.
    message = _map(query.get("message"))
    pressed = Pressed(_text(query.get("data")), _identity(message.get("message_id")), _text(query.get("id")))
    chat = message.get("chat") or {"id": _map(query.get("from")).get("id"), "type": "private"}
    return _event({"chat": chat, "from": query.get("from")}, identity, account, update, pressed, now)


def _event(  # noqa: PLR0913, PLR0917 - the parts of an event
    what: Mapping[str, Any],
    identity: str,
    account: str,
    update: Mapping[str, Any],
    content: Content,
    now: datetime,
) -> Event | None:
    chat, person = _map(what.get("chat")), _map(what.get("from"))
    number = _identity(chat.get("id"))
    if not number or chat.get("type", "private") != "private":
        return None
    at = _time(what.get("edit_date")) or _time(what.get("date")) or now
    return Event(identity, CHANNEL, account, number, _person(person or chat, number), at, content, update)


def _content(message: Mapping[str, Any]) -> Content:
    number = _identity(message.get("message_id"))
    if isinstance(message.get("text"), str):
        return _words(_text(message["text"]), number)
    contact = _map(message.get("contact"))
    if contact:
        sender = _identity(_map(message.get("from")).get("id"))
        own = bool(sender) and _identity(contact.get("user_id")) == sender
        return SharedContact(_text(contact.get("phone_number")), own)
    caption = _text(message.get("caption"))
    for name in _FILES:
        if message.get(name):
            return SentFile(name, _file(message[name]), caption)
    return next((SentFile(name, "", caption) for name in _OTHERS if message.get(name)), _unknown(message))


def _words(text: str, number: str) -> Content:
    command, _, rest = text.strip().partition(" ")
    if command.partition("@")[0] == "/start":
        return Started(rest.strip())
    return Said(text, number)


def _edit(message: Mapping[str, Any]) -> Content:
    text = message.get("text")
    if not isinstance(text, str):
        return _unknown(message)
    return Corrected(_identity(message.get("message_id")), _text(text))


def _membership(member: Mapping[str, Any]) -> Content:
    status = _text(_map(member.get("new_chat_member")).get("status"))
    return Left() if status in {"kicked", "left"} else Returned()


def _unknown(message: Mapping[str, Any]) -> Unknown:
    usual = {"message_id", "from", "chat", "date", "edit_date"}
    return Unknown(next((_text(name)[:64] for name in message if name not in usual), "empty"))


def _file(value: Any) -> str:  # noqa: ANN401 - a file, or its sizes
    sizes = [_map(each) for each in value] if isinstance(value, list) else [_map(value)]
    largest = max(sizes, key=lambda size: _number(size.get("width")) * _number(size.get("height")), default={})
    return _text(largest.get("file_id"))


def _person(person: Mapping[str, Any], number: str) -> Person:
    name = " ".join(filter(None, (_text(person.get("first_name")), _text(person.get("last_name")))))
    identity = _identity(person.get("id")) or number
    return Person(identity, name[:128], _text(person.get("username")), _text(person.get("language_code")))


def _map(value: Any) -> Mapping[str, Any]:  # noqa: ANN401 - whatever stands there
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:  # noqa: ANN401 - whatever stands there
    # Half a surrogate pair is legal JSON and can be written nowhere.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else float(digits)


def _number(value: Any) -> int:  # noqa: ANN401 - whatever stands there
    return value if isinstance(value, int) else 0


def _identity(value: Any) -> str:  # noqa: ANN401 - whatever stands there
    """Write an id; Telegram's need 52 bits, and what is no number is no id."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63 else ""


def _time(value: Any) -> datetime | None:  # noqa: ANN401 - whatever stands there
    if not isinstance(value, int) or not 0 < value < 1 << 33:
        return None
    return datetime.fromtimestamp(value, UTC)
