"""A sample of what ``python -m tests.faults.hostile`` feeds to the decoders and the doors."""

from __future__ import annotations

import asyncio

import pytest

from functions.dispatch.models import CLIENT_BOT
from shared.channels.telegram import inbound
from shared.web.door import LARGEST_BODY
from tests.faults import hostile
from tests.faults.cloud import Cloud
from tests.faults.load import CROWD
from tests.faults.settings import SECRET
from tests.faults.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_no_body_makes_decoders_or_turns_fail() -> None:
    stomach, reached = hostile.digest(5_000, seed=7)
    assert sum(stomach.came_to.values()) >= 5_000
    assert stomach.came_to["400"] < 500, "nine in ten get past the parser"
    assert len(reached.lines) >= reached.of(inbound) - 2


async def test_no_body_gets_a_5xx_and_none_is_stored_without_the_secret(cloud: Cloud) -> None:
    visits = await hostile.visit(cloud, 400, seed=11)
    assert visits.problems == []
    assert visits.statuses[401] == 201
    assert visits.commits_unauthenticated == 0
    assert visits.slowest < 5 * hostile.SLOW, "a busy machine is slow, but not that slow"


@pytest.mark.parametrize(("length", "status"), [(LARGEST_BODY + 1, b"413"), (1_000, b"400")])
async def test_a_body_that_does_not_tell_its_length_is_read_up_to_the_limit(
    cloud: Cloud, length: int, status: bytes
) -> None:
    world = await World.made(cloud, CROWD)
    try:
        head = f"POST / HTTP/1.1\r\nhost: x\r\nx-telegram-bot-api-secret-token: {SECRET}\r\ntransfer-encoding: chunked"
        reader, writer = await asyncio.open_connection("127.0.0.1", world.functions.fork(CLIENT_BOT).port)
        writer.write(f"{head}\r\n\r\n{length:x}\r\n".encode() + b"x" * length + b"\r\n0\r\n\r\n")
        async with asyncio.timeout(5):
            assert (await reader.readline()).split()[1] == status
        writer.close()
    finally:
        await world.close()


async def test_a_body_that_never_comes_holds_up_nobody_else(cloud: Cloud) -> None:
    world = await World.made(cloud, CROWD)
    try:
        process = world.functions.fork(CLIENT_BOT)
        head = (
            f"POST / HTTP/1.1\r\nhost: x\r\nx-telegram-bot-api-secret-token: {SECRET}\r\ncontent-length: 1000\r\n\r\n"
        )
        slow = [await asyncio.open_connection("127.0.0.1", process.port) for _ in range(20)]
        for _, writer in slow:
            writer.write(head.encode() + b"{")
        secret = [(b"x-telegram-bot-api-secret-token", SECRET.encode())]
        async with asyncio.timeout(5):
            answer = await world.functions.call(CLIENT_BOT, process, secret, b"{}")
        assert answer.status == 200
        for _, writer in slow:
            writer.close()
        process.kill()
    finally:
        await world.close()
