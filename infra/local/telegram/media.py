"""Decides what ``sendPhoto`` and its relatives do, and how files are read back.

https://core.telegram.org/bots/api#sendphoto and following; words follow Client.cpp of
https://github.com/tdlib/telegram-bot-api.
"""

from __future__ import annotations

import secrets
from typing import Any

from infra.local.telegram.arguments import Arguments
from infra.local.telegram.calls import Call, method
from infra.local.telegram.errors import Json, bad_request
from infra.local.telegram.files import File
from infra.local.telegram.messages import answered, put, reachable, send
from infra.local.telegram.pictures import size_of
from infra.local.telegram.texts import caption_of
from infra.local.telegram.uploads import file_of

MAX_PHOTO = 10 * 2**20
MAX_DOWNLOAD = 20 * 2**20
GROUPED = ("photo", "video", "document", "audio")
ALBUM = range(2, 11)


@method("sendPhoto")
def send_photo(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendphoto."""
    return _send(call, "photo")


@method("sendDocument")
def send_document(call: Call) -> Json:
    """https://core.telegram.org/bots/api#senddocument."""
    return _send(call, "document")


@method("sendVoice")
def send_voice(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendvoice."""
    return _send(call, "voice")


@method("sendVideo")
def send_video(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendvideo."""
    return _send(call, "video")


@method("sendAudio")
def send_audio(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendaudio."""
    return _send(call, "audio")


@method("sendSticker")
def send_sticker(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendsticker."""
    file = file_of(call, "sticker", call.arguments.text("sticker"), field="sticker")
    return send(call, "sticker", {"sticker": _sticker(call, file)})


@method("sendMediaGroup")
def send_media_group(call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#sendmediagroup."""
    media = call.arguments.nested("media", "media")
    if not isinstance(media, list) or not all(isinstance(item, dict) for item in media):
        raise bad_request("can't parse media JSON object")
    if not media:
        raise bad_request("there are no messages to send")
    if len(media) not in ALBUM:
        raise bad_request("too many messages to send as an album" if media[1:] else "media must include 2-10 items")
    contents = [_grouped(call, item) for item in media]
    chat = reachable(call)
    shared = answered(call, chat) | {"media_group_id": str(secrets.randbelow(2**53))}
    return [put(call, chat, kind, shared | content) for kind, content in contents]


@method("getFile")
def get_file(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getfile."""
    file_id = call.arguments.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = call.world.files.get(file_id)
    if file is None or file.bot != call.bot.id:
        raise bad_request("invalid file_id")
    if file.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return file.named() | {"file_path": file.path}


def content_of(call: Call, kind: str, file: File, item: Arguments) -> Json:
    """Return a file as the content of a message; ``item`` describes it."""
    if kind == "photo":
        return {"photo": [_photo(call, file)]}
    described: Json = {"mime_type": file.mime_type} if file.mime_type else {}
    if kind != "voice" and file.name:
        described["file_name"] = file.name
    if kind != "document":
        described["duration"] = item.integer("duration")
    if kind == "video":
        described |= {"width": item.integer("width", 1280), "height": item.integer("height", 720)}
    if kind == "audio":
        described |= {key: item.text(key) for key in ("performer", "title") if item.text(key)}
    return {kind: file.named() | described}


def _send(call: Call, kind: str) -> Json:
    file = file_of(call, kind, call.arguments.text(kind), field=kind)
    return send(call, kind, content_of(call, kind, file, call.arguments) | caption_of(call))


def _grouped(call: Call, item: dict[str, Any]) -> tuple[str, Json]:
    kind = str(item.get("type", ""))
    if kind not in GROUPED:
        raise bad_request(f"can't parse InputMedia: type {kind} can't be used in a media group")
    file = file_of(call, kind, str(item.get("media", "")))
    described = Arguments(item)
    caption = caption_of(Call(call.world, call.bot, described, call.via))
    return kind, content_of(call, kind, file, described) | caption


def _photo(call: Call, file: File) -> Json:
    size = size_of(call.world.files.content(file.file_id))
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if file.size > MAX_PHOTO:
        raise bad_request("too big for a photo")
    return file.named() | {"width": size[0], "height": size[1]}


def _sticker(call: Call, file: File) -> Json:
    width, height = size_of(call.world.files.content(file.file_id)) or (512, 512)
    form = {"type": "regular", "width": width, "height": height, "is_animated": False, "is_video": False}
    return file.named() | form
