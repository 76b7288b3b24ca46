"""Decides which call to a stand-in goes wrong, how, and how often each method was called.

One JSON form serves every stand-in, at its admin address:

- ``POST /admin/faults`` ``{"method": "sendMessage", "times": 2, "kind": "answer", "status": 429, "retry_after": 3}``
  orders the next ``times`` calls whose method matches (``"*"`` matches all) to go wrong; ``kind`` is one of

  - ``timeout``: hold the line for ``seconds`` (default 60) without doing the work, then drop it;
  - ``drop_before``: drop the connection without doing the work;
  - ``drop_after``: do the work, then drop the connection;
  - ``answer``: answer ``status`` (with ``retry_after`` where given) without doing the work;
  - ``malformed``: do the work, answer 200 with a body that is not JSON;
  - ``slow``: wait ``seconds``, then do the work and answer.

- ``GET /admin/faults`` lists what is still waiting to happen, ``DELETE /admin/faults`` forgets it.
- ``GET /admin/counts`` answers ``{method: {"calls", "bytes_in", "bytes_out", "faults"}}``; ``DELETE`` starts anew.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


class Kind(StrEnum):
    """What can go wrong with a call."""

    TIMEOUT = "timeout"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    ANSWER = "answer"
    MALFORMED = "malformed"
    SLOW = "slow"


@dataclass(slots=True)
class Fault:
    """An order to fail; ``times`` counts down to nothing."""

    kind: Kind
    method: str = "*"
    times: int = 1
    status: int = 500
    retry_after: int | None = None
    seconds: float = 60.0


@dataclass(slots=True)
class Count:
    """What one method has cost so far; bytes are those of the bodies."""

    calls: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    faults: int = 0


@dataclass(slots=True)
class Faults:
    """The orders a stand-in has been given and the calls it has counted."""

    waiting: list[Fault] = field(default_factory=list)
    counts: dict[str, Count] = field(default_factory=dict)

    def order(self, fault: Fault) -> None:
        """Put an order at the end of the line."""
        self.waiting.append(fault)

    def take(self, method: str) -> Fault | None:
        """Count a call of ``method`` and return the fault it must suffer, if any."""
        count = self.counts.setdefault(method, Count())
        count.calls += 1
        for fault in self.waiting:
            if fault.method in ("*", method):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                count.faults += 1
                return fault
        return None

    def weigh(self, method: str, *, bytes_in: int = 0, bytes_out: int = 0) -> None:
        """Add the size of a request and of its answer to the method's account."""
        count = self.counts.setdefault(method, Count())
        count.bytes_in += bytes_in
        count.bytes_out += bytes_out

    def routes(self) -> list[Route]:
        """Return the admin address every stand-in shares."""
        return [
            Route("/admin/faults", self._faults, methods=["GET", "POST", "DELETE"]),
            Route("/admin/counts", self._counts, methods=["GET", "DELETE"]),
        ]

    async def _faults(self, request: Request) -> Response:
        if request.method == "POST":
            try:
                self.order(_read(await request.json()))
            except (ValueError, TypeError, AttributeError) as error:
                return JSONResponse({"error": f"not an order this stand-in understands: {error}"}, status_code=400)
        elif request.method == "DELETE":
            self.waiting.clear()
        return JSONResponse([asdict(fault) for fault in self.waiting])

    async def _counts(self, request: Request) -> Response:
        if request.method == "DELETE":
            self.counts.clear()
        return JSONResponse({method: asdict(count) for method, count in sorted(self.counts.items())})


def _read(body: Any) -> Fault:  # noqa: ANN401 - raw JSON
    """Read an order; raises ``ValueError``, ``TypeError`` or ``AttributeError`` for one nobody could carry out."""
    fault = Fault(**{**body, "kind": Kind(body.get("kind"))})
    if not isinstance(fault.method, str):
        raise TypeError("method must be a string")
    if not _whole(fault.times) or fault.times < 1:
        raise ValueError("times must be a whole number, 1 or more")
    if not _whole(fault.status) or not 400 <= fault.status <= 599:  # noqa: PLR2004 - the statuses of errors
        raise ValueError("status must be a whole number from 400 to 599")
    if fault.retry_after is not None and (not _whole(fault.retry_after) or fault.retry_after < 0):
        raise ValueError("retry_after must be null or a whole number, 0 or more")
    if not _number(fault.seconds) or not 0 <= fault.seconds < math.inf:
        raise ValueError("seconds must be a number, 0 or more")
    return fault


def _whole(value: object) -> bool:
    """Tell whether a value of JSON is a whole number, which ``true`` is not."""
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: object) -> bool:
    return _whole(value) or isinstance(value, float)
