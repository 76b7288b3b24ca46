"""Empties the outbox, a lane at a time: claim, send at the bot's pace, note what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from shared.channels.messages import Say
from shared.clock import Clock
from shared.delivery import outbox
from shared.delivery.outbox import Entry, Mail, Notice, Posting
from shared.delivery.pace import Pace
from shared.delivery.posting import Poster, Postings
from shared.errors import Conflict, OutcomeUnknown, Paused, SendFailure, StoreUnavailable
from shared.log import log
from shared.store.port import Store
from shared.store.records import Record, Write, merge

LANES_AT_ONCE = 32
SETTLE_TRIES = 3
ASK_AGAIN = timedelta(seconds=5)
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
        await self._quiet()
        await self.pace.wait(chat)
        try:
            return await self.voice.say(chat, say)
        except Paused as pause:
            self._quiet_until = self.clock() + timedelta(seconds=pause.seconds)
            await self.store.commit([merge(f"bots/{self.account}", paused_until=self._quiet_until)])
            raise

    async def _quiet(self) -> None:
        """Respect a pause, also one that another instance was asked for; the sends of a batch ask about it once."""
        async with self._asking:
            now = self.clock()
            if now - self._asked_at > ASK_AGAIN:
                (record,) = await self.store.read(f"bots/{self.account}")
                self._asked_at = now
                self._quiet_until = max(self._quiet_until, record.data.get("paused_until") or _LONG_AGO)
        if self._quiet_until > now:
            raise Paused((self._quiet_until - now).total_seconds())


@dataclass(slots=True)
class Delivery:
    """The post office of one instance."""

    speakers: Mapping[str, Speaker]
    posters: Mapping[str, Poster]
    store: Store
    clock: Clock
    _lanes: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def send(self, account: str, chat: str, say: Say) -> str:
        """Send through the bot called ``account``."""
        return await self.speakers[account].say(chat, say)

    async def deliver(self, entry: str) -> None:
        """Take a new entry as a hint that its lane has mail."""
        (record,) = await self.store.read(f"outbox/{entry}")
        if record.exists and record.data["open"]:
            await self.drain(record.data["lane"])

    async def sweep(self) -> int:
        """Send what should have left by now, whoever forgot it; returns how many lanes had something."""
        late = await self.store.query(outbox.overdue(self.clock()))
        lanes = list(dict.fromkeys(record.data["lane"] for record in late))
        gate = asyncio.Semaphore(LANES_AT_ONCE)

        async def one(lane: str) -> None:
            async with gate:
                await self.drain(lane)

        await asyncio.gather(*(one(lane) for lane in lanes))
        return len(lanes)

    async def drain(self, lane: str) -> None:
        """Send what a lane holds, oldest first, until it is empty or has to wait."""
        lock = self._lanes.setdefault(lane, asyncio.Lock())
        async with lock:
            while waiting := await self.store.query(outbox.in_lane(lane)):
                for record in waiting:
                    if not await self._handle(Entry.read(record)):
                        return
        if not lock.locked():
            self._lanes.pop(lane, None)

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
