"""Decides what the stand-in keeps in memory, and that a change is saved whole or was never made."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from infra.local.faults import Faults
from infra.local.sheets.between import Between
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.errors import not_found
from infra.local.sheets.quota import Quota
from infra.local.sheets.store import Store

# The service account that owns every spreadsheet here; no token is asked whose it is.
OWNER = "frontdesk@local.iam.gserviceaccount.com"


def timestamp() -> str:
    """Return the present as Drive writes it: UTC, to the millisecond."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(slots=True)
class Service:
    """All spreadsheets, and what every part of the stand-in shares."""

    store: Store
    faults: Faults = field(default_factory=Faults)
    append_gap: float = 0.0  # seconds between finding the place of an append and writing to it
    quota: Quota = field(default_factory=Quota)
    between: Between = field(default_factory=Between)
    changed: asyncio.Event = field(default_factory=asyncio.Event)  # set, and replaced, with every change
    _open: dict[str, Spreadsheet] = field(default_factory=dict)

    def ids(self) -> list[str]:
        """Return the ids of all spreadsheets."""
        return self.store.ids()

    def book(self, book_id: str) -> Spreadsheet:
        """Return a spreadsheet for reading; one that does not exist is refused with 404."""
        if book_id not in self._open:
            if book_id not in self.store.ids():
                raise not_found()
            self._open[book_id] = self.store.load(book_id)
        return self._open[book_id]

    def add(self, book: Spreadsheet) -> None:
        """Keep a new spreadsheet."""
        now = timestamp()
        owner = {"kind": "drive#permission", "id": "1", "type": "user", "role": "owner", "emailAddress": OWNER}
        kept = {"version": 1, "createdTime": now, "modifiedTime": now, "permissions": {"1": owner}}
        book.file = {**kept, **book.file}
        self.store.save(book)
        self._open[book.id] = book

    def remove(self, book_id: str) -> None:
        """Forget a spreadsheet."""
        self.book(book_id)
        self.store.delete(book_id)
        del self._open[book_id]
        self._tell()

    def _tell(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()

    @contextmanager
    def change(self, book_id: str) -> Iterator[Spreadsheet]:
        """Hand out a spreadsheet to be changed; saved at the end, and taken back as it was if anything fails."""
        book = self.book(book_id)
        try:
            yield book
            book.file["version"] += 1
            book.file["modifiedTime"] = timestamp()
            self.store.save(book)
            self._tell()
        except BaseException:
            # What was last saved is the truth; it is read again when it is next asked for.
            self._open.pop(book_id, None)
            raise
