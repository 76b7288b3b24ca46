"""Decides who may write while transactions are open: pessimistic locks, the older transaction wins.

A transaction locks what it reads, missing documents and ranges of queries included. A commit that meets locks of older
transactions waits a little and is then ABORTED; transactions younger than the commit are wounded instead and find their
next call ABORTED. A retry that names the earlier attempt keeps its age, so it wins in the end. Nobody waits
for a younger one, hence no deadlock. Limits: 270 s in all, 60 s idle
(https://firebase.google.com/docs/firestore/quotas#writes_and_transactions).
"""

from __future__ import annotations

import asyncio
import secrets
import struct
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from infra.local.firestore.clock import Clock, microseconds
from infra.local.firestore.commits import Blocked
from infra.local.firestore.errors import EXPIRED_TRANSACTION, aborted, invalid
from infra.local.firestore.messages import TransactionOptions
from infra.local.firestore.store import Change

Range = Callable[[Change], bool]
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Limits:
    """How long things may take, in seconds."""

    total: float = 270.0
    idle: float = 60.0
    lock_wait: float = 1.5


@dataclass(eq=False, slots=True)
class Transaction:
    """An open transaction; ``read_time`` is set for read-only ones, which lock nothing."""

    id: bytes
    database: str
    age: int
    read_time: int | None
    started: float
    used: float
    documents: set[bytes] = field(default_factory=set)
    ranges: list[Range] = field(default_factory=list)
    wounded: bool = False
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def holds(self, keys: Iterable[bytes], changes: list[Change]) -> bool:
        """Tell whether a commit touches what this transaction has read."""
        if not self.documents.isdisjoint(keys):
            return True
        return any(covers(change) for covers in self.ranges for change in changes)

    def wound(self) -> None:
        """Take the locks away; all the transaction can still do is be rolled back."""
        self.wounded = True
        self.release()

    def release(self) -> None:
        """Let go of all locks."""
        self.documents.clear()
        self.ranges.clear()
        self.released.set()


class Transactions:
    """All open transactions of a server."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self.limits = limits
        self._clock = clock
        self._open: dict[bytes, Transaction] = {}

    def begin(self, database: str, options: TransactionOptions) -> Transaction:
        """Open a transaction."""
        self._expire()
        read_time = None
        age = self._clock.now()
        if options.HasField("read_only"):
            read_time = self._clock.read_time()
            if options.read_only.HasField("read_time"):
                read_time = microseconds(options.read_only.read_time)
        elif options.read_write.retry_transaction:
            age = min(age, _age(options.read_write.retry_transaction))
            earlier = self._open.get(options.read_write.retry_transaction)
            if earlier is not None:
                earlier.wound()
        now = time.monotonic()
        token = struct.pack(">Q", age) + secrets.token_bytes(_ID_BYTES - 8)
        transaction = Transaction(token, database, age, read_time, now, now)
        self._open[token] = transaction
        return transaction

    def find(self, token: bytes, database: str) -> Transaction:
        """Return an open transaction, or refuse: unknown, expired or wounded."""
        self._expire()
        transaction = self._known(token, database)
        transaction.used = time.monotonic()
        if transaction.wounded:
            raise aborted()
        return transaction

    def roll_back(self, token: bytes, database: str) -> None:
        """Close a transaction that may have been wounded, or refuse an unknown one."""
        self.end(self._known(token, database).id)

    def _known(self, token: bytes, database: str) -> Transaction:
        transaction = self._open.get(token)
        if transaction is None or transaction.database != database:
            _age(token)
            raise invalid(EXPIRED_TRANSACTION)
        return transaction

    def end(self, token: bytes) -> None:
        """Close a transaction, if it is open, and let go of its locks."""
        transaction = self._open.pop(token, None)
        if transaction is not None:
            transaction.release()

    def admit(self, owner: Transaction | None, age: int, keys: Iterable[bytes], changes: list[Change]) -> None:
        """Let a commit pass: wound the younger transactions in its way, or raise :class:`Blocked` by older ones."""
        if owner is not None and owner.wounded:
            raise aborted()
        self._expire()
        held = [other for other in self._open.values() if other is not owner and other.holds(keys, changes)]
        older = [other.released for other in held if other.age <= age]
        if older:
            raise Blocked(older)
        for other in held:
            other.wound()

    def next_expiry(self) -> float:
        """Return in how many seconds the next transaction comes to its end by itself, if nobody uses it."""
        now = time.monotonic()
        return max(0.0, min((self._ends(one) for one in self._open.values()), default=now) - now)

    def _ends(self, transaction: Transaction) -> float:
        return min(transaction.used + self.limits.idle, transaction.started + self.limits.total)

    def _expire(self) -> None:
        now = time.monotonic()
        for token, transaction in list(self._open.items()):
            if self._ends(transaction) <= now:
                self.end(token)


def _age(token: bytes) -> int:
    """Return when the first attempt began, which every id of ours tells, or refuse what is no such id."""
    if len(token) != _ID_BYTES:
        raise invalid("Invalid transaction.")
    return int(struct.unpack(">Q", token[:8])[0])
