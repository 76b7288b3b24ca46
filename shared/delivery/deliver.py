"""Empties the outbox, a lane at a time: claim, send at the bot's pace, note what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol
from weakref import WeakValueDictionary

from shared.channels.messages import Say
from shared.clock import Clock
from shared.delivery import outbox
from shared.delivery.outbox import Entry, Mail, Notice, Posting
from shared.delivery.pace import Pace
from shared.delivery.posting import Poster, Postings
from shared.errors import (
    Conflict,
    OutcomeUnknown,
    Paused,
    SendFailure,
    StoreFailure,
    StoreUnavailable,
    Unreachable,
)
from shared.log import log
from shared.store.port import Store
from shared.store.records import Record, Write, merge

LANES_AT_ONCE = 32
SETTLE_TRIES = 3
PATIENCE = 20.0  # seconds that a delivery waits in place for what failed; the sweeper looks each minute only
ASK_AGAIN = timedelta(seconds=5)
_MOMENT = 0.05
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Voice(Protocol):
    """One bot's side of its channel."""

    async def say(self, chat: str, say: Say) -> str:
        """Send or edit a message and return its id; raises ``SendFailure``."""


@dataclass(slots=True)
class Speaker:
    """A bot with its pace; a pause that the vendor asked for holds for every sender of the bot."""

    account: str
    voice: Voice
    store: Store
    clock: Clock
    pace: Pace
    _quiet_until: datetime = _LONG_AGO
    _asked_at: datetime = _LONG_AGO
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def say(self, chat: str, say: Say) -> str:
        """Send in turn; raises ``Paused`` while the vendor wants quiet."""
        await self._ask()
        self._keep_quiet()
        await self.pace.wait(chat)
        # The vendor may have asked for a pause while this message waited for its slot.
        self._keep_quiet()
        try:
            return await self.voice.say(chat, say)
        except Paused as pause:
            await self._note(self.clock() + timedelta(seconds=pause.seconds))
            raise

    async def _ask(self) -> None:
        """Learn of a pause that another instance was asked for; raises ``Unreachable`` where nobody can tell."""
        async with self._asking:
            if self.clock() - self._asked_at <= ASK_AGAIN:
                return
            try:
                (record,) = await self.store.read(f"bots/{self.account}")
            except StoreUnavailable as error:
                raise Unreachable(f"whether the bot may speak could not be read: {error}") from error
            self._asked_at = self.clock()
            self._quiet_until = max(self._quiet_until, record.data.get("paused_until") or _LONG_AGO)

    def _keep_quiet(self) -> None:
        left = (self._quiet_until - self.clock()).total_seconds()
        if left > 0:
            raise Paused(left)

    async def _note(self, until: datetime) -> None:
        """Tell every instance of a pause; where that fails, each of them will be asked for it anew."""
        if until <= self._quiet_until:
            return
        self._quiet_until = until
        try:
            await self.store.commit([merge(f"bots/{self.account}", paused_until=until)])
        except StoreFailure as error:
            log.warning("a pause could not be noted", account=self.account, cause=str(error))


@dataclass(slots=True)
class Delivery:
    """The post office of one instance."""

    speakers: Mapping[str, Speaker]
    posters: Mapping[str, Poster]
    store: Store
    clock: Clock
    patience: float = PATIENCE
    # A lane's lock lives as long as somebody holds it or waits for it.
    _lanes: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def send(self, account: str, chat: str, say: Say) -> str:
        """Send through the bot called ``account``."""
        speaker = self.speakers.get(account)
        if speaker is None:
            raise Unreachable(f"no bot here is called {account}")
        return await speaker.say(chat, say)

    async def deliver(self, entry: str) -> None:
        """Take a new entry as a hint that its lane has mail."""
        (record,) = await self.store.read(f"outbox/{entry}")
        if record.exists and record.data["open"]:
            await self.drain(record.data["lane"])

    async def sweep(self) -> int:
        """Send what should have left by now, whoever forgot it; returns how many lanes had something."""
        lanes = await self._late()
        gate = asyncio.Semaphore(LANES_AT_ONCE)

        async def one(lane: str) -> None:
            async with gate:
                await self.drain(lane)

        ended = await asyncio.gather(*(one(lane) for lane in lanes), return_exceptions=True)
        for error in ended:
            if error is not None:
                raise error
        return len(lanes)

    async def _late(self) -> list[str]:
        """Name the lanes with something that should have left; a long one must not hide the others behind a page."""
        lanes: dict[str, None] = {}
        query = outbox.overdue(self.clock())
        while True:
            page = await self.store.query(query)
            lanes |= dict.fromkeys(record.data["lane"] for record in page)
            if len(page) < query.limit:
                return list(lanes)
            query = replace(query, after=page[-1])

    async def drain(self, lane: str) -> None:
        """Send what a lane holds, oldest first, until it is empty or has to wait."""
        lock = self._lanes.setdefault(lane, asyncio.Lock())
        async with lock:
            patience = self.patience
            while waiting := await self.store.query(outbox.in_lane(lane)):
                for record in waiting:
                    if not await self._handle(Entry.read(record)):
                        break
                else:
                    continue
                wait = await self._due_in(record)
                if wait is None or wait > patience:
                    return
                patience -= wait
                await asyncio.sleep(wait)

    async def _due_in(self, record: Record) -> float | None:
        """Return the seconds until an entry may be tried again, ``None`` where somebody else has it in hand."""
        (record,) = await self.store.read(record.path)
        if record.data.get("state") != outbox.State.WAITING:
            return None
        due: datetime = record.data["due"]
        return max(_MOMENT, (due - self.clock()).total_seconds())

    async def _handle(self, entry: Entry) -> bool:
        """Deal with one entry; ``False`` stops its lane, so that nothing overtakes it."""
        write = outbox.claim(entry, self.clock())
        if write is None:
            return False
        try:
            (version,) = await self.store.commit([write])
        except Conflict:
            return False
        claimed = Record(entry.record.path, {**entry.record.data, **(write.data or {})}, version)
        try:
            receipt = await self._sent(claimed, entry.mail)
        except SendFailure as error:
            settled = outbox.failed(claimed, error, self.clock())
            log.warning("not delivered", entry=entry.record.id, cause=str(error), permanent=error.permanent)
            await self._settle(settled)
            return (settled.data or {}).get("state") == outbox.State.FAILED
        await self._settle(outbox.sent(claimed, receipt, self.clock()))
        return True

    async def _sent(self, claimed: Record, mail: Mail) -> str:
        if claimed.data["doubts"] > 1:
            raise OutcomeUnknown("nobody knows whether it arrived, and it was repeated once")
        match mail:
            case Notice(account=account, chat=chat, say=say):
                return await self.send(account, chat, say)
            case Posting(topic=topic, subject=subject):
                await Postings(self.posters, self.store, self, self.clock).refresh(topic, subject)
                return ""

    async def _settle(self, write: Write) -> None:
        """Note what became of an entry; a note that may have been written already is not an error."""
        for tries_left in reversed(range(SETTLE_TRIES)):
            try:
                await self.store.commit([write])
            except Conflict:
                return
            except StoreUnavailable:
                if not tries_left:
                    raise
            else:
                return
