"""What one event makes of a draft."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.channels.events import (
    Content,
    Corrected,
    Left,
    Pressed,
    Said,
    SentFile,
    SharedContact,
    Started,
    Unknown,
)
from shared.conversation.engine import Asked, Button, Cancelled, Confirmed, Outcome, Paused, advance, read_button
from shared.conversation.form import Draft, Form, Refusal, fingerprint
from tests.shared.conversation.visit import ANNA, CATALOGUE, DRINK, EMPTY, FULL, PHONE, VISIT, WISH, at, split

LANGUAGES = ("ru", "en", "ka")


def press(draft: Draft, data: str, form: Form = VISIT) -> Outcome:
    return advance(form, draft, Pressed(data, "40", "q"))


def say(draft: Draft, text: str, message: str = "41") -> Outcome:
    return advance(VISIT, draft, Said(text, message))


def asked(outcome: Outcome) -> Draft:
    assert isinstance(outcome, Asked)
    return outcome.draft


def test_a_button_is_read_as_it_was_written() -> None:
    button = Button("visit", "set", ("drink", "tea"))
    assert button.data == "f:visit:set:drink:tea"
    assert read_button(button.data) == button
    assert read_button(Button("visit", "back").data) == Button("visit", "back")


@pytest.mark.parametrize("data", ["", "f", "f:", "f:visit", "f:visit:", "take:123456", "lang:ru", ":::"])
def test_what_is_no_button_of_a_form_is_none(data: str) -> None:
    assert read_button(data) is None


def test_a_pressed_option_answers_and_leads_on() -> None:
    assert press(EMPTY, "f:visit:set:drink:tea") == Asked(at("wish", drink="tea"))


@pytest.mark.parametrize("words", ["Чай", "tea", "ჩაი"])
def test_an_option_can_be_typed_in_any_language(words: str) -> None:
    assert asked(say(EMPTY, words)).answers == {"drink": "tea"}


def test_words_answer_the_open_question_and_are_remembered_with_their_message() -> None:
    draft = asked(say(at("wish", drink="tea"), " Торт  с вишней "))
    assert (draft.at, draft.answers["wish"], draft.sources) == ("phone", "Торт с вишней", {"wish": "41"})


def test_an_answer_that_cannot_be_taken_says_why_and_stays() -> None:
    draft = at("wish", drink="tea")
    assert say(draft, "м") == Asked(draft, Refusal("wish-too-short"))
    assert say(draft, "я" * 5000) == Asked(draft, Refusal("form-too-long", {"length": 5000, "most": 100}))


def test_an_own_contact_answers_wherever_the_form_stands() -> None:
    assert asked(advance(VISIT, EMPTY, SharedContact("79161234567", own=True))) == at("drink", phone=ANNA)
    assert asked(advance(VISIT, at("phone", drink="tea", wish="Торт"), SharedContact(ANNA, own=True))).at == "confirm"


def test_a_contact_of_somebody_else_is_not_taken() -> None:
    draft = at("phone", drink="tea", wish="Торт")
    assert advance(VISIT, draft, SharedContact(ANNA, own=False)) == Asked(draft, Refusal("form-foreign-contact"))


def test_a_contact_whose_number_cannot_be_is_not_taken() -> None:
    draft = at("phone", drink="tea", wish="Торт")
    assert advance(VISIT, draft, SharedContact("12", own=True)) == Asked(draft, Refusal("form-bad-phone"))


def test_a_form_that_asks_for_no_phone_takes_no_contact() -> None:
    form = Form("visit", (DRINK, WISH), CATALOGUE)
    assert asked(advance(form, EMPTY, SharedContact(ANNA, own=True))) == EMPTY


def test_a_picture_is_no_answer() -> None:
    assert advance(VISIT, EMPTY, SentFile("sticker", "x")) == Asked(EMPTY, Refusal("form-words-please"))


@pytest.mark.parametrize("content", [Started("x"), Left(), Unknown("gift")])
def test_any_other_event_is_answered_with_the_open_question(content: Content) -> None:
    assert advance(VISIT, at("wish", drink="tea"), content) == Asked(at("wish", drink="tea"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_back_leads_to_the_question_before_by_button_or_in_words(language: str) -> None:
    draft = at("wish", drink="tea")
    assert press(draft, "f:visit:back") == Asked(at("drink", drink="tea"))
    assert say(draft, CATALOGUE.speak(language)("form-back")) == Asked(at("drink", drink="tea"))


def test_back_from_the_summary_leads_to_the_last_question() -> None:
    assert asked(press(FULL, "f:visit:back")).at == "phone"


def test_back_from_the_first_question_leads_to_the_menu() -> None:
    assert press(EMPTY, "f:visit:back") == Paused(EMPTY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_that_is_kept_leads_on(language: str) -> None:
    draft = at("drink", drink="tea")
    assert press(draft, "f:visit:keep") == Asked(at("wish", drink="tea"))
    assert say(draft, CATALOGUE.speak(language)("form-keep")) == Asked(at("wish", drink="tea"))


def test_nothing_can_be_kept_where_nothing_was_answered() -> None:
    assert press(EMPTY, "f:visit:keep") == Asked(EMPTY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_pauses_the_form_and_cancelling_gives_it_up(language: str) -> None:
    texts, draft = CATALOGUE.speak(language), at("wish", drink="tea")
    assert press(draft, "f:visit:menu") == say(draft, texts("form-menu")) == Paused(draft)
    assert press(draft, "f:visit:cancel") == say(draft, texts("form-cancel")) == Cancelled()


def test_one_answer_can_be_edited_from_the_summary_and_leads_back_to_it() -> None:
    editing = asked(press(FULL, "f:visit:edit:wish"))
    assert (editing.at, editing.answers) == ("wish", FULL.answers)
    edited = asked(say(editing, "Сыр"))
    assert (edited.at, edited.answers["wish"]) == ("confirm", "Сыр")


def test_words_at_the_summary_ask_to_press() -> None:
    assert say(FULL, "да, всё так") == Asked(FULL, Refusal("form-press-please"))


def test_a_summary_confirms_exactly_what_it_shows() -> None:
    assert press(FULL, f"f:visit:yes:{fingerprint(FULL)}") == Confirmed(FULL)


def test_a_summary_of_other_answers_confirms_nothing_and_the_new_one_is_shown() -> None:
    changed = replace(FULL, answers={**FULL.answers, "wish": "Сыр"}, at="wish")
    assert press(changed, f"f:visit:yes:{fingerprint(FULL)}") == Asked(replace(changed, at="confirm"))


def test_an_unfinished_form_cannot_be_confirmed() -> None:
    draft = at("wish", drink="tea")
    assert press(draft, f"f:visit:yes:{fingerprint(draft)}") == Asked(draft)


def test_an_option_under_an_old_message_changes_its_answer_and_says_so() -> None:
    draft = at("phone", drink="tea", wish="Торт")
    outcome = press(draft, "f:visit:set:drink:coffee")
    note = Refusal("form-changed", {"label": "label-drink", "value": "coffee", "step": "drink"})
    assert outcome == Asked(at("phone", drink="coffee", wish="Торт"), note)


def test_an_option_that_is_pressed_twice_has_changed_nothing() -> None:
    draft = at("wish", drink="tea")
    assert press(draft, "f:visit:set:drink:tea") == Asked(draft)


def test_a_button_works_after_a_deploy_that_reordered_the_steps() -> None:
    reordered = Form("visit", (PHONE, WISH, DRINK), CATALOGUE, split)
    assert press(at("phone"), "f:visit:set:drink:tea", reordered) == Asked(
        at("phone", drink="tea"), Refusal("form-changed", {"label": "label-drink", "value": "tea", "step": "drink"})
    )


def test_a_draft_at_a_step_that_no_longer_exists_goes_on_at_the_next_open_one() -> None:
    gone = at("size", drink="tea")
    assert asked(advance(VISIT, gone, Unknown("gift"))) == at("wish", drink="tea")
    assert asked(say(gone, "Торт")).answers["wish"] == "Торт"


def test_a_summary_to_which_a_deploy_added_a_question_asks_it() -> None:
    assert asked(advance(VISIT, at("confirm", drink="tea", wish="Торт"), Unknown("gift"))).at == "phone"


def test_an_answer_whose_option_a_deploy_took_away_is_asked_for_again() -> None:
    gone = replace(FULL, answers={**FULL.answers, "drink": "cocoa"})
    asked_again = asked(advance(VISIT, gone, Unknown("gift")))
    assert (asked_again.at, asked_again.answers) == ("drink", {"wish": "Торт", "phone": ANNA})
    assert not isinstance(press(gone, f"f:visit:yes:{fingerprint(gone)}"), Confirmed)


FORGED = [
    "f:visit:set:drink:whisky",
    "f:visit:set:nothing:tea",
    "f:visit:set:wish:Торт",
    "f:visit:set:drink",
    "f:visit:set",
    "f:visit:edit:nothing",
    "f:visit:yes:0000000000",
    "f:visit:yes",
    "f:visit:destroy",
    "f:other:set:drink:tea",
    "take:123456",
    "",
]


@pytest.mark.parametrize("data", FORGED)
def test_a_forged_or_foreign_button_is_answered_with_the_open_question(data: str) -> None:
    draft = at("wish", drink="tea")
    assert press(draft, data) == Asked(draft)


def test_an_edited_message_corrects_the_answer_it_gave() -> None:
    draft = asked(say(at("wish", drink="tea"), "Торт", "41"))
    outcome = advance(VISIT, draft, Corrected("41", "Сыр"))
    note = Refusal("form-changed", {"label": "label-wish", "value": "Сыр", "step": "wish"})
    assert outcome == Asked(replace(draft, answers={**draft.answers, "wish": "Сыр"}), note)


def test_a_correction_that_cannot_be_taken_changes_nothing() -> None:
    draft = asked(say(at("wish", drink="tea"), "Торт", "41"))
    assert advance(VISIT, draft, Corrected("41", "м")) == Asked(draft, Refusal("wish-too-short"))


def test_an_edited_message_that_gave_no_answer_changes_nothing() -> None:
    draft = asked(say(at("wish", drink="tea"), "Торт", "41"))
    assert advance(VISIT, draft, Corrected("39", "Сыр")) == Asked(draft)


def test_an_edited_message_does_not_undo_a_later_answer() -> None:
    typed = asked(say(EMPTY, "чай", "41"))
    pressed = asked(press(typed, "f:visit:set:drink:coffee"))
    assert asked(advance(VISIT, pressed, Corrected("41", "чай"))).answers == {"drink": "coffee"}
