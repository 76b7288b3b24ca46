"""Decides what time it is and how long a wait lasts.

``POST /admin/clock`` ``{"offset": 86400, "speed": 100, "silence": 60}`` moves the hands and compresses waits, so
that what Telegram does after 150 seconds or a day can be watched in a test.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Clock:
    """The stand-in's hands: ``offset`` in seconds from the machine's clock; every wait is divided by ``speed``.

    ``silence`` is how long a webhook may say nothing; it is no wait, so ``speed`` leaves it alone.
    """

    offset: float = 0.0
    speed: float = 1.0
    silence: float = 60.0
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    def now(self) -> float:
        """Return the time in seconds since 1970."""
        return time.time() + self.offset

    def move(self, *, offset: float, speed: float, silence: float) -> None:
        """Set the hands; whoever waits looks at the clock again."""
        self.offset, self.speed, self.silence = offset, speed, silence
        self._moved.set()
        self._moved = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Return once the hands have moved on by ``seconds``, by themselves, by ``speed`` or because they were set."""
        while seconds > 0:
            moved, speed, offset, start = self._moved, self.speed, self.offset, time.monotonic()
            try:
                await asyncio.wait_for(moved.wait(), seconds / speed)
            except TimeoutError:
                return
            seconds -= (time.monotonic() - start) * speed + self.offset - offset
