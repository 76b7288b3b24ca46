"""Decides what a person's photo, voice note, document, sticker or video looks like to the bot."""

from __future__ import annotations

import base64

from infra.local.telegram import samples
from infra.local.telegram.acts import Act, Body, deed, say
from infra.local.telegram.entities import found_in
from infra.local.telegram.errors import Json
from infra.local.telegram.files import File

PHOTO_SIZES = ((90, 60), (320, 213), (800, 533))


@deed("photo")
def _photo(act: Act) -> Body:
    sizes = []
    for width, height in PHOTO_SIZES:
        file = _kept(act, "photo", samples.JPEG, "image/jpeg")
        sizes.append(file.named() | {"width": width, "height": height})
    return say(act, "photo", {"photo": sizes} | _caption(act))


@deed("voice")
def _voice(act: Act) -> Body:
    file = _kept(act, "voice", samples.silence(), "audio/ogg")
    voice = {"duration": int(act.order.get("duration", 1)), "mime_type": file.mime_type} | file.named()
    return say(act, "voice", {"voice": voice} | _caption(act))


@deed("document")
def _document(act: Act) -> Body:
    file = _kept(act, "document", samples.PDF, "application/pdf", "document.pdf")
    document = {"file_name": file.name, "mime_type": file.mime_type} | file.named()
    return say(act, "document", {"document": document} | _caption(act))


@deed("sticker")
def _sticker(act: Act) -> Body:
    file = _kept(act, "sticker", samples.WEBP, "image/webp")
    form = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return say(act, "sticker", {"sticker": form | {"emoji": act.order.get("emoji", "👍")} | file.named()})


@deed("video")
def _video(act: Act) -> Body:
    file = _kept(act, "video", samples.MP4, "video/mp4", "video.mp4")
    form = {"width": 640, "height": 360, "duration": int(act.order.get("duration", 1)), "mime_type": file.mime_type}
    return say(act, "video", {"video": form | {"file_name": file.name} | file.named()} | _caption(act))


@deed("video_note")
def _video_note(act: Act) -> Body:
    file = _kept(act, "video_note", samples.MP4, "video/mp4")
    form = {"length": 240, "duration": int(act.order.get("duration", 1))}
    return say(act, "video_note", {"video_note": form | file.named()})


def _kept(act: Act, kind: str, sample: bytes, mime_type: str, name: str = "") -> File:
    content = base64.b64decode(act.order["content"]) if "content" in act.order else sample
    name, mime_type = act.order.get("file_name", name), act.order.get("mime_type", mime_type)
    return act.world.files.keep(act.bot.id, kind, content, name=name, mime_type=mime_type)


def _caption(act: Act) -> Json:
    caption = str(act.order.get("caption", ""))
    entities = found_in(caption, [])
    return ({"caption": caption} if caption else {}) | ({"caption_entities": entities} if entities else {})
