"""One message that answers several questions: what was understood is shown, and counts once it is agreed to."""

from __future__ import annotations

import pytest

from functions.dispatch.order_form import CATALOGUE
from shared.conversation.form import CONFIRM
from tests.functions.dispatch.scenes import LANGUAGES, Talk, client, keys, labels
from tests.functions.dispatch.test_client_form import at

WHOLE = {
    "ru": "Искрит розетка, ул. Мира, 10, Анна, +7 916 123-45-67",
    "en": "The socket sparks, 10 Peace street, Anna, +7 916 123-45-67",
    "ka": "როზეტი ნაპერწკლავს, რუსთაველის 10, ანა, +7 916 123-45-67",
}


def whole(language: str = "ru") -> Talk:
    """Let a client say everything in their first message."""
    talk = client(language=language)
    talk.say(WHOLE[language])
    return talk


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_order_out_of_the_blue_is_shown_and_counts_only_when_agreed_to(language: str) -> None:
    talk = whole(language)
    problem, address, name, _ = (part.strip() for part in WHOLE[language].replace("Мира, 10", "Мира 10").split(","))
    assert talk.texts("form-understood") in talk.shown.text
    for value in (talk.texts("category-sockets"), problem, address.replace("Мира 10", "Мира, 10"), name):
        assert value in talk.shown.text
    assert "+7 916 123-45-67" in talk.shown.text
    assert talk.conversation.draft
    assert talk.conversation.draft.answers == {}
    assert talk.texts("order-summary") in talk.press("form-yes").text
    talk.press("form-confirm")
    assert len(talk.conversation.memory["orders"]) == 1


def test_what_was_understood_wrongly_is_dropped_and_asked_one_by_one() -> None:
    talk = whole()
    assert talk.texts("order-ask-service") in talk.press("form-one-by-one").text
    assert talk.conversation.draft
    assert talk.conversation.draft.answers == {}


def test_a_proposal_can_be_left_for_the_menu_and_is_still_there() -> None:
    talk = whole()
    talk.press("form-menu")
    assert talk.texts("form-understood") in talk.say(talk.texts("client-resume")).text


def test_a_proposal_offers_back_and_the_menu() -> None:
    shown = whole().shown
    assert {CATALOGUE.speak("ru")(name) for name in ("form-back", "form-menu")} <= set(labels(shown))


def test_something_more_is_added_to_what_was_understood() -> None:
    talk = client()
    talk.say("Искрит розетка, ул. Мира, 10")
    talk.say("Анна, 89161234567")
    talk.press("form-yes")
    assert talk.texts("order-summary") in talk.shown.text


def test_what_is_added_answers_what_the_proposal_leaves_open() -> None:
    talk = at("problem")
    talk.say("Искрит розетка, ул. Мира, 10")
    talk.say("Анна")
    assert talk.conversation.draft
    assert talk.conversation.draft.proposal == {"problem": "Искрит розетка", "address": "ул. Мира, 10", "name": "Анна"}


def test_what_is_added_to_a_whole_order_corrects_what_it_names() -> None:
    talk = whole()
    talk.say("нет, ул. Мира, 12")
    assert talk.conversation.draft
    assert talk.conversation.draft.proposal["address"] == "ул. Мира, 12"
    assert talk.conversation.draft.proposal["problem"] == "Искрит розетка"


def test_what_is_added_to_a_whole_order_and_names_nothing_changes_nothing() -> None:
    talk = whole()
    before = talk.conversation.draft
    assert talk.texts("form-press-please") in talk.say("поскорее бы").text
    assert talk.conversation.draft == before


def test_yes_is_no_answer_where_nothing_was_proposed() -> None:
    talk = at("problem")
    assert talk.texts("order-problem-too-short") in talk.say("да").text


def waiting() -> Talk:
    """Let a client have said everything but their phone."""
    talk = client()
    talk.say("Искрит розетка, ул. Мира, 10, меня зовут Анна", message="41")
    return talk


def test_a_shared_contact_joins_what_was_understood() -> None:
    talk = waiting()
    talk.share("79161234567")
    assert "+7 916 123-45-67" in talk.shown.text
    assert talk.texts("order-summary") in talk.press("form-yes").text


def test_a_category_pressed_under_an_old_message_joins_what_was_understood() -> None:
    talk = waiting()
    assert talk.texts("category-panel") in talk.forge("f:order:set:service:panel").text
    assert talk.texts("order-ask-phone") in talk.press("form-yes").text
    assert talk.conversation.draft
    assert talk.conversation.draft.answers["service"] == "panel"


def test_correcting_an_earlier_answer_keeps_what_was_understood() -> None:
    talk = at("problem")
    talk.say("Не работает розетка", message="40")
    talk.say("ул. Мира, 10, Анна, 89161234567", message="41")
    shown = talk.edit("40", "Искрит розетка")
    assert talk.texts("form-understood") in shown.text
    assert talk.conversation.draft
    assert talk.conversation.draft.answers["problem"] == "Искрит розетка"


def test_two_details_in_one_message_are_shown_and_then_taken() -> None:
    talk = at("name")
    assert talk.texts("form-understood") in talk.say("Анна, 8 916 123-45-67").text
    talk.press("form-yes")
    assert talk.conversation.draft
    assert talk.conversation.draft.at == CONFIRM


def test_address_and_phone_together_leave_only_the_name_to_ask() -> None:
    talk = at("address")
    talk.say("ул. Мира 10, +7 916 123-45-67")
    assert talk.texts("order-ask-name") in talk.press("form-yes").text


def test_a_description_beside_its_category_leaves_the_address_to_ask() -> None:
    talk = at("service")
    talk.say("Не горит свет на кухне")
    assert talk.texts("order-ask-address") in talk.press("form-yes").text


def test_an_impossible_phone_in_a_whole_order_is_not_proposed() -> None:
    talk = client()
    talk.say("Искрит розетка, ул. Мира, 10, Анна, +7 916 123")
    assert talk.conversation.draft
    assert "phone" not in talk.conversation.draft.proposal


def test_a_name_alone_stays_an_answer_of_its_own() -> None:
    talk = at("name")
    assert talk.texts("form-understood") not in talk.say("Анна").text


@pytest.mark.parametrize("text", ["Здравствуйте", "Сколько времени?", "протекает кран", "👍", "Анна", "+79161234567"])
def test_small_talk_out_of_the_blue_shows_the_menu(text: str) -> None:
    talk = client()
    assert talk.texts("client-use-menu") in talk.say(text).text
    assert talk.texts("menu-order") in keys(talk.shown)
    assert talk.conversation.draft is None


@pytest.mark.parametrize("word", ["да", "Да", "Да!", "yes", "ok", "верно", "კი", "✅ Всё верно"])
def test_yes_in_words_agrees_to_what_was_understood(word: str) -> None:
    talk = whole()
    assert talk.texts("order-summary") in talk.say(word).text


@pytest.mark.parametrize("text", ["/help", "/menu", "/cancel", "/settings@bot"])
def test_a_command_we_do_not_have_is_no_answer(text: str) -> None:
    talk = at("problem")
    before = talk.conversation.draft
    assert talk.texts("menu-help") in keys(talk.say(text))
    assert talk.conversation.draft == before


@pytest.mark.parametrize("kind", ["sticker", "photo", "voice"])
def test_what_is_no_text_out_of_the_blue_shows_the_menu(kind: str) -> None:
    talk = client()
    assert talk.texts("client-use-menu") in talk.send(kind).text


def test_a_correction_of_a_message_without_a_form_does_not_greet_anew() -> None:
    talk = whole()
    talk.press("form-yes")
    talk.press("form-confirm")
    assert talk.texts("client-greeting") not in talk.edit("3", "Искрит розетка, ул. Мира, 12").text
