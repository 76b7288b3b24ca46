"""Decides when an update goes to a webhook, and when it goes again.

From the server's source (https://github.com/tdlib/telegram-bot-api, WebhookActor.cpp): one update of a queue is on
its way at a time, queues go side by side on at most ``max_connections`` connections; any 2xx is success; after the
first failure the update goes again at once, then after 2, 4, 8 ... seconds up to a random 60 to 120;
``Retry-After`` counts instead, up to an hour; an update whose next try would come after its expiry is dropped. A
webhook that answers 410 for 23 hours is closed.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable

from infra.local.telegram.bots import Bot, Bots, Webhook
from infra.local.telegram.clock import Clock
from infra.local.telegram.exchange import Exchange
from infra.local.telegram.updates import Update, Updates
from infra.local.telegram.wire import Answer, HangUp

MAX_RESEND = 60.0
MAX_RETRY_AFTER = 3600
GONE = 410
GONE_FOR = 23 * 3600.0
KEPT_ANSWER = 4096

LOG = logging.getLogger(__name__)
Obey = Callable[[Bot, Answer], Awaitable[None]]


class Courier:
    """Carries one bot's updates to its webhook; ``obey`` receives each answer of success."""

    def __init__(self, bot: Bot, *, bots: Bots, updates: Updates, clock: Clock, obey: Obey) -> None:
        self._bot, self._bots, self._updates, self._clock, self._obey = bot, bots, updates, clock, obey
        self._queues: dict[str, deque[Update]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._late: set[asyncio.Task[None]] = set()
        self._ended: dict[int, asyncio.Event] = {}
        self._gone_since = 0.0
        self._exchange = Exchange(bot.webhook, clock)

    def start(self) -> None:
        """Take up everything that still waits."""
        for update in self._updates.pending(self._bot.id):
            self.put(update)

    def stop(self) -> None:
        """Put everything down; what is on its way counts as not delivered."""
        for task in (*self._tasks.values(), *self._late):
            task.cancel()
        self._queues, self._tasks, self._late = {}, {}, set()
        self._exchange.close()

    def turn_to(self, webhook: Webhook) -> None:
        """Begin anew with another webhook."""
        self.stop()
        self._gone_since = 0.0
        self._exchange = Exchange(webhook, self._clock)
        self.start()

    def put(self, update: Update) -> None:
        """Send an update on its way, now or when it is due."""
        if not self._bot.webhook.url:
            return
        if update.due > self._clock.now():
            task = asyncio.create_task(self._put_later(update))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
            return
        self._queues.setdefault(update.queue, deque()).append(update)
        if update.queue not in self._tasks:
            self._tasks[update.queue] = asyncio.create_task(self._empty(update.queue))

    async def ended(self, update: Update, seconds: float) -> None:
        """Return when the update is delivered or dropped, or the seconds are over; at once where no webhook is."""
        if update.state != "pending" or not self._bot.webhook.url:
            return
        try:
            await asyncio.wait_for(self._ended.setdefault(update.seq, asyncio.Event()).wait(), seconds)
        except TimeoutError:
            self._ended.pop(update.seq, None)

    async def _put_later(self, update: Update) -> None:
        await self._clock.wait(update.due - self._clock.now())
        update.due = 0.0
        self.put(update)

    async def _empty(self, queue: str) -> None:
        waiting = self._queues[queue]
        while waiting:
            await self._bring(waiting[0])
            waiting.popleft()
        del self._queues[queue], self._tasks[queue]

    async def _bring(self, update: Update) -> None:
        failures, delay = 0, 1.0
        while update.state == "pending":
            retry_after = await self._try(update)
            if retry_after is None:
                continue
            pause = float(min(retry_after, MAX_RETRY_AFTER))
            if retry_after == 0 and failures:
                pause = delay = min(random.uniform(MAX_RESEND, 2 * MAX_RESEND), delay * 2)  # noqa: S311 - no secret
            failures += 1
            if self._clock.now() + update.aged + pause > update.expires:
                self._end(update, "dropped")
                return
            update.aged += pause - pause / self._clock.speed
            await self._clock.wait(pause)

    async def _try(self, update: Update) -> int | None:
        """Deliver once; return nothing on success, else the seconds the webhook asked for (0 for none)."""
        update.attempts += 1
        try:
            answer = await self._exchange.post(update.body.encode())
        except HangUp as hang_up:
            update.status, update.answer = None, str(hang_up)
            self._failed(update, str(hang_up))
            return 0
        update.status, update.answer = answer.status, answer.body[:KEPT_ANSWER].decode(errors="replace")
        if answer.success:
            await self._succeeded(update, answer)
            return None
        self._watch_for_the_end(answer.status)
        asked = answer.headers.get("retry-after", "")
        self._failed(update, f"Wrong response from the webhook: {answer.status} {answer.reason}")
        return int(asked) if asked.isdigit() else 0

    async def _succeeded(self, update: Update, answer: Answer) -> None:
        self._gone_since = 0.0
        try:
            await self._obey(self._bot, answer)
        except Exception:  # a mistake of ours in carrying out an answer must not silence the chat for good
            LOG.exception("cannot carry out %r", answer.body)
        update.times -= 1
        if update.times > 0:
            self._updates.save(update)
        else:
            self._end(update, "delivered")

    def _failed(self, update: Update, reason: str) -> None:
        self._updates.save(update)
        webhook = self._bot.webhook
        webhook.last_error_date, webhook.last_error_message = int(self._clock.now()), reason
        self._bots.save(self._bot)

    def _end(self, update: Update, state: str) -> None:
        update.state, update.ended = state, self._clock.now()
        self._updates.save(update)
        if waiter := self._ended.pop(update.seq, None):
            waiter.set()

    def _watch_for_the_end(self, status: int) -> None:
        if status != GONE:
            self._gone_since = 0.0
        elif not self._gone_since:
            self._gone_since = self._clock.now()
        elif self._clock.now() > self._gone_since + GONE_FOR:
            self._bot.webhook = Webhook()
            self._bots.save(self._bot)
            asyncio.get_running_loop().call_soon(self.stop)
