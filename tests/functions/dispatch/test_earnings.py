"""What a master earned today, this week and this month, where the desk is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.dispatch import earnings
from functions.dispatch.models import Order
from tests.functions.dispatch.scenes import taken

MOSCOW, BERLIN, TBILISI = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tbilisi")
SANTIAGO = ZoneInfo("America/Santiago")  # its clocks go forward at midnight


def done(at: datetime, price: int = 1000_00, commission: int = 300_00) -> Order:
    """Return an order that was completed at a moment."""
    return taken(price=price, commission=commission, done_at=at)


def starts(now: datetime, zone: ZoneInfo) -> list[str]:
    """Say when day, week and month began, as the clocks there said it."""
    return [f"{period.start:%Y-%m-%d %H:%M %z}" for period in earnings.periods(now, zone)]


@pytest.mark.parametrize(
    ("now", "zone", "began"),
    [
        # A Friday.
        (
            "2026-11-20T09:00+00:00",
            MOSCOW,
            ["2026-11-20 00:00 +0300", "2026-11-16 00:00 +0300", "2026-11-01 00:00 +0300"],
        ),
        # A minute before and after midnight in Moscow, Sunday to Monday.
        (
            "2026-11-15T20:59+00:00",
            MOSCOW,
            ["2026-11-15 00:00 +0300", "2026-11-09 00:00 +0300", "2026-11-01 00:00 +0300"],
        ),
        (
            "2026-11-15T21:00+00:00",
            MOSCOW,
            ["2026-11-16 00:00 +0300", "2026-11-16 00:00 +0300", "2026-11-01 00:00 +0300"],
        ),
        # The month changes in Tbilisi four hours before it does in Greenwich, and the week began in the old month.
        (
            "2026-09-30T20:00+00:00",
            TBILISI,
            ["2026-10-01 00:00 +0400", "2026-09-28 00:00 +0400", "2026-10-01 00:00 +0400"],
        ),
        # The year changes.
        (
            "2026-12-31T21:30+00:00",
            MOSCOW,
            ["2027-01-01 00:00 +0300", "2026-12-28 00:00 +0300", "2027-01-01 00:00 +0300"],
        ),
        # Clocks went back in the night of this Sunday: the week began in summer time, the month too.
        (
            "2026-10-25T12:00+00:00",
            BERLIN,
            ["2026-10-25 00:00 +0200", "2026-10-19 00:00 +0200", "2026-10-01 00:00 +0200"],
        ),
        (
            "2026-10-26T12:00+00:00",
            BERLIN,
            ["2026-10-26 00:00 +0100", "2026-10-26 00:00 +0100", "2026-10-01 00:00 +0200"],
        ),
        # Clocks went forward in the night of this Sunday.
        (
            "2026-03-29T12:00+00:00",
            BERLIN,
            ["2026-03-29 00:00 +0100", "2026-03-23 00:00 +0100", "2026-03-01 00:00 +0100"],
        ),
    ],
)
def test_the_periods_begin_at_midnight_where_the_desk_is(now: str, zone: ZoneInfo, began: list[str]) -> None:
    assert starts(datetime.fromisoformat(now), zone) == began


def test_a_day_whose_midnight_does_not_exist_begins_at_its_first_moment() -> None:
    now = datetime(2026, 9, 6, 12, tzinfo=UTC)
    day, *_ = earnings.periods(now, SANTIAGO)
    assert day.start.astimezone(UTC) == datetime(2026, 9, 6, 4, tzinfo=UTC)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive
def test_now_lies_in_each_of_its_periods(now: datetime) -> None:
    for zone in (MOSCOW, BERLIN, TBILISI):
        day, week, month = earnings.periods(now, zone)
        assert week.start <= day.start <= now
        assert month.start <= day.start
        assert now - day.start.astimezone(UTC) < timedelta(hours=25)
        assert now - week.start.astimezone(UTC) < timedelta(days=7, hours=1)
        assert week.start.weekday() == 0


def test_an_order_counts_from_the_first_moment_of_a_period() -> None:
    midnight = datetime(2026, 11, 20, tzinfo=MOSCOW)
    assert earnings.earned([done(midnight)], midnight).done == 1


def test_an_order_done_the_moment_before_does_not_count() -> None:
    midnight = datetime(2026, 11, 20, tzinfo=MOSCOW)
    assert earnings.earned([done(midnight - timedelta(microseconds=1))], midnight).done == 0


def test_the_sums_are_those_of_the_orders() -> None:
    at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    sums = earnings.earned([done(at, 1000_01, 300_00), done(at, 2000_00, 600_00)], at)
    assert (sums.done, sums.revenue, sums.commission, sums.earned) == (2, 3000_01, 900_00, 2100_01)


def test_orders_that_are_not_done_earn_nothing() -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    assert earnings.earned([taken(price=1000_00)], at) == earnings.Earned(0, 0, 0)


def test_what_is_asked_of_the_store_reaches_back_as_far_as_the_longest_period() -> None:
    start = datetime(2026, 11, 1, tzinfo=MOSCOW)
    query = earnings.completed_since("2001", start)
    assert query.where == (("master", "==", "2001"), ("done_at", ">=", start))
