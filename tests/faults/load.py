"""Thousands of clients fill in the form at once, before one process of the bot: what is lost, how fast, how big.

``python -m tests.faults.load --clients 5000 [--think SECONDS] [--kill-chance 0.002]``. ``--think`` is how long a client
takes over an answer on average; without it they answer as fast as the bot asks, as many at a time as the function's
``concurrency`` allows. ``--kill-chance`` is how likely each call of the process is to be its last. Deliveries that fail
come again, as Telegram's do. In the end every order, every word and every counter is looked up.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from functions.dispatch.order_form import CATALOGUE
from infra import functions as deployed
from shared.conversation.ledger import Ledger
from shared.store.records import Query, Record
from tests.faults.cloud import running
from tests.faults.settings import SECRET
from tests.faults.story import Story
from tests.faults.world import World

BOT = "dispatch_client_bot"
HEADERS = [(b"x-telegram-bot-api-secret-token", SECRET.encode()), (b"content-type", b"application/json")]
AT_ONCE = next(each.concurrency for each in deployed.read() if each.name == BOT)
PAGE = 500
words = CATALOGUE.speak("ru")
_updates = itertools.count(10_000_000)


async def _given(_: World) -> None:
    """Let there be nobody: clients come by themselves."""


async def _outcome(_: World) -> list[str]:
    return []


CROWD = Story("the crowd", {}, (), _given, _outcome, triggers=())


@dataclass
class Crowd:
    """Everybody, the bot they write to, and what it was like."""

    world: World
    think: float = 0.0
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    took: list[float] = field(default_factory=list)
    again: int = 0  # deliveries that came again
    asked: int = 0  # times somebody had to ask for the open question
    sent: Counter[str] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)

    async def order(self, client: int) -> None:
        """Fill in the form, question by question, and confirm."""
        await asyncio.sleep(random.expovariate(1 / self.think) if self.think else 0)
        await self.says(client, {"text": words("menu-order")}, "0%")
        await self.presses(client, "f:order:set:service:sockets", "20%")
        await self.says(client, {"text": f"Искрит розетка у клиента {client}"}, "40%")
        await self.says(client, {"text": f"ул. Садовая, {client}"}, "60%")
        await self.says(client, {"text": "Анна"}, "80%")
        contact = {"phone_number": f"7916{client % 10_000_000:07}", "first_name": "Анна", "user_id": client}
        summary = await self.says(client, {"contact": contact}, "100%")
        buttons = [each for row in summary["reply_markup"]["inline_keyboard"] for each in row]
        await self.presses(client, next(each["callback_data"] for each in buttons if ":yes:" in each["callback_data"]))

    async def says(self, client: int, content: dict[str, Any], expected: str = "") -> dict[str, Any]:
        """Write, and return the question that comes."""
        message = {
            "message_id": next(_updates),
            "from": _person(client),
            "chat": _chat(client),
            "date": int(time.time()),
        }
        return await self._hear(client, {"message": message | content}, expected)

    async def presses(self, client: int, data: str, expected: str = "") -> dict[str, Any]:
        """Press a button, and return what comes of it."""
        below = {"message_id": 1, "chat": _chat(client), "date": 1}
        query = {"id": str(next(_updates)), "from": _person(client), "message": below, "data": data}
        return await self._hear(client, {"callback_query": query}, expected)

    async def _hear(self, client: int, update: dict[str, Any], expected: str) -> dict[str, Any]:
        reply = await self._deliver(client, update)
        if expected and expected not in reply.get("text", ""):
            # The process died behind its commit, and something newer was said meanwhile: whoever writes is asked again.
            self.asked += 1
            reply = await self.says(client, {"text": "?"})
        if self.think:
            await asyncio.sleep(random.expovariate(1 / self.think))
        return reply

    async def _deliver(self, client: int, update: dict[str, Any]) -> dict[str, Any]:
        """Deliver an update until it is acknowledged, as the vendor does, and return the call in the answer."""
        body, wait = json.dumps({"update_id": next(_updates), **update}).encode(), 0.0
        self.sent[str(client)] += 1
        while True:
            async with self.gate:
                began = time.monotonic()
                answer = await self.world.functions.deliver(BOT, HEADERS, body)
                self.took.append(time.monotonic() - began)
            if answer.heard:
                return dict(json.loads(answer.body)) if answer.body else {}
            self.again += 1
            await asyncio.sleep(wait)
            wait = min(max(0.05, wait * 2), 1.0)

    async def watch(self) -> None:
        """Note each second what the process has in memory."""
        while True:
            self.memory += map(_mebibytes, self.world.functions.processes())
            await asyncio.sleep(1.0)


def _mebibytes(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * 4 // 1024
    except OSError:
        return 0  # it has just died


def _person(client: int) -> dict[str, Any]:
    return {"id": client, "is_bot": False, "first_name": "Анна", "language_code": "ru"}


def _chat(client: int) -> dict[str, Any]:
    return {"id": client, "type": "private", "first_name": "Анна"}


async def lost(crowd: Crowd, clients: range) -> list[str]:
    """Return what is missing or too much: orders, words, counters."""
    store, problems = crowd.world.store, []
    orders: list[Record] = [each async for page in store.pages(Query("orders"), PAGE) for each in page]
    owners = Counter(each.data["client"].rpartition(":")[2] for each in orders)
    if owners != Counter(map(str, clients)):
        problems.append(f"{len(orders)} orders of {len(owners)} clients instead of {len(clients)}")
    mixed = [each.id for each in orders if each.data["address"] != f"ул. Садовая, {each.data['client'].split(':')[2]}"]
    problems += [f"orders with another's answers: {mixed}"] if mixed else []
    balance = await Ledger(store, lambda: datetime.now(UTC)).balance(datetime.now(UTC).date())
    problems += map(str, balance.gaps)
    if balance.counted != crowd.sent.total():
        problems.append(f"{crowd.sent.total()} updates were acknowledged, {balance.counted} counted")
    return problems


async def main(clients: int, think: float, kill_chance: float) -> int:
    """Let them come, and report."""
    async with running() as cloud:
        world = await World.made(cloud, CROWD)
        world.functions.kill_chance = kill_chance
        crowd, who = Crowd(world, think), range(1_000, 1_000 + clients)
        watching = asyncio.create_task(crowd.watch())
        began = time.monotonic()
        try:
            await asyncio.gather(*map(crowd.order, who))
            seconds = time.monotonic() - began
            watching.cancel()
            problems = await lost(crowd, who)
        finally:
            watching.cancel()
            await world.close()
    _report(crowd, clients, seconds, problems)
    return int(bool(problems))


def _report(crowd: Crowd, clients: int, seconds: float, problems: list[str]) -> None:
    took = statistics.quantiles(crowd.took, n=100)
    third = max(1, len(crowd.memory) // 3)
    sent = crowd.sent.total()
    early, late = statistics.fmean(crowd.memory[:third]), statistics.fmean(crowd.memory[-third:])
    lines = [
        f"{clients} clients, {sent} updates in {seconds:.0f} s: {sent / seconds:.0f} a second",
        f"  the door: p50 {took[49] * 1000:.0f} ms, p99 {took[98] * 1000:.0f} ms, max {max(crowd.took) * 1000:.0f} ms",
        f"  memory: {early:.0f} MiB in the first third, {late:.0f} in the last, at most {max(crowd.memory)}",
        f"  {crowd.again} deliveries came again, {crowd.asked} times somebody asked; {len(problems)} things amiss",
        *problems[:20],
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.faults.load", description=__doc__)
    parser.add_argument("--clients", type=int, default=5000)
    parser.add_argument("--think", type=float, default=0.0)
    parser.add_argument("--kill-chance", type=float, default=0.0)
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.clients, given.think, given.kill_chance)))
