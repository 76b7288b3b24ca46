"""Photos, documents, voice notes, albums, contacts, places; these run at the real service too."""

import struct
import zlib
from typing import Any

import pytest
from telegram import InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest

from infra.local.telegram import samples
from tests.infra.local.telegram.contract import Api


def png(width: int, height: int) -> bytes:
    """Draw a white picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def test_a_photo_has_its_size_and_caption(api: Api) -> None:
    message = await api.bot.send_photo(api.chat, png(40, 30), caption="<b>Дом</b>", parse_mode="HTML")
    assert (message.photo[-1].width, message.photo[-1].height) == (40, 30)
    assert (message.caption, message.caption_entities[0].type) == ("Дом", "bold")


async def test_a_sent_file_can_be_sent_again_and_read_back(api: Api) -> None:
    first = await api.bot.send_document(api.chat, samples.PDF, filename="план дома.pdf")
    assert first.document
    assert first.document.file_name
    assert (first.document.mime_type, first.document.file_size) == ("application/pdf", len(samples.PDF))
    again = await api.bot.send_document(api.chat, first.document.file_id)
    assert again.document
    assert again.document.file_unique_id == first.document.file_unique_id
    file = await api.bot.get_file(first.document.file_id)
    assert bytes(await file.download_as_bytearray()) == samples.PDF


async def test_a_voice_note_is_one(api: Api) -> None:
    message = await api.bot.send_voice(api.chat, samples.silence(2), duration=2)
    assert message.voice
    assert (message.voice._duration.total_seconds(), message.voice.mime_type) == (2, "audio/ogg")


async def test_an_album_shares_an_id(api: Api) -> None:
    album = [InputMediaPhoto(png(20, 20), caption="раз"), InputMediaPhoto(png(30, 30))]
    first, second = await api.bot.send_media_group(api.chat, album)
    assert first.media_group_id == second.media_group_id
    assert (first.caption, second.caption, second.photo[-1].width) == ("раз", None, 30)


async def test_an_album_of_eleven_is_refused(api: Api) -> None:
    with pytest.raises(BadRequest, match="Too many messages to send as an album"):
        await api.bot.send_media_group(api.chat, [InputMediaDocument(samples.PDF)] * 11)


async def test_a_caption_may_have_1024_characters(api: Api) -> None:
    assert (await api.bot.send_photo(api.chat, png(10, 10), caption="ж" * 1024)).caption == "ж" * 1024
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await api.bot.send_photo(api.chat, png(10, 10), caption="ж" * 1025)


async def test_a_caption_can_be_edited_but_is_no_text(api: Api) -> None:
    message = await api.bot.send_photo(api.chat, png(10, 10), caption="до")
    edited = await api.bot.edit_message_caption(api.chat, message.message_id, caption="после")
    assert not isinstance(edited, bool)
    assert edited.caption == "после"
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await api.bot.edit_message_text("x", api.chat, message.message_id)


async def test_a_copy_may_have_another_caption(api: Api) -> None:
    message = await api.bot.send_document(api.chat, samples.PDF, caption="до")
    assert (await api.bot.copy_message(api.chat, api.chat, message.message_id, caption="после")).message_id


@pytest.mark.parametrize(
    ("method", "parameters", "words"),
    [
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendDocument", {}, "there is no document in the request"),
        ("getFile", {}, "file_id not specified"),
        ("getFile", {"file_id": "nothing"}, "invalid file_id"),
        ("sendContact", {"first_name": "A"}, "phone number must be non-empty"),
        ("sendContact", {"phone_number": "+7999"}, "first name must be non-empty"),
        ("sendLocation", {"longitude": 1}, "latitude is empty"),
        ("sendMediaGroup", {"media": []}, "there are no messages to send"),
    ],
)
async def test_it_refuses(api: Api, method: str, parameters: dict[str, Any], words: str) -> None:
    assert await api.refused(method, chat_id=api.chat, **parameters) == (400, f"Bad Request: {words}")


async def test_what_is_no_picture_is_no_photo(api: Api) -> None:
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await api.bot.send_photo(api.chat, b"not a picture")


async def test_an_empty_file_is_refused(api: Api) -> None:
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await api.bot.send_document(api.chat, b"", filename="empty.txt")


async def test_a_file_of_one_kind_is_not_another(api: Api) -> None:
    message = await api.bot.send_photo(api.chat, png(10, 10))
    refusal = await api.refused("sendDocument", chat_id=api.chat, document=message.photo[-1].file_id)
    assert refusal == (400, "Bad Request: can't use file of type Photo as Document")


async def test_contacts_and_places_arrive(api: Api) -> None:
    contact = (await api.bot.send_contact(api.chat, "+79990001122", "Пётр", last_name="Ли")).contact
    assert contact
    assert (contact.first_name, contact.last_name) == ("Пётр", "Ли")
    place = (await api.bot.send_location(api.chat, 41.7151, 44.8271)).location
    assert place
    assert place.latitude == pytest.approx(41.7151, abs=1e-4)
    assert place.longitude == pytest.approx(44.8271, abs=1e-4)


async def test_nobody_reads_a_file_without_its_path(api: Api) -> None:
    answer = await api.client.get(f"{api.url}/file/bot{api.bot.token}/documents/none.pdf")
    assert (answer.status_code, answer.json()["ok"]) == (404, False)


async def test_an_address_that_answers_nothing_is_refused(api: Api) -> None:
    refusal = await api.refused("sendPhoto", chat_id=api.chat, photo="http://127.0.0.1:9/none.png")
    assert refusal[0] == 400
