"""Python values survive being written as Firestore's and read again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from enum import IntEnum, StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.store import values


class Status(StrEnum):
    NEW = "Новая"


class Rank(IntEnum):
    FIRST = 1


NOON = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)


def there_and_back(value: Any) -> Any:
    message = values.ValuePb()
    values.encode(value, message)
    return values.decode(values.ValuePb.FromString(message.SerializeToString()))


@pytest.mark.parametrize(
    "value",
    [
        None, True, False, 0, -1, (1 << 63) - 1, -(1 << 63), 0.0, -1.5, float("inf"), "", "Искрит 🔌\x00", b"", b"\xff",
        NOON, datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), {}, [], {"a": {"b": [1, {"c": None}]}}, [1, "a"],
    ],
)  # fmt: skip
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    back = there_and_back(value)
    assert (back, type(back)) == (value, type(value))


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(1 << 63), (1 << 63) - 1)
        | st.floats(allow_nan=False)
        | st.text()
        | st.binary()
        | st.datetimes(timezones=st.just(UTC)),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=12,
    )
)
@settings(derandomize=True, deadline=None, max_examples=200)
def test_any_nest_of_values_comes_back_as_it_was(value: Any) -> None:
    assert there_and_back(value) == value


@pytest.mark.parametrize(("value", "plain"), [(Status.NEW, "Новая"), (Rank.FIRST, 1), ((1, 2), [1, 2])])
def test_an_enumeration_is_kept_as_its_value_and_a_tuple_as_a_list(value: Any, plain: Any) -> None:
    back = there_and_back(value)
    assert (back, type(back)) == (plain, type(plain))


def test_a_time_of_another_zone_is_the_same_moment_in_utc() -> None:
    back = there_and_back(NOON.astimezone(timezone(timedelta(hours=3))))
    assert (back, back.tzinfo) == (NOON, UTC)


@pytest.mark.parametrize("value", [object(), {1, 2}, date(2026, 11, 20), 1 + 2j, timedelta(1)])
def test_what_firestore_does_not_know_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match=type(value).__name__):
        there_and_back(value)


@pytest.mark.parametrize("value", [1 << 63, -(1 << 63) - 1])
def test_a_number_beyond_64_bits_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match=str(value)):
        there_and_back(value)


def test_nanoseconds_are_cut_to_the_microseconds_that_a_time_holds() -> None:
    message = values.ValuePb()
    message.timestamp_value.FromNanoseconds(1_999)
    assert values.decode(message) == datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC)


def test_a_value_without_a_type_is_none() -> None:
    assert values.decode(values.ValuePb()) is None
