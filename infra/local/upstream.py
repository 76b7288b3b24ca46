"""Decides how the local cloud calls one of its functions' processes: HTTP/1.1, kept alive, every byte passed on.

It exists because the gateway must never be the bottleneck: httpx costs 1.3 ms of a core per call, this a tenth of it.
The form of messages is that of RFC 9112; only what our own servers send is understood.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

Headers = list[tuple[bytes, bytes]]

HEAD_LIMIT = 1 << 18  # bytes
PIECE = 1 << 16  # bytes handed on at once
IDLE_LIMIT = 1.0  # seconds; gunicorn closes idle connections after two, and a race there would look like a crash


class UpstreamError(Exception):
    """The process did not answer: no connection, or one that broke before the answer was complete."""


@dataclass(slots=True)
class Connection:
    """One connection and when it fell idle."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    idle_since: float = 0.0


@dataclass(slots=True)
class Answer:
    """The head of an answer; iterate :meth:`body` to its end, or the connection is closed."""

    status: int
    headers: Headers
    bodiless: bool
    connection: Connection
    complete: bool = False

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the body piece by piece as it arrives."""
        reader = self.connection.reader
        length = _value(self.headers, b"content-length")
        try:
            if self.bodiless:
                pass
            elif b"chunked" in _value(self.headers, b"transfer-encoding").lower():
                async for piece in _chunks(reader):
                    yield piece
            elif length:
                async for piece in _exactly(reader, int(length)):
                    yield piece
            else:
                while piece := await reader.read(PIECE):
                    yield piece
                return  # The end of the connection was the end of the body: it cannot serve another call.
        except asyncio.IncompleteReadError as error:
            raise UpstreamError("the connection closed in the middle of the answer") from error
        except (OSError, ValueError) as error:
            raise UpstreamError(f"the answer broke off: {error}") from error
        self.complete = True


class Upstream:
    """The connections to one address."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._idle: list[Connection] = []

    @contextlib.asynccontextmanager
    async def call(self, method: bytes, target: bytes, headers: Headers, body: bytes) -> AsyncIterator[Answer]:
        """Send a request and yield the head of its answer; leaving before the body's end closes the connection."""
        connection = self._take() or await self._open()
        answer = None
        try:
            answer = await _ask(connection, method, target, headers, body)
            yield answer
        finally:
            if answer is not None and answer.complete and _reusable(connection, answer):
                connection.idle_since = time.monotonic()
                self._idle.append(connection)
            else:
                connection.writer.transport.abort()

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop().writer.transport.abort()

    def _take(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            fresh = time.monotonic() - connection.idle_since < IDLE_LIMIT
            if fresh and not connection.reader.at_eof() and not connection.writer.is_closing():
                return connection
            connection.writer.transport.abort()
        return None

    async def _open(self) -> Connection:
        try:
            return Connection(*await asyncio.open_connection(self._host, self._port, limit=HEAD_LIMIT))
        except OSError as error:
            raise UpstreamError(f"no connection to {self._host}:{self._port}: {error}") from error


def _reusable(connection: Connection, answer: Answer) -> bool:
    """An answer that came before the whole request was taken leaves the rest of it in the way."""
    sent = connection.writer.transport.get_write_buffer_size() == 0
    return sent and b"close" not in _value(answer.headers, b"connection").lower()


async def _ask(connection: Connection, method: bytes, target: bytes, headers: Headers, body: bytes) -> Answer:
    head = b"%s %s HTTP/1.1\r\n%s\r\n" % (method, target, b"".join(b"%s: %s\r\n" % header for header in headers))
    try:
        connection.writer.write(head + body)
        status = 100
        while status < 200:  # noqa: PLR2004 - interim answers, as 100 Continue, precede the real one
            lines = (await connection.reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
            status = int(lines[0][9:12])
    except asyncio.IncompleteReadError as error:
        raise UpstreamError("the connection closed before an answer") from error
    except (OSError, ValueError, asyncio.LimitOverrunError) as error:
        raise UpstreamError(f"no answer: {error}") from error
    received = [
        (name.strip().lower(), value.strip()) for name, _, value in (line.partition(b":") for line in lines[1:-2])
    ]
    return Answer(status, received, method == b"HEAD" or status in (204, 304), connection)


async def _exactly(reader: asyncio.StreamReader, left: int) -> AsyncIterator[bytes]:
    while left:
        piece = await reader.read(min(left, PIECE))
        if not piece:
            raise asyncio.IncompleteReadError(b"", left)
        left -= len(piece)
        yield piece


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """Yield the payload of ``transfer-encoding: chunked``; see RFC 9112, section 7.1."""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        async for piece in _exactly(reader, size):
            yield piece
        await reader.readexactly(2)
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass  # Trailers are dropped, as Google's front end drops them.


def _value(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes:
    return next((value for key, value in headers if key == name), b"")
