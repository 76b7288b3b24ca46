"""Decides when a caller has asked too often in a minute, and how that is said.

https://developers.google.com/workspace/sheets/api/limits: per minute 300 reads and 300 writes a project, 60 and 60 a
user of it. The stand-in is one project; a bearer token is one user.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from infra.local.sheets.errors import Refused

PER_PROJECT, PER_USER = 300, 60
_MINUTE = 60.0
_CONSUMER = "000000000000"


@dataclass(slots=True)
class Quota:
    """What each user and the project have spent in the last minute; not looked at unless ``on``."""

    on: bool = False
    per_user: int = PER_USER
    per_project: int = PER_PROJECT
    clock: Callable[[], float] = time.monotonic
    # By kind and user; the project is nobody, which no user is, whatever token a call shows or fails to show.
    _spent: dict[tuple[str, str | None], deque[float]] = field(default_factory=dict)

    def spend(self, kind: str, user: str) -> None:
        """Count one call of a user, a ``Read`` or a ``Write``, or refuse it; a refused call costs nothing."""
        if not self.on:
            return
        now = self.clock()
        own, all_ = self._account(kind, user, now), self._account(kind, None, now)
        if len(own) >= self.per_user:
            raise exceeded(kind, " per user", self.per_user)
        if len(all_) >= self.per_project:
            raise exceeded(kind, "", self.per_project)
        own.append(now)
        all_.append(now)

    def _account(self, kind: str, user: str | None, now: float) -> deque[float]:
        times = self._spent.setdefault((kind, user), deque())
        while times and times[0] <= now - _MINUTE:
            times.popleft()
        return times

    def forget(self) -> None:
        """Let everybody start a new minute."""
        self._spent.clear()


def exceeded(kind: str, whose: str = " per user", value: int = PER_USER) -> Refused:
    """Return the refusal of a call that came too soon."""
    metric, limit = f"{kind} requests", f"{kind} requests per minute{whose}"
    consumer = f"project_number:{_CONSUMER}"
    message = (
        f"Quota exceeded for quota metric '{metric}' and limit '{limit}' of service 'sheets.googleapis.com'"
        f" for consumer '{consumer}'."
    )
    metadata = {
        "service": "sheets.googleapis.com",
        "quota_metric": f"sheets.googleapis.com/{kind.lower()}_requests",
        "quota_limit": f"{kind}RequestsPerMinutePer{'User' if whose else 'Project'}",
        "quota_limit_value": str(value),
        "quota_location": "global",
        "consumer": f"projects/{_CONSUMER}",
    }
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "RATE_LIMIT_EXCEEDED"}
    return Refused(message, 429, [{**info, "domain": "googleapis.com", "metadata": metadata}])
