"""Decides how many connections a webhook gets and how fast they are opened.

From the server's source (https://github.com/tdlib/telegram-bot-api, WebhookActor.cpp ``create_new_connections``): while
something succeeded during the last 10 seconds, up to ``max_connections``, ten new ones per half second; otherwise
one, and one new one per two seconds. The line may be silent for 60 seconds.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque

from infra.local.telegram.bots import Webhook
from infra.local.telegram.clock import Clock
from infra.local.telegram.wire import Answer, Line

RECENT = 10.0
WHILE_ACTIVE = (10, 0.5)
WHILE_SILENT = (1, 2.0)


class Exchange:
    """The connections to one webhook."""

    def __init__(self, webhook: Webhook, clock: Clock) -> None:
        self._webhook, self._clock = webhook, clock
        self._idle: list[Line] = []
        self._open = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._opened: deque[float] = deque(maxlen=WHILE_ACTIVE[0])
        self._last_success = float("-inf")

    async def post(self, body: bytes) -> Answer:
        """Send an update over a free connection, waiting for one if need be; raises ``HangUp``."""
        line = await self._take()
        good = False
        try:
            answer = await line.post(body, self._webhook.secret_token, self._clock.silence)
            good = line.usable() and answer.headers.get("connection", "").lower() != "close"
            if answer.success:
                self._last_success = time.monotonic()
        finally:
            self._give_back(line, good=good)
        return answer

    def close(self) -> None:
        """Hang up wherever nothing is going on."""
        for line in self._idle:
            line.close()
        self._idle = []

    async def _take(self) -> Line:
        while True:
            while self._idle:
                line = self._idle.pop()
                if line.usable():
                    return line
                line.close()
                self._open -= 1
            if self._open < self._allowed():
                return await self._connect()
            free = asyncio.get_running_loop().create_future()
            self._waiting.append(free)
            await free

    def _active(self) -> bool:
        return time.monotonic() - self._last_success <= RECENT

    def _allowed(self) -> int:
        return self._webhook.max_connections if self._active() else 1

    async def _connect(self) -> Line:
        self._open += 1
        try:
            count, seconds = WHILE_ACTIVE if self._active() else WHILE_SILENT
            if len(self._opened) >= count:
                await self._clock.wait(seconds - (time.monotonic() - self._opened[-count]) * self._clock.speed)
            self._opened.append(time.monotonic())
            return await Line.open(self._webhook.url)
        except BaseException:
            self._open -= 1
            self._wake()
            raise

    def _give_back(self, line: Line, *, good: bool) -> None:
        if good:
            self._idle.append(line)
        else:
            line.close()
            self._open -= 1
        self._wake()

    def _wake(self) -> None:
        """Let as many as there is room for look again; one success may make room for many."""
        room = len(self._idle) + max(self._allowed() - self._open, 0)
        while self._waiting and room > 0:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(None)
                room -= 1
