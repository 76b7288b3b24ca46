"""How the open question is written for people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.channels.messages import Button, Key, Message
from shared.conversation.form import Draft, Refusal, fingerprint
from shared.conversation.prompt import progress, prompt
from tests.shared.conversation.visit import ANNA, EMPTY, EN, FULL, RU, VISIT, at

WAYS = (Button("⬅️ Назад", "f:visit:back"), Button("🏠 Вернуться в меню", "f:visit:menu"))


@pytest.mark.parametrize(
    ("draft", "bar"), [(EMPTY, "⚪⚪⚪ 0%"), (at("wish", drink="tea"), "🟢⚪⚪ 33%"), (FULL, "🟢🟢🟢 100%")]
)
def test_the_bar_shows_a_dot_for_each_answer(draft: Draft, bar: str) -> None:
    assert progress(VISIT, draft) == bar


def test_answers_to_questions_that_are_gone_do_not_count() -> None:
    assert progress(VISIT, at("wish", size="large")) == "⚪⚪⚪ 0%"


def test_a_question_stands_under_the_bar_with_its_options_and_ways_out() -> None:
    assert prompt(VISIT, EMPTY, RU) == Message(
        "⚪⚪⚪ 0%\n\nЧай или кофе?",
        buttons=((Button("Чай", "f:visit:set:drink:tea"),), (Button("Кофе", "f:visit:set:drink:coffee"),), WAYS),
    )


def test_a_question_in_words_has_only_the_ways_out() -> None:
    assert prompt(VISIT, at("wish", drink="tea"), RU).buttons == (WAYS,)


def test_a_question_that_was_answered_shows_the_answer_and_can_be_kept() -> None:
    message = prompt(VISIT, replace(FULL, at="drink"), RU)
    assert message.text.endswith("Сейчас записано: Чай")
    assert (Button("➡️ Оставить как есть", "f:visit:keep"),) in message.buttons


def test_a_phone_is_asked_with_a_keyboard_that_shares_it() -> None:
    message = prompt(VISIT, at("phone", drink="tea", wish="Торт"), RU)
    own, ways = (Key("📱 Отправить мой номер", contact=True),), (Key("⬅️ Назад"), Key("🏠 Вернуться в меню"))
    assert (message.keyboard, message.once, message.buttons) == ((own, ways), True, ())


def test_a_phone_that_is_known_can_be_kept_from_the_keyboard() -> None:
    message = prompt(VISIT, replace(FULL, at="phone"), RU)
    assert message.keyboard
    assert (Key("➡️ Оставить как есть"),) in message.keyboard
    assert message.text.endswith("+7 916 123-45-67")


def test_a_note_stands_above_the_question() -> None:
    assert prompt(VISIT, EMPTY, RU, Refusal("form-press-please")).text == (
        "⚪⚪⚪ 0%\n\nНажмите, пожалуйста, одну из кнопок под сообщением.\n\nЧай или кофе?"
    )


def test_a_note_counts_in_the_language_of_the_person() -> None:
    note = Refusal("form-too-long", {"length": 5003, "most": 100})
    assert "знака" in prompt(VISIT, EMPTY, RU, note).text
    assert "characters" in prompt(VISIT, EMPTY, EN, note).text


def test_a_change_is_told_with_words_not_with_keys() -> None:
    note = Refusal("form-changed", {"label": "label-drink", "value": "coffee", "step": "drink"})
    assert "Исправил — Напиток: Кофе." in prompt(VISIT, at("wish", drink="coffee"), RU, note).text


def test_what_was_understood_is_shown_before_it_counts() -> None:
    draft = replace(at("wish", drink="tea"), proposal={"phone": ANNA, "drink": "coffee"})
    message = prompt(VISIT, draft, RU)
    assert "Я понял вас так:\n\n• Напиток: Кофе\n• Телефон: +7 916 123-45-67\n\nВсё правильно?" in message.text
    agree = (
        Button("✅ Всё верно", f"f:visit:take:{fingerprint(draft)}"),
        Button("✏️ Спросите по порядку", "f:visit:drop"),
    )
    assert message.buttons == (agree, WAYS)


def test_the_summary_shows_every_answer_and_confirms_just_these() -> None:
    message = prompt(VISIT, FULL, RU)
    assert message.text.endswith("• Напиток: Чай\n• Пожелание: Торт\n• Телефон: +7 916 123-45-67")
    assert message.buttons[0] == (Button("✅ Подтвердить", f"f:visit:yes:{fingerprint(FULL)}"),)


def test_the_summary_offers_to_edit_each_answer_and_to_give_up() -> None:
    data = [button.data for row in prompt(VISIT, FULL, RU).buttons for button in row][1:]
    assert data == [
        "f:visit:edit:drink",
        "f:visit:edit:wish",
        "f:visit:edit:phone",
        "f:visit:back",
        "f:visit:menu",
        "f:visit:cancel",
    ]


def test_everything_is_written_in_the_language_of_the_person() -> None:
    message = prompt(VISIT, FULL, EN)
    assert "Drink: Tea" in message.text
    assert message.buttons[0][0].text == "✅ Confirm"
