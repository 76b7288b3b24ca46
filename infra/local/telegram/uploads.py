"""Decides where the file of a call comes from: the call itself, an earlier message, or an address on the web.

https://core.telegram.org/bots/api#sending-files; words follow Client.cpp of https://github.com/tdlib/telegram-bot-api.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx

from infra.local.telegram.arguments import Arguments, Upload
from infra.local.telegram.calls import Call
from infra.local.telegram.errors import bad_request
from infra.local.telegram.files import FORMS, File

SERVED_AS = {"photo": "image/jpeg", "voice": "audio/ogg", "sticker": "image/webp"}
FIELDS = frozenset(FORMS)
MAX_LINKED = 20 * 2**20
FETCH_SECONDS = 10.0


async def fetch_links(arguments: Arguments) -> None:
    """Fetch what the call names by address; what cannot be had stays an address, and is refused by :func:`file_of`."""
    for link in _links(arguments):
        try:
            async with httpx.AsyncClient(timeout=FETCH_SECONDS, follow_redirects=True) as client:
                answer = await client.get(link)
        except (httpx.HTTPError, httpx.InvalidURL):
            continue
        if answer.is_success and 0 < len(answer.content) <= MAX_LINKED:
            name = urlsplit(link).path.rpartition("/")[2] or "file"
            mime_type = answer.headers.get("content-type", "").partition(";")[0]
            arguments.files[link] = Upload(name, mime_type, answer.content)


def file_of(call: Call, kind: str, source: str, *, field: str = "") -> File:
    """Return the file a call sends as ``kind``, kept; ``source`` is the parameter's value. Raises ``ApiError``."""
    files = call.arguments.files
    if source.startswith("attach://"):
        upload = files.get(source.removeprefix("attach://"))
    else:
        upload = files.get(source) or files.get(field)
    if upload:
        return _kept(call, kind, upload)
    if source.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    if not source or source.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    return _known(call, kind, source)


def _kept(call: Call, kind: str, upload: Upload) -> File:
    if not upload.content:
        raise bad_request("file must be non-empty")
    mime_type = SERVED_AS.get(kind, upload.mime_type)
    if not mime_type or mime_type == "application/octet-stream":
        mime_type = mimetypes.guess_type(upload.name)[0] or mime_type
    return call.world.files.keep(call.bot.id, kind, upload.content, name=upload.name, mime_type=mime_type)


def _known(call: Call, kind: str, file_id: str) -> File:
    file = call.world.files.get(file_id)
    if file is None or file.bot != call.bot.id:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        had, wanted = (name.title().replace("_", "") for name in (file.kind, kind))
        raise bad_request(f"can't use file of type {had} as {wanted}")
    return file


def _links(arguments: Arguments) -> Iterator[str]:
    for field in FIELDS & arguments.values.keys():
        if arguments.text(field).startswith(("http://", "https://")):
            yield arguments.text(field)
    media = arguments.nested("media", "media")
    for item in media if isinstance(media, list) else []:
        if isinstance(item, dict) and str(item.get("media", "")).startswith(("http://", "https://")):
            yield str(item["media"])
