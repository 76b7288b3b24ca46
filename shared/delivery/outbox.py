"""What waits to be sent and what may happen to it: claimed, sent, paused, tried again, given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from shared.channels.messages import Say
from shared.errors import OutcomeUnknown, Paused, SendFailure
from shared.store.records import Query, Record, Write, change, create

LEASE = timedelta(seconds=30)
KEPT = timedelta(days=30)
TRIES = 150  # about a day
PAGE = 100
_FIRST_WAIT = 2.0
_LONGEST_WAIT = 600.0


class State(StrEnum):
    """Where an entry stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Notice:
    """A message for one chat."""

    account: str
    chat: str
    say: Say
    channel: str = "telegram"

    @property
    def lane(self) -> str:
        """Entries of one lane leave in order."""
        return f"{self.channel}:{self.account}:{self.chat}"

    def as_record(self) -> dict[str, Any]:
        """Return the part of an entry that says what goes where."""
        where = {"channel": self.channel, "account": self.account, "chat": self.chat}
        return {"kind": "notice", "lane": self.lane, **where, "say": self.say.as_record()}


@dataclass(frozen=True, slots=True)
class Posting:
    """A hint that what many chats see of ``subject`` has to be brought up to date; ``topic`` names who knows how."""

    topic: str
    subject: str

    @property
    def lane(self) -> str:
        """One subject is brought up to date by one worker at a time."""
        return f"posting:{self.topic}:{self.subject}"

    def as_record(self) -> dict[str, Any]:
        """Return the part of an entry that says what has to be shown."""
        return {"kind": "posting", "lane": self.lane, "topic": self.topic, "subject": self.subject}


Mail = Notice | Posting


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the outbox as it was read."""

    record: Record
    mail: Mail
    state: State
    tries: int
    due: datetime
    doubts: int = 0

    @classmethod
    def read(cls, record: Record) -> Entry:
        """Read an entry from its record."""
        data = record.data
        mail: Mail
        if data["kind"] == "posting":
            mail = Posting(data["topic"], data["subject"])
        else:
            mail = Notice(data["account"], data["chat"], Say.from_record(data["say"]), data["channel"])
        return cls(record, mail, State(data["state"]), data["tries"], data["due"], data.get("doubts", 0))


def in_lane(lane: str) -> Query:
    """Ask for what a lane still has to send, oldest first."""
    return Query("outbox", (("lane", "==", lane), ("open", "==", True)), ("order",), limit=PAGE)


def overdue(now: datetime) -> Query:
    """Ask for what should have left by now."""
    return Query("outbox", (("open", "==", True), ("due", "<=", now)), ("due",), limit=PAGE)


def entries(mail: tuple[Mail, ...], identity: str, now: datetime) -> list[Write]:
    """Put mail into the outbox under ids made from what caused it, so that a repeated turn writes the same."""
    return [
        create(
            f"outbox/{identity}:{ordinal}",
            each.as_record()
            | {"state": State.WAITING, "open": True, "tries": 0, "doubts": 0, "due": now, "created_at": now}
            | {"order": f"{now.isoformat()}:{ordinal:03}", "cause": identity, "expires_at": now + KEPT},
        )
        for ordinal, each in enumerate(mail)
    ]


def claim(entry: Entry, now: datetime) -> Write | None:
    """Take an entry for sending, or ``None`` where it is done, not yet due, or in somebody else's hands."""
    if entry.state not in (State.WAITING, State.SENDING) or entry.due > now:
        return None
    # A lease that ran out means that its holder died: whether the message had left is not known. A posting knows.
    doubts = entry.doubts + (entry.state is State.SENDING and isinstance(entry.mail, Notice))
    return change(entry.record, state=State.SENDING, due=now + LEASE, tries=entry.tries + 1, doubts=doubts)


def sent(claimed: Record, receipt: str, now: datetime) -> Write:
    """Note that an entry has reached its chat."""
    return change(claimed, state=State.SENT, open=False, receipt=receipt, sent_at=now)


def failed(claimed: Record, error: SendFailure, now: datetime) -> Write:
    """Decide what a failure means: later again, or never.

    A send whose outcome is unknown is repeated once; an entry in doubt twice is given up rather than sent a third time.
    """
    doubtful = isinstance(error, OutcomeUnknown) and claimed.data["kind"] == "notice"
    tries, doubts = claimed.data["tries"], claimed.data.get("doubts", 0) + doubtful
    note = {"error": f"{type(error).__name__}: {error}"[:500], "doubts": doubts}
    if error.permanent or tries >= TRIES or doubts > 1:
        return change(claimed, state=State.FAILED, open=False, failed_at=now, **note)
    paused = isinstance(error, Paused)
    wait = error.seconds if isinstance(error, Paused) else min(_FIRST_WAIT * 2 ** (tries - 1), _LONGEST_WAIT)
    return change(claimed, state=State.WAITING, due=now + timedelta(seconds=wait), tries=tries - paused, **note)
