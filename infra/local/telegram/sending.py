"""Decides what ``sendMessage`` and its relatives without files do."""

from __future__ import annotations

from infra.local.telegram.calls import Call, method
from infra.local.telegram.errors import Json, bad_request
from infra.local.telegram.messages import reachable, send
from infra.local.telegram.texts import text_of

ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "record_audio",
    "upload_audio",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)


@method("sendMessage")
def send_message(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendmessage."""
    content = text_of(call.arguments)
    preview = call.arguments.nested("link_preview_options", "link preview options")
    return send(call, "text", content | ({"link_preview_options": preview} if preview else {}))


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    """https://core.telegram.org/bots/api#sendchataction."""
    action = call.arguments.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.chats.note(reachable(call), {"kind": "action", "action": action, "at": call.world.clock.now()})
    return True
