"""Decides which messages a bot may change or delete, and what is left of them.

Words follow Client.cpp of https://github.com/tdlib/telegram-bot-api; rules
https://core.telegram.org/bots/api#updating-messages.
"""

from __future__ import annotations

from infra.local.telegram.arguments import Arguments
from infra.local.telegram.calls import Call, method
from infra.local.telegram.chats import Chat
from infra.local.telegram.errors import Json, bad_request
from infra.local.telegram.markup import inline_only
from infra.local.telegram.messages import chat_of, message_id_of
from infra.local.telegram.texts import caption_of, text_of

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
DELETABLE_FOR = 48 * 3600
WITH_CAPTION = ("photo", "video", "document", "voice", "audio", "animation")


@method("editMessageText")
def edit_message_text(call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagetext."""
    content = text_of(call) | _buttons(call)
    own = _own(call)
    if own[1]["kind"] != "text":
        raise bad_request("there is no text in the message to edit")
    return _change(call, own, ("text", "entities"), content)


@method("editMessageCaption")
def edit_message_caption(call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagecaption."""
    content = caption_of(call) | _buttons(call)
    own = _own(call)
    if own[1]["kind"] not in WITH_CAPTION:
        raise bad_request("there is no caption in the message to edit")
    return _change(call, own, ("caption", "caption_entities"), content)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagereplymarkup."""
    content = _buttons(call)
    return _change(call, _own(call), (), content)


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemessage."""
    chat = chat_of(call)
    _delete(call, chat, message_id_of(call))
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemessages; what cannot be found is skipped."""
    chat = chat_of(call)
    wanted = call.arguments.nested("message_ids", "message identifiers")
    if not isinstance(wanted, list) or not wanted:
        raise bad_request("message identifiers are not specified")
    for message_id in [Arguments({"id": value}).integer("id") for value in wanted]:
        record = call.world.chats.record(chat, message_id)
        if record and not record.get("deleted"):
            _delete(call, chat, message_id)
    return True


def _buttons(call: Call) -> Json:
    markup = inline_only(call.arguments)
    return {"reply_markup": markup} if markup else {}


def _own(call: Call) -> tuple[Chat, Json]:
    chat = chat_of(call)
    record = call.world.chats.record(chat, message_id_of(call))
    if record is None or record.get("deleted"):
        raise bad_request("message to edit not found")
    if record["by"] != "bot" or "inline_keyboard" not in (record["markup"] or {"inline_keyboard": []}):
        raise bad_request("message can't be edited")
    return chat, record


def _change(call: Call, own: tuple[Chat, Json], fields: tuple[str, ...], content: Json) -> Json:
    """Replace ``fields`` of the bot's own message by ``content``; its buttons go unless ``content`` brings new ones."""
    chat, record = own
    before: Json = record["message"]
    now = call.world.clock.now()
    edit_date = {"edit_date": before["edit_date"]} if "edit_date" in before else {}
    kept = {key: value for key, value in before.items() if key not in (*fields, "reply_markup", "edit_date")}
    after = kept | edit_date | content
    if after == before:
        raise bad_request(NOT_MODIFIED)
    if fields:
        after["edit_date"] = int(now)
    changed = {"message": after, "markup": content.get("reply_markup"), "edited_at": now}
    call.world.chats.put(chat, record | changed)
    edit = {"kind": "edit", "message_id": after["message_id"], "via": call.via, "at": now, "was": _seen(before)}
    call.world.chats.note(chat, edit | _seen(after))
    return after


def _seen(message: Json) -> Json:
    shown = ("text", "entities", "caption", "caption_entities", "reply_markup")
    return {key: message[key] for key in shown if key in message}


def _delete(call: Call, chat: Chat, message_id: int) -> None:
    record = call.world.chats.record(chat, message_id)
    if record is None or record.get("deleted"):
        raise bad_request("message to delete not found")
    now = call.world.clock.now()
    if now - record["message"]["date"] > DELETABLE_FOR:
        raise bad_request("message can't be deleted for everyone")
    call.world.chats.put(chat, record | {"deleted": now})
    call.world.chats.note(chat, {"kind": "delete", "message_id": message_id, "via": call.via, "at": now})
