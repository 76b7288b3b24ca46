"""Fifty masters press ACCEPT on one order at one moment, before two processes of the bot: one wins, all are told.

``python -m tests.faults.rush --rounds 1000 --seed 1``; each round has an order and a seeded order of arrival.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from functions.dispatch.models import Category, Master, Order, Source, Standing, Status
from shared.store.records import put
from tests.faults.cloud import Cloud, running
from tests.faults.functions import Answer, Instance
from tests.faults.settings import SECRET
from tests.faults.story import Story
from tests.faults.world import World

BOT = "dispatch_master_bot"
MASTERS = range(5_001, 5_051)
HEADERS = [
    (b"x-telegram-bot-api-secret-token", SECRET.encode()),
    (b"content-type", b"application/json"),
]


async def _given(world: World) -> None:
    masters = [Master(str(who), f"Мастер {who}", f"+7916000{who}", standing=Standing.ACTIVE) for who in MASTERS]
    await world.store.commit([put(master.path, master.as_record()) for master in masters])


async def _nothing(_: World) -> list[str]:
    return []


RUSH = Story("the rush", {}, (), _given, _nothing, triggers=())


@dataclass
class Round:
    """What one round came to."""

    winners: int = 0
    told: int = 0
    again: int = 0  # presses that the vendor had to deliver again
    slowest: float = 0.0
    problem: str = ""


async def played(world: World, number: str, dice: random.Random, processes: Sequence[Instance]) -> Round:
    """Let everybody press at once and look what each is answered and what the records say."""
    told = ("Анна", "+79161234567", Category.SOCKETS, "Искрит розетка", "ул. Садовая, 12")
    order = Order(number, Source.PHONE, *told, datetime.now(UTC))
    await world.store.commit([put(order.path, order.as_record())])
    round_, people = Round(), list(MASTERS)
    dice.shuffle(people)
    presses = (_pressed(world, _press(who, number), dice.choice(processes), round_) for who in people)
    answers = dict(zip(people, await asyncio.gather(*presses), strict=True))
    (record,) = await world.store.read(order.path)
    taken = Order.read(record)
    mine = [who for who, text in answers.items() if "ваш!" in text]
    lost = [who for who, text in answers.items() if "уже забрал" in text and taken.master_name in text]
    round_.winners, round_.told = len(mine), len(lost)
    if (
        [str(who) for who in mine] != [taken.master]
        or len(lost) != len(MASTERS) - 1
        or taken.status is not Status.TAKEN
    ):
        round_.problem = f"#{number}: {mine} were told it is theirs, {len(lost)} that it is gone; the record: {taken}"
    return round_


async def _pressed(world: World, update: bytes, process: Instance, round_: Round) -> str:
    """Deliver a press until it is answered, as the vendor would, and return what the answer says."""
    began = time.monotonic()
    answer = Answer(0)
    while not answer.heard:
        answer = await world.functions.call(BOT, process, HEADERS, update)
        if not answer.heard:
            round_.again += 1
            await asyncio.sleep(0.05)
    round_.slowest = max(round_.slowest, time.monotonic() - began)
    return str(json.loads(answer.body)["text"]) if answer.body else ""


def _press(who: int, number: str) -> bytes:
    person = {"id": who, "is_bot": False, "first_name": f"Мастер {who}", "language_code": "ru"}
    chat = {"id": who, "type": "private", "first_name": f"Мастер {who}"}
    below = {"message_id": int(number), "from": {"id": 1, "is_bot": True, "first_name": "bot"}, "chat": chat, "date": 1}
    query: dict[str, Any] = {"id": f"{who}{number}", "from": person, "message": below, "data": f"take:{number}"}
    return json.dumps({"update_id": int(f"{who}{number}"), "callback_query": query}).encode()


async def rush(cloud: Cloud, rounds: int, seed: int) -> list[Round]:
    """Play so many rounds."""
    world = await World.made(cloud, RUSH)
    processes = [world.functions.fork(BOT) for _ in range(2)]
    try:
        dice = random.Random(seed)  # noqa: S311 - a seed that can be played again is what is wanted
        return [await played(world, str(100_001 + at), dice, processes) for at in range(rounds)]
    finally:
        for process in processes:
            process.kill()
        await world.close()


async def main(rounds: int, seed: int) -> int:
    """Play and report."""
    began = time.monotonic()
    async with running() as cloud:
        done = await rush(cloud, rounds, seed)
    problems = [each.problem for each in done if each.problem]
    sys.stdout.write(
        "\n".join(
            [
                f"{rounds} rounds of {len(MASTERS)} masters over two processes, seed {seed}:",
                f"  {sum(each.winners for each in done)} winners, {sum(each.told for each in done)} told it is gone",
                f"  {sum(each.again for each in done)} presses delivered again",
                f"  slowest answer {max(each.slowest for each in done):.2f} s, {time.monotonic() - began:.0f} s in all",
                *problems,
            ]
        )
        + "\n"
    )
    return int(bool(problems))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.faults.rush", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.rounds, given.seed)))
