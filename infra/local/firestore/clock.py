"""Decides the times of commits and reads: microseconds, strictly increasing, never ahead of what can be seen.

Every commit gets a time of its own, later than any time handed out for a read, so a read repeated at its ``read_time``
answers the same. While commits wait for the disk, reads are dated just before the first of them.
"""

from __future__ import annotations

import time

from google.protobuf.timestamp_pb2 import Timestamp

MICROSECOND = 1_000_000


class Clock:
    """The one source of time of a server; it goes on behind the last time of an earlier one."""

    def __init__(self, last: int) -> None:
        self._last = last
        self._first_unseen: int | None = None

    @staticmethod
    def now() -> int:
        """Return the system's time in microseconds since the epoch."""
        return time.time_ns() // 1000

    def commit_time(self) -> int:
        """Return the time of the next commit and keep reads before it until :meth:`all_seen`."""
        self._last = max(self.now(), self._last + 1)
        if self._first_unseen is None:
            self._first_unseen = self._last
        return self._last

    @property
    def waiting_for_disk(self) -> bool:
        """Tell whether commits have times already but may not be seen yet."""
        return self._first_unseen is not None

    def all_seen(self) -> None:
        """Let reads be dated after every commit so far: all of them can be seen."""
        self._first_unseen = None

    def read_time(self) -> int:
        """Return the time whose state a read sees at this moment."""
        if self._first_unseen is not None:
            return self._first_unseen - 1
        self._last = max(self.now(), self._last)
        return self._last


def timestamp(microseconds: int) -> Timestamp:
    """Return the protocol's form of a time."""
    seconds, rest = divmod(microseconds, MICROSECOND)
    return Timestamp(seconds=seconds, nanos=rest * 1000)


def microseconds(value: Timestamp) -> int:
    """Return a time of the protocol in microseconds, cut off below."""
    return value.seconds * MICROSECOND + value.nanos // 1000
