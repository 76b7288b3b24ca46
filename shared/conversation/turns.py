"""Carries one event through its turn into one commit, so that it is answered once however often it is delivered."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from shared.channels.events import (
    Content,
    Corrected,
    Event,
    Left,
    Pressed,
    Returned,
    Said,
    SentFile,
    SharedContact,
    Started,
    Unknown,
)
from shared.channels.messages import Message, Say
from shared.clock import Clock
from shared.conversation.engine import TEXTS
from shared.conversation.models import Conversation, Turn, remembered
from shared.delivery import outbox
from shared.delivery.alerts import Alerts
from shared.delivery.outbox import Notice
from shared.errors import Conflict, StoreUnavailable
from shared.log import log
from shared.store.port import Store
from shared.store.records import Query, Record, Write, change, create
from shared.store.records import replace as replaced
from shared.texts import Catalogue, language

TRIES = 6
LONGEST_RAW = 100_000  # characters
_CATALOGUE = Catalogue([TEXTS])

Need = str | Query


@dataclass(frozen=True, slots=True)
class Known:
    """The records that were read for a turn."""

    records: Mapping[str, Record]
    answers: Mapping[Query, list[Record]]

    def record(self, path: str) -> Record:
        """Return the record at ``path``, which the bot must have named among its needs."""
        return self.records[path]

    def found(self, query: Query) -> list[Record]:
        """Return what a query found, which the bot must have named among its needs."""
        return self.answers[query]


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a turn may look at; ``attempt`` tells how often it has run before for the same event."""

    event: Event
    conversation: Conversation
    known: Known
    now: datetime
    attempt: int = 0


class Bot(Protocol):
    """A bot of a desk: pure, it reads nothing but what it is given."""

    def needs(self, event: Event, conversation: Conversation | None) -> tuple[Need, ...]:
        """Name the records a turn needs: first from the event alone, then from the conversation too."""

    def turn(self, scene: Scene) -> Turn:
        """Decide what an event results in."""


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of one bot."""

    bot: Bot
    store: Store
    clock: Clock
    alerts: Alerts | None = None

    async def take(self, event: Event) -> Say | None:
        """Answer an event; returns what to say in the webhook's own response, if anything.

        Raises ``StoreUnavailable`` where the store does not answer: the vendor must deliver the event again.
        """
        try:
            return await self._take(event)
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was must neither silence the chat nor lose what was said
            log.error("turn failed", conversation=event.conversation, update=event.id, exc_info=True)
            said = await self._refuse(event)
            if self.alerts:
                await self.alerts.fault(event.account, error)
            return said

    async def _take(self, event: Event) -> Say | None:
        for attempt in range(TRIES):
            record, known = await self._read(event)
            conversation = remembered(record, event)
            if conversation.last == event.id:
                return conversation.reply
            now = self.clock()
            turn = self._turn(Scene(event, conversation, known, now, attempt))
            reply = turn.say[0] if len(turn.say) == 1 else None
            try:
                await self.store.commit(_writes(turn, record, event, reply, now))
            except (Conflict, StoreUnavailable) as error:
                settled, answer = await self._settled(event)
                if settled:
                    return answer
                log.info("turn runs again", attempt=attempt, cause=str(error))
                await asyncio.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - jitter
            else:
                return reply
        raise StoreUnavailable("the conversation stayed contended")

    async def _refuse(self, event: Event) -> Say | None:
        """Log an event that we failed at, leave the conversation alone, and say so; it can be replayed once mended."""
        path, day = f"conversations/{event.conversation}", event.at.date().isoformat()
        (record,) = await self.store.read(path)
        texts = _CATALOGUE.speak(record.data.get("language") or language(event.person.language))
        said = Say(Message(texts("fault-ours")))
        counted = {**(record.data.get("in") or {})}
        counted[day] = counted.get(day, 0) + 1
        identity = {"channel": event.channel, "account": event.account, "chat": event.chat}
        line = _line(event, day) | {"state": "refused", "why": "our fault", "raw": _raw(event)}
        try:
            await self.store.commit(
                [
                    change(record, **identity, **{"in": counted, "updated_at": self.clock()}),
                    create(f"{path}/messages/in-{event.id}", line),
                ]
            )
        except Conflict:
            settled, answer = await self._settled(event)
            if not settled:
                raise StoreUnavailable("the conversation stayed contended") from None
            return answer
        return said

    async def _read(self, event: Event) -> tuple[Record, Known]:
        """Read the conversation and what the event needs in one call, and whatever only the conversation could name."""
        path = f"conversations/{event.conversation}"
        needs = self.bot.needs(event, None)
        records, answers = await self._fetch([path, *(need for need in needs if isinstance(need, str))], needs)
        further = self.bot.needs(event, remembered(records[path], event))
        missing = [need for need in further if need not in records and need not in answers]
        if missing:
            more, found = await self._fetch([need for need in missing if isinstance(need, str)], missing)
            records, answers = records | more, answers | found
        return records[path], Known(records, answers)

    async def _fetch(
        self, paths: list[str], needs: Sequence[Need]
    ) -> tuple[dict[str, Record], dict[Query, list[Record]]]:
        queries = [need for need in needs if isinstance(need, Query)]
        records, *found = await asyncio.gather(self._records(paths), *(self.store.query(query) for query in queries))
        return {record.path: record for record in records}, dict(zip(queries, found, strict=True))

    async def _records(self, paths: list[str]) -> list[Record]:
        return await self.store.read(*paths) if paths else []

    def _turn(self, scene: Scene) -> Turn:
        """Run the bot, unless the event says all there is to know."""
        match scene.event.content:
            case Left() | Returned() as moved:
                return Turn(replace(scene.conversation, away=isinstance(moved, Left)))
            case Unknown(kind=kind):
                log.info("nobody knows this kind of message", kind=kind)
                return Turn(scene.conversation, refused=f"unknown kind: {kind}")
        return self.bot.turn(replace(scene, conversation=replace(scene.conversation, away=False)))

    async def _settled(self, event: Event) -> tuple[bool, Say | None]:
        """Find out after a commit that failed or gave no answer whether the event has been dealt with."""
        path = f"conversations/{event.conversation}"
        record, logged = await self.store.read(path, f"{path}/messages/in-{event.id}")
        if not logged.exists:
            return False, None
        reply = record.data.get("reply") if record.data.get("last") == event.id else None
        return True, Say.from_record(reply) if reply else None


def _writes(turn: Turn, record: Record, event: Event, reply: Say | None, now: datetime) -> list[Write]:
    """Put everything a turn results in into one commit."""
    day = event.at.date().isoformat()
    conversation = replace(turn.conversation.counting(day), last=event.id, reply=reply)
    identity = f"{event.conversation}:{event.id}"
    mail = turn.mail
    if reply is None:
        mine = tuple(Notice(event.account, event.chat, say, event.channel) for say in turn.say)
        mail = (*mine, *mail)
    return [
        replaced(record, conversation.as_record(now)),
        create(f"{conversation.path}/messages/in-{event.id}", _inbound(turn, event, day)),
        *_outbound(turn, event, now),
        *turn.writes,
        *outbox.entries(mail, identity, now),
    ]


def _inbound(turn: Turn, event: Event, day: str) -> dict[str, Any]:
    """Log what came in; what we could not use is kept as the vendor sent it."""
    if not turn.refused:
        return _line(event, day) | {"state": "answered"}
    return _line(event, day) | {"state": "refused", "why": turn.refused, "raw": _raw(event)}


def _line(event: Event, day: str) -> dict[str, Any]:
    kind, text = _described(event.content)
    line = {"id": event.id, "direction": "in", "kind": kind, "text": text[:LONGEST_RAW], "at": event.at, "day": day}
    return line | {"sender": event.person.id, "sender_name": event.person.name}


def _raw(event: Event) -> str:
    """Write an event as it came, or as near to that as the store can keep it; it must never fail."""
    try:
        written = json.dumps(event.raw, ensure_ascii=False)
    except (ValueError, TypeError, RecursionError) as error:
        return f"cannot be written: {type(error).__name__}"
    # Half a surrogate pair is legal JSON and has no form in UTF-8.
    return written[:LONGEST_RAW].encode("utf-8", "replace").decode()


def _outbound(turn: Turn, event: Event, now: datetime) -> list[Write]:
    """Log what we say to the chat that wrote."""
    path = f"conversations/{event.conversation}/messages"
    said = ((f"out-{event.id}-{ordinal}", say) for ordinal, say in enumerate(turn.say))
    return [
        create(
            f"{path}/{name}",
            {"id": name, "direction": "out", "kind": "text", "text": say.message.text, "at": now, "sender": "bot"},
        )
        for name, say in said
    ]


def _described(content: Content) -> tuple[str, str]:
    """Name an event's kind and its words for the log."""
    match content:
        case Started(payload=payload):
            return "start", payload
        case Said(text=text):
            return "text", text
        case Pressed(data=data):
            return "button", data
        case SharedContact(phone=phone):
            return "contact", phone
        case SentFile(kind=kind, caption=caption):
            return kind, caption
        case Corrected(text=text):
            return "edit", text
        case Unknown(kind=kind):
            return kind, ""
        case Left() | Returned():
            return type(content).__name__.lower(), ""
