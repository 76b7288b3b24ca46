"""Decides how a request at ``/NAME/...`` reaches the function NAME and how its answer comes back.

The function sees the path behind its name, as at ``https://REGION-PROJECT.cloudfunctions.net/NAME``. The answers that
are the platform's own: 413 beyond 32 MB, 429 when no instance has a place, 502 when the process died while serving,
503 when it did not start, 504 beyond the function's time. A caller that hangs up takes the function's connection along.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.local.platform import headers as pass_on
from infra.local.platform.doorkeeper import Doorkeeper
from infra.local.platform.instance import Instance, StartError
from infra.local.platform.service import SaturatedError, Service
from infra.local.upstream import Headers, UpstreamError

BODY_LIMIT = 32 * 2**20  # bytes; https://cloud.google.com/functions/quotas


class Gateway:
    """The application at the public port: functions by their names, ``site`` for every other address."""

    def __init__(self, services: Mapping[str, Service], doorkeeper: Doorkeeper, site: ASGIApp) -> None:
        self._services = services
        self._doorkeeper = doorkeeper
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection event; see the ASGI specification."""
        service = self._services.get(name_of(scope) or "")
        if service is None:
            await self._site(scope, receive, send)
            return
        admitted = self._doorkeeper.admit(service.function, scope["headers"])
        if isinstance(admitted, Response):
            await admitted(scope, receive, send)
            return
        body = await _read(receive)
        if body is None:
            return
        if len(body) > BODY_LIMIT:
            await PlainTextResponse("Request Entity Too Large", status_code=413)(scope, receive, send)
            return
        await _while_connected(receive, _serve(service, Request(scope, receive, send, admitted, body)))


@dataclass(slots=True)
class Request:
    """A request that may enter, on its way through the platform; ``status`` is 0 until its answer has begun."""

    scope: Scope
    receive: Receive
    send: Send
    headers: Headers
    body: bytes
    status: int = 0

    async def refuse(self, status: int, reason: str) -> None:
        """Answer in the platform's own name."""
        self.status = status
        await PlainTextResponse(f"{reason}\n", status_code=status)(self.scope, self.receive, self.send)

    async def pass_through(self, instance: Instance) -> None:
        """Send it to an instance and the answer to the caller, piece by piece."""
        client = (self.scope.get("client") or ("127.0.0.1",))[0]
        sent = pass_on.of_request(self.headers, client=client, scheme=self.scope["scheme"], body=self.body)
        call = instance.upstream.call(self.scope["method"].encode(), _target(self.scope), sent, self.body)
        async with call as answer:
            received = pass_on.of_answer(answer.headers)
            self.status = answer.status
            await self.send({"type": "http.response.start", "status": answer.status, "headers": received})
            async for piece in answer.body():
                await self.send({"type": "http.response.body", "body": piece, "more_body": True})
            await self.send({"type": "http.response.body", "body": b""})


async def _serve(service: Service, request: Request) -> None:
    function = service.function
    try:
        instance = await service.acquire()
    except StartError as error:
        await request.refuse(503, f"{function.name} did not start; see {service.output.path}\n{error}")
        return
    except SaturatedError:
        await request.refuse(429, f"{function.name}: no instance is free")
        return
    begun = time.monotonic()
    try:
        async with asyncio.timeout(function.timeout):
            await request.pass_through(instance)
    except (TimeoutError, UpstreamError) as error:
        if request.status:
            return  # Half an answer is out: the server cuts the connection, as the platform would.
        if isinstance(error, TimeoutError):
            await request.refuse(504, f"{function.name} took longer than its {function.timeout} s")
        else:
            await request.refuse(502, f"{function.name} went away while serving: {error}")
    finally:
        service.release(instance, request.status, time.monotonic() - begun)


def name_of(scope: Scope) -> str | None:
    """Return the first part of the path, the name of a function; ``None`` for what is no request."""
    if scope["type"] != "http":
        return None
    path: bytes = scope["raw_path"]
    return path[1:].partition(b"/")[0].decode("latin-1")


def _target(scope: Scope) -> bytes:
    path: bytes = b"/" + scope["raw_path"][1:].partition(b"/")[2]
    return b"%s?%s" % (path, scope["query_string"]) if scope["query_string"] else path


async def _read(receive: Receive) -> bytes | None:
    """Return the whole body, a little more than the limit at most, or ``None`` when the caller hung up."""
    pieces: list[bytes] = []
    size = 0
    while size <= BODY_LIMIT:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if not message.get("more_body"):
            break
    return b"".join(pieces)


async def _while_connected(receive: Receive, serving: Coroutine[None, None, None]) -> None:
    """Await ``serving``, given up when the caller hangs up."""
    task = asyncio.ensure_future(serving)
    gone = asyncio.ensure_future(_disconnected(receive))
    gone.add_done_callback(lambda _: task.cancel())
    try:
        await task
    except asyncio.CancelledError:
        if not gone.done():
            raise
    finally:
        gone.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
