"""Decides what can be asked and ordered at the triggers' own address.

- ``GET /admin/triggers`` lists each trigger with what became of its events.
- ``POST /admin/pause`` and ``POST /admin/resume`` hold events back and let them go: how late triggers are made.
- ``POST /admin/policy`` ``{"twice"?, "seed"?, "first_pause"?}`` changes what share of the events yet to come arrives
  twice, and the seconds before the first retry; ``GET`` answers it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Lifespan

from infra.local.eventarc.courier import Courier, Destination
from infra.local.eventarc.policy import Policy


def application(courier: Courier, lifespan: Lifespan[Starlette]) -> Starlette:
    """Return the admin address."""

    async def triggers(_request: Request) -> Response:
        return JSONResponse([_told(destination) for destination in courier.destinations.values()])

    async def policy(request: Request) -> Response:
        if request.method == "POST":
            try:
                courier.policy = Policy(**asdict(courier.policy) | _numbers(await request.json()))
            except (TypeError, ValueError, AttributeError) as error:
                return JSONResponse({"error": str(error)}, status_code=400)
        return JSONResponse(asdict(courier.policy))

    return Starlette(
        routes=[
            Route("/admin/triggers", triggers),
            Route("/admin/pause", _doing(courier.pause, paused=True), methods=["POST"]),
            Route("/admin/resume", _doing(courier.resume, paused=False), methods=["POST"]),
            Route("/admin/policy", policy, methods=["GET", "POST"]),
        ],
        lifespan=lifespan,
    )


def _numbers(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: int(value) if name == "seed" else float(value) for name, value in asked.items()}


def _doing(deed: Callable[[], None], *, paused: bool) -> Callable[[Request], Any]:
    async def handler(_request: Request) -> Response:
        deed()
        return JSONResponse({"paused": paused})

    return handler


def _told(destination: Destination) -> dict[str, Any]:
    account = destination.account
    return {
        "function": destination.function.name,
        "event": destination.trigger.event,
        "document": destination.trigger.document,
        "retry": destination.trigger.retry,
        "pending": account.pending,
        "delivered": account.delivered,
        "failures": account.failures,
        "dropped": account.dropped,
        "last_status": account.last_status,
        "last_seconds": account.last_seconds,
        "last_answer": account.last_answer,
    }
