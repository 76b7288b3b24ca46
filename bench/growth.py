"""Whether a step costs more the more is on file: the same form over more and more conversations and orders."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import ask, contenders
from bench.machine import spread
from bench.speed import once
from bench.store_cost import CONTENT
from bench.story import STEPS
from functions.dispatch.models import Category, Order, Source
from shared.store.firestore import Firestore
from shared.store.records import Write, put

_BATCH = 400


def measure(folder: Path, *, rounds: int, orders: int, sizes: tuple[int, ...]) -> dict[str, Any]:
    """Measure each size in turn; every one has a Firestore and a bot of its own."""
    with contextlib.ExitStack() as stack:
        bots = {}
        for size in sizes:
            own = folder / str(size)
            own.mkdir()
            stage = stack.enter_context(contenders.stage(own, peers=False))
            loaded = asyncio.run(load(stage.firestore.words[3], size))
            bots[size] = (stack.enter_context(contenders.ours(stage)), stage.firestore.words[-1], loaded)
        for bot, *_ in bots.values():
            once(bot, orders)
        rows: dict[int, list[dict[str, float]]] = {size: [] for size in sizes}
        for turn in range(rounds):
            for size in (*sizes[turn % len(sizes) :], *sizes[: turn % len(sizes)]):
                bot, admin, _ = bots[size]
                ask.forget(admin, documents=True)
                measured = once(bot, orders)
                billed = ask.documents(admin)
                updates = orders * len(STEPS)
                rows[size].append(measured | {name: billed[name] / updates for name in ("reads", "writes")})
    # Held against the smallest of the same round, which met the same machine.
    for key in ("cpu_ms", "store_cpu_ms"):
        for size in sizes:
            for row, smallest in zip(rows[size], rows[sizes[0]], strict=True):
                row[f"{key}_ratio"] = row[key] / smallest[key]
    return {
        "sizes": {
            str(size): {key: spread([row[key] for row in found]) for key in found[0]} for size, found in rows.items()
        },
        "loading_per_second": {str(size): round(bots[size][2]) for size in sizes},
    }


async def load(host: str, size: int, project: str = contenders.PROJECT) -> float:
    """Put conversations and orders on file; returns how many documents went in a second."""
    store = Firestore(project, emulator=host)
    begun = time.perf_counter()
    for first in range(0, size, _BATCH):
        numbers = range(first, min(first + _BATCH, size))
        await store.commit([_conversation(number) for number in numbers])
        await store.commit([_order(number) for number in numbers])
    seconds = time.perf_counter() - begun
    await store.close()
    return 2 * size / seconds


def _conversation(number: int) -> Write:
    chat = str(10_000_000_000 + number)
    return put(f"conversations/telegram:dispatch_client_bot:{chat}", CONTENT | {"chat": chat})


def _order(number: int) -> Write:
    order = Order(
        number=str(1_000_000 + number),
        source=Source.TELEGRAM,
        name="Анна",
        phone="+79161234567",
        category=Category.SOCKETS,
        problem="Искрит розетка на кухне, запах гари",
        address=f"ул. Мира, {number}",
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
        client=f"telegram:dispatch_client_bot:{10_000_000_000 + number}",
    )
    return put(order.path, order.as_record())
