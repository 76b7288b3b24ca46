"""Makes a function a door: checks its settings before the first request, binds the log, and keeps the answer law.

Not authentic: 401. Authentic but not JSON: 400. Of a kind we do not know: 200. A store that does not answer: 503 with
``Retry-After``, so that whoever called calls again.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Awaitable, Callable
from typing import Any, cast

import functions_framework.aio
from cloudevents.http import CloudEvent
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared import config
from shared.errors import Failure, StoreUnavailable
from shared.log import bound, log

LARGEST_BODY = 1 << 20  # bytes
_TRACE = re.compile(r"^([0-9a-f]{32})(?:/|$)")

Http = Callable[[Request], Awaitable[Response]]
Event = Callable[[CloudEvent], Awaitable[None]]


class TooLarge(Exception):
    """The body is larger than any vendor sends."""


def http(settings: type[Any]) -> Callable[[Http], Http]:
    """Declare a function that answers HTTP requests and needs ``settings``."""

    def declare(function: Http) -> Http:
        config.check(settings, function.__name__)

        @functools.wraps(function)
        async def door(request: Request) -> Response:
            with bound(function=function.__name__, **_trace(request)):
                return await _answer(function, request)

        return cast("Http", functions_framework.aio.http(door))

    return declare


def event(settings: type[Any]) -> Callable[[Event], Event]:
    """Declare a function that is called with a CloudEvent; an exception makes the platform deliver it again."""

    def declare(function: Event) -> Event:
        config.check(settings, function.__name__)

        @functools.wraps(function)
        async def door(happened: CloudEvent) -> None:
            with bound(function=function.__name__, event_id=happened["id"]):
                try:
                    await function(happened)
                except Failure as failure:
                    log.warning("event put back", cause=str(failure))
                    raise

        return cast("Event", functions_framework.aio.cloud_event(door))

    return declare


async def body(request: Request) -> bytes:
    """Read a body within the limit, refusing before reading where its length is told; raises ``TooLarge``."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > LARGEST_BODY:
        raise TooLarge
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > LARGEST_BODY:
            raise TooLarge
    return bytes(read)


async def _answer(function: Http, request: Request) -> Response:
    try:
        return await function(request)
    except TooLarge:
        return JSONResponse({"error": "the body is too large"}, status_code=413)
    except StoreUnavailable as failure:
        log.warning("asked to call again", cause=str(failure))
        return JSONResponse({"error": "try again"}, status_code=503, headers={"retry-after": "2"})
    except Exception:  # noqa: BLE001 - the caller gets a status it can act on, the log gets the rest
        log.error("door failed", exc_info=True)
        return JSONResponse({"error": "our fault"}, status_code=503, headers={"retry-after": "10"})


def _trace(request: Request) -> dict[str, str]:
    found = _TRACE.match(request.headers.get("x-cloud-trace-context", ""))
    return {"trace": f"projects/{config.project()}/traces/{found.group(1)}"} if found else {}
