"""How a message is written as a call of the Bot API."""

from __future__ import annotations

import json

from shared.channels.messages import Button, Key, Message, Say
from shared.channels.telegram.calls import LONGEST, call

NO_PREVIEW = {"is_disabled": True}
BUTTONS = ((Button("Да", "yes"), Button("Сайт", url="https://example.org")), (Button("Нет", "no"),))
INLINE = {
    "inline_keyboard": [
        [{"text": "Да", "callback_data": "yes"}, {"text": "Сайт", "url": "https://example.org"}],
        [{"text": "Нет", "callback_data": "no"}],
    ]
}


def said(message: Message, edits: str = "") -> dict[str, object]:
    return call("7123456789", Say(message, edits))


def test_a_text_is_sent_with_its_sound_and_without_a_preview() -> None:
    assert said(Message("Здравствуйте")) == {
        "method": "sendMessage",
        "chat_id": 7123456789,
        "text": "Здравствуйте",
        "link_preview_options": NO_PREVIEW,
    }


def test_a_silent_text_is_sent_without_its_sound() -> None:
    assert said(Message("Тише", silent=True))["disable_notification"] is True


def test_buttons_stand_in_their_rows() -> None:
    assert said(Message("Выберите", buttons=BUTTONS))["reply_markup"] == INLINE


def test_a_keyboard_can_share_the_contact_and_hide_after_use() -> None:
    markup = said(Message("Номер?", keyboard=((Key("Мой номер", contact=True),), (Key("Назад"),)), once=True))
    assert markup["reply_markup"] == {
        "keyboard": [[{"text": "Мой номер", "request_contact": True}], [{"text": "Назад"}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }


def test_a_keyboard_is_taken_away_only_where_that_is_said() -> None:
    assert said(Message("Спасибо", keyboard=()))["reply_markup"] == {"remove_keyboard": True}
    assert "reply_markup" not in said(Message("Спасибо"))


def test_an_edit_names_its_message_and_shows_no_preview_either() -> None:
    assert said(Message("Готово"), "41") == {
        "method": "editMessageText",
        "chat_id": 7123456789,
        "message_id": 41,
        "text": "Готово",
        "link_preview_options": NO_PREVIEW,
    }


def test_an_edit_brings_its_buttons() -> None:
    assert said(Message("Выберите", buttons=BUTTONS), "41")["reply_markup"] == INLINE


def test_an_edit_cannot_bring_a_keyboard() -> None:
    assert "reply_markup" not in said(Message("Меню", keyboard=((Key("Назад"),),)), "41")
    assert "reply_markup" not in said(Message("Меню", keyboard=()), "41")


def test_a_text_of_the_longest_length_is_left_alone() -> None:
    assert said(Message("я" * LONGEST))["text"] == "я" * LONGEST


def test_a_longer_text_is_cut_and_says_so() -> None:
    assert said(Message("я" * (LONGEST + 1)))["text"] == "я" * (LONGEST - 1) + "…"


def test_a_call_can_be_written_into_the_answer_of_a_webhook() -> None:
    assert json.loads(json.dumps(said(Message("Выберите", buttons=BUTTONS))))["reply_markup"] == INLINE
