"""What people do, and the updates that come of it, read by the real client library."""

import asyncio
import base64
import hmac
import json
import time
from typing import Any
from urllib.parse import parse_qsl

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.error import BadRequest, Forbidden

from infra.local.telegram import samples
from tests.infra.local.telegram.conftest import Stage, reply

BUTTONS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Да", callback_data="yes"), InlineKeyboardButton("Нет", callback_data="no")],
        [InlineKeyboardButton("Сайт", url="https://example.com")],
    ]
)
KEYBOARD = ReplyKeyboardMarkup(
    [["Отмена"], [KeyboardButton("Мой номер", request_contact=True), KeyboardButton("Я здесь", request_location=True)]]
)


async def update_of(stage: Stage, do: str, **order: Any) -> Update:
    """Let the person act and return the update as the library reads it."""
    acted = await stage.act(do, **order)
    return Update.de_json(acted["deliveries"][0]["update"], stage.bot)


async def message_of(stage: Stage, do: str, **order: Any) -> Message:
    update = await update_of(stage, do, **order)
    assert update.message
    return update.message


async def test_a_text_tells_who_where_and_when(stage: Stage) -> None:
    message = await message_of(stage, "send", text="Привет")
    assert message.from_user
    user = message.from_user
    assert (user.id, user.first_name, user.last_name, user.username) == (stage.person, "Анна", "Ким", "anna")
    assert (user.language_code, user.is_bot) == ("ru", False)
    assert (message.chat.id, message.chat.type, message.chat.first_name) == (stage.person, "private", "Анна")
    assert (message.text, message.entities) == ("Привет", ())


async def test_a_command_has_its_entity(stage: Stage) -> None:
    message = await message_of(stage, "send", text="/start ref_42")
    assert message.parse_entities() == {message.entities[0]: "/start"}
    assert message.entities[0].type == "bot_command"


async def test_a_person_may_answer_a_message(stage: Stage) -> None:
    asked = await stage.bot.send_message(stage.person, "?")
    message = await message_of(stage, "send", text="!", reply_to=asked.message_id)
    assert message.reply_to_message
    assert (message.reply_to_message.text, message.reply_to_message.message_id) == ("?", asked.message_id)


@pytest.mark.parametrize(
    ("choice", "data"), [({"data": "no"}, "no"), ({"text": "Да"}, "yes"), ({"button": [0, 1]}, "no")]
)
async def test_a_pressed_button_asks_the_bot(stage: Stage, choice: dict[str, Any], data: str) -> None:
    sent = await stage.bot.send_message(stage.person, "?", reply_markup=BUTTONS)
    query = (await update_of(stage, "press", message_id=sent.message_id, **choice)).callback_query
    assert query
    assert isinstance(query.message, Message)
    assert (query.data, query.from_user.id, query.message.message_id) == (data, stage.person, sent.message_id)
    assert query.message.reply_markup == BUTTONS
    assert await query.answer("Принято", show_alert=True) is True
    (toast,) = (await stage.chat())["answers"]
    assert (toast["text"], toast["alert"], toast["via"], toast["query"]) == ("Принято", True, "api", query.id)


async def test_a_query_is_answered_once_and_in_time(stage: Stage) -> None:
    sent = await stage.bot.send_message(stage.person, "?", reply_markup=BUTTONS)
    first = (await update_of(stage, "press", message_id=sent.message_id, data="yes")).callback_query
    late = (await update_of(stage, "press", message_id=sent.message_id, data="yes")).callback_query
    assert first
    assert late
    with pytest.raises(BadRequest):
        await first.answer("x" * 201)
    await first.answer()
    with pytest.raises(BadRequest, match="Query is too old"):
        await first.answer()
    await stage.clock(offset=151)
    with pytest.raises(BadRequest, match="Query is too old"):
        await late.answer()


@pytest.mark.parametrize("choice", [{"data": "maybe"}, {"text": "Может"}, {"button": [5, 0]}, {"text": "Сайт"}])
async def test_buttons_that_ask_nothing_cannot_be_pressed(stage: Stage, choice: dict[str, Any]) -> None:
    sent = await stage.bot.send_message(stage.person, "?", reply_markup=BUTTONS)
    refused = await stage.try_act("press", message_id=sent.message_id, **choice)
    assert not refused.is_success
    assert "button" in refused.json()["error"]


async def test_a_button_that_was_edited_away_cannot_be_pressed(stage: Stage) -> None:
    sent = await stage.bot.send_message(stage.person, "?", reply_markup=BUTTONS)
    await stage.bot.edit_message_text("!", stage.person, sent.message_id)
    assert (await stage.try_act("press", message_id=sent.message_id, data="yes")).status_code == 404


async def test_a_forged_press_may_carry_anything(stage: Stage) -> None:
    sent = await stage.bot.send_message(stage.person, "?")
    query = (await update_of(stage, "press", message_id=sent.message_id, data="drop", forged=True)).callback_query
    assert query
    assert query.data == "drop"


async def test_a_press_on_a_deleted_message_shows_no_message(stage: Stage) -> None:
    sent = await stage.bot.send_message(stage.person, "?", reply_markup=BUTTONS)
    await stage.bot.delete_message(stage.person, sent.message_id)
    assert not (await stage.try_act("press", message_id=sent.message_id, data="yes")).is_success
    query = (await update_of(stage, "press", message_id=sent.message_id, data="yes", forged=True)).callback_query
    assert query
    assert query.message
    assert query.message.is_accessible is False


async def test_a_keyboard_button_writes_its_text(stage: Stage) -> None:
    await stage.bot.send_message(stage.person, "?", reply_markup=KEYBOARD)
    assert (await message_of(stage, "press", text="Отмена")).text == "Отмена"
    assert (await stage.try_act("press", text="Нет такой")).status_code == 404


async def test_keyboard_buttons_share_number_and_place(stage: Stage) -> None:
    await stage.bot.send_message(stage.person, "?", reply_markup=KEYBOARD)
    contact = (await message_of(stage, "press", text="Мой номер")).contact
    assert contact
    assert (contact.phone_number, contact.user_id, contact.first_name) == ("79990001122", stage.person, "Анна")
    place = (await message_of(stage, "press", button=[1, 1], latitude=41.7, longitude=44.8)).location
    assert place
    assert (place.latitude, place.longitude) == (41.7, 44.8)


async def test_a_removed_keyboard_has_no_buttons(stage: Stage) -> None:
    await stage.bot.send_message(stage.person, "?", reply_markup=KEYBOARD)
    assert (await stage.chat())["keyboard"]["keyboard"][0] == [{"text": "Отмена"}]
    await stage.bot.send_message(stage.person, "!", reply_markup=ReplyKeyboardRemove())
    assert (await stage.chat())["keyboard"] is None
    assert (await stage.try_act("press", text="Отмена")).status_code == 404


async def test_anothers_contact_is_not_the_persons(stage: Stage) -> None:
    contact = (await message_of(stage, "contact", own=False, phone="+995555111222", name="Гиви")).contact
    assert contact
    assert (contact.phone_number, contact.first_name, contact.user_id) == ("+995555111222", "Гиви", None)


@pytest.mark.parametrize(
    ("do", "content"),
    [
        ("photo", samples.JPEG),
        ("voice", samples.silence()),
        ("document", samples.PDF),
        ("sticker", samples.WEBP),
        ("video", samples.MP4),
        ("video_note", samples.MP4),
    ],
)
async def test_files_arrive_and_can_be_read(stage: Stage, do: str, content: bytes) -> None:
    message = await message_of(stage, do)
    sent = message.photo[-1] if do == "photo" else message.effective_attachment
    assert not isinstance(sent, tuple | None)
    file = await sent.get_file()  # type: ignore[union-attr] # every kind sent here is a file
    assert bytes(await file.download_as_bytearray()) == content


async def test_a_file_may_be_any(stage: Stage) -> None:
    body = {"content": base64.b64encode(b"1;2;3").decode(), "file_name": "цены.csv", "mime_type": "text/csv"}
    message = await message_of(stage, "document", caption="Вот #цены", **body)
    assert message.document
    assert (message.document.file_name, message.document.mime_type, message.document.file_size) == (
        "цены.csv",
        "text/csv",
        5,
    )
    assert (message.caption, message.caption_entities[0].type) == ("Вот #цены", "hashtag")


async def test_a_large_file_cannot_be_downloaded(stage: Stage) -> None:
    message = await message_of(stage, "document", content=base64.b64encode(bytes(20 * 2**20 + 1)).decode())
    assert message.document
    with pytest.raises(BadRequest, match="File is too big"):
        await message.document.get_file()


async def test_a_file_of_another_bot_is_unknown(stage: Stage, other: Stage) -> None:
    message = await message_of(stage, "document")
    assert message.document
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await other.bot.get_file(message.document.file_id)


async def test_an_edit_arrives_as_one(stage: Stage) -> None:
    sent = await message_of(stage, "send", text="до")
    edited = (await update_of(stage, "edit", message_id=sent.message_id, text="после")).edited_message
    assert edited
    assert (edited.text, edited.message_id, edited.date) == ("после", sent.message_id, sent.date)
    assert edited.edit_date
    asked = await stage.bot.send_message(stage.person, "?")
    assert not (await stage.try_act("edit", message_id=asked.message_id, text="чужое")).is_success


async def test_a_blocked_bot_is_told_and_cannot_write(stage: Stage) -> None:
    member = (await update_of(stage, "block")).my_chat_member
    assert member
    assert (member.old_chat_member.status, member.new_chat_member.status) == ("member", "kicked")
    assert member.new_chat_member.user.id == stage.bot_id
    with pytest.raises(Forbidden, match="Forbidden: bot was blocked by the user"):
        await stage.bot.send_message(stage.person, "?")
    assert not (await stage.try_act("send", text="x")).is_success
    assert not (await stage.try_act("block")).is_success
    member = (await update_of(stage, "unblock")).my_chat_member
    assert member
    assert (member.old_chat_member.status, member.new_chat_member.status) == ("kicked", "member")
    await stage.bot.send_message(stage.person, "снова здесь")
    assert await stage.said() == ["снова здесь"]


async def test_who_never_wrote_cannot_be_reached(stage: Stage) -> None:
    stranger = (await stage.admin.post("/admin/people", json={"first_name": "Пётр"})).json()["id"]
    with pytest.raises(BadRequest, match="Chat not found"):
        await stage.bot.send_message(stranger, "?")
    await stage.act("send", person=stranger, text="/start")
    assert (await stage.bot.send_message(stranger, "?")).chat.id == stranger


async def test_a_raw_update_arrives_as_it_is(stage: Stage) -> None:
    await stage.listen()
    body = {"update_id": 7, "purchased_paid_media": {"новое": [None, 1.5]}}
    await stage.act("raw", update=body, wait=True)
    assert stage.webhook.heard[-1].update == body
    await stage.act("raw", update={"message": "не объект"}, wait=True)
    assert stage.webhook.heard[-1].update["message"] == "не объект"


async def test_a_raw_update_of_no_known_kind_is_always_delivered(stage: Stage) -> None:
    await stage.listen(allowed_updates=["message"])
    for body in ({}, {"telepathy": 5}, {"message": {"chat": 5}}, {"update_id": "x", "message": []}):
        await stage.act("raw", update=body, wait=True)
        assert body.items() <= stage.webhook.heard[-1].update.items()
    assert (await stage.act("raw", update={"poll": {}}))["update_ids"] == []


async def test_a_raw_update_needs_nobody(stage: Stage) -> None:
    body = {"bot": stage.bot_id, "do": "raw", "update": {"poll": {"id": "1"}}}
    acted = (await stage.admin.post("/admin/act", json=body)).json()
    assert acted["deliveries"][0]["update"]["poll"] == {"id": "1"}


async def test_a_photo_can_be_sent_by_its_address(stage: Stage) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply(200, samples.JPEG, "image/jpeg", Connection="close"))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/home.jpg"
    message = await stage.bot.send_photo(stage.person, address)
    server.close()
    file = await message.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == samples.JPEG


async def test_a_mini_app_learns_who_opened_it(stage: Stage) -> None:
    body = {"bot": stage.bot_id, "person": stage.person, "start_param": "ref_42"}
    opened = (await stage.admin.post("/admin/init_data", json=body)).json()["init_data"]
    fields = dict(parse_qsl(opened, strict_parsing=True))
    signature = fields.pop("hash")
    checked = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.digest(b"WebAppData", stage.bot.token.encode(), "sha256")
    assert hmac.new(key, checked.encode(), "sha256").hexdigest() == signature
    assert (json.loads(fields["user"])["id"], fields["start_param"]) == (stage.person, "ref_42")
    assert abs(int(fields["auth_date"]) - time.time()) < 60


async def test_a_mini_app_may_hand_over_data(stage: Stage) -> None:
    data = (await message_of(stage, "web_app_data", data="{}", button_text="Каталог")).web_app_data
    assert data
    assert (data.data, data.button_text) == ("{}", "Каталог")


async def test_the_library_reads_every_update_without_losing_a_field(stage: Stage) -> None:
    sent = await stage.bot.send_message(stage.person, "?", reply_markup=BUTTONS)
    for order in (
        {"do": "send", "text": "Привет"},
        {"do": "press", "message_id": sent.message_id, "data": "yes"},
        {"do": "voice"},
        {"do": "photo", "caption": "x"},
        {"do": "sticker"},
        {"do": "block"},
    ):
        raw = (await stage.act(**order))["deliveries"][0]["update"]
        assert normal(Update.de_json(raw, stage.bot).to_dict()) >= normal(raw)


def normal(body: Any) -> Any:
    """Flatten a body to a set of its leaves, so that one can be compared as part of another."""
    if isinstance(body, dict):
        return {(key, leaf) for key, value in body.items() for leaf in normal(value)}
    if isinstance(body, list | tuple):
        return {(str(i), leaf) for i, value in enumerate(body) for leaf in normal(value)}
    return {json.dumps(body)}
