"""Names a set of documents that lie together in the order of keys."""

from __future__ import annotations

from dataclasses import dataclass

from infra.local.firestore.names import BELOW, PAST


@dataclass(frozen=True, slots=True)
class Scope:
    """Documents that lie together: one ``collection``, one collection group (``grp``), or all below a ``path``.

    ``value`` is the key of that; ``group`` the key of the group the documents belong to, empty for a ``path``.
    """

    column: str
    value: bytes
    group: bytes

    def where(self) -> tuple[str, list[bytes]]:
        """Return the SQL condition that describes the set."""
        if self.column == "path":
            return "path >= ? AND path < ?", [self.value + BELOW, self.value + PAST]
        return f"{self.column} = ?", [self.value]
