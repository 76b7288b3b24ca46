"""How the open question is written for people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.channels.messages import Button, Key, Message
from shared.conversation.form import Draft, Refusal, fingerprint
from shared.conversation.prompt import progress, prompt
from tests.shared.conversation.visit import ANNA, EMPTY, EN, FULL, RU, VISIT, at

WAYS = (Button(RU("form-back"), "f:visit:back"), Button(RU("form-menu"), "f:visit:menu"))


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
    assert message.text.endswith(RU("form-now", value="Чай"))
    assert (Button(RU("form-keep"), "f:visit:keep"),) in message.buttons


def test_a_phone_is_asked_with_a_keyboard_that_shares_it() -> None:
    message = prompt(VISIT, at("phone", drink="tea", wish="Торт"), RU)
    own, ways = (Key(RU("form-share-contact"), contact=True),), (Key(RU("form-back")), Key(RU("form-menu")))
    assert (message.keyboard, message.once, message.buttons) == ((own, ways), True, ())


def test_a_phone_that_is_known_can_be_kept_from_the_keyboard() -> None:
    message = prompt(VISIT, replace(FULL, at="phone"), RU)
    assert message.keyboard
    assert (Key(RU("form-keep")),) in message.keyboard
    assert message.text.endswith("+7 916 123-45-67")


def test_a_note_stands_above_the_question() -> None:
    assert prompt(VISIT, EMPTY, RU, Refusal("form-press-please")).text == (
        f"⚪⚪⚪ 0%\n\n{RU('form-press-please')}\n\nЧай или кофе?"
    )


def test_a_note_counts_in_the_language_of_the_person() -> None:
    note = Refusal("form-too-long", {"length": 5003, "most": 100})
    assert "знака" in prompt(VISIT, EMPTY, RU, note).text
    assert "characters" in prompt(VISIT, EMPTY, EN, note).text


def test_a_change_is_told_with_words_not_with_keys() -> None:
    note = Refusal("form-changed", {"label": "label-drink", "value": "coffee", "step": "drink"})
    told = RU("form-changed", label="Напиток", value="Кофе")
    assert told in prompt(VISIT, at("wish", drink="coffee"), RU, note).text


def test_what_was_understood_is_shown_before_it_counts() -> None:
    draft = replace(at("wish", drink="tea"), proposal={"phone": ANNA, "drink": "coffee"})
    message = prompt(VISIT, draft, RU)
    drink = RU("form-line", label="Напиток", value="Кофе")
    phone = RU("form-line", label="Телефон", value="+7 916 123-45-67")
    assert message.text.endswith(f"{RU('form-understood')}\n\n{drink}\n{phone}\n\n{RU('form-right')}")
    agree = (
        Button(RU("form-yes"), f"f:visit:take:{fingerprint(draft)}"),
        Button(RU("form-one-by-one"), "f:visit:drop"),
    )
    assert message.buttons == (agree, WAYS)


def test_the_summary_shows_every_answer_and_confirms_just_these() -> None:
    message = prompt(VISIT, FULL, RU)
    told = {"Напиток": "Чай", "Пожелание": "Торт", "Телефон": "+7 916 123-45-67"}
    assert message.text.endswith("\n".join(RU("form-line", label=k, value=v) for k, v in told.items()))
    assert message.buttons[0] == (Button(RU("form-confirm"), f"f:visit:yes:{fingerprint(FULL)}"),)


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
    assert message.buttons[0][0].text == EN("form-confirm")
