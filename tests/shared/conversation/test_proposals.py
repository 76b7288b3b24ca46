"""Several answers in one message are shown before they count."""

from __future__ import annotations

import pytest

from shared.channels.events import Content, Corrected, Pressed, Said, SharedContact
from shared.conversation.engine import Asked, Outcome, advance
from shared.conversation.form import Draft, Refusal, fingerprint
from tests.shared.conversation.visit import ANNA, CATALOGUE, EMPTY, VISIT, at

LANGUAGES = ("ru", "en", "ka")
BOTH = "wish: Торт; phone: 89161234567"


def press(draft: Draft, data: str) -> Outcome:
    return advance(VISIT, draft, Pressed(data, "40", "q"))


def say(draft: Draft, text: str, message: str = "41") -> Outcome:
    return advance(VISIT, draft, Said(text, message))


def asked(outcome: Outcome) -> Draft:
    assert isinstance(outcome, Asked)
    return outcome.draft


def test_several_answers_in_one_message_are_proposed_before_they_count() -> None:
    draft = asked(say(at("wish", drink="tea"), BOTH))
    assert (dict(draft.proposal), dict(draft.answers)) == ({"wish": "Торт", "phone": ANNA}, {"drink": "tea"})


def test_one_answer_to_another_question_is_proposed_too() -> None:
    assert asked(say(EMPTY, "phone: 89161234567")).proposal == {"phone": ANNA}


def test_only_what_would_be_valid_at_its_own_step_is_proposed() -> None:
    draft = asked(say(at("wish", drink="tea"), "wish: Торт; phone: 12; drink: чай; nonsense: 5"))
    assert draft.proposal == {"wish": "Торт", "drink": "tea"}


def test_one_answer_to_the_open_question_needs_no_agreement() -> None:
    draft = asked(say(at("wish", drink="tea"), "wish: Торт"))
    assert (draft.proposal, draft.at) == ({}, "phone")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_proposal_is_agreed_to_by_button_or_in_words(language: str) -> None:
    proposed = asked(say(at("wish", drink="tea"), BOTH))
    taken = at("confirm", drink="tea", wish="Торт", phone=ANNA)
    assert asked(press(proposed, "f:visit:take")) == taken
    assert asked(say(proposed, CATALOGUE.speak(language)("form-yes"))) == taken


def test_an_agreement_counts_for_the_proposal_it_stood_under_and_no_other() -> None:
    first = asked(say(at("wish", drink="tea"), BOTH))
    second = asked(say(first, "wish: Сыр; phone: 89031234567"))
    assert press(second, f"f:visit:take:{fingerprint(first)}") == Asked(second)
    assert asked(press(second, f"f:visit:take:{fingerprint(second)}")).answers["wish"] == "Сыр"


def test_a_proposal_that_is_dropped_leaves_the_question_open() -> None:
    proposed = asked(say(at("wish", drink="tea"), BOTH))
    assert asked(press(proposed, "f:visit:drop")) == at("wish", drink="tea")
    assert asked(press(proposed, "f:visit:back")) == at("wish", drink="tea")


@pytest.mark.parametrize("words", ["да", "Да!", "ага", "всё верно", "ок", "Yes.", "დიახ"])
def test_a_proposal_is_agreed_to_in_words_of_their_own(words: str) -> None:
    assert asked(say(asked(say(at("wish", drink="tea"), BOTH)), words)).at == "confirm"


@pytest.mark.parametrize("words", ["да нет", "да, но сыр вместо торта", "не верно", "дай"])
def test_what_only_begins_like_agreement_is_none(words: str) -> None:
    assert asked(say(asked(say(at("wish", drink="tea"), BOTH)), words)).proposal


@pytest.mark.parametrize(
    "more",
    [
        SharedContact("89031234567", own=True),
        Said("phone: 89031234567", "42"),
        Said("8 903 123-45-67", "42"),
    ],
)
def test_what_comes_while_a_proposal_waits_is_added_to_it(more: Content) -> None:
    proposed = asked(say(EMPTY, "drink: tea; wish: Торт"))
    added = asked(advance(VISIT, proposed, more))
    assert (added.proposal, added.answers) == ({"drink": "tea", "wish": "Торт", "phone": "+79031234567"}, {})


def test_an_option_pressed_while_a_proposal_waits_is_added_to_it() -> None:
    proposed = asked(say(EMPTY, "wish: Торт; phone: 89161234567"))
    added = asked(press(proposed, "f:visit:set:drink:coffee"))
    assert added.proposal == {"wish": "Торт", "phone": ANNA, "drink": "coffee"}


def test_what_cannot_be_taken_while_a_proposal_waits_says_why_and_loses_nothing() -> None:
    proposed = asked(say(EMPTY, "drink: tea; wish: Торт"))
    assert say(proposed, "12") == Asked(proposed, Refusal("form-bad-phone"))


def test_a_correction_while_a_proposal_waits_keeps_it() -> None:
    answered = asked(say(at("wish", drink="tea"), "Торт", "41"))
    proposed = asked(say(answered, "drink: coffee; phone: 89161234567"))
    corrected = asked(advance(VISIT, proposed, Corrected("41", "Сыр")))
    assert (corrected.answers["wish"], corrected.proposal) == ("Сыр", proposed.proposal)


def test_an_agreement_to_nothing_is_forged_or_late_and_changes_nothing() -> None:
    draft = at("wish", drink="tea")
    assert press(draft, "f:visit:take") == Asked(draft)
    assert asked(say(draft, CATALOGUE.speak("ru")("form-yes"))).answers["wish"] == CATALOGUE.speak("ru")("form-yes")
