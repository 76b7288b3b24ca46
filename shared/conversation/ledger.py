"""Holds what was counted at the door against what was logged: in = answered + waiting + refused, or an alarm.

Each conversation counts its inbound events by day, apart from their records. Where the two differ, the records
themselves usually tell which one is gone: what was said in answer bears the id of the event it answers.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from shared.clock import Clock
from shared.log import log
from shared.store.port import Store
from shared.store.records import Operator, Query, Record

STATES = ("answered", "waiting", "refused")
PROMISED = timedelta(minutes=15)
PAGE = 300
AT_ONCE = 16  # conversations that are looked at side by side
DAYS_BACK = 2  # an update may be delivered again for a day
NAMED = 50  # findings that a job's record keeps; the log has them all

_SAID = re.compile(r"out-(.+)-\d+")


@dataclass(frozen=True, slots=True)
class Gap:
    """One conversation whose counter and records differ; ``missing`` are the updates whose records are surely gone."""

    conversation: str
    counted: int
    logged: int
    missing: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say it in one line."""
        named = f": no record of {', '.join(self.missing)}" if self.missing else ""
        return f"{self.conversation}: {self.counted} came in, {self.logged} are on record{named}"


@dataclass(frozen=True, slots=True)
class Late:
    """One event that has waited for longer than promised."""

    conversation: str
    update: str
    since: datetime

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.conversation}: {self.update} has waited since {self.since:%Y-%m-%d %H:%M} UTC"


@dataclass(slots=True)
class Balance:
    """One day's account."""

    day: str
    counted: int = 0
    logged: int = 0
    states: Counter[str] = field(default_factory=Counter)
    gaps: list[Gap] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)

    @property
    def even(self) -> bool:
        """Whether everything that came in is answered, waiting or refused."""
        return not self.gaps and self.counted == self.logged == sum(self.states[state] for state in STATES)


def entered(
    balance: Balance, conversation: Record, lines: Iterable[Record], now: datetime, promised: timedelta
) -> None:
    """Enter one conversation's day: its counter, and the records of its log."""
    lines = list(lines)
    counted = (conversation.data.get("in") or {}).get(balance.day, 0)
    mine = [line for line in lines if line.data.get("direction") == "in" and line.data.get("day") == balance.day]
    states = Counter(str(line.data.get("state")) for line in mine)
    balance.counted += counted
    balance.logged += len(mine)
    balance.states += states
    if counted != len(mine) or any(state not in STATES for state in states):
        gap = Gap(conversation.id, counted, len(mine), _missing(conversation, lines, balance.day))
        balance.gaps.append(gap)
    for line in mine:
        if line.data["state"] == "waiting" and now - line.data["at"] > promised:
            balance.late.append(Late(conversation.id, line.data["id"], line.data["at"]))


def _missing(conversation: Record, lines: Sequence[Record], day: str) -> tuple[str, ...]:
    """Name the events that left a trace in the log or in the conversation, and no record of themselves."""
    logged = {line.id.removeprefix("in-") for line in lines if line.data.get("direction") == "in"}
    said = [(_SAID.fullmatch(line.id), line) for line in lines if line.data.get("direction") == "out"]
    traces = {found[1] for found, line in said if found and _day(line.data["at"]) == day}
    last, updated = conversation.data.get("last"), conversation.data.get("updated_at")
    if last and updated and _day(updated) == day:
        traces.add(last)
    return tuple(sorted(traces - logged))


def _around(conversation: Record, day: str) -> Query:
    """Ask for what was said on a day and around it: an answer may be younger than what it answers."""
    start = datetime.combine(date.fromisoformat(day), time(), UTC)
    window: tuple[tuple[str, Operator, Any], ...] = (
        ("at", ">=", start - timedelta(days=1)),
        ("at", "<", start + timedelta(days=2)),
    )
    return Query(f"{conversation.path}/messages", window, ("at",))


def _day(at: datetime) -> str:
    return at.date().isoformat()


@dataclass(frozen=True, slots=True)
class Ledger:
    """The daily account of all conversations."""

    store: Store
    clock: Clock
    promised: timedelta = PROMISED

    async def check(self) -> Mapping[str, Any]:
        """Balance the days that are over and return the figures; whatever is wrong is an error in the log."""
        today = self.clock().date()
        balances = [await self.balance(today - timedelta(days=back)) for back in range(DAYS_BACK, 0, -1)]
        for balance in balances:
            for gap in balance.gaps:
                log.error("the ledger does not balance", day=balance.day, conversation=gap.conversation, gap=str(gap))
            for late in balance.late:
                log.error("somebody waits for longer than promised", conversation=late.conversation, late=str(late))
        wrong = [str(each) for balance in balances for each in (*balance.gaps, *balance.late)]
        figures = {balance.day: {"in": balance.counted, **balance.states} for balance in balances}
        return {"days": figures, "even": not wrong, "wrong": wrong[:NAMED]}

    async def balance(self, day: date) -> Balance:
        """Balance one day."""
        balance = Balance(day.isoformat())
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(conversation: Record) -> None:
            async with gate:
                await self._enter(balance, conversation)

        after: Record | None = None
        start = datetime.combine(day, time(), UTC)
        while True:
            # Whoever wrote on that day has a conversation that was touched then or later.
            question = Query("conversations", (("updated_at", ">=", start),), ("updated_at",), PAGE, after)
            page = await self.store.query(question)
            await asyncio.gather(*map(one, page))
            if len(page) < PAGE:
                return balance
            after = page[-1]

    async def _enter(self, balance: Balance, conversation: Record) -> None:
        """Enter a conversation as it stands; one that moves on while it is read is read again."""
        while True:
            lines = await self.store.query(_around(conversation, balance.day))
            (again,) = await self.store.read(conversation.path)
            if again.version == conversation.version:
                break
            conversation = again
        entered(balance, conversation, lines, self.clock(), self.promised)
