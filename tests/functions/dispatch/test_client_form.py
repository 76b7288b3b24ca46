"""The order form in the client's bot: five questions, each of which can be gone back to, corrected and resumed."""

from __future__ import annotations

import pytest

from functions.dispatch.models import Category
from functions.dispatch.order_form import CATALOGUE, ORDER
from shared.conversation.form import CONFIRM
from tests.functions.dispatch.scenes import LANGUAGES, Talk, client, keys, labels, payloads

ANSWERS = {
    "problem": "Не горит свет на кухне",
    "address": "ул. Мира, 10, кв. 5",
    "name": "Анна",
    "phone": "+7 916 123-45-67",
}


def at(step: str, language: str = "ru") -> Talk:
    """Let a client have answered everything before ``step``."""
    talk = client(language=language)
    talk.start()
    talk.key_of("menu-order")
    if step == "service":
        return talk
    talk.press("category-sockets")
    for key, answer in ANSWERS.items():
        if key == step:
            return talk
        talk.say(answer)
    return talk


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_questions_lead_to_the_summary_in_every_language(language: str) -> None:
    talk = at("service", language)
    texts = CATALOGUE.speak(language)
    assert texts("order-ask-service") in talk.shown.text
    assert texts("order-ask-problem") in talk.press("category-lighting").text
    assert texts("order-ask-address") in talk.say(ANSWERS["problem"]).text
    assert texts("order-ask-name") in talk.say(ANSWERS["address"]).text
    assert texts("order-ask-phone") in talk.say(ANSWERS["name"]).text
    summary = talk.say(ANSWERS["phone"]).text
    assert texts("order-summary") in summary
    shown = (texts("category-lighting"), ANSWERS["problem"], ANSWERS["address"], "Анна", "+7 916 123-45-67")
    assert all(value in summary for value in shown)


@pytest.mark.parametrize(
    ("step", "dots"),
    [
        ("service", "⚪⚪⚪⚪⚪ 0%"),
        ("problem", "🟢⚪⚪⚪⚪ 20%"),
        ("address", "🟢🟢⚪⚪⚪ 40%"),
        ("name", "🟢🟢🟢⚪⚪ 60%"),
        ("phone", "🟢🟢🟢🟢⚪ 80%"),
        ("confirm", "🟢🟢🟢🟢🟢 100%"),
    ],
)
def test_five_dots_say_how_far_it_has_come(step: str, dots: str) -> None:
    assert at(step).shown.text.startswith(f"{dots}\n")


@pytest.mark.parametrize("step", ["service", "problem", "address", "name", "phone", "confirm"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_offers_back_and_the_menu(step: str, language: str) -> None:
    shown = at(step, language).shown
    texts = CATALOGUE.speak(language)
    assert {texts("form-back"), texts("form-menu")} <= {*labels(shown), *keys(shown)}


def test_every_answer_is_saved_at_once() -> None:
    talk = at("phone")
    draft = talk.conversation.draft
    assert draft
    kept = {"service": "sockets"} | {key: value for key, value in ANSWERS.items() if key != "phone"}
    assert (draft.at, dict(draft.answers)) == ("phone", kept)


def test_the_number_is_kept_in_international_form() -> None:
    talk = at("phone")
    talk.say("8 (916) 123-45-67")
    assert talk.conversation.draft
    assert talk.conversation.draft.answers["phone"] == "+79161234567"


@pytest.mark.parametrize(
    ("step", "before"),
    [("problem", "service"), ("address", "problem"), ("name", "address"), ("confirm", "phone")],
)
def test_back_asks_the_question_before_and_shows_what_is_written_there(step: str, before: str) -> None:
    talk = at(step)
    talk.press("form-back")
    assert talk.conversation.draft
    assert talk.conversation.draft.at == before
    assert before in talk.conversation.draft.answers
    assert talk.texts("form-now", value="").strip() in talk.shown.text


def test_back_works_by_the_keyboard_where_the_phone_is_asked() -> None:
    talk = at("phone")
    assert talk.texts("order-ask-name") in talk.key_of("form-back").text


def test_what_is_written_can_be_kept() -> None:
    talk = at("address")
    talk.press("form-back")
    assert talk.texts("order-ask-address") in talk.press("form-keep").text


def test_keeping_is_not_offered_where_nothing_is_written() -> None:
    assert CATALOGUE.speak("ru")("form-keep") not in labels(at("problem").shown)


def test_back_from_the_first_question_leads_to_the_menu_and_loses_nothing() -> None:
    talk = at("service")
    assert talk.texts("client-paused") in talk.press("form-back").text
    assert talk.conversation.draft


@pytest.mark.parametrize("step", ["problem", "phone", "confirm"])
def test_the_menu_keeps_the_form_where_it_is_and_start_offers_to_go_on(step: str) -> None:
    talk = at(step)
    talk.say(talk.texts("form-menu"))
    assert talk.texts("client-paused") in talk.shown.text
    talk.start()
    assert talk.texts("client-resume") in {*labels(talk.shown), *keys(talk.shown)}
    talk.say(talk.texts("menu-order"))
    assert talk.conversation.draft
    assert talk.conversation.draft.at == step


@pytest.mark.parametrize("step", ["service", "address", "phone"])
def test_the_menu_brings_its_keys_back_also_from_the_question_that_has_keys_of_its_own(step: str) -> None:
    talk = at(step)
    talk.say(talk.texts("form-menu"))
    assert {talk.texts(name) for name in ("menu-order", "menu-orders", "menu-help")} <= set(keys(talk.shown))


def test_the_form_resumes_at_the_same_question_after_start() -> None:
    talk = at("address")
    talk.start()
    assert "🟢🟢⚪⚪⚪ 40%" in talk.shown.text
    talk.say(talk.texts("client-resume"))
    assert talk.texts("order-ask-address") in talk.shown.text


def test_starting_anew_forgets_the_answers() -> None:
    talk = at("address")
    talk.start()
    talk.say(talk.texts("client-restart"))
    assert talk.conversation.draft
    assert (talk.conversation.draft.at, talk.conversation.draft.answers) == ("service", {})


def test_a_resume_button_of_an_earlier_deploy_still_works() -> None:
    talk = at("address")
    assert talk.texts("order-ask-address") in talk.forge("resume").text
    assert talk.texts("order-ask-service") in talk.forge("restart").text


def test_cancelling_throws_the_form_away() -> None:
    talk = at("confirm")
    assert talk.texts("client-form-cancelled") in talk.press("form-cancel").text
    assert talk.conversation.draft is None
    assert not talk.turn.mail


def test_an_answer_is_edited_from_the_summary_and_the_others_stay() -> None:
    talk = at("confirm")
    talk.press("form-edit", label=talk.texts("label-address"))
    assert talk.texts("order-ask-address") in talk.shown.text
    assert ANSWERS["address"] in talk.shown.text
    summary = talk.say("пр. Ленина, 7").text
    assert "пр. Ленина, 7" in summary
    assert ANSWERS["address"] not in summary
    assert ANSWERS["problem"] in summary


@pytest.mark.parametrize("step", ["service", "problem", "address", "name", "phone"])
def test_every_answer_can_be_edited_and_kept(step: str) -> None:
    talk = at("confirm")
    before = talk.shown.text
    talk.press("form-edit", label=talk.texts(f"label-{step}"))
    assert talk.say(talk.texts("form-keep")).text == before


def test_a_category_is_chosen_by_writing_its_words_too() -> None:
    talk = at("service")
    talk.say("💡 Освещение")
    assert talk.conversation.draft
    assert talk.conversation.draft.answers == {"service": "lighting"}


def test_what_is_no_category_and_no_trouble_is_asked_again() -> None:
    talk = at("service")
    assert talk.texts("order-choose-service") in talk.say("протекает кран").text
    assert talk.conversation.draft
    assert not talk.conversation.draft.answers


def test_the_buttons_of_the_first_question_are_the_categories() -> None:
    talk = at("service")
    wanted = {talk.texts(f"category-{each.value}"): f"f:order:set:service:{each.value}" for each in Category}
    assert wanted.items() <= payloads(talk.shown).items()


@pytest.mark.parametrize("own", [True, False])
def test_a_contact_counts_only_when_it_is_the_senders_own(own: bool) -> None:  # noqa: FBT001 - a case
    talk = at("phone")
    talk.share("79161234567", own=own)
    draft = talk.conversation.draft
    assert draft
    assert (draft.at, draft.answers.get("phone")) == ((CONFIRM, "+79161234567") if own else ("phone", None))
    assert (talk.texts("form-foreign-contact") in talk.shown.text) is not own


def test_the_contact_key_shares_the_persons_own_contact() -> None:
    assert [key.contact for row in at("phone").shown.keyboard or () for key in row] == [True, False, False]


def test_a_contact_that_comes_early_answers_the_question_of_the_phone() -> None:
    talk = at("problem")
    talk.share("79161234567")
    draft = talk.conversation.draft
    assert draft
    assert (draft.at, draft.answers["phone"]) == ("problem", "+79161234567")


@pytest.mark.parametrize(
    "number", ["12345", "+7 916 123", "позвоните мне", "00000000000", "+7 000 000-00-00", "9" * 40]
)
def test_an_impossible_phone_is_asked_again(number: str) -> None:
    talk = at("phone")
    assert talk.texts("form-bad-phone") in talk.say(number).text
    assert talk.conversation.draft
    assert talk.conversation.draft.at == "phone"


@pytest.mark.parametrize("kind", ["sticker", "photo", "voice", "document", "location", "video_note"])
@pytest.mark.parametrize("step", ["service", "address", "phone", "confirm"])
def test_what_is_no_text_gets_a_sentence_and_the_same_question(step: str, kind: str) -> None:
    talk = at(step)
    before = talk.conversation.draft
    shown = talk.send(kind)
    assert talk.texts("form-words-please") in shown.text
    assert talk.conversation.draft == before


@pytest.mark.parametrize("step", ["problem", "address", "name", "phone"])
@pytest.mark.parametrize("text", [" ", "\n\n", "\u200b", "я" * 5000, "word " * 1000, ".", "🔥🔥🔥", "12"])
def test_an_empty_or_endless_answer_gets_a_sentence_and_the_same_question(step: str, text: str) -> None:
    talk = at(step)
    before = talk.conversation.draft
    shown = talk.say(text)
    assert talk.conversation.draft == before
    assert talk.texts(next(each.ask for each in ORDER.steps if each.key == step)) in shown.text
    assert len(shown.text.split("\n\n")) == 3, "progress, the reason, the question"


def test_how_much_too_long_is_said() -> None:
    assert "5\u00a0000 знаков" in at("problem").say("я" * 5000).text


def test_a_corrected_message_corrects_its_answer() -> None:
    talk = at("address")
    talk.say("ул. Мира, 10", message="41")
    talk.say("Анна", message="42")
    shown = talk.edit("41", "ул. Мира, 11")
    assert talk.conversation.draft
    assert talk.conversation.draft.answers["address"] == "ул. Мира, 11"
    assert talk.texts("form-changed", label=talk.texts("label-address"), value="ул. Мира, 11") in shown.text
    assert talk.texts("order-ask-phone") in shown.text


def test_a_correction_that_is_no_answer_changes_nothing() -> None:
    talk = at("address")
    talk.say("ул. Мира, 10", message="41")
    shown = talk.edit("41", "?")
    assert talk.conversation.draft
    assert talk.conversation.draft.answers["address"] == "ул. Мира, 10"
    assert talk.texts("order-address-too-short") in shown.text


def test_a_correction_of_another_message_asks_the_open_question_again() -> None:
    talk = at("address")
    assert talk.edit("5", "Совсем другое").text == at("address").shown.text


def test_a_correction_before_the_summary_is_confirmed_changes_what_is_confirmed() -> None:
    talk = at("phone")
    talk.say("+7 916 123-45-67", message="50")
    old = payloads(talk.shown)[talk.texts("form-confirm")]
    talk.edit("50", "+7 916 765-43-21")
    assert talk.texts("order-summary") in talk.forge(old).text
    assert talk.conversation.draft
