"""What a form is and what is remembered of one that is being filled in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.conversation.form import CONFIRM, Draft, Form, begin, fingerprint, following
from tests.shared.conversation.visit import ANNA, DRINK, EMPTY, FULL, PHONE, VISIT, WISH


def test_a_form_begins_at_its_first_question() -> None:
    assert begin(VISIT, "event-1") == EMPTY


def test_a_form_begins_behind_what_is_known_already() -> None:
    draft = begin(VISIT, "event-1", answers={"drink": "tea"}, about="123456")
    assert (draft.at, dict(draft.answers), draft.about) == ("wish", {"drink": "tea"}, "123456")


def test_the_next_question_is_the_first_without_an_answer() -> None:
    assert following(VISIT, replace(EMPTY, answers={"drink": "tea", "phone": ANNA})) == "wish"
    assert following(VISIT, FULL) == CONFIRM


@pytest.mark.parametrize("typed", ["tea", "Чай", " чай ", "TEA", "Tea", "ჩაი"])
def test_an_option_is_recognised_by_its_value_or_its_words_in_any_language(typed: str) -> None:
    assert VISIT.option(DRINK, typed) == "tea"


@pytest.mark.parametrize("typed", ["", "чай с лимоном", "drink-tea", "0"])
def test_other_words_are_no_option(typed: str) -> None:
    assert VISIT.option(DRINK, typed) is None


def test_a_step_is_found_by_its_key_only() -> None:
    assert VISIT.step("wish") is WISH
    assert VISIT.step("confirm") is None


def test_an_answer_clears_the_proposal_and_remembers_its_message() -> None:
    draft = replace(EMPTY, proposal={"wish": "Торт"}).answered({"wish": "Сыр"}, "41")
    assert (dict(draft.answers), dict(draft.proposal), dict(draft.sources)) == ({"wish": "Сыр"}, {}, {"wish": "41"})


def test_an_answer_that_came_otherwise_forgets_the_message_of_the_one_before() -> None:
    draft = EMPTY.answered({"wish": "Сыр"}, "41").answered({"wish": "Торт"})
    assert dict(draft.sources) == {}


@pytest.mark.parametrize(
    "draft", [EMPTY, FULL, replace(FULL, proposal={"wish": "Сыр"}, sources={"wish": "41"}, about="123456")]
)
def test_a_draft_comes_back_from_its_record_as_it_was(draft: Draft) -> None:
    assert Draft.from_record(draft.as_record()) == draft


def test_a_draft_of_a_newer_version_is_read_without_what_is_not_known() -> None:
    assert Draft.from_record(FULL.as_record() | {"invented_next_year": 1}) == FULL


@pytest.mark.parametrize(
    "other",
    [
        replace(FULL, answers={**FULL.answers, "wish": "Сыр"}),
        replace(FULL, answers={"drink": "tea", "wish": "Торт"}),
        replace(FULL, id="event-2"),
    ],
)
def test_a_fingerprint_changes_with_any_answer_and_any_form(other: Draft) -> None:
    assert fingerprint(other) != fingerprint(FULL)


def test_a_fingerprint_does_not_change_with_the_order_of_answers_or_the_open_question() -> None:
    other = replace(FULL, answers=dict(reversed(dict(FULL.answers).items())), at="wish")
    assert fingerprint(other) == fingerprint(FULL)


def test_steps_may_be_reordered_under_a_draft() -> None:
    reordered = Form("visit", (PHONE, WISH, DRINK), VISIT.catalogue)
    assert following(reordered, replace(EMPTY, answers={"drink": "tea"})) == "phone"
