"""How fast one bot may speak: so many messages a second in all, and to one chat not faster than one can read.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

BURST = 5  # on top of the rate: no second ever sees more than the thirty messages that Telegram allows
CHAT_SECONDS = 1.0
CHAT_BURST = 3
_CHATS_REMEMBERED = 10_000


@dataclass(slots=True)
class Pace:
    """Spreads the sends of one bot; each send waits for its slot, in the order of asking."""

    per_second: float
    time: Callable[[], float] = monotonic
    _bot: float = float("-inf")
    _chats: dict[str, float] = field(default_factory=dict)

    async def wait(self, chat: str) -> None:
        """Wait until a message to ``chat`` may leave."""
        await asyncio.sleep(max(0.0, self.slot(chat) - self.time()))

    def slot(self, chat: str) -> float:
        """Reserve the earliest moment at which a message to ``chat`` may leave.

        Each reservation moves a theoretical arrival time onwards; being ahead of it by a burst is allowed.
        """
        now = self.time()
        self._bot, bot = _reserved(self._bot, now, 1 / self.per_second, BURST)
        if len(self._chats) > _CHATS_REMEMBERED:
            self._chats = {each: at for each, at in self._chats.items() if at > now}
        self._chats[chat], own = _reserved(self._chats.get(chat, now), now, CHAT_SECONDS, CHAT_BURST)
        return max(bot, own)


def _reserved(arrival: float, now: float, interval: float, burst: int) -> tuple[float, float]:
    """Return the next theoretical arrival, and when this one may leave."""
    arrival = max(arrival, now)
    return arrival + interval, arrival - interval * (burst - 1)
