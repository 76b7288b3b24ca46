"""Holds what all calls share, and decides which state of the documents a read sees."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from infra.local.firestore import fanout, writes
from infra.local.firestore.clock import MICROSECOND, microseconds
from infra.local.firestore.commits import Blocked, Committer
from infra.local.firestore.errors import aborted, failed_precondition, invalid
from infra.local.firestore.filling import Filling
from infra.local.firestore.indexes import Indexes
from infra.local.firestore.messages import TransactionOptions, Write
from infra.local.firestore.names import check_database
from infra.local.firestore.store import Store
from infra.local.firestore.transactions import Limits, Range, Transaction, Transactions
from infra.local.firestore.views import Past, Present, View

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

    def __init__(self, folder: FilePath, *, durable: bool, limits: Limits, indexes: Indexes | None) -> None:
        self.store = Store(folder, durable=durable)
        self.clock = self.store.clock
        self.indexes = indexes
        self.usage = Usage()
        self.changed = asyncio.Event()
        self.stopping = False
        self.committer = Committer(self.store, self._announce)
        self.filling = Filling(self.store.entries, self.committer)
        self.transactions = Transactions(self.clock, limits)
        self._readers: list[sqlite3.Connection] = []

    def _announce(self) -> None:
        """Wake everybody who waits for the next change."""
        self.changed.set()
        self.changed = asyncio.Event()

    def let_go(self) -> None:
        """Send everybody away who waits for the next change: the end is near."""
        self.stopping = True
        self._announce()

    async def close(self) -> None:
        """Finish what is under way and close the file."""
        await self.filling.stop()
        await self.committer.stop()
        for reader in self._readers:
            reader.close()
        self.store.close()

    @contextmanager
    def steady(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees what is committed at this moment and nothing later."""
        reader = self._readers.pop() if self._readers else self.store.connect()
        try:
            reader.execute("BEGIN")
            # SQLite takes its snapshot with the first read.
            reader.execute("SELECT 1 FROM clock").fetchone()
            yield reader
        finally:
            reader.execute("ROLLBACK")
            self._readers.append(reader)

    def now(self) -> Present:
        """Return what is committed, each look by itself."""
        return Present(self.store.reader, self.filling.index_for)

    @asynccontextmanager
    async def snapshot(self, database: str, request: Any, *, single: bool = False) -> AsyncIterator[Snapshot]:  # noqa: ANN401 - any request with a consistency selector
        """Give the state a read request asks for; one in a transaction sees no commit half done.

        Whoever looks at a ``single`` document only may get a view in which each look is by itself.
        """
        check_database(database)
        began = b""
        kind = request.WhichOneof("consistency_selector")
        transaction = None
        if kind == "transaction":
            transaction = self.transactions.find(request.transaction, database)
        elif kind == "new_transaction":
            transaction = self.begin(database, request.new_transaction)
            began = transaction.id
        if transaction is not None and transaction.read_time is None:
            async with self.committer.still:
                if transaction.wounded:
                    raise aborted()
                yield Snapshot(self.now(), self.clock.read_time(), transaction, began)
            return
        if single and kind is None and not self.clock.waiting_for_disk:
            yield Snapshot(self.now(), self.clock.read_time(), None, b"")
            return
        with self.steady() as reader:
            time = self._time_asked(request, transaction)
            if time is None:
                view: View = Present(reader, self.filling.index_for)
                yield Snapshot(view, self.read_time_of(reader), None, began)
            else:
                yield Snapshot(Past(reader, time), time, None, began)

    def begin(self, database: str, options: TransactionOptions) -> Transaction:
        """Open a transaction, at a past time if a read-only one asks for it."""
        if options.read_only.HasField("read_time"):
            self._check_read_time(microseconds(options.read_only.read_time))
        return self.transactions.begin(database, options)

    def _time_asked(self, request: Any, transaction: Transaction | None) -> int | None:  # noqa: ANN401 - as above
        if transaction is not None:
            return transaction.read_time
        if request.WhichOneof("consistency_selector") != "read_time":
            return None
        return self._check_read_time(microseconds(request.read_time))

    def read_time_of(self, reader: sqlite3.Connection) -> int:
        """Return the time of what a connection sees, which may be a commit whose end we have not yet been told."""
        time = self.clock.read_time()
        if self.clock.waiting_for_disk:
            time = max(time, reader.execute("SELECT max(time) FROM changes").fetchone()[0] or 0)
        return time

    def _check_read_time(self, time: int) -> int:
        """Return a time that can be read at, or refuse it."""
        if time > self.clock.read_time():
            raise invalid("The requested 'read_time' cannot be in the future.")
        if time < self.clock.now() - PAST_KEPT:
            raise failed_precondition("The requested snapshot version is too old.")
        return time

    def write(self, orders: list[Write], owner: Transaction | None, age: int, time: int) -> writes.Staged:
        """Do writes inside a job of the committer, or refuse them all before anything is written."""
        staged = writes.stage(self.store, orders, time)
        changes = staged.changes()
        for change in changes:
            fanout.check(change, self.indexes or Indexes())
        self.transactions.admit(owner, age, staged.paths, changes)
        self.store.apply(changes, time)
        return staged

    async def commit(self, orders: list[Write], owner: Transaction | None = None) -> writes.Staged:
        """Do the writes of a commit and return what became of them, once they are on the disk."""
        age = owner.age if owner else self.clock.now()

        def job(time: int) -> writes.Staged:
            return self.write(orders, owner, age, time)

        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.transactions.limits.lock_wait
        while True:
            try:
                staged = await self.committer.run(job)
                break
            except Blocked as blocked:
                remaining = deadline - loop.time()
                if remaining <= 0:
                    raise aborted() from None
                await _ended(blocked.ends, min(remaining, self.transactions.next_expiry()))
        deletes = sum(order.HasField("delete") for order in orders)
        self.usage.deletes += deletes
        self.usage.writes += len(orders) - deletes
        return staged


async def _ended(ends: list[asyncio.Event], seconds: float) -> None:
    """Wait until all events have come or the time is up."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            for end in ends:
                await end.wait()
