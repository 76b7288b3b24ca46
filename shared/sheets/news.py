"""Finds the records that changed since a tab was last brought up to date, and says from where to look next time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.sheets.records import read_many
from shared.sheets.state import TabState
from shared.store.port import Store
from shared.store.records import Query, Record

RECORDS_A_PASS = 5_000


@dataclass(frozen=True, slots=True)
class News:
    """The changed records of a tab by key, and the cursor that holds once their rows show them."""

    records: dict[str, Record]
    cursor: datetime
    after: str

    @property
    def more(self) -> bool:
        """Whether there is more of it than one pass takes."""
        return bool(self.after)


async def read(store: Store, collection: str, tab: TabState, seen: datetime | None, lag: timedelta) -> News:
    """Read a tab's news.

    ``seen`` is the store's own time of our last commit. A commit may become visible a little later than its own time
    says, so what is older than that less the ``lag`` is known whole, and only that.
    """
    after = Record(tab.after, {"changed_at": tab.cursor}) if tab.after else None
    question = Query(collection, (("changed_at", ">=", tab.cursor),), ("changed_at",), RECORDS_A_PASS, after)
    page = await store.query(question)
    owed = await read_many(store, [f"{collection}/{key}" for key in tab.due])
    records = {record.id: record for record in [*owed, *page] if record.exists}
    if len(page) == RECORDS_A_PASS:
        return News(records, page[-1].data["changed_at"], page[-1].path)
    return News(records, max(tab.cursor, seen - lag) if seen else tab.cursor, "")
