"""What the house asks of whoever keeps its records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shared.store.records import Query, Record, Write


class Store(Protocol):
    """Reads, queries and conditional commits; see ``shared.store.firestore`` for what each may raise."""

    async def read(self, *paths: str) -> list[Record]:
        """Read documents in one call, in the order asked."""

    async def query(self, query: Query) -> list[Record]:
        """Return what a query finds."""

    async def commit(self, writes: Sequence[Write]) -> list[datetime]:
        """Apply all writes or none."""
