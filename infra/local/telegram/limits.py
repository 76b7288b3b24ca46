"""Decides when a bot has sent too much: about one message a second to a chat, thirty a second in all.

The figures are https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this; the allowance for short
bursts is our measure of "may go over in short bursts". Off unless the process was started with ``--limits`` or
``POST /admin/limits`` ``{"on": true}`` asks for them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from infra.local.telegram.errors import too_many_requests

PER_CHAT = (1.0, 3)
PER_BOT = (30.0, 30)
PER_WEBHOOK = (1.0, 1)
Key = tuple[int, int | str]
"""A bot, and the chat or the purpose the allowance is for."""


@dataclass(slots=True)
class Bucket:
    """What is left of an allowance; it refills by ``rate`` a second up to ``size``."""

    rate: float
    size: int
    left: float
    at: float

    def seconds_until_free(self, now: float) -> float:
        """Refill, and return how long to wait for the next message; 0 for none."""
        self.left = min(self.size, self.left + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1 - self.left) / self.rate)


@dataclass(slots=True)
class Limits:
    """The allowances of every bot and chat."""

    on: bool = False
    _buckets: dict[Key, Bucket] = field(default_factory=dict)

    def spend(self, bot: int, chat: int, now: float) -> None:
        """Count one message; raises ``ApiError`` 429."""
        if not self.on:
            return
        mine = [self._bucket((bot, "all"), PER_BOT, now), self._bucket((bot, chat), PER_CHAT, now)]
        if (wait := max(bucket.seconds_until_free(now) for bucket in mine)) > 0:
            raise too_many_requests(math.ceil(wait))
        for bucket in mine:
            bucket.left -= 1

    def spend_webhook(self, bot: int, now: float) -> None:
        """Count one ``setWebhook``, of which the server takes one a second; raises ``ApiError`` 429."""
        if not self.on:
            return
        bucket = self._bucket((bot, "webhook"), PER_WEBHOOK, now)
        if bucket.seconds_until_free(now) > 0:
            raise too_many_requests(1)
        bucket.left -= 1

    def turn(self, *, on: bool) -> None:
        """Switch them on or off, with full allowances."""
        self.on = on
        self._buckets.clear()

    def _bucket(self, key: Key, allowance: tuple[float, int], now: float) -> Bucket:
        if key not in self._buckets:
            rate, size = allowance
            self._buckets[key] = Bucket(rate, size, size, now)
        return self._buckets[key]
