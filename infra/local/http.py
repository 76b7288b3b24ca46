"""Decides how a stand-in that speaks HTTP suffers its faults, and how it starts and stops as a process.

A stand-in wraps its whole application in :class:`FaultyHTTP` and hands the result to :func:`serve`::

    app = FaultyHTTP(api, faults, method_of=lambda scope: scope["path"].rpartition("/")[2], refusal=refuse)
    serve("telegram", app, host="127.0.0.1", port=8081)
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import Callable, Iterator

import uvicorn
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.local.faults import Fault, Faults, Kind

GRACE = 0.3  # seconds that calls under way may still take when the process is told to stop
NOT_JSON = b"<html><body>Bad Gateway</body></html>"


def plain_refusal(fault: Fault) -> Response:
    """Answer an ordered refusal in no vendor's form."""
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    return JSONResponse({"error": "ordered to fail"}, status_code=fault.status, headers=headers)


class FaultyHTTP:
    """An application whose named methods are counted, weighed and made to fail as ordered.

    ``method_of`` names the method a request calls, or ``None`` where faults must not reach (the admin address);
    ``refusal`` writes the answer of a fault of the kind ``answer`` in the vendor's own form.
    """

    def __init__(
        self,
        app: ASGIApp,
        faults: Faults,
        *,
        method_of: Callable[[Scope], str | None],
        refusal: Callable[[Fault], Response] = plain_refusal,
    ) -> None:
        self._app = app
        self._faults = faults
        self._method_of = method_of
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection event; see the ASGI specification."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._serve(scope, receive, send)
        except asyncio.CancelledError:
            await drop(receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = self._method_of(scope)
        if method is None:
            await self._app(scope, receive, send)
            return
        fault = self._faults.take(method)

        async def weighed_receive() -> Message:
            message = await receive()
            self._faults.weigh(method, bytes_in=len(message.get("body", b"")))
            return message

        async def weighed_send(message: Message) -> None:
            self._faults.weigh(method, bytes_out=len(message.get("body", b"")))
            await send(message)

        if fault is None:
            await self._app(scope, weighed_receive, weighed_send)
        elif fault.kind in (Kind.DROP_BEFORE, Kind.DROP_AFTER, Kind.TIMEOUT):
            await self._suffer_dropped(fault, scope, weighed_receive, send)
        else:
            await self._suffer_answered(fault, scope, weighed_receive, weighed_send)

    async def _suffer_dropped(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.kind is Kind.DROP_AFTER:
            await self._app(scope, receive, _swallow)
        elif fault.kind is Kind.TIMEOUT:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(_disconnected(receive), fault.seconds)
        await drop(receive, send)

    async def _suffer_answered(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.kind is Kind.ANSWER:
            await self._refusal(fault)(scope, receive, send)
        elif fault.kind is Kind.MALFORMED:
            await self._app(scope, receive, _swallow)
            await Response(NOT_JSON, media_type="application/json")(scope, receive, send)
        else:
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)


async def drop(receive: Receive, send: Send) -> None:
    """Cut the connection without an answer; ``send`` must be the server's own, not a wrapper."""
    send.__self__.transport.abort()  # type: ignore[attr-defined] # uvicorn's request cycle holds the only handle
    await _disconnected(receive)


async def _swallow(_message: Message) -> None:
    """Take an answer that nobody will hear."""


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class _Server(uvicorn.Server):
    """A server that says when it is ready and counts being told to stop as success."""

    def __init__(self, config: uvicorn.Config, *, ready: str) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(self._ready, flush=True)  # noqa: T201 - whoever started the process waits for this line

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        yield

    def _stop(self) -> None:
        self.should_exit = True
        asyncio.get_running_loop().call_later(GRACE, self._cut_off)

    def _cut_off(self) -> None:
        for task in self.server_state.tasks:
            task.cancel()


def serve(name: str, app: ASGIApp, *, host: str, port: int) -> None:
    """Serve ``app`` until SIGTERM or SIGINT; print ``NAME ready on http://HOST:PORT`` once it can be reached.

    Port 0 takes a free one. A port that cannot be had ends the process with one clear line and exit code 1.
    """
    # asyncio switches Nagle's delay off only on sockets that name their protocol; with it every answer takes 40 ms.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        sys.exit(f"{name}: cannot listen on {host}:{port}: {error.strerror}")
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # whoever calls is whoever is connected, whatever its headers say
        timeout_keep_alive=75,  # clients pool connections; a short life here would look like random drops there
        timeout_graceful_shutdown=3,
    )
    shown = f"[{host}]" if ":" in host else host
    server = _Server(config, ready=f"{name} ready on http://{shown}:{listener.getsockname()[1]}")
    with contextlib.closing(listener):
        server.run(sockets=[listener])
