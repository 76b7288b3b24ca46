"""Keeps spreadsheets and records the same: one worker a spreadsheet, within a minute's budget of calls.

A hint that finds the work being done asks for it once more, so that nothing typed meanwhile waits for the next minute.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from shared.clock import Clock
from shared.errors import Conflict
from shared.sheets import hints, state
from shared.sheets.api import Sheets
from shared.sheets.book import Book
from shared.sheets.hints import Hint
from shared.sheets.shift import Begun, Shift
from shared.sheets.visit import Limits, Report, Visit
from shared.store.port import Store
from shared.store.records import change

CALLS = 8  # reserved for a pass: two looks, two writes, and as many in case the sheet has to be mended
PASSES = 6  # at most, one after the other, before the next minute's turn
_TRIES = 5


@dataclass(slots=True)
class Outcome:
    """What became of a request to bring a spreadsheet and its records together."""

    passes: list[Report] = field(default_factory=list)
    busy: bool = False  # somebody else is at it; they have been asked to go on
    out_of_calls: bool = False

    @property
    def again(self) -> bool:
        """Whether there is more to do."""
        return self.out_of_calls or bool(self.passes and self.passes[-1].again)

    @property
    def gone(self) -> list[str]:
        """The tabs that were there and are no more: nothing is done about them until they are back."""
        return self.passes[-1].gone if self.passes else []

    @property
    def wait(self) -> float:
        """Seconds after which an answer that was seen may go; 0 where none waits."""
        return self.passes[-1].wait if self.passes else 0.0

    @property
    def held(self) -> list[str]:
        """What the last pass left alone, and why."""
        return self.passes[-1].held if self.passes else []


@dataclass(frozen=True, slots=True)
class Mirror:
    """The mirror of some spreadsheets; ``limit`` is the hard limit of the function it runs in."""

    sheets: Sheets
    store: Store
    clock: Clock
    limit: timedelta
    limits: Limits = Limits()
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def sync(self, book: Book, *, hint: bool = False, patience: timedelta = timedelta()) -> Outcome:
        """Bring a spreadsheet and its records together.

        ``hint`` says that somebody has just typed: a person waits for what comes of it. With ``patience`` it stays, in
        all so long, until the grace of a typed answer is over. Raises ``SheetFailure`` and ``StoreFailure``; whatever
        was begun is ended by the next call.
        """
        outcome = Outcome()
        await self._passes(book, outcome, hint=hint)
        while 0 < outcome.wait <= patience.total_seconds():
            patience -= timedelta(seconds=outcome.wait)
            await self.pause(outcome.wait)
            await self._passes(book, outcome, hint=hint)
        return outcome

    async def hinted(self, book: Book, hint: Hint, patience: timedelta = timedelta()) -> Outcome:
        """Do what the edit trigger asks for: a pass now, that knows who typed."""
        await self.store.commit([hints.noted(hint, self.clock())])
        return await self.sync(book, hint=True, patience=patience)

    async def let_go(self, book: Book, title: str) -> None:
        """Note the owner's word that the rows that vanished from a tab are meant to be gone."""
        for _ in range(_TRIES):
            main = await state.main(self.store, book.spreadsheet)
            tabs = state.tabs(main, main.data.get("tabs", {}))
            tabs[title].let_go = True
            with contextlib.suppress(Conflict):
                await self.store.commit([change(main, tabs={name: tab.as_record() for name, tab in tabs.items()})])
                return
        raise Conflict(f"the sheet {book.spreadsheet} is never at rest")

    async def _passes(self, book: Book, outcome: Outcome, *, hint: bool) -> None:
        """Make passes until there is nothing more to do."""
        shift = Shift(book.spreadsheet, self.store, self.clock, self.limit)
        for _ in range(PASSES):
            begun = await shift.begin(CALLS, hint=hint)
            outcome.busy, outcome.out_of_calls = begun is Begun.BUSY, begun is Begun.NO_CALLS
            if begun is not Begun.MINE:
                return
            visit = Visit(book, self.sheets, self.store, self.clock, self.limits)
            try:
                outcome.passes.append(await visit.run())
            finally:
                wanted = await shift.end(visit.report.calls)
            if not wanted and not outcome.again:
                return
