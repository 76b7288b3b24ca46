"""Decides how a bot's message comes into a chat: whom it may reach, what it answers, which keyboard it brings."""

from __future__ import annotations

import re

from infra.local.telegram.arguments import Arguments
from infra.local.telegram.calls import Call
from infra.local.telegram.chats import Chat
from infra.local.telegram.errors import ApiError, Json, bad_request
from infra.local.telegram.markup import reply_markup


def chat_of(call: Call, field: str = "chat_id") -> Chat:
    """Return the chat a call names; raises ``ApiError``."""
    named = call.arguments.text(field).strip()
    if not named:
        raise bad_request("chat_id is empty")
    chat = call.world.chats.get(call.bot.id, int(named)) if re.fullmatch(r"-?\d{1,16}", named) else None
    if chat is None:
        raise bad_request("chat not found")
    return chat


def message_id_of(call: Call) -> int:
    """Return the message a call names; raises ``ApiError``."""
    if message_id := call.arguments.integer("message_id"):
        return message_id
    raise bad_request("message identifier is not specified")


def reachable(call: Call) -> Chat:
    """Return the chat a call may write to now; raises ``ApiError`` 400, 403 or 429."""
    if call.arguments.text("business_connection_id"):
        raise bad_request("business connection not found")
    chat = chat_of(call)
    if call.arguments.integer("message_thread_id"):
        raise bad_request("message thread not found")
    if chat.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    call.world.limits.spend(call.bot.id, chat.person, call.world.clock.now())
    return chat


def send(call: Call, kind: str, content: Json) -> Json:
    """Put a message into the call's chat and return it as the API does."""
    markup = reply_markup(call.arguments)
    chat = reachable(call)
    return put(call, chat, kind, answered(call, chat) | content, markup)


def put(call: Call, chat: Chat, kind: str, content: Json, markup: Json | None = None) -> Json:
    """Write a message of the bot's into a chat and return it."""
    person = call.world.people.get(chat.person)
    message: Json = {
        "message_id": call.world.chats.next_message_id(call.bot.id),
        "from": call.bot.user(),
        "chat": person.chat() if person else {"id": chat.person, "type": "private"},
        "date": int(call.world.clock.now()),
        **content,
    }
    if call.arguments.boolean("protect_content"):
        message["has_protected_content"] = True
    if markup and "inline_keyboard" in markup:
        message["reply_markup"] = markup
    record = {
        "message": message,
        "by": "bot",
        "via": call.via,
        "kind": kind,
        "silent": call.arguments.boolean("disable_notification"),
        "markup": markup,
    }
    call.world.chats.put(chat, record)
    _show_keyboard(call, chat, markup)
    return message


def answered(call: Call, chat: Chat) -> Json:
    """Return the ``reply_to_message`` of a call, where it names a message to answer; raises ``ApiError``."""
    reply = call.arguments.nested("reply_parameters", "reply parameters")
    if reply is not None and not isinstance(reply, dict):
        raise bad_request("object expected as reply parameters")
    if reply is None:
        reply = {"message_id": call.arguments.integer("reply_to_message_id")}
    if "message_id" not in reply:
        raise bad_request('can\'t find field "message_id"')
    if not (message_id := Arguments(reply).integer("message_id")):
        return {}
    record = call.world.chats.record(chat, message_id)
    if record is None or record.get("deleted"):
        if reply.get("allow_sending_without_reply") or call.arguments.boolean("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": {key: value for key, value in record["message"].items() if key != "reply_to_message"}}


def _show_keyboard(call: Call, chat: Chat, markup: Json | None) -> None:
    if not markup or "inline_keyboard" in markup:
        return
    chat.keyboard = markup if "keyboard" in markup else None
    call.world.chats.save(chat)
