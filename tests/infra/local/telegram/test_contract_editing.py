"""Editing, deleting, copying; these run at the real service too."""

from typing import Any

import pytest

from tests.infra.local.telegram.contract import Api

BUTTONS: Any = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}
OTHERS: Any = {"inline_keyboard": [[{"text": "Нет", "callback_data": "no"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


async def test_an_edit_changes_the_text_and_takes_the_buttons(api: Api) -> None:
    sent = await api.sent(text="до", reply_markup=BUTTONS)
    edited = (await api.raw("editMessageText", chat_id=api.chat, message_id=sent["message_id"], text="после")).json()
    assert edited["result"]["text"] == "после"
    assert edited["result"]["date"] == sent["date"]
    assert edited["result"]["edit_date"] >= sent["date"]
    assert "reply_markup" not in edited["result"]


async def test_an_edit_that_changes_nothing_is_refused(api: Api) -> None:
    sent = await api.sent(text="<b>до</b>", parse_mode="HTML", reply_markup=BUTTONS)
    same = {"chat_id": api.chat, "message_id": sent["message_id"], "reply_markup": BUTTONS}
    refusal = await api.refused("editMessageText", **same, text="<b>до</b>", parse_mode="HTML")
    assert refusal == (400, NOT_MODIFIED)
    assert await api.refused("editMessageReplyMarkup", **same) == (400, NOT_MODIFIED)


async def test_an_edit_that_changes_only_the_format_is_one(api: Api) -> None:
    sent = await api.sent(text="до")
    edit = {"chat_id": api.chat, "message_id": sent["message_id"], "text": "<b>до</b>", "parse_mode": "HTML"}
    assert (await api.raw("editMessageText", **edit)).is_success


async def test_the_buttons_can_be_changed_alone_and_removed(api: Api) -> None:
    sent = await api.sent(text="?", reply_markup=BUTTONS)
    edit = {"chat_id": api.chat, "message_id": sent["message_id"]}
    changed = (await api.raw("editMessageReplyMarkup", **edit, reply_markup=OTHERS)).json()["result"]
    assert (changed["text"], changed["reply_markup"]) == ("?", OTHERS)
    removed = (await api.raw("editMessageReplyMarkup", **edit)).json()["result"]
    assert "reply_markup" not in removed


@pytest.mark.parametrize("method", ["editMessageText", "editMessageCaption", "editMessageReplyMarkup"])
async def test_what_is_not_there_cannot_be_edited(api: Api, method: str) -> None:
    refusal = await api.refused(method, chat_id=api.chat, message_id=999999999, text="x", caption="x")
    assert refusal == (400, "Bad Request: message to edit not found")


async def test_a_text_has_no_caption_to_edit(api: Api) -> None:
    sent = await api.sent(text="до")
    refusal = await api.refused("editMessageCaption", chat_id=api.chat, message_id=sent["message_id"], caption="x")
    assert refusal == (400, "Bad Request: there is no caption in the message to edit")


async def test_a_message_with_a_reply_keyboard_cannot_be_edited(api: Api) -> None:
    sent = await api.sent(text="?", reply_markup={"keyboard": [["Да"]]})
    refusal = await api.refused("editMessageText", chat_id=api.chat, message_id=sent["message_id"], text="x")
    assert refusal == (400, "Bad Request: message can't be edited")


async def test_only_inline_keyboards_fit_an_edit(api: Api) -> None:
    sent = await api.sent(text="?")
    edit = {"chat_id": api.chat, "message_id": sent["message_id"], "text": "x"}
    refusal = await api.refused("editMessageText", **edit, reply_markup={"keyboard": [["Да"]]})
    assert refusal == (400, "Bad Request: inline keyboard expected")


async def test_a_deleted_message_is_gone(api: Api) -> None:
    sent = await api.sent(text="до")
    assert await api.bot.delete_message(api.chat, sent["message_id"]) is True
    edit = {"chat_id": api.chat, "message_id": sent["message_id"]}
    assert await api.refused("editMessageText", **edit, text="x") == (400, "Bad Request: message to edit not found")
    assert await api.refused("deleteMessage", **edit) == (400, "Bad Request: message to delete not found")
    assert await api.refused("copyMessage", **edit, from_chat_id=api.chat) == (
        400,
        "Bad Request: message to copy not found",
    )


async def test_several_messages_are_deleted_at_once(api: Api) -> None:
    ids = [(await api.sent(text=str(number)))["message_id"] for number in range(3)]
    assert await api.bot.delete_messages(api.chat, [*ids, 999999999]) is True
    for message_id in ids:
        assert (await api.refused("deleteMessage", chat_id=api.chat, message_id=message_id))[0] == 400


async def test_a_copy_is_a_new_message_and_a_forward_names_its_origin(api: Api) -> None:
    sent = await api.sent(text="<b>до</b>", parse_mode="HTML")
    copy = await api.bot.copy_message(api.chat, api.chat, sent["message_id"])
    assert copy.message_id > sent["message_id"]
    forward = await api.bot.forward_message(api.chat, api.chat, sent["message_id"])
    assert (forward.text, forward.entities[0].type) == ("до", "bold")
    assert forward.forward_origin
    assert forward.forward_origin.type == "user"


async def test_a_query_nobody_asked_is_too_old(api: Api) -> None:
    assert await api.refused("answerCallbackQuery", callback_query_id="5656528381448858207") == (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )


async def test_chat_actions_are_known_ones(api: Api) -> None:
    assert await api.bot.send_chat_action(api.chat, "typing") is True
    assert await api.refused("sendChatAction", chat_id=api.chat, action="dancing") == (
        400,
        "Bad Request: wrong parameter action in request",
    )
