"""Decides who may do a piece of work that only one may do at a time, and that somebody asked for it meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.store.records import Record, Write, change


def path(name: str) -> str:
    """Return where a lease is kept."""
    return f"leases/{name}"


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease as it was read; the commits that change it hold only while nobody else has."""

    record: Record

    @property
    def holder(self) -> str:
        """Who holds or held it last."""
        return str(self.record.data.get("holder", ""))

    @property
    def wanted_again(self) -> bool:
        """Whether somebody asked for the work while it was being done."""
        return bool(self.record.data.get("again"))

    def free(self, now: datetime) -> bool:
        """Whether anybody may take it; one that ran out belonged to a worker that died."""
        until = self.record.data.get("until")
        return until is None or until <= now

    def taken(self, holder: str, now: datetime, length: timedelta) -> Write:
        """Take it; ``length`` must outlast the worker's own hard limit, as nothing stops a worker that is late."""
        return change(self.record, holder=holder, until=now + length, again=False)

    def asked_again(self) -> Write:
        """Ask whoever holds it to do the work once more."""
        return change(self.record, again=True)

    def released(self) -> Write:
        """Give it back; fails where somebody asked for the work since this lease was read."""
        return change(self.record, until=None)
