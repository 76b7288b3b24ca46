"""Decides who works at a spreadsheet now: one at a time, and only with the calls that the work may take."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from shared.clock import Clock
from shared.errors import Conflict, StoreFailure
from shared.log import log
from shared.sheets.budget import PATH, Budget
from shared.store import lease
from shared.store.lease import Lease
from shared.store.port import Store

OVER = timedelta(seconds=30)  # by so much a lease outlasts its holder's hard limit
_TRIES = 5


class Begun(Enum):
    """How an attempt to begin ended."""

    MINE = "the spreadsheet is ours"
    BUSY = "somebody else is at it"
    NO_CALLS = "the minute's calls are spent"


@dataclass(frozen=True, slots=True)
class Shift:
    """One worker at one spreadsheet; ``limit`` is the hard limit of the function it runs in."""

    spreadsheet: str
    store: Store
    clock: Clock
    limit: timedelta
    holder: str = field(default_factory=lambda: secrets.token_hex(8))

    async def begin(self, calls: int, *, hint: bool) -> Begun:
        """Take the lease and reserve calls, both or neither; a ``hint`` that comes too late asks for another pass."""
        for _ in range(_TRIES):
            now = self.clock()
            record, spent = await self.store.read(self._lease, PATH)
            held, budget = Lease(record), Budget(spent)
            try:
                if not held.free(now):
                    if hint and not held.wanted_again:
                        await self.store.commit([held.asked_again()])
                    return Begun.BUSY
                if budget.left(now, urgent=hint) < calls:
                    return Begun.NO_CALLS
                taken = held.taken(self.holder, now, self.limit + OVER)
                await self.store.commit([taken, budget.reserved(calls, self.holder, now)])
            except Conflict:
                continue
            return Begun.MINE
        return Begun.BUSY

    async def end(self, used: int) -> bool:
        """Give back the lease and what was not used of the calls; returns whether somebody asked for another pass."""
        for _ in range(_TRIES):
            record, spent = await self.store.read(self._lease, PATH)
            held, budget = Lease(record), Budget(spent)
            if held.holder != self.holder:
                return False
            try:
                await self.store.commit([held.released(), budget.settled(used, self.holder, self.clock())])
            except Conflict:
                continue
            except StoreFailure as error:
                log.warning("a lease runs out by itself", spreadsheet=self.spreadsheet, cause=str(error))
                return False
            return held.wanted_again
        return False

    @property
    def _lease(self) -> str:
        return lease.path(f"sheet-{self.spreadsheet}")
