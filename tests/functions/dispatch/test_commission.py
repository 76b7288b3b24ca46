"""How a price is shared between the master and the house."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.dispatch.commission import DEFAULT_RATE, HIGHEST_RATE, parse_rate, show_rate, split

rates = st.integers(0, HIGHEST_RATE)
prices = st.integers(0, 10_000_000_00)


@pytest.mark.parametrize(
    ("price", "rate", "commission"),
    [
        (3500_00, 30_00, 1050_00),
        (0, 30_00, 0),
        (1, 30_00, 0),
        (1, 50_00, 1),  # half a kopeck is rounded up
        (3, 50_00, 2),
        (2, 25_00, 1),
        (1, 49_99, 0),
        (10_01, 30_00, 3_00),
        (10_02, 30_00, 3_01),
        (10_05, 30_00, 3_02),  # 3.015 exactly half
        (100_00, 12_50, 12_50),
        (99_99, 12_50, 12_50),
        (99_95, 12_50, 12_49),
        (3500_50, 0, 0),
        (3500_50, 100_00, 3500_50),
        (9_999_999_99, 33_33, 3_332_999_99 + 1),
    ],
)
def test_the_commission_is_rounded_half_up_to_the_kopeck(price: int, rate: int, commission: int) -> None:
    assert split(price, rate).commission == commission


@given(prices, rates)
def test_both_parts_add_up_to_the_price(price: int, rate: int) -> None:
    shares = split(price, rate)
    assert shares.commission + shares.earned == price
    assert 0 <= shares.commission <= price


@given(prices, rates)
def test_the_commission_is_at_most_half_a_kopeck_off(price: int, rate: int) -> None:
    assert -5_000 < split(price, rate).commission * 10_000 - price * rate <= 5_000


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("30", 30_00),
        ("30 %", 30_00),
        ("30%", 30_00),
        (" 12,5% ", 12_50),
        ("12.05", 12_05),
        ("0", 0),
        ("100", 100_00),
        ("30\u00a0%", 30_00),
        ("7,5\u202f%", 7_50),
    ],
)
def test_a_percentage_is_read_as_people_write_it(text: str, rate: int) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    "text", ["", "%", "-5", "100,01", "101", "1000", "30 30", "треть", "12,555", "١٢", "3O", "0x1E"]
)
def test_what_is_no_percentage_is_not_read(text: str) -> None:
    assert parse_rate(text) is None


@given(rates)
def test_a_shown_percentage_is_read_again_as_the_same(rate: int) -> None:
    assert parse_rate(show_rate(rate)) == rate


@pytest.mark.parametrize(("rate", "shown"), [(30_00, "30"), (12_50, "12,5"), (12_05, "12,05"), (0, "0"), (5, "0,05")])
def test_a_percentage_is_shown_without_idle_zeros(rate: int, shown: str) -> None:
    assert show_rate(rate) == f"{shown}\u00a0%"


def test_the_house_takes_thirty_percent_unless_the_owner_says_otherwise() -> None:
    assert DEFAULT_RATE == 30_00
