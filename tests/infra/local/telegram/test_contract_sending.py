"""What ``sendMessage`` accepts and with which words it refuses; these run at the real service too (see contract.py)."""

import json
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram.error import BadRequest, InvalidToken

from tests.infra.local.telegram.contract import Api

Json = dict[str, Any]
BUTTONS: Json = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}


def one_button(**button: Any) -> Json:
    return {"reply_markup": {"inline_keyboard": [[{"text": "b", **button}]]}}


async def test_it_sends_a_message(api: Api) -> None:
    message = await api.bot.send_message(api.chat, "Привет, мир")
    assert (message.text, message.chat.id, message.chat.type) == ("Привет, мир", api.chat, "private")
    assert message.from_user
    assert (message.from_user.is_bot, message.from_user.id) == (True, api.bot.id)


async def test_it_returns_the_inline_keyboard_but_no_other(api: Api) -> None:
    inline = InlineKeyboardMarkup([[InlineKeyboardButton("Да", callback_data="x" * 64)]])
    assert (await api.bot.send_message(api.chat, "?", reply_markup=inline)).reply_markup == inline
    plain = ReplyKeyboardMarkup([["Да", "Нет"]], resize_keyboard=True)
    assert (await api.bot.send_message(api.chat, "?", reply_markup=plain)).reply_markup is None
    assert "reply_markup" not in await api.sent(text="Всё", reply_markup={"remove_keyboard": True})


async def test_it_accepts_4096_characters_and_refuses_one_more(api: Api) -> None:
    assert len((await api.sent(text="ж" * 4096))["text"]) == 4096
    refusal = await api.refused("sendMessage", chat_id=api.chat, text="ж" * 4097)
    assert refusal == (400, "Bad Request: message is too long")


async def test_the_length_counts_after_parsing(api: Api) -> None:
    assert len((await api.sent(text=f"<b>{'x' * 4096}</b>", parse_mode="HTML"))["text"]) == 4096


async def test_it_trims_the_text(api: Api) -> None:
    assert (await api.sent(text="\n  a \r\n b \n "))["text"] == "a \n b"


async def test_it_answers_a_message(api: Api) -> None:
    first = await api.sent(text="вопрос")
    second = await api.bot.send_message(api.chat, "ответ", reply_to_message_id=first["message_id"])
    assert second.reply_to_message
    assert second.reply_to_message.message_id == first["message_id"]


async def test_it_sends_without_reply_where_that_is_allowed(api: Api) -> None:
    reply = {"message_id": 999999999, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await api.sent(text="x", reply_parameters=reply)


async def test_it_protects_content(api: Api) -> None:
    assert (await api.bot.send_message(api.chat, "x", protect_content=True)).has_protected_content is True


async def test_every_form_of_parameters_is_understood(api: Api) -> None:
    url = f"{api.url}/bot{api.bot.token}/sendMessage"
    plain = {"chat_id": str(api.chat), "text": "Привет +&= мир", "reply_markup": json.dumps(BUTTONS)}
    answers = [
        await api.client.get(url, params=plain),
        await api.client.post(url, params=plain),
        await api.client.post(url, data=plain),
        await api.client.post(url, files={key: (None, value) for key, value in plain.items()}),
        await api.client.post(url, json=plain | {"reply_markup": BUTTONS}),
    ]
    for answer in answers:
        assert answer.json()["result"]["text"] == "Привет +&= мир"
        assert answer.json()["result"]["reply_markup"] == BUTTONS


async def test_method_names_are_compared_without_regard_to_case(api: Api) -> None:
    assert (await api.raw("GETME")).json()["result"]["id"] == api.bot.id


async def test_an_unknown_method_is_not_found(api: Api) -> None:
    assert await api.refused("noSuchMethod") == (404, "Not Found")


async def test_a_token_that_is_none_is_refused(api: Api) -> None:
    answer = await api.client.get(f"{api.url}/bot0:x/getMe")
    assert answer.json()["ok"] is False
    with pytest.raises(InvalidToken):
        await type(api.bot)("0:x", base_url=f"{api.url}/bot").get_me()


async def test_the_client_raises_what_it_should(api: Api) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await api.bot.send_message(1, "x")


REFUSALS: dict[str, tuple[Json, str]] = {
    "no text": ({"text": None}, "message text is empty"),
    "an empty text": ({"text": ""}, "message text is empty"),
    "a text of spaces": ({"text": "   "}, "text must be non-empty"),
    "no chat": ({"chat_id": None}, "chat_id is empty"),
    "an empty chat": ({"chat_id": ""}, "chat_id is empty"),
    "chat 0": ({"chat_id": 0}, "chat not found"),
    "a negative chat": ({"chat_id": -1}, "chat not found"),
    "a chat that is a word": ({"chat_id": "not_a_chat"}, "chat not found"),
    "an unknown name": ({"chat_id": "@this_channel_does_not_exist_12345xyz"}, "chat not found"),
    "an unknown parse mode": ({"parse_mode": "INVALID"}, "unsupported parse_mode"),
    "an answer to nothing": ({"reply_parameters": {"message_id": 999999999}}, "message to be replied not found"),
    "an answer to no id": ({"reply_parameters": {"quote": "x"}}, 'can\'t find field "message_id"'),
    "a thread that is none": ({"message_thread_id": 999999999}, "message thread not found"),
    "a business nobody connected": ({"business_connection_id": "invalid"}, "business connection not found"),
    "too much data": (one_button(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
    "too many bytes of data": (one_button(callback_data="ж" * 33), "BUTTON_DATA_INVALID"),
    "empty data": (
        one_button(callback_data=""),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "a button that does nothing": (
        one_button(),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "a button without text": (
        {"reply_markup": {"inline_keyboard": [[{"callback_data": "x"}]]}},
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    "a link that is none": (
        one_button(url="not-a-url"),
        "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL",
    ),
    "a link by FTP": (
        one_button(url="ftp://example.com"),
        "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
    ),
    "an empty text to copy": (one_button(copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
    "a long text to copy": (one_button(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
    "a button to pay": (one_button(pay=True), "BUTTON_TYPE_INVALID"),
    "a keyboard that is a word": ({"reply_markup": {"keyboard": "bad"}}, 'field "keyboard" must be of type Array'),
    "an inline keyboard that is a word": (
        {"reply_markup": {"inline_keyboard": "bad"}},
        'field "inline_keyboard" must be of type Array',
    ),
    "a flag that is none": (
        {"reply_markup": {"keyboard": [["A"]], "resize_keyboard": "yes"}},
        'field "resize_keyboard" must be of type Boolean',
    ),
    "force_reply that is no flag": (
        {"reply_markup": {"force_reply": "yes"}},
        'field "force_reply" must be of type Boolean',
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
async def test_it_refuses(api: Api, case: str) -> None:
    change, words = REFUSALS[case]
    parameters = {"chat_id": api.chat, "text": "test"} | change
    assert await api.refused("sendMessage", **parameters) == (400, f"Bad Request: {words}")
