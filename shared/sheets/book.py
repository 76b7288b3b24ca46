"""What a desk provides for each of its tabs: how a record becomes a row, and what a changed cell commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from shared.delivery.outbox import Mail
from shared.sheets.cells import Value
from shared.sheets.tab import Tab
from shared.store.records import Record, Write


@dataclass(frozen=True, slots=True)
class Edit:
    """Cells of one row that staff changed, as values of the record's kind, by header.

    A row that staff typed is asked about twice: first with ``key`` empty, when the decision is only whether it is
    complete and which key it shall have (its writes are not applied); then, once the row bears that key, with a
    ``record`` that does not exist yet and every filled cell among ``cells``.
    """

    key: str
    record: Record
    cells: Mapping[str, tuple[Value, Value]]  # header: before, after
    row: Mapping[str, Value]  # header: what stands there now
    who: str  # empty where the edit trigger is not installed
    now: datetime
    seed: str  # the same whenever this very edit is asked about again; what a new key or id is derived from


@dataclass(frozen=True, slots=True)
class Decision:
    """What an edit results in: writes and mail in one commit, or a sentence.

    ``refused`` sets the cells back and explains why; ``incomplete`` leaves them as typed and says what is missing.
    """

    writes: tuple[Write, ...] = ()
    mail: tuple[Mail, ...] = ()
    key: str = ""
    refused: str = ""
    incomplete: str = ""


class Shown(Protocol):
    """One tab of a desk. Its records carry ``changed_at``, the ``SERVER_TIME`` of their last commit.

    A record with a true ``archived_at`` has no row.
    """

    @property
    def tab(self) -> Tab:
        """The declaration."""

    def row(self, record: Record) -> Mapping[str, Value]:
        """Return what a record's row shows, by header; an absent header is an empty cell."""

    async def edited(self, edit: Edit) -> Decision:
        """Decide what an edit commands, by the same rules as a button."""

    async def vanished(self, record: Record, now: datetime) -> Decision:
        """Decide what it means that staff deleted a record's row; refused brings the row back with the sentence."""

    async def reappeared(self, record: Record, now: datetime) -> Decision:
        """Decide what it means that the row of an archived record is back."""


@dataclass(frozen=True, slots=True)
class Book:
    """A spreadsheet: its tabs, the clock its dates are shown by, and the language of our remarks."""

    spreadsheet: str
    tabs: tuple[Shown, ...]
    zone: ZoneInfo
    language: str = "ru"
    grace: timedelta | None = timedelta(seconds=5)  # an answer goes when it has stood so long; or on a tick only


def together(books: Iterable[Book]) -> list[Book]:
    """Join the books of one spreadsheet: it is one piece of work, however many desks have tabs in it."""
    joined: dict[str, Book] = {}
    for book in books:
        first = joined.get(book.spreadsheet)
        joined[book.spreadsheet] = replace(first, tabs=(*first.tabs, *book.tabs)) if first else book
    return list(joined.values())
