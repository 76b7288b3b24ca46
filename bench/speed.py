"""What an update of the order form costs: CPU of the bot's process, and updates a second, contender by contender.

All contenders run at once and are asked in turn, round after round, so that whatever else the machine does hits all of
them alike. The process under test has one core to itself; the stores, the Bot API and the client share the other.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import time
from pathlib import Path
from typing import Any

from bench import contenders
from bench.contenders import PEERS, Contender
from bench.machine import TICK, spread
from bench.story import STEPS, Client
from bench.wire import Line

AT_ONCE = 16  # clients who write at the same time


async def drive(port: int, orders: int, at_once: int = AT_ONCE) -> list[Client]:
    """Let clients fill the form, some at a time, and return them."""
    waiting = [Client() for _ in range(orders)]
    done: list[Client] = []

    async def work() -> None:
        line = await Line.open(port)
        while waiting:
            client = waiting.pop()
            await client.order(line)
            done.append(client)
        await line.close()

    await asyncio.gather(*(work() for _ in range(min(at_once, orders))))
    return done


def once(contender: Contender, orders: int, at_once: int = AT_ONCE) -> dict[str, float]:
    """Measure one round of one contender; CPU time is told in hundredths of a second, so who does nothing does more."""
    orders = orders if contender.store else orders * 8
    updates = orders * len(STEPS)
    store = contender.store.cpu() if contender.store else 0.0
    cpu, begun = contender.process.cpu(), time.perf_counter()
    done = asyncio.run(drive(contender.port, orders, at_once))
    seconds = time.perf_counter() - begun
    used = max(contender.process.cpu() - cpu, 1 / TICK)
    times = sorted(each for client in done for each in client.seconds)
    return {
        "cpu_ms": used / updates * 1000,
        "store_cpu_ms": ((contender.store.cpu() if contender.store else 0.0) - store) / updates * 1000,
        "per_second": updates / seconds,
        "per_core_second": updates / used,
        "busy": used / seconds,
        "p50_ms": statistics.median(times) * 1000,
        "p99_ms": times[int(len(times) * 0.99)] * 1000,
    }


def measure(folder: Path, *, rounds: int, orders: int) -> dict[str, Any]:
    """Measure everybody, in turn."""
    lacking = contenders.missing()
    with contextlib.ExitStack() as stack:
        stage = stack.enter_context(contenders.stage(folder, peers=not lacking))
        taking_part = [stack.enter_context(contenders.ours(stage))]
        if not lacking:
            taking_part += [stack.enter_context(contenders.peer(name, stage)) for name in PEERS]
        taking_part.append(stack.enter_context(contenders.bare(stage)))
        for each in taking_part:
            once(each, max(4, orders // 4))
        found: dict[str, list[dict[str, float]]] = {each.name: [] for each in taking_part}
        for turn in range(rounds):
            # Everybody is first, last and behind everybody else equally often.
            for each in (*taking_part[turn % len(taking_part) :], *taking_part[: turn % len(taking_part)]):
                found[each.name].append(once(each, orders))
        memory = {each.name: round(each.process.memory(), 1) for each in taking_part}
        kept = {each.name: contenders.orders_kept(stage, each) for each in taking_part if each.store}
    asked = max(4, orders // 4) + rounds * orders
    if wrong := {name: number for name, number in kept.items() if number != asked}:
        raise RuntimeError(f"{asked} orders were placed with everybody, but kept were {wrong}")
    table = {
        name: {key: spread([row[key] for row in rows]) for key in rows[0]} | {"peak_mib": memory[name]}
        for name, rows in found.items()
    }
    return {"lacking": lacking, "orders_a_round": orders, "at_once": AT_ONCE, "orders_kept": asked, "contenders": table}
