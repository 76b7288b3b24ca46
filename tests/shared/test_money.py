"""Amounts as people write them, as they are kept, as they are shown and shared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import money

ROUBLES = 100


@pytest.mark.parametrize(
    ("text", "roubles"),
    [
        ("3500", 3500),
        ("3 500", 3500),
        ("3\u00a0500\u00a0₽", 3500),
        ("3\u202f500 ₽", 3500),
        ("3500 руб.", 3500),
        ("3500р", 3500),
        ("3500 рублей за работу", 3500),
        ("Цена: 3500", 3500),
        ("итого 3500 rub", 3500),
        ("3,5 тыс", 3500),
        ("3.5 тыс. руб", 3500),
        ("3 тысячи рублей", 3000),
        ("5 тысяч", 5000),
        ("2к", 2000),
        ("2 k", 2000),
        ("500 т.р.", 500_000),
        ("1 000 000", 1_000_000),
        ("10000000", 10_000_000),
        ("0", 0),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, roubles: int) -> None:
    assert money.parse(text) == roubles * ROUBLES


@pytest.mark.parametrize(("text", "kopecks"), [("3500,50", 350_050), ("3 500.5", 350_050), ("0,05 ₽", 5)])
def test_kopecks_follow_a_comma_or_a_point(text: str, kopecks: int) -> None:
    assert money.parse(text) == kopecks


@pytest.mark.parametrize(
    "text",
    [
        "",
        "тыс",
        "три тысячи",
        "3500 или 4000",
        "3500 50",
        "100 00",
        "1 5000",
        "1,500",
        "3500,505",
        "3.5.5",
        "15 кв",
        "дом 5",
        "10000001",
        "1000000к",
        "9" * 5000,
        "1e5",
        "NaN",
    ],
)
def test_what_is_not_one_amount_is_none(text: str) -> None:
    assert money.parse(text) is None


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0\u00a0₽"),
        (5, "0,05\u00a0₽"),
        (350_000, "3\u00a0500\u00a0₽"),
        (350_050, "3\u00a0500,50\u00a0₽"),
        (100_000_000, "1\u00a0000\u00a0000\u00a0₽"),
        (-123_456, "−1\u00a0234,56\u00a0₽"),
    ],
)
def test_an_amount_is_shown_with_kopecks_only_where_there_are_any(amount: int, text: str) -> None:
    assert money.text(amount) == text


@given(st.integers(0, 10_000_000_00))
def test_an_amount_that_was_shown_can_be_typed_back(amount: int) -> None:
    assert money.parse(money.text(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "rate", "part"),
    [(350_000, 3000, 105_000), (1, 5000, 1), (1, 4999, 0), (333, 3000, 100), (335, 3000, 101), (0, 3000, 0)],
)
def test_a_share_is_rounded_half_up_to_the_kopeck(amount: int, rate: int, part: int) -> None:
    assert money.share(amount, rate) == part
