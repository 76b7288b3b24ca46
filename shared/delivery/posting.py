"""Brings every chat of a posting to what it should see, twenty-five at a time, each batch noted before and after."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Protocol

from shared.channels.messages import Say
from shared.clock import Clock
from shared.delivery import fanout
from shared.delivery.fanout import Face, Faces, Recipient
from shared.errors import Conflict, Paused, SendFailure, StoreUnavailable, Unreachable
from shared.store.port import Store
from shared.store.records import Record, change

LEASE = timedelta(seconds=30)
TRIES = 8
CONTENDED = "the posting stayed contended"
_PAUSE = 0.05  # seconds before a store that gave no answer is asked what became of a commit; doubled each time


class Poster(Protocol):
    """What a desk knows about one kind of posting."""

    @property
    def account(self) -> str:
        """The bot that speaks."""

    async def audience(self, subject: str) -> list[Recipient]:
        """Say who is to see it; asked once."""

    async def faces(self, subject: str, sheet: int) -> Faces:
        """Say what each recipient should see now; asked before every batch."""


class Sender(Protocol):
    """Sends at the bot's pace."""

    async def send(self, account: str, chat: str, say: Say) -> str:
        """Send or edit a message and return its id; raises ``SendFailure``."""


@dataclass(frozen=True, slots=True)
class Postings:
    """All postings, by topic."""

    posters: Mapping[str, Poster]
    store: Store
    sender: Sender
    clock: Clock

    async def refresh(self, topic: str, subject: str) -> None:
        """Show everybody what they should see now.

        Raises ``SendFailure`` where something is left to do: ``Paused`` at the vendor's word, ``Unreachable`` where
        chats have to be tried again or somebody else is at work on them.
        """
        poster = self.posters.get(topic)
        if poster is None:
            raise Unreachable(f"nobody here knows the posting {topic}")
        sheets = await self.store.query(fanout.sheets_of(topic, subject))
        if not sheets:
            # A conflict means that somebody else has begun it: what they wrote is read next.
            with suppress(Conflict):
                await self.store.commit(fanout.planned(topic, subject, await poster.audience(subject), self.clock()))
            sheets = await self.store.query(fanout.sheets_of(topic, subject))
        for sheet in sheets:
            await self._bring_up(poster, subject, await self._leased(sheet))

    async def _leased(self, sheet: Record) -> Record:
        """Take a sheet to work on; raises ``Unreachable`` while somebody else has it."""
        for _ in range(TRIES):
            if sheet.data["leased_until"] > self.clock():
                raise Unreachable("another delivery is at work on this posting")
            lease = self._lease()
            try:
                (version,) = await self.store.commit([change(sheet, **lease)])
            except Conflict:
                (sheet,) = await self.store.read(sheet.path)
            else:
                return Record(sheet.path, {**sheet.data, **lease}, version)
        raise Unreachable(CONTENDED)

    async def _bring_up(self, poster: Poster, subject: str, sheet: Record) -> None:
        """Work until every chat of a sheet shows what it should, reading the thing's state before every batch."""
        failure: SendFailure | None = None
        while failure is None:
            faces = await poster.faces(subject, sheet.data["sheet"])
            wanted = fanout.due(fanout.recipients(sheet), faces)
            if not wanted:
                break
            sheet = await self._update(sheet, partial(_started, wanted=wanted), **self._lease())
            asked = [each for each in fanout.recipients(sheet) if each.who in wanted]
            results = await asyncio.gather(*(self._show(poster, each, wanted[each.who]) for each in asked))
            shown = {before.who: (before, after) for before, (after, _) in zip(asked, results, strict=True)}
            sheet = await self._update(sheet, partial(_settled, shown=shown), **self._lease())
            failure = _worst([error for _, error in results if error])
        await self._update(sheet, lambda people: people, leased_until=self.clock())
        if failure:
            raise failure

    def _lease(self) -> dict[str, object]:
        return {"leased_until": self.clock() + LEASE}

    async def _show(self, poster: Poster, each: Recipient, face: Face) -> tuple[Recipient, SendFailure | None]:
        if each.doubts > 1 and face.fresh:
            return replace(each, outcome="failed", sending="", error="nobody knows whether it arrived"), None
        try:
            message = await self.sender.send(
                poster.account, each.chat, Say(face.message, "" if face.fresh else each.message)
            )
        except SendFailure as error:
            missed = fanout.missed(each, face, error)
            return missed, None if missed.outcome == "failed" or missed.shown == face.name else error
        return fanout.arrived(each, face, message), None

    async def _update(
        self, sheet: Record, how: Callable[[Sequence[Recipient]], Sequence[Recipient]], **fields: object
    ) -> Record:
        """Change a sheet that its recipients change too: what they marked meanwhile is kept.

        A commit that gives no answer is looked up: what it was about to note may be a message that has arrived.
        """
        for attempt in range(TRIES):
            people = how(fanout.recipients(sheet))
            write = fanout.written(sheet, people, **fields)
            wanted = {**sheet.data, **(write.data or {})}
            try:
                (version,) = await self.store.commit([write])
            except (Conflict, StoreUnavailable) as error:
                if isinstance(error, StoreUnavailable):
                    await asyncio.sleep(_PAUSE * 2**attempt)
                (sheet,) = await self.store.read(sheet.path)
                if sheet.data == wanted:
                    return sheet
            else:
                return Record(sheet.path, wanted, version)
        raise Unreachable(CONTENDED)


def _started(people: Sequence[Recipient], wanted: Mapping[str, Face]) -> list[Recipient]:
    return [fanout.started(each, wanted[each.who]) if each.who in wanted else each for each in people]


def _settled(people: Sequence[Recipient], shown: Mapping[str, tuple[Recipient, Recipient]]) -> list[Recipient]:
    """Put the results in, unless a recipient has answered in the meantime: their word stands."""
    settled = []
    for each in people:
        before, after = shown.get(each.who, (each, each))
        settled.append(after if each.outcome == before.outcome else replace(after, outcome=each.outcome))
    return settled


def _worst(errors: Sequence[SendFailure]) -> SendFailure | None:
    """Choose the failure that says longest how to wait; the doubts are the recipients' own."""
    pauses = [error for error in errors if isinstance(error, Paused)]
    if pauses:
        return max(pauses, key=lambda pause: pause.seconds)
    return Unreachable(f"{len(errors)} of the last chats: {errors[0]}") if errors else None
