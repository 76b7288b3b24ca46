"""The doors of the scheduler for this desk."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from functions.dispatch import wiring
from shared.web import door


@door.http(wiring.Counting)
async def dispatch_count_statistics(request: Request) -> Response:
    """Count the desk's figures each hour."""
    counting = wiring.counting()
    return await counting.runner.run(request, "dispatch_count_statistics", counting.statistics.count)
