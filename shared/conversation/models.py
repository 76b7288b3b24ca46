"""What is remembered of one person in one channel, and what one turn of the conversation results in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from shared.channels.events import Event
from shared.channels.messages import Say
from shared.conversation.form import Draft
from shared.delivery.outbox import Mail
from shared.store.records import Record, Write
from shared.texts import language

DAYS_COUNTED = 7


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as its record keeps it; the document stays small, for every turn reads it.

    ``memory`` is the bot's own; ``last`` is the event that the last turn answered and ``reply`` what it said, for the
    case that the event is delivered again; ``counted`` counts inbound events by day, independently of their log.
    """

    key: str
    channel: str
    account: str
    chat: str
    language: str
    name: str = ""
    draft: Draft | None = None
    memory: Mapping[str, Any] = field(default_factory=dict)
    last: str = ""
    reply: Say | None = None
    counted: Mapping[str, int] = field(default_factory=dict)
    away: bool = False
    created_at: datetime | None = None

    @property
    def path(self) -> str:
        """Where the record stands."""
        return f"conversations/{self.key}"

    def remembering(self, **facts: Any) -> Conversation:  # noqa: ANN401 - a fact is whatever a record can hold
        """Return the conversation with some facts more; ``None`` forgets one."""
        memory = {name: value for name, value in {**self.memory, **facts}.items() if value is not None}
        return replace(self, memory=memory)

    def counting(self, day: str) -> Conversation:
        """Return the conversation with one inbound event more on ``day``; only the last days are kept."""
        counted = {**self.counted, day: self.counted.get(day, 0) + 1}
        return replace(self, counted={each: counted[each] for each in sorted(counted)[-DAYS_COUNTED:]})

    def as_record(self, now: datetime) -> dict[str, Any]:
        """Return the conversation as a record keeps it."""
        plain = ("channel", "account", "chat", "language", "name", "last", "away")
        record: dict[str, Any] = {name: getattr(self, name) for name in plain}
        record |= {"memory": dict(self.memory), "in": dict(self.counted), "updated_at": now}
        record["created_at"] = self.created_at or now
        record["draft"] = self.draft.as_record() if self.draft else None
        record["reply"] = self.reply.as_record() if self.reply else None
        return record


def remembered(record: Record, event: Event) -> Conversation:
    """Read the conversation an event belongs to, or begin it."""
    data = record.data
    return Conversation(
        key=event.conversation,
        channel=event.channel,
        account=event.account,
        chat=event.chat,
        language=data.get("language") or language(event.person.language),
        name=event.person.name or data.get("name", ""),
        draft=Draft.from_record(data["draft"]) if data.get("draft") else None,
        memory=data.get("memory") or {},
        last=data.get("last", ""),
        reply=Say.from_record(data["reply"]) if data.get("reply") else None,
        counted=data.get("in") or {},
        away=data.get("away", False),
        created_at=data.get("created_at"),
    )


@dataclass(frozen=True, slots=True)
class Turn:
    """What one event results in; all of it goes into one commit.

    ``say`` is for the chat that wrote, in order; ``mail`` for anybody else; ``writes`` are the desk's records;
    ``refused`` says why nothing came of the event.
    """

    conversation: Conversation
    say: tuple[Say, ...] = ()
    writes: tuple[Write, ...] = ()
    mail: tuple[Mail, ...] = ()
    refused: str = ""
