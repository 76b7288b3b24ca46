"""Chats that remember what they were sent, and a posting whose state the tests decide."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from shared.channels.messages import Message, Say
from shared.delivery.fanout import Face, Faces, Recipient
from shared.delivery.pace import Pace
from shared.errors import OutcomeUnknown, Unreachable

Happening = Callable[[str], Awaitable[None]]


@dataclass
class Chats:
    """What people have on their screens; ``failures`` are raised in turn, ``before`` happens before each send.

    A send that fails with ``OutcomeUnknown`` has arrived all the same, which is the worse of its two cases.
    """

    shown: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    failures: dict[str, list[Exception | None]] = field(default_factory=dict)
    before: Happening | None = None
    sends: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def say(self, chat: str, say: Say) -> str:
        """Show a message; the id of a message is its position."""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self._say(chat, say)
        finally:
            self.at_once -= 1

    async def _say(self, chat: str, say: Say) -> str:
        await asyncio.sleep(0)
        if self.before:
            await self.before(chat)
        failures = self.failures.get(chat, [])
        failure = failures.pop(0) if failures else None
        if failure is None or isinstance(failure, OutcomeUnknown):
            self._show(chat, say)
        if failure:
            raise failure
        return say.edits or str(len(self.shown[chat]))

    def _show(self, chat: str, say: Say) -> None:
        self.sends.append(say.message.text)
        if say.edits:
            self.shown[chat][int(say.edits) - 1] = say.message.text
        else:
            self.shown[chat].append(say.message.text)

    async def send(self, account: str, chat: str, say: Say) -> str:
        """Send for the one bot there is."""
        if account != "bot":
            raise Unreachable(f"no bot is called {account}")
        return await self.say(chat, say)


@dataclass
class Offers:
    """A posting of one order: offered while it is free, and told to be gone once somebody has it."""

    people: list[Recipient]
    taken_by: str = ""
    asked: int = 0
    account: str = "bot"

    async def audience(self, _subject: str) -> list[Recipient]:
        """Everybody."""
        return self.people

    async def faces(self, _subject: str, _sheet: int) -> Faces:
        """Say what each sees at this moment."""
        self.asked += 1
        taken_by = self.taken_by
        return lambda each: face(each, taken_by)


def face(each: Recipient, taken_by: str) -> Face | None:
    """Offer, gone, or mine."""
    if each.outcome == "declined":
        return None
    if not taken_by:
        return Face("offer", Message("offer"), fresh=True, outcome="sent")
    if taken_by == each.who:
        return Face("mine", Message("mine"), outcome="accepted")
    return Face(f"gone:{taken_by}", Message("gone"))


def people(count: int) -> list[Recipient]:
    """Return as many recipients, called by their numbers."""
    return [Recipient(str(number), str(number), "ru") for number in range(count)]


def no_pace() -> Pace:
    """Return a pace at which nobody ever waits: whenever it looks at its clock an hour has passed."""
    hours = itertools.count(step=3600)
    return Pace(1.0, time=lambda: float(next(hours)))
