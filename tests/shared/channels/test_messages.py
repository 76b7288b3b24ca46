"""What is said survives being kept in a record."""

from __future__ import annotations

import pytest

from shared.channels.messages import Button, Key, Message, Say

MESSAGES = (
    Message("Здравствуйте"),
    Message(
        "Выберите", buttons=((Button("Да", "yes"), Button("Сайт", url="https://example.org")), (Button("Нет", "no"),))
    ),
    Message("Телефон?", keyboard=((Key("Мой номер", contact=True),), (Key("Назад"), Key("Меню"))), once=True),
    Message("Спасибо", keyboard=()),
    Message("Тише", silent=True),
)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.text)
def test_a_message_comes_back_from_its_record_as_it_was(message: Message) -> None:
    assert Message.from_record(message.as_record()) == message


def test_a_keyboard_that_is_taken_away_is_not_one_that_is_left_alone() -> None:
    assert Message.from_record(Message("a", keyboard=()).as_record()).keyboard == ()
    assert Message.from_record(Message("a").as_record()).keyboard is None


def test_a_record_leaves_out_what_is_at_its_default() -> None:
    assert Say(Message("Здравствуйте")).as_record() == {"text": "Здравствуйте"}


@pytest.mark.parametrize("edits", ["", "41"])
def test_what_is_edited_is_kept_with_the_message(edits: str) -> None:
    say = Say(MESSAGES[1], edits)
    assert Say.from_record(say.as_record()) == say


def test_no_list_stands_directly_in_a_list_for_firestore_keeps_none() -> None:
    for message in MESSAGES:
        for rows in (message.as_record().get("buttons", []), message.as_record().get("keyboard", [])):
            assert all(isinstance(row, dict) for row in rows)
