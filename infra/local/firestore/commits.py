"""Decides when work becomes durable: jobs that are waiting share one SQLite transaction and one flush of the disk.

A job is a plain function that is given its commit time and either refuses before it writes anything or writes through
the store. Its answer is given out only when the flush has ended.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from infra.local.firestore.errors import Refusal
from infra.local.firestore.store import Store

T = TypeVar("T")
Job = Callable[[int], Any]
Order = tuple[Job, asyncio.Future[Any]]
Answer = tuple[Any, Exception | None]
_LONGEST_BATCH = 64


class Blocked(Exception):
    """A job met locks of older transactions: whoever ordered it may wait for their end and order it again."""

    def __init__(self, ends: list[asyncio.Event]) -> None:
        super().__init__("waiting for older transactions")
        self.ends = ends


class Committer:
    """The single writer of a store; ``seen`` is called after each flush that changed something."""

    def __init__(self, store: Store, seen: Callable[[], None]) -> None:
        self._store = store
        self._seen = seen
        self._waiting: deque[Order] = deque()
        self._wake = asyncio.Event()
        self._disk = ThreadPoolExecutor(1, "disk")
        # Whoever holds it sees no commit half done; the batch of a flush holds it too.
        self.still = asyncio.Lock()
        self._task = asyncio.create_task(self._work())

    async def run(self, job: Callable[[int], T]) -> T:
        """Run a job among the next ones and return its answer once it is on the disk."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((job, future))
        self._wake.set()
        return await future

    async def stop(self) -> None:
        """End after the batch under way."""
        async with self.still:
            self._task.cancel()
        self._disk.shutdown()

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            async with self.still:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _LONGEST_BATCH))]
                if not self._waiting:
                    self._wake.clear()
                await self._flush(batch)
            # Those who waited for a still moment come before the next batch.
            await asyncio.sleep(0)

    async def _flush(self, batch: list[Order]) -> None:
        """Do a batch as one; if something broke, each job by itself, so that only the one that breaks suffers."""
        try:
            answers = await self._transact([job for job, _ in batch])
        except Exception as broken:  # noqa: BLE001 - nobody may wait for ever
            self._store.roll_back()
            if len(batch) > 1:
                for order in batch:
                    await self._flush([order])
                return
            answers = [(None, broken)]
        self._store.clock.all_seen()
        for (_, future), (answer, error) in zip(batch, answers, strict=True):
            if future.cancelled():
                continue
            if error is None:
                future.set_result(answer)
            else:
                future.set_exception(error)

    async def _transact(self, jobs: list[Job]) -> list[Answer]:
        store = self._store
        written = store.writer.total_changes
        store.writer.execute("BEGIN")
        answers = [_attempt(job, store.clock.commit_time()) for job in jobs]
        changed = store.writer.total_changes != written
        if changed and store.durable:
            await asyncio.get_running_loop().run_in_executor(self._disk, store.writer.execute, "COMMIT")
        else:
            store.writer.execute("COMMIT")
        if changed:
            self._seen()
        return answers


def _attempt(job: Job, time: int) -> Answer:
    try:
        return job(time), None
    except (Refusal, Blocked) as refusal:
        return None, refusal
