"""What many chats see of one thing, kept up to date: who has been shown what, and what still has to change.

A posting is kept in sheets of a hundred recipients. Nothing is ever queued for a recipient: what they should see
follows from the present state of the thing, so a message that lands a second too late mends itself at the next look.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from shared.channels.messages import Message
from shared.errors import OutcomeUnknown, Paused, SendFailure
from shared.store.records import Query, Record, Write, change, create

PER_SHEET = 100
AT_ONCE = 25
TRIES = 30  # some hours
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One chat of a posting.

    ``outcome`` is for staff: waiting, sent, failed, declined, accepted. ``shown`` names the face the chat has on screen
    in the message ``message``; ``sending`` the face that is on its way.
    """

    who: str
    chat: str
    language: str
    outcome: str = "waiting"
    shown: str = ""
    message: str = ""
    sending: str = ""
    tries: int = 0
    doubts: int = 0
    error: str = ""

    def as_record(self) -> dict[str, Any]:
        """Return the recipient as the sheet keeps them; what is at its default is left out."""
        plain = {"who": self.who, "chat": self.chat, "language": self.language, "outcome": self.outcome}
        return plain | {name: getattr(self, name) for name in _OPTIONAL if getattr(self, name)}


_OPTIONAL = ("shown", "message", "sending", "tries", "doubts", "error")


@dataclass(frozen=True, slots=True)
class Face:
    """What a recipient should see; a ``fresh`` one is a new message with its sound, any other changes the last one."""

    name: str
    message: Message
    fresh: bool = False
    outcome: str = ""


Faces = Callable[[Recipient], Face | None]


def path(topic: str, subject: str, sheet: int) -> str:
    """Where a sheet of a posting stands."""
    return f"postings/{topic}.{subject}-{sheet}"


def sheets_of(topic: str, subject: str) -> Query:
    """Ask for the sheets of a posting."""
    return Query("postings", (("topic", "==", topic), ("subject", "==", subject)))


def planned(topic: str, subject: str, recipients: Sequence[Recipient], now: datetime) -> list[Write]:
    """Return the writes that begin a posting; one that was begun already makes them fail."""
    sheets = [recipients[at : at + PER_SHEET] for at in range(0, len(recipients), PER_SHEET)] or [[]]
    return [
        create(
            path(topic, subject, number),
            {"topic": topic, "subject": subject, "sheet": number, "leased_until": now, "expires_at": now + KEPT}
            | {"recipients": [recipient.as_record() for recipient in sheet]},
        )
        for number, sheet in enumerate(sheets)
    ]


def recipients(sheet: Record) -> list[Recipient]:
    """Read the recipients of a sheet."""
    return [Recipient(**each) for each in sheet.data["recipients"]]


def written(sheet: Record, people: Sequence[Recipient], **fields: Any) -> Write:  # noqa: ANN401 - fields of the sheet
    """Write the recipients of a sheet, provided nobody touched it since it was read."""
    return change(sheet, recipients=[each.as_record() for each in people], **fields)


def marked(sheet: Record, who: str, outcome: str) -> Write | None:
    """Note what a recipient made of it; ``None`` where they are not on the sheet."""
    people = recipients(sheet)
    if who not in {each.who for each in people}:
        return None
    return written(sheet, [replace(each, outcome=outcome) if each.who == who else each for each in people])


def due(people: Sequence[Recipient], faces: Faces) -> dict[str, Face]:
    """Return who has to be shown what, by recipient, no more than may be under way at once."""
    wanted: dict[str, Face] = {}
    for each in people:
        face = faces(each)
        if face and face.name != each.shown and each.outcome != "failed" and (face.fresh or each.message):
            wanted[each.who] = face
        if len(wanted) == AT_ONCE:
            break
    return wanted


def started(each: Recipient, face: Face) -> Recipient:
    """Note that a face is on its way; a new message that already was may have arrived when its sender died."""
    return replace(each, doubts=each.doubts + (face.fresh and each.sending == face.name), sending=face.name)


def arrived(each: Recipient, face: Face, message: str) -> Recipient:
    """Note that a chat shows a face."""
    outcome = face.outcome or each.outcome
    shown = replace(each, shown=face.name, message=message or each.message, outcome=outcome)
    return replace(shown, sending="", tries=0, doubts=0, error="")


def missed(each: Recipient, face: Face, error: SendFailure) -> Recipient:
    """Note that a face did not arrive: tried again, or given up where that is useless or might double it."""
    tries = each.tries + (not isinstance(error, Paused))
    doubts = each.doubts + (face.fresh and isinstance(error, OutcomeUnknown))
    note = replace(each, tries=tries, doubts=doubts, sending="", error=f"{type(error).__name__}: {error}"[:200])
    if not (error.permanent or tries >= TRIES or doubts > 1):
        return note
    return replace(note, outcome="failed") if face.fresh else replace(note, shown=face.name, tries=0)
