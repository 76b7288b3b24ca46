"""Names what can go wrong between us and the world, and whether trying again may help.

    Failure
    ├── StoreFailure            Firestore did not do what was asked
    │   ├── StoreUnavailable    no answer, or an answer that says "later"; the outcome of a commit is unknown
    │   └── Conflict            a condition of the commit did not hold: somebody else was there first
    └── SendFailure             a message did not reach its chat
        ├── Paused              the vendor asks for a pause; ``seconds`` says how long
        ├── Unreachable         the vendor failed before doing anything; later is worth a try
        ├── OutcomeUnknown      the line dropped; the message may have arrived
        ├── Blocked             the person does not want us or is gone
        └── Rejected            the vendor will never accept this message
    SheetFailure                Google Sheets did not answer; ``permanent`` when asking again is useless

Configuration errors stand outside this tree (``shared.config``): they end the process before the first request.
"""

from __future__ import annotations

from typing import ClassVar


class Failure(Exception):
    """Something outside did not do what was asked; ``permanent`` says that trying again is useless."""

    permanent: ClassVar[bool] = False


class StoreFailure(Failure):
    """Firestore did not do what was asked."""


class StoreUnavailable(StoreFailure):
    """Firestore gave no answer in time; a commit may have been applied."""


class Conflict(StoreFailure):
    """A condition of the commit did not hold; nothing was written."""


class SendFailure(Failure):
    """A message did not reach its chat."""


class Paused(SendFailure):
    """The vendor asks to wait before the next message of this bot."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the vendor asks for a pause of {seconds:g} s")
        self.seconds = seconds


class Unreachable(SendFailure):
    """The vendor failed before doing anything."""


class OutcomeUnknown(SendFailure):
    """The line dropped after the message had left; it may have arrived."""


class Blocked(SendFailure):
    """The person blocked the bot, or the chat is gone."""

    permanent = True


class Rejected(SendFailure):
    """The vendor refuses this very message."""

    permanent = True


class SheetFailure(Failure):
    """Google Sheets did not do what was asked."""

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.refused = 400 <= status < 500 and status != 429  # noqa: PLR2004 - HTTP's own numbers
