"""Holds what all calls share, and decides which state of the documents a read sees."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from infra.local.firestore import writes
from infra.local.firestore.clock import MICROSECOND, microseconds
from infra.local.firestore.commits import Blocked, Committer
from infra.local.firestore.errors import aborted, failed_precondition, invalid
from infra.local.firestore.messages import Write
from infra.local.firestore.names import check_database
from infra.local.firestore.store import Past, Present, Store, View
from infra.local.firestore.transactions import Limits, Range, Transaction, Transactions

PAST_KEPT = 3600 * MICROSECOND


@dataclass(slots=True)
class Usage:
    """What would have been billed so far."""

    reads: int = 0
    writes: int = 0
    deletes: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one read sees; ``began`` is the id of a transaction that the read has opened."""

    view: View
    read_time: int
    transaction: Transaction | None
    began: bytes

    def lock(self, keys: Iterable[bytes] = (), covered: Range | None = None) -> None:
        """Keep what was read from being changed by others until the transaction ends, if there is one."""
        if self.transaction is not None:
            self.transaction.documents.update(keys)
            if covered is not None:
                self.transaction.ranges.append(covered)


class Engine:
    """Store, writer, transactions and accounts of one server. Must be made inside the event loop."""

    def __init__(self, folder: FilePath, *, durable: bool, limits: Limits | None = None) -> None:
        self.store = Store(folder, durable=durable)
        self.clock = self.store.clock
        self.usage = Usage()
        self.changed = asyncio.Event()
        self.committer = Committer(self.store, self._announce)
        self.transactions = Transactions(self.clock, limits or Limits())

    def _announce(self) -> None:
        """Wake everybody who waits for the next change."""
        self.changed.set()
        self.changed = asyncio.Event()

    async def close(self) -> None:
        """Finish what is under way and close the file."""
        self._announce()
        await self.committer.stop()
        self.store.close()

    @asynccontextmanager
    async def snapshot(self, database: str, request: Any) -> AsyncIterator[Snapshot]:  # noqa: ANN401 - any request with a consistency selector
        """Give the state a read request asks for; one in a transaction sees no commit half done."""
        check_database(database)
        began = b""
        kind = request.WhichOneof("consistency_selector")
        if kind == "read_time":
            yield self._past(self._checked(microseconds(request.read_time)))
            return
        transaction = None
        if kind == "transaction":
            transaction = self.transactions.find(request.transaction, database)
        elif kind == "new_transaction":
            transaction = self.transactions.begin(database, request.new_transaction)
            began = transaction.id
        if transaction is None:
            yield Snapshot(Present(self.store.reader), self.clock.read_time(), None, b"")
        elif transaction.read_time is not None:
            yield self._past(transaction.read_time, began)
        else:
            async with self.committer.still:
                if transaction.wounded:
                    raise aborted()
                yield Snapshot(Present(self.store.reader), self.clock.read_time(), transaction, began)

    def _past(self, time: int, began: bytes = b"") -> Snapshot:
        return Snapshot(Past(self.store.reader, time), time, None, began)

    def _checked(self, time: int) -> int:
        if time > self.clock.now() + MICROSECOND:
            raise invalid("The requested read_time cannot be in the future.")
        if time < self.clock.now() - PAST_KEPT:
            raise failed_precondition("The requested snapshot version is too old.")
        return time

    async def commit(self, orders: list[Write], owner: Transaction | None = None) -> writes.Staged:
        """Do the writes of a commit and return what became of them, once they are on the disk."""
        age = owner.age if owner else self.clock.now()

        def job(time: int) -> writes.Staged:
            staged = writes.stage(self.store, orders, time)
            changes = staged.changes()
            self.transactions.admit(owner, age, staged.paths, changes)
            self.store.apply(changes, time)
            return staged

        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.transactions.limits.lock_wait
        while True:
            try:
                staged = await self.committer.run(job)
                break
            except Blocked as blocked:
                if not await _ended(blocked.ends, deadline - loop.time()):
                    raise aborted() from None
        deletes = sum(order.HasField("delete") for order in orders)
        self.usage.deletes += deletes
        self.usage.writes += len(orders) - deletes
        return staged


async def _ended(ends: list[asyncio.Event], seconds: float) -> bool:
    """Wait until all events have come; tell whether they came in time."""
    try:
        async with asyncio.timeout(seconds):
            for end in ends:
                await end.wait()
    except TimeoutError:
        return False
    return True
