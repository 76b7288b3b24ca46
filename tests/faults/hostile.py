"""Feeds hostile bodies to what reads them: the decoder, the bots' turns, their writes and answers; then the doors.

``python -m tests.faults.hostile --bodies 1000000 --doors 20000 --seed 1``. The first number goes through the pure part,
all the way to the bytes of the commit and of the answer; the second through the real doors, over HTTP, half of it with
a wrong secret.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import CodeType, FrameType
from typing import Any
from zoneinfo import ZoneInfo

from functions.dispatch.client_bot import ClientBot
from functions.dispatch.master_bot import MasterBot
from functions.dispatch.models import CLIENT_BOT, MASTER_BOT, Category, Master, Order, Source, Standing, Status
from shared.channels.telegram import inbound
from shared.channels.telegram.calls import call
from shared.conversation import turns
from shared.conversation.models import remembered
from shared.conversation.turns import Bot, Known, Scene, Turns
from shared.store import requests
from shared.store.records import SERVER_TIME, Query, Record
from tests.faults.cloud import Cloud, running
from tests.faults.grammar import Bodies
from tests.faults.invariants import leaks
from tests.faults.load import CROWD
from tests.faults.settings import SECRET
from tests.faults.world import World

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SLOW = 1.0  # seconds that no answer may take
WRONG = (
    b"",
    b"wrong",
    SECRET[:-1].encode(),
    SECRET.upper().encode(),
    SECRET.encode() + b"x",
    b"\xff\xfe",
    b"a" * 8_000,
)
SOUND = {200, 400, 413}


@dataclass(frozen=True, slots=True)
class Everything(Known):
    """Records that are there for whoever asks: an active master, an order that is free, one that is theirs."""

    who: str = ""

    def record(self, path: str) -> Record:
        """Return something that may well stand at a path."""
        collection, _, identity = path.partition("/")
        if collection == "orders":
            mine = identity.startswith("6")
            told = ("Анна", "+79161234567", Category.OTHER, "Искрит", "ул. Мира, 10", NOW)
            order = Order(identity, Source.TELEGRAM, *told, Status.TAKEN if mine else Status.NEW, master=self.who)
            return Record(path, _plain(order.as_record()), NOW)
        if collection == "masters" and int(identity) % 3:
            return Record(
                path, _plain(Master(identity, "Иван", "+79262345678", standing=Standing.ACTIVE).as_record()), NOW
            )
        return Record(path)

    def found(self, query: Query) -> list[Record]:  # noqa: ARG002 - whatever was asked
        """Return one order."""
        return [self.record("orders/654321")]


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    return {name: NOW if value is SERVER_TIME else value for name, value in data.items()}


@dataclass
class Stomach:
    """What digests bodies without a network, one conversation after the other, each going on where it was."""

    bots: tuple[tuple[str, Bot], ...] = field(
        default_factory=lambda: (
            (CLIENT_BOT, ClientBot()),
            (MASTER_BOT, MasterBot(ZoneInfo("Europe/Moscow"), owner="7123456789")),
        )
    )
    conversations: dict[str, dict[str, Any]] = field(default_factory=dict)
    came_to: Counter[str] = field(default_factory=Counter)

    def swallow(self, body: bytes) -> None:
        """Digest a body down to the bytes that would leave; raises whatever goes wrong."""
        try:
            update = inbound.parse(body)
        except ValueError:
            self.came_to["400"] += 1
            return
        inbound.kind(update).encode()
        for account, bot in self.bots:
            event = inbound.decode(update, account, NOW)
            if event is None:
                self.came_to["set aside"] += 1
                continue
            path = f"conversations/{event.conversation}"
            kept = self.conversations.get(path, {})
            record = Record(path, kept, NOW if kept else None)
            conversation = remembered(record, event)
            bot.needs(event, None)
            bot.needs(event, conversation)
            runner = Turns(bot, None, lambda: NOW)  # type: ignore[arg-type]  # the pure part asks no store
            turn = runner._turn(Scene(event, conversation, Everything({}, {}, event.chat), NOW))
            reply = turn.say[0] if len(turn.say) == 1 else None
            writes = turns._writes(turn, record, event, reply, NOW)
            requests.commit("projects/p/databases/d", "projects/p/databases/d/documents/", writes).SerializeToString()
            for say in turn.say:
                json.dumps(call(event.chat, say)).encode()
            self.conversations[path] = dict(writes[0].data or {})
            self.came_to[f"{account}: {'refused' if turn.refused else type(event.content).__name__}"] += 1
        if len(self.conversations) > 1000:
            self.conversations.clear()


@dataclass
class Reached:
    """Which lines of a module have been run."""

    file: str
    lines: set[int] = field(default_factory=set)

    def __call__(self, frame: FrameType, event: str, _: Any) -> Any:
        """Trace frames of the module only."""
        if frame.f_code.co_filename != self.file:
            return None
        if event == "line":
            self.lines.add(frame.f_lineno)
        return self

    def of(self, module: Any) -> int:
        """Return how many lines there are to run inside the module's functions."""
        codes = [
            each.__code__
            for each in vars(module).values()
            if getattr(each, "__module__", "") == module.__name__ and hasattr(each, "__code__")
        ]
        return len({line for code in codes for line in _lines(code)})


def _lines(code: CodeType) -> set[int]:
    inside = {line for each in code.co_consts if isinstance(each, CodeType) for line in _lines(each)}
    return inside | {line for _, _, line in code.co_lines() if line and line != code.co_firstlineno}


def digest(bodies: int, seed: int) -> tuple[Stomach, Reached]:
    """Feed so many bodies to the pure part; of the first twenty thousand the decoder's lines are noted."""
    stomach, supply, reached = Stomach(), Bodies(seed), Reached(inbound.__file__)
    sys.settrace(reached)
    for number in range(bodies):
        if number == 20_000:
            sys.settrace(None)
        body = supply.body()
        try:
            stomach.swallow(body)
        except Exception as error:
            raise AssertionError(f"seed {seed}, body {number}: {body[:2000]!r}") from error
    sys.settrace(None)
    return stomach, reached


@dataclass
class Visits:
    """What the doors answered."""

    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    problems: list[str] = field(default_factory=list)
    commits_unauthenticated: int = 0


async def visit(cloud: Cloud, doors: int, seed: int) -> Visits:
    """Knock at both bots' doors: half of the bodies with the right secret, then as many with a wrong one."""
    world, visits, supply = await World.made(cloud, CROWD), Visits(), Bodies(seed)
    try:
        for _ in range(doors // 2):
            await _knock(world, visits, SECRET.encode(), supply.body(), SOUND)
        await _knock(world, visits, SECRET.encode(), b"[" + b" " * (10 << 20), {413})
        before = await _commits(world)
        for number in range(doors // 2):
            await _knock(world, visits, WRONG[number % len(WRONG)], supply.body(), {401})
        await _knock(world, visits, b"wrong", b"[" + b" " * (10 << 20), {401})
        visits.commits_unauthenticated = await _commits(world) - before
        visits.problems += leaks(world)
    finally:
        await world.close()
    return visits


async def _knock(world: World, visits: Visits, secret: bytes, body: bytes, sound: set[int]) -> None:
    headers = [(b"x-telegram-bot-api-secret-token", secret)] if secret else []
    name = (CLIENT_BOT, MASTER_BOT)[sum(visits.statuses.values()) % 2]
    began = time.monotonic()
    answer = await world.functions.deliver(name, headers, body)
    took = time.monotonic() - began
    visits.statuses[answer.status] += 1
    visits.slowest = max(visits.slowest, took)
    if answer.status not in sound:
        visits.problems.append(f"{answer.status} for {body[:500]!r}")


async def _commits(world: World) -> int:
    counts = (await world.http.get(f"{world.cloud.admins['firestore']}/admin/counts")).json()
    return int(counts.get("Commit", {"calls": 0})["calls"])


async def main(bodies: int, doors: int, seed: int) -> int:
    """Feed, knock, report."""
    began = time.monotonic()
    stomach, reached = digest(bodies, seed)
    lines = [f"{bodies} bodies, seed {seed}, no exception; they came to:"]
    lines += [f"  {count:8} {what}" for what, count in stomach.came_to.most_common()]
    lines += [f"  lines of the decoder reached: {len(reached.lines)} of {reached.of(inbound)}"]
    async with running() as cloud:
        visits = await visit(cloud, doors, seed)
    lines += [
        f"the doors: {sum(visits.statuses.values())} bodies, {dict(visits.statuses)}, slowest {visits.slowest:.2f} s"
    ]
    lines += [f"  {visits.commits_unauthenticated} commits without the secret; {len(visits.problems)} things amiss"]
    sys.stdout.write("\n".join([*lines, *visits.problems[:20], f"{time.monotonic() - began:.0f} s"]) + "\n")
    return int(bool(visits.problems or visits.commits_unauthenticated))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.faults.hostile", description=__doc__)
    parser.add_argument("--bodies", type=int, default=1_000_000)
    parser.add_argument("--doors", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.bodies, given.doors, given.seed)))
