"""Phone numbers as people type them, alone and inside a sentence."""

from __future__ import annotations

import pytest

from shared import phone

ANNA = "+79161234567"


@pytest.mark.parametrize(
    "text",
    [
        "+79161234567",
        "89161234567",
        "79161234567",
        "9161234567",
        "8 (916) 123-45-67",
        "+7 916 123 45 67",
        " 8-916-123-45-67 ",
        "8916123456７",
    ],
)
def test_a_russian_number_is_read_however_it_is_written(text: str) -> None:
    assert phone.parse(text) == ANNA


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("84951234567", "+74951234567"),
        ("88005553535", "+78005553535"),
        ("555 12 34 56", "+995555123456"),
        ("+995 555 12 34 56", "+995555123456"),
        ("995555123456", "+995555123456"),
        ("0322 12 34 56", "+995322123456"),
        ("+1 202 456 1111", "+12024561111"),
    ],
)
def test_other_regions_follow_in_their_order(text: str, number: str) -> None:
    assert phone.parse(text) == number


def test_the_order_of_regions_decides_what_a_short_number_is() -> None:
    assert phone.parse("555123456", ("GE",)) == "+995555123456"
    assert phone.parse("555123456", ("RU",)) is None


@pytest.mark.parametrize(
    "text",
    ["", "12345", "+7 916 123 45 6", "1234567890123", "+7 000 000 00 00", "Анна", "89161234567 89031234567", "("],
)
def test_what_is_no_number_or_more_than_one_is_none(text: str) -> None:
    assert phone.parse(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("звоните +7 916 123-45-67 вечером", "+7 916 123-45-67"),
        ("ул Ленина 5 кв 12 89161234567", "89161234567"),
        ("Анна,89161234567", "89161234567"),
        ("3500 79161234567", "79161234567"),
        ("89161234567 или 89031234567", "89161234567"),
    ],
)
def test_the_first_number_in_a_sentence_is_found_with_its_place(text: str, words: str) -> None:
    found = phone.find(text)
    assert found
    assert (found.number, text[found.start : found.end]) == (ANNA, words)


@pytest.mark.parametrize(
    "text",
    [
        "дом 5 корпус 3, 20.11.2026, цена 3500",
        "с 10:00 до 18:00 20 11 2026",
        "заказ 1234567890",
        "1 000 000 000 руб",
        "2026-11-20 12:00:00",
        "карта 4276 3800 1234 5678",
        "",
    ],
)
def test_prices_dates_and_cards_are_left_alone(text: str) -> None:
    assert phone.find(text) is None


def test_a_number_is_shown_as_people_read_it() -> None:
    assert phone.show(ANNA) == "+7 916 123-45-67"
    assert phone.show("+995555123456") == "+995 555 12 34 56"


def test_a_masked_number_can_be_recognised_and_not_called() -> None:
    assert phone.mask(ANNA) == "+7…67"
