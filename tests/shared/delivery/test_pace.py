"""How fast a bot may speak."""

from __future__ import annotations

from time import monotonic

import pytest

from shared.delivery import pace as rules
from shared.delivery.pace import Pace

PER_SECOND = 25.0  # the delivery's own rate


class Seconds:
    """Time in seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Seconds:
    return Seconds()


@pytest.fixture
def pace(time: Seconds) -> Pace:
    return Pace(PER_SECOND, time)


def waits(pace: Pace, time: Seconds, chats: list[str]) -> list[float]:
    """Return how long each message waits if all are asked for at once."""
    return [round(max(0.0, pace.slot(chat) - time.now), 3) for chat in chats]


def test_a_few_messages_to_one_chat_leave_at_once_and_the_next_a_second_apart(pace: Pace, time: Seconds) -> None:
    assert waits(pace, time, ["anna"] * 6) == [0, 0, 0, 1, 2, 3]


def test_one_chat_does_not_hold_up_another(pace: Pace, time: Seconds) -> None:
    assert waits(pace, time, ["anna"] * 4) == [0, 0, 0, 1]
    assert waits(pace, time, ["boris"]) == [0]


def test_a_chat_that_was_quiet_may_speak_again_at_once(pace: Pace, time: Seconds) -> None:
    waits(pace, time, ["anna"] * 4)
    time.now += 10
    assert waits(pace, time, ["anna"] * 4) == [0, 0, 0, 1]


def test_a_bot_never_speaks_faster_than_telegram_allows_in_any_second(pace: Pace, time: Seconds) -> None:
    leaves = sorted(time.now + wait for wait in waits(pace, time, [str(n) for n in range(200)]))
    for at in leaves:
        assert sum(at <= other < at + 1 for other in leaves) <= 30


def test_a_bot_reaches_its_rate(pace: Pace, time: Seconds) -> None:
    assert max(waits(pace, time, [str(n) for n in range(200)])) < 200 / PER_SECOND


def test_a_bot_that_spoke_little_keeps_nothing_for_later(pace: Pace, time: Seconds) -> None:
    time.now += 3600
    assert max(waits(pace, time, [str(n) for n in range(60)])) > 1


def test_another_rate_can_be_given(time: Seconds) -> None:
    slow = Pace(5.0, time)
    assert 35 < max(waits(slow, time, [str(n) for n in range(200)])) < 41


def test_chats_that_have_nothing_to_wait_for_are_forgotten(
    pace: Pace, time: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "_CHATS_REMEMBERED", 10)
    waits(pace, time, [str(n) for n in range(20)])
    time.now += 60
    waits(pace, time, ["anna"])
    assert set(pace._chats) == {"anna"}


async def test_waiting_takes_as_long_as_the_slot_is_away() -> None:
    pace = Pace(per_second=100)
    began = monotonic()
    for number in range(rules.BURST + 5):
        await pace.wait(str(number))
    assert 0.04 <= monotonic() - began < 5
