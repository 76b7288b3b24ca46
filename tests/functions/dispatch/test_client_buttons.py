"""Buttons in the client's bot that are old, foreign, forged or pressed twice."""

from __future__ import annotations

import pytest

from functions.dispatch.order_form import CATALOGUE
from shared.conversation.form import CONFIRM
from tests.functions.dispatch.scenes import Talk, client, keys, payloads
from tests.functions.dispatch.test_client_form import ANSWERS, at

FORGED = [
    "",
    ":",
    "f",
    "f:",
    "f:order",
    "f:order:",
    "f:order:set",
    "f:order:set:service",
    "f:order:set:service:gold",
    "f:order:set:nothing:sockets",
    "f:order:set:phone:+79990000000",
    "f:order:edit:nothing",
    "f:order:yes",
    "f:order:yes:0000000000",
    "f:order:fly",
    "f:master:set:name:Иван",
    "take:123456",
    "lang:xx",
    "lang:",
    "cancel:",
    "cancel:abc",
    "cancel:²³",
    "cancel:../settings",
    f"cancel:{'9' * 55}",
    f"show:{'1' * 2000}",
    "\x00\x01",
    "🔥" * 16,
]


@pytest.mark.parametrize("data", FORGED)
@pytest.mark.parametrize("step", ["service", "address", "phone"])
def test_a_forged_button_leaves_the_form_where_it_is(data: str, step: str) -> None:
    talk = at(step)
    before = talk.conversation
    assert talk.forge(data).text
    assert talk.conversation.draft == before.draft
    assert talk.conversation.language == before.language
    assert not talk.turn.writes
    assert not talk.turn.mail


@pytest.mark.parametrize("data", FORGED)
def test_a_forged_button_without_a_form_changes_nothing_and_shows_the_way(data: str) -> None:
    talk = client()
    talk.start()
    talk.forge(data)
    assert talk.texts("menu-order") in keys(talk.shown) or talk.conversation.draft
    assert talk.conversation.language == "ru"
    assert not talk.turn.writes
    assert not talk.turn.mail


def test_a_button_of_an_old_message_changes_its_answer_and_asks_the_open_question_again() -> None:
    talk = at("name")
    shown = talk.forge("f:order:set:service:panel")
    assert talk.conversation.draft
    assert talk.conversation.draft.answers["service"] == "panel"
    changed = talk.texts("form-changed", label=talk.texts("label-service"), value=talk.texts("category-panel"))
    assert changed in shown.text
    assert talk.texts("order-ask-name") in shown.text


def test_a_category_of_an_old_message_changes_the_summary() -> None:
    talk = at("confirm")
    shown = talk.forge("f:order:set:service:panel")
    assert talk.texts("form-line", label=talk.texts("label-service"), value=talk.texts("category-panel")) in shown.text


def test_an_edit_button_of_an_old_summary_opens_its_step() -> None:
    talk = at("confirm")
    old = payloads(talk.shown)[talk.texts("form-edit", label=talk.texts("label-name"))]
    talk.press("form-edit", label=talk.texts("label-phone"))
    talk.forge(old)
    assert talk.texts("order-ask-name") in talk.shown.text


def test_a_category_button_opens_a_new_form_where_none_is_open() -> None:
    talk = client()
    talk.start()
    assert talk.texts("order-ask-problem") in talk.forge("f:order:set:service:wiring").text


@pytest.mark.parametrize("name", ["form-back", "form-menu", "form-cancel"])
def test_other_buttons_of_a_form_that_is_gone_lead_to_the_menu(name: str) -> None:
    talk = at("confirm")
    old = payloads(talk.shown)[talk.texts(name)]
    talk.press("form-cancel")
    assert talk.texts("client-old-button") in talk.forge(old).text
    assert talk.conversation.draft is None


def test_a_press_turns_the_message_it_sits_on_into_the_next_question() -> None:
    talk = at("service")
    talk.forge("f:order:set:service:sockets", message="41")
    assert talk.turn.say[0].edits == "41"


def test_a_press_that_leads_to_a_question_with_keys_brings_a_new_message() -> None:
    talk = at("confirm")
    talk.press("form-edit", label=talk.texts("label-phone"))
    assert talk.turn.say[0].edits == ""
    assert talk.shown.keyboard


def test_a_text_is_answered_by_a_new_message() -> None:
    talk = at("problem")
    talk.say(ANSWERS["problem"])
    assert talk.turn.say[0].edits == ""


def placed() -> tuple[Talk, str]:
    """Let a client have placed an order; the payload is that of the button they confirmed it with."""
    talk = at(CONFIRM)
    confirm = payloads(talk.shown)[talk.texts("form-confirm")]
    talk.forge(confirm)
    return talk, confirm


def test_a_second_press_on_confirm_names_the_order_and_places_no_other() -> None:
    talk, confirm = placed()
    (number,) = talk.conversation.memory["orders"]
    assert talk.texts("order-already-placed", number=number) in talk.forge(confirm).text
    assert not talk.turn.writes
    assert not talk.turn.mail


def test_the_confirmation_of_an_earlier_order_does_not_confirm_the_next() -> None:
    talk, confirm = placed()
    talk.key_of("menu-order")
    talk.press("category-sockets")
    for answer in ANSWERS.values():
        talk.say(answer)
    assert talk.texts("order-summary") in talk.forge(confirm).text
    assert not talk.turn.writes


def test_a_summary_confirms_only_what_it_shows() -> None:
    talk = at(CONFIRM)
    old = payloads(talk.shown)[talk.texts("form-confirm")]
    talk.press("form-edit", label=talk.texts("label-name"))
    talk.say("Мария")
    shown = talk.forge(old)
    assert not talk.turn.writes
    assert "Мария" in shown.text
    talk.press("form-confirm")
    assert talk.turn.writes


def test_a_summary_that_was_restored_confirms_what_it_showed() -> None:
    talk = at(CONFIRM)
    old = payloads(talk.shown)[talk.texts("form-confirm")]
    talk.press("form-edit", label=talk.texts("label-name"))
    talk.forge(old)
    assert talk.turn.writes


@pytest.mark.parametrize("step", ["problem", "name"])
def test_confirming_before_all_is_answered_asks_what_is_missing(step: str) -> None:
    talk = at(step)
    assert talk.texts(f"order-ask-{step}") in talk.forge("f:order:yes:0000000000").text
    assert not talk.turn.writes


@pytest.mark.parametrize("data", ["f:order:back", "f:order:edit:name", "f:order:cancel", "f:order:keep"])
def test_buttons_pressed_after_placing_lead_to_the_menu(data: str) -> None:
    talk, _ = placed()
    assert talk.texts("client-old-button") in talk.forge(data).text
    assert talk.conversation.draft is None
    assert not talk.turn.mail


@pytest.mark.parametrize("code", ["ru", "en", "ka"])
def test_the_language_is_chosen_by_a_button(code: str) -> None:
    talk = client(language="ru")
    talk.start()
    talk.key_of("menu-language")
    talk.forge(f"lang:{code}")
    assert talk.conversation.language == code
    assert CATALOGUE.speak(code)("language-set") in talk.shown.text


def test_every_language_is_offered_by_its_own_name() -> None:
    talk = client()
    talk.start()
    talk.key_of("menu-language")
    own = {f"lang:{code}": CATALOGUE.speak(code)("language-name") for code in ("ru", "en", "ka")}
    shown = {button.data: button.text for row in talk.shown.buttons for button in row}
    assert shown == own


def test_choosing_a_language_in_the_middle_of_a_form_keeps_the_form() -> None:
    talk = at("address")
    talk.say(talk.texts("menu-language"))
    talk.forge("lang:en")
    talk.say(CATALOGUE.speak("en")("client-resume"))
    assert CATALOGUE.speak("en")("order-ask-address") in talk.shown.text
