"""Decides how often an event arrives and when a failed one is tried again.

Eventarc delivers at least once and in no order (https://cloud.google.com/eventarc/docs/retry-events): now and then an
event comes a second time, later, under the same id. Which ones is drawn from their ids, so a run can be repeated.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

KEPT = 24 * 3_600.0  # seconds an event is retried, https://cloud.google.com/functions/docs/bestpractices/retries
LONGEST_PAUSE = 600.0  # seconds
SECOND_WITHIN = 2.0  # seconds; how late the second delivery may be


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """``twice`` is the share of events that come twice, ``first_pause`` the seconds before the first retry.

    Google pauses for ten seconds at first; at a laptop somebody is waiting.
    """

    twice: float = 0.05
    seed: int = 0
    first_pause: float = 1.0

    def second_after(self, function: str, event: str) -> float | None:
        """Return after how many seconds an event comes again, ``None`` if it comes once."""
        drawn = hashlib.sha256(f"{self.seed} {function} {event}".encode()).digest()
        if int.from_bytes(drawn[:8]) / 2**64 >= self.twice:
            return None
        return SECOND_WITHIN * int.from_bytes(drawn[8:16]) / 2**64

    def pause(self, attempts: int) -> float:
        """Return the seconds before the next try after ``attempts`` failures."""
        return min(self.first_pause * 2.0 ** min(attempts - 1, 60), LONGEST_PAUSE)
