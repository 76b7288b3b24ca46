"""How much a bot may send: a few messages at once to a chat, then one a second; thirty a second to all."""

import pytest

from infra.local.telegram.errors import ApiError
from infra.local.telegram.limits import Limits


def sent(limits: Limits, chats: list[int], now: float) -> int:
    """Send to each chat in turn; return how many got through before the first refusal."""
    for count, chat in enumerate(chats):
        try:
            limits.spend(1, chat, now)
        except ApiError:
            return count
    return len(chats)


def test_a_chat_takes_three_at_once_and_then_one_a_second() -> None:
    limits = Limits(on=True)
    assert sent(limits, [7] * 10, now=100.0) == 3
    assert sent(limits, [7] * 10, now=100.9) == 0
    assert sent(limits, [7] * 10, now=101.1) == 1
    assert sent(limits, [7] * 10, now=200.0) == 3


def test_all_chats_together_take_thirty_a_second() -> None:
    limits = Limits(on=True)
    assert sent(limits, list(range(100)), now=100.0) == 30
    assert sent(limits, list(range(200, 300)), now=100.5) == 15


def test_another_bot_has_its_own_allowance() -> None:
    limits = Limits(on=True)
    sent(limits, [7] * 10, now=100.0)
    limits.spend(2, 7, 100.0)


def test_the_refusal_says_how_long_to_wait() -> None:
    limits = Limits(on=True)
    sent(limits, [7] * 10, now=100.0)
    with pytest.raises(ApiError) as refusal:
        limits.spend(1, 7, 100.0)
    assert (refusal.value.code, refusal.value.parameters) == (429, {"retry_after": 1})


def test_a_webhook_is_set_once_a_second() -> None:
    limits = Limits(on=True)
    limits.spend_webhook(1, 100.0)
    with pytest.raises(ApiError):
        limits.spend_webhook(1, 100.5)
    limits.spend_webhook(1, 101.1)


def test_nothing_is_refused_while_they_are_off() -> None:
    assert sent(Limits(), [7] * 100, now=100.0) == 100
