"""Decides which instance of a function serves a request: started on demand, in turn, never beyond its concurrency."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from infra.functions import Function
from infra.local.platform.instance import Instance, StartError
from infra.local.process import Output

QUEUE_LIMIT = 10.0  # seconds a request waits for a free instance; https://cloud.google.com/run/docs/about-concurrency


class SaturatedError(Exception):
    """Every instance serves as many requests as it may, and none became free in time."""


class Service:
    """One function and its instances."""

    def __init__(self, function: Function, start: Callable[[], Awaitable[Instance]], output: Output) -> None:
        self.function = function
        self.output = output
        self.instances: deque[Instance] = deque()
        self.wanted = 1
        self.calls = 0
        self.last_status: int | None = None
        self.last_seconds: float | None = None
        self.failure: str | None = None
        self._start = start
        self._starting = asyncio.Lock()
        self._growing: asyncio.Task[None] | None = None
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def state(self) -> str:
        """Say in one word how it is."""
        if self._starting.locked():
            return "starting"
        if any(instance.alive for instance in self.instances):
            return "ready"
        return "failed" if self.failure else "cold"

    async def acquire(self) -> Instance:
        """Return an instance with a free place, starting one where none runs; :meth:`release` it afterwards."""
        self.calls += 1
        if not self._alive():
            await self.grow(1)
        elif len(self.instances) < self.wanted and (self._growing is None or self._growing.done()):
            self._growing = asyncio.create_task(self._grow_quietly())
        instance = self._free_place() or await self._queue_for_place()
        instance.in_flight += 1
        instance.calls += 1
        return instance

    def release(self, instance: Instance, status: int, seconds: float) -> None:
        """Give the place back and note how the request ended."""
        instance.in_flight -= 1
        self.last_status, self.last_seconds = status, seconds
        self._wake_next()

    async def grow(self, count: int) -> None:
        """See to it that ``count`` instances run; raise :class:`StartError` where one cannot."""
        async with self._starting:
            while self._alive() < count:
                try:
                    self.instances.append(await self._start())
                except StartError as error:
                    self.failure = str(error)
                    raise
                self.failure = None

    async def scale(self, count: int) -> None:
        """Run ``count`` instances from now on, no more and no fewer."""
        self.wanted = count
        await self.grow(count)
        while len(self.instances) > count:
            await self.instances.pop().stop()

    def kill(self) -> int:
        """End every instance at once and return how many there were; the next request starts anew."""
        killed = self._alive()
        for instance in self.instances:
            instance.kill()
        self.instances.clear()
        return killed

    async def stop(self) -> None:
        """End every instance in good order."""
        if self._growing is not None:
            self._growing.cancel()
        await asyncio.gather(*(instance.stop() for instance in self.instances))
        self.output.close()

    async def _grow_quietly(self) -> None:
        try:
            await self.grow(self.wanted)
        except StartError:
            return  # ``failure`` holds it, and those that run serve on.

    def _alive(self) -> int:
        for _ in range(len(self.instances)):
            instance = self.instances.popleft()
            if instance.alive:
                self.instances.append(instance)
        return len(self.instances)

    def _free_place(self) -> Instance | None:
        for _ in range(len(self.instances)):
            self.instances.rotate(-1)
            instance = self.instances[-1]
            if instance.alive and instance.in_flight < self.function.concurrency:
                return instance
        return None

    async def _queue_for_place(self) -> Instance:
        try:
            async with asyncio.timeout(QUEUE_LIMIT):
                while (instance := self._free_place()) is None:
                    await self._turn()
                    if not self._alive():
                        await self.grow(1)
        except TimeoutError as error:
            raise SaturatedError(self.function.name) from error
        return instance

    async def _turn(self) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._wake_next()  # The place we were called for goes to the next in line.
            raise

    def _wake_next(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
