"""Answers of every form that HTTP/1.1 allows, from a server that says them byte by byte."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from infra.local.upstream import Upstream, UpstreamError


class Scripted:
    """A server that answers each request with the next of its lines, and counts connections."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self.requests: list[bytes] = []
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while self.answers:
            try:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
            except asyncio.IncompleteReadError:
                break
            answer = self.answers.pop(0)
            writer.write(answer)
            if answer.endswith(b"!"):
                break
        writer.close()


@pytest.fixture
async def server() -> AsyncIterator[tuple[Scripted, Upstream]]:
    scripted = Scripted()
    listening = await asyncio.start_server(scripted.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    upstream = Upstream("127.0.0.1", port)
    yield scripted, upstream
    upstream.close()
    listening.close()
    await listening.wait_closed()


async def get(upstream: Upstream, method: bytes = b"GET") -> tuple[int, bytes]:
    async with upstream.call(method, b"/x?y=1", [(b"host", b"here")], b"") as answer:
        return answer.status, b"".join([piece async for piece in answer.body()])


Server = tuple[Scripted, Upstream]


async def test_a_request_is_sent_as_it_was_given(server: Server) -> None:
    scripted, upstream = server
    scripted.answers = [b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]
    await get(upstream)
    assert scripted.requests == [b"GET /x?y=1 HTTP/1.1\r\nhost: here\r\n\r\n"]


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", (200, b"hello")),
        (b"HTTP/1.1 404 \r\ncontent-length:2\r\n\r\nno", (404, b"no")),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=1\r\nlo\r\n0\r\n\r\n", (200, b"hello")),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nTrailer: 1\r\n\r\n", (200, b"a")),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\na", (201, b"a")),
        (b"HTTP/1.1 204 No Content\r\n\r\n", (204, b"")),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", (304, b"")),
    ],
)
async def test_every_framing_is_read_and_leaves_the_connection_in_step(
    server: Server, answer: bytes, read: tuple[int, bytes]
) -> None:
    scripted, upstream = server
    scripted.answers = [answer, answer]
    assert [await get(upstream), await get(upstream)] == [read, read]
    assert scripted.connections == 1


async def test_the_answer_to_head_has_a_length_and_no_body(server: Server) -> None:
    scripted, upstream = server
    scripted.answers = [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    ]
    assert [await get(upstream, b"HEAD"), await get(upstream)] == [(200, b""), (200, b"")]


async def test_without_a_length_the_end_of_the_connection_is_the_end(server: Server) -> None:
    scripted, upstream = server
    scripted.answers = [b"HTTP/1.1 200 OK\r\n\r\nall of it!", b"HTTP/1.1 200 OK\r\n\r\nand again!"]
    assert [await get(upstream), await get(upstream)] == [(200, b"all of it!"), (200, b"and again!")]
    assert scripted.connections == 2


async def test_a_server_that_wants_to_close_is_not_asked_again_on_that_connection(server: Server) -> None:
    scripted, upstream = server
    scripted.answers = [b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"] * 2
    await get(upstream)
    await get(upstream)
    assert scripted.connections == 2


async def test_a_caller_that_leaves_early_leaves_no_rest_behind(server: Server) -> None:
    scripted, upstream = server
    scripted.answers = [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"] * 2
    async with upstream.call(b"GET", b"/", [], b"") as answer:
        assert answer.status == 200
    assert await get(upstream) == (200, b"hello")
    assert scripted.connections == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"!",
        b"HTTP/1.1 200 OK\r\nContent-Le!",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel!",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhel!",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n!",
        b"GARBAGE\r\n\r\n!",
    ],
)
async def test_an_answer_that_breaks_off_is_never_taken_for_whole(server: Server, answer: bytes) -> None:
    scripted, upstream = server
    scripted.answers = [answer]
    with pytest.raises(UpstreamError):
        await get(upstream)


async def test_nobody_there_is_said() -> None:
    with pytest.raises(UpstreamError, match=r"no connection to 127\.0\.0\.1:9"):
        await get(Upstream("127.0.0.1", 9))
