"""Decides what ``sendMessage`` and its relatives without files do."""

from __future__ import annotations

from infra.local.telegram.calls import Call, method
from infra.local.telegram.errors import Json, bad_request
from infra.local.telegram.messages import chat_of, reachable, send
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


MAX_LATITUDE, MAX_LONGITUDE = 90, 180


@method("sendMessage")
def send_message(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendmessage."""
    content = text_of(call)
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


@method("sendContact")
def send_contact(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendcontact."""
    fields = ("phone_number", "first_name", "last_name", "vcard")
    contact = {field: call.arguments.text(field) for field in fields if call.arguments.text(field)}
    if "phone_number" not in contact:
        raise bad_request("phone number must be non-empty")
    if "first_name" not in contact:
        raise bad_request("first name must be non-empty")
    return send(call, "contact", {"contact": contact})


@method("sendLocation")
def send_location(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendlocation."""
    latitude, longitude = call.arguments.number("latitude"), call.arguments.number("longitude")
    if latitude is None or longitude is None:
        raise bad_request(f"{'latitude' if latitude is None else 'longitude'} is empty")
    if not (abs(latitude) <= MAX_LATITUDE and abs(longitude) <= MAX_LONGITUDE):
        raise bad_request("wrong location coordinates specified")
    return send(call, "location", {"location": {"latitude": latitude, "longitude": longitude}})


@method("createForumTopic")
def create_forum_topic(call: Call) -> Json:
    """https://core.telegram.org/bots/api#createforumtopic; the chats here are private ones without topics."""
    chat_of(call)
    raise bad_request("the chat is not a forum")
