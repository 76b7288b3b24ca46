"""Decides whether calls to the Sheets API may be made now, over all desks and instances together.

Google allows one service account 60 calls a minute; one that is refused costs the person who waits more than one that
was never made. Bulk work leaves the last twenty to whoever is waited for by a person.
https://developers.google.com/workspace/sheets/api/limits
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.store.records import Record, Write, replace

PATH = "budgets/sheets"
MINUTE = timedelta(seconds=60)
MOST = 57  # the minute is Google's, not ours: a few are left for clocks that differ
KEPT = 20


@dataclass(frozen=True, slots=True)
class Budget:
    """The calls of the last minute as they were read."""

    record: Record

    def _recent(self, now: datetime) -> list[dict[str, Any]]:
        return [each for each in self.record.data.get("calls", ()) if each["at"] > now - MINUTE]

    def left(self, now: datetime, *, urgent: bool) -> int:
        """Return how many calls may still be reserved."""
        spent: int = sum(each["count"] for each in self._recent(now))
        return MOST - (0 if urgent else KEPT) - spent

    def reserved(self, count: int, holder: str, now: datetime) -> Write:
        """Reserve calls for a pass."""
        calls = [*self._recent(now), {"at": now, "count": count, "holder": holder}]
        return replace(self.record, {"calls": calls})

    def settled(self, used: int, holder: str, now: datetime) -> Write:
        """Give back what a pass reserved and did not use; what it used counts from now on."""
        calls = [each for each in self._recent(now) if each["holder"] != holder]
        return replace(self.record, {"calls": [*calls, {"at": now, "count": used, "holder": holder}]})
