"""Decides what ``forwardMessage`` and ``copyMessage`` make of a message.

https://core.telegram.org/bots/api#forwardmessage and #copymessage.
"""

from __future__ import annotations

from infra.local.telegram.calls import Call, method
from infra.local.telegram.errors import Json, bad_request
from infra.local.telegram.markup import reply_markup
from infra.local.telegram.messages import answered, chat_of, message_id_of, put, reachable
from infra.local.telegram.texts import caption_of

OWN = ("message_id", "from", "chat", "date", "edit_date", "reply_markup", "reply_to_message", "media_group_id")
CAPTION = ("caption", "caption_entities")
CAPTIONED = ("photo", "video", "document", "voice", "audio")


@method("forwardMessage")
def forward_message(call: Call) -> Json:
    """https://core.telegram.org/bots/api#forwardmessage."""
    record = _original(call, "message to forward not found")
    message: Json = record["message"]
    origin = {"type": "user", "sender_user": message["from"], "date": message["date"]}
    return put(call, reachable(call), record["kind"], {"forward_origin": origin} | _content(record))


@method("copyMessage")
def copy_message(call: Call) -> Json:
    """https://core.telegram.org/bots/api#copymessage."""
    record = _original(call, "message to copy not found")
    content = _content(record)
    if "caption" in call.arguments.values and record["kind"] in CAPTIONED:
        content = {key: value for key, value in content.items() if key not in CAPTION} | caption_of(call)
    markup, chat = reply_markup(call.arguments), reachable(call)
    copy = put(call, chat, record["kind"], answered(call, chat) | content, markup)
    return {"message_id": copy["message_id"]}


def _original(call: Call, refusal: str) -> Json:
    chat = chat_of(call, "from_chat_id")
    record = call.world.chats.record(chat, message_id_of(call))
    if record is None or record.get("deleted"):
        raise bad_request(refusal)
    return record


def _content(record: Json) -> Json:
    return {key: value for key, value in record["message"].items() if key not in OWN}
