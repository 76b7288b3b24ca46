"""What counts as an answer to each question of the order form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.dispatch import order_form
from functions.dispatch.models import Category
from functions.dispatch.order_form import CATALOGUE, ORDER
from shared.channels.events import Pressed, Said
from shared.conversation import engine
from shared.conversation.form import CONFIRM, Draft, Refusal, begin
from shared.conversation.prompt import prompt
from tests.functions.dispatch.scenes import payloads


def refused(value: str | Refusal) -> str:
    """Name the reason of a refusal; an answer that was taken has none."""
    return value.text if isinstance(value, Refusal) else ""


@pytest.mark.parametrize("category", list(Category))
def test_a_category_is_taken_by_its_key(category: Category) -> None:
    assert order_form.category(category.value) == category.value


@pytest.mark.parametrize("text", ["", "Sockets", "gold", "розетки"])
def test_any_other_category_is_refused(text: str) -> None:
    assert refused(order_form.category(text)) == "order-choose-service"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Искрит розетка", "Искрит розетка"),
        ("  нет\n\nсвета  ", "нет света"),
        ("УЗО", "УЗО"),
        ("Добрый день, нет света", "Добрый день, нет света"),
        ("შუქი არ მაქვს", "შუქი არ მაქვს"),
        ("я" * 1000, "я" * 1000),
    ],
)
def test_a_problem_is_kept_as_it_was_told(text: str, kept: str) -> None:
    assert order_form.problem(text) == kept


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "form-empty"),
        (" \n\t ", "form-empty"),
        ("да", "order-problem-too-short"),
        ("123", "order-problem-too-short"),
        ("😀😀😀", "order-problem-too-short"),
        ("Здравствуйте!", "order-problem-too-short"),
        ("Hello", "order-problem-too-short"),
        ("я" * 1001, "form-too-long"),
    ],
)
def test_a_problem_that_says_nothing_or_too_much_is_refused(text: str, reason: str) -> None:
    assert refused(order_form.problem(text)) == reason


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ул. Мира, 10, кв. 5", "ул. Мира, 10, кв. 5"),
        ("Адрес: ул. Мира, 10", "ул. Мира, 10"),
        ("по адресу Мира 10", "Мира 10"),
        ("Адресная улица, 1", "Адресная улица, 1"),
        ("деревня Ивановка", "деревня Ивановка"),
        ("д" * 298 + " 1", "д" * 298 + " 1"),
    ],
)
def test_an_address_is_kept_without_the_word_address(text: str, kept: str) -> None:
    assert order_form.address(text) == kept


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "form-empty"),
        ("10", "order-address-too-short"),
        ("д5", "order-address-too-short"),
        ("д" * 301, "form-too-long"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(text: str, reason: str) -> None:
    assert refused(order_form.address(text)) == reason


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Анна", "Анна"),
        ("анна", "анна"),
        ("Меня зовут Анна", "Анна"),
        ("меня зовут анна мария", "анна мария"),
        ("Это Анна.", "Анна"),
        ("Имя: Анна", "Анна"),
        ("I am John", "John"),
        ("My name is john", "john"),
        ("მე ვარ ნინო", "ნინო"),
        ("მქვია ნინო", "ნინო"),
        ("Яна", "Яна"),
        ("Эт", "Эт"),
        ("O’Brien", "O’Brien"),
        ("Ли", "Ли"),
        ("Анна (соседка снизу)", "Анна (соседка снизу)"),
    ],
)
def test_a_name_is_kept_without_the_words_around_it(text: str, kept: str) -> None:
    assert order_form.name(text) == kept


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "form-empty"),
        ("...", "form-bad-name"),
        ("Анна 2", "form-bad-name"),
        ("@anna", "form-bad-name"),
        ("https://example.com", "form-bad-name"),
        ("/help", "form-bad-name"),
        ("Здравствуйте", "form-bad-name"),
        ("я" * 61, "form-too-long"),
    ],
)
def test_what_nobody_is_called_is_refused(text: str, reason: str) -> None:
    assert refused(order_form.name(text)) == reason


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("+7 916 123-45-67", "+79161234567"),
        ("8 (916) 123 45 67", "+79161234567"),
        ("9161234567", "+79161234567"),
        ("555 12 34 56", "+995555123456"),
        ("мой номер: 8 916 123-45-67", "+79161234567"),
        ("Звоните после шести, а лучше вечером, часов в восемь, вот номер: 8 916 123-45-67", "+79161234567"),
    ],
)
def test_a_phone_is_kept_in_international_form(text: str, kept: str) -> None:
    assert order_form.phone_number(text) == kept


@pytest.mark.parametrize("text", ["", "нет телефона", "112", "+7 916 123", "8" * 11, "1" * 500, "Анна"])
def test_what_no_phone_can_be_is_refused(text: str) -> None:
    assert refused(order_form.phone_number(text)) == "form-bad-phone"


def test_the_questions_come_in_their_order() -> None:
    assert [step.key for step in order_form.ORDER.steps] == ["service", "problem", "address", "name", "phone"]


def test_only_the_phone_can_be_answered_by_a_contact() -> None:
    assert [step.key for step in order_form.ORDER.steps if step.contact] == ["phone"]


# The same form after a deploy that asks in another order.
REORDERED = replace(ORDER, steps=tuple(reversed(ORDER.steps)))
ANSWERED = {
    "service": "sockets",
    "problem": "Искрит",
    "address": "ул. Мира, 10",
    "name": "Анна",
    "phone": "+79161234567",
}


@pytest.mark.parametrize("at", ["service", "problem", CONFIRM])
def test_every_button_still_works_after_a_deploy_that_reordered_the_steps(at: str) -> None:
    draft = Draft("order", "1", at, ANSWERED)
    buttons = set(payloads(prompt(ORDER, draft, CATALOGUE.speak("ru"))).values()) - {"f:order:back"}
    for data in buttons:
        before, after = (engine.advance(form, draft, Pressed(data, "1", "1")) for form in (ORDER, REORDERED))
        assert before == after, "where one was before is another matter, and so is back"


def test_a_form_begun_before_the_deploy_asks_what_is_still_missing() -> None:
    draft = Draft("order", "1", "address", {"service": "sockets", "problem": "Искрит"})
    outcome = engine.advance(REORDERED, draft, Said("ул. Мира, 10"))
    assert isinstance(outcome, engine.Asked)
    assert (outcome.draft.at, outcome.draft.answers["address"]) == ("phone", "ул. Мира, 10")


def test_a_form_whose_open_step_is_gone_asks_what_is_still_missing() -> None:
    shorter = replace(ORDER, steps=tuple(step for step in ORDER.steps if step.key != "address"))
    draft = Draft("order", "1", "address", {"service": "sockets", "problem": "Искрит"})
    outcome = engine.advance(shorter, draft, Pressed("f:order:back", "1", "1"))
    assert isinstance(outcome, engine.Asked)
    assert outcome.draft.at in {"problem", "name"}


def test_a_form_begins_at_its_first_question() -> None:
    assert begin(ORDER, "1").at == "service"
