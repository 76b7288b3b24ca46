"""Minutes of random kills while clients order and masters accept, through the messenger, the triggers and the sweeper.

``python -m tests.faults.siege --minutes 3 --clients 20 --chance 0.01``: any process of any function may die at any of
its calls. Afterwards nothing may be lost or doubled in the records; a message that two kills caught on its way is given
up and counted here.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

from functions.dispatch.models import Master, Order, Standing
from shared.store.records import Query, put
from tests.faults import invariants
from tests.faults.cloud import Cloud, running
from tests.faults.people import words
from tests.faults.story import Step, Story, Who, presses, says, shares_contact
from tests.faults.world import World

MASTERS = 3
GLANCES, GLANCE = 60, 0.05  # how often and at what distance somebody looks at the screen before asking
FORM = (
    (words("menu-order"), "0%"),
    (words("category-sockets"), "20%"),
    ("Искрит розетка на кухне", "40%"),
    ("ул. Садовая, 12, кв. 34", "60%"),
    ("Анна", "80%"),
)


@dataclass
class Siege:
    """The world under siege, and what people have got done."""

    world: World
    until: float
    orders: int = 0
    asked: int = 0
    given_up: list[str] = field(default_factory=list)

    async def client(self, who: str) -> None:
        """Order again and again."""
        while time.monotonic() < self.until:
            for text, seen in FORM:
                await self.does(presses(who, text, seen) if text.startswith("🔌") else says(who, text, seen))
            await self.does(shares_contact(who, words("order-summary")))
            await self.does(presses(who, words("form-confirm"), "принят.", again=words("menu-orders")))
            self.orders += 1

    async def master(self, who: str) -> None:
        """Accept whatever is offered."""
        while time.monotonic() < self.until:
            with suppress(AssertionError):  # the button has just gone: somebody else was quicker
                await self.world.do(presses(who, words("offer-take")))
            await asyncio.sleep(0.5)

    async def does(self, step: Step) -> None:
        """Do something and look until the screen shows what it should, asking where it does not."""
        after = (await self.world.chat(step.who))["cursor"]
        await self.world.do(step)
        while not await self._seen(step, after):
            self.asked += 1
            await self.world.act(step.who, "send", text=step.again)
            if step.again != "?":
                return  # the list of orders has come, whatever it says: the records are looked at in the end

    async def _seen(self, step: Step, after: int) -> bool:
        for _ in range(GLANCES):
            said = (await self.world.chat(step.who, after))["messages"]
            if any(step.sees[0][1] in each.get("text", "") for each in said if each["from"] == "bot"):
                return True
            await asyncio.sleep(GLANCE)
        return False

    async def world_turns(self) -> None:
        """Let events arrive and the scheduler ring while people act."""
        while True:
            await self.world.turn()
            await asyncio.sleep(GLANCE)

    async def amiss(self) -> list[str]:
        """Return what does not hold when all is quiet again."""
        problems: list[str] = []
        for each in await invariants.broken(self.world):
            (self.given_up if "nobody knows whether it arrived" in each else problems).append(each)
        orders = [Order.read(record) for record in await self.world.store.query(Query("orders"))]
        masters = [Master.read(record) for record in await self.world.store.query(Query("masters"))]
        if len(orders) != self.orders:
            problems.append(f"{self.orders} orders were placed, {len(orders)} are on record")
        for master in masters:
            mine = sum(order.master == master.id for order in orders)
            if mine != master.accepted:
                problems.append(f"{master.name} has {mine} orders and an account of {master.accepted}")
        return problems + invariants.leaks(self.world)


async def _given(world: World) -> None:
    for person in world.story.people.values():
        if person.bot == "master":
            master = Master(str(person.id), person.name, f"+{person.phone}", standing=Standing.ACTIVE)
            await world.store.commit([put(master.path, master.as_record())])


async def _outcome(_: World) -> list[str]:
    return []


async def besieged(cloud: Cloud, seconds: float, clients: int, chance: float) -> tuple[Siege, int, list[str]]:
    """Play; returns the siege, how many processes died, and what is amiss."""
    crowd = {f"c{n}": Who(1_000 + n, "client", f"Клиент {n}", f"7916100{n:04}") for n in range(clients)}
    team = {f"m{n}": Who(2_000 + n, "master", f"Мастер {n}", f"7926100{n:04}") for n in range(MASTERS)}
    world = await World.made(cloud, Story("the siege", crowd | team, (), _given, _outcome))
    world.functions.begin(None).kill_chance = chance
    siege = Siege(world, time.monotonic() + seconds)
    turning = asyncio.create_task(siege.world_turns())
    try:
        await asyncio.gather(*map(siege.client, crowd), *map(siege.master, team))
        turning.cancel()
        with suppress(asyncio.CancelledError):
            await turning
        deaths = sum(bool(line["struck"]) for line in world.functions.traffic())
        world.functions.begin(None).kill_chance = 0.0
        await world.settle()
        return siege, deaths, await siege.amiss()
    finally:
        turning.cancel()
        await world.close()


async def main(minutes: float, clients: int, chance: float) -> int:
    """Play and report."""
    async with running() as cloud:
        siege, deaths, problems = await besieged(cloud, minutes * 60, clients, chance)
    lines = [
        f"{minutes:g} minutes, {clients} clients, {MASTERS} masters: {siege.orders} orders, {deaths} processes killed",
        f"  {siege.asked} times somebody had to ask, {len(siege.given_up)} messages given up, {len(problems)} amiss",
        *siege.given_up[:10],
        *problems[:20],
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bool(problems))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.faults.siege", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--chance", type=float, default=0.01)
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.minutes, given.clients, given.chance)))
