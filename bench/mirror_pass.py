"""Plays the mirror over a large tab and prints what each pass cost; a process of its own, for its CPU and memory."""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bench import ask
from functions.dispatch import sheet
from functions.dispatch.models import Category, Order, Source
from shared.sheets.api import GoogleSheets
from shared.sheets.mirror import Mirror
from shared.store.firestore import Firestore
from shared.store.records import SERVER_TIME, merge, put

SPREADSHEET = "bench-mirror"
ZONE = ZoneInfo("Europe/Moscow")
_BATCH = 400


@dataclass(slots=True)
class Watch:
    """A clock that runs with ours and can be moved, so that each pass has the calls of a new minute."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        """Tell the time."""
        return datetime.now(UTC) + self.ahead


class Play:
    """The mirror, the store behind it, and what is counted."""

    def __init__(self, store: Firestore, admin: str, sheets: str) -> None:
        self.store, self.admin, self.sheets = store, admin, sheets
        self.watch = Watch()
        self.mirror = Mirror(GoogleSheets(sheets, sheets), store, self.watch, timedelta(seconds=100))
        self.book = sheet.book(SPREADSHEET, store, ZONE)

    async def syncs(self) -> dict[str, Any]:
        """Let the scheduler come round until there is nothing more to do; the cost of all of it."""
        ask.forget(self.sheets)
        ask.forget(self.admin, documents=True)
        cpu, begun, passes = time.process_time(), time.perf_counter(), 0
        again = True
        while again:
            self.watch.ahead += timedelta(seconds=61)
            outcome = await self.mirror.sync(self.book)
            passes += len(outcome.passes)
            again = outcome.again
        spent, seconds = time.process_time() - cpu, time.perf_counter() - begun
        asked = ask.calls(self.sheets)
        return {
            "passes": passes,
            "api_calls": sum(asked.values()),
            "calls": asked,
            **ask.sized(self.sheets),
            "cpu_s": round(spent, 3),
            "seconds": round(seconds, 3),
            **{f"documents_{name}": number for name, number in ask.documents(self.admin).items()},
            "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        }

    async def place(self, first: int, count: int) -> None:
        """Let clients place orders."""
        for at in range(first, first + count, _BATCH):
            numbers = range(at, min(at + _BATCH, first + count))
            await self.store.commit([put(f"orders/{number}", _order(number).as_record()) for number in numbers])

    async def change(self, first: int, count: int) -> None:
        """Let the bot change orders."""
        stamp = f"исправлено в {time.time()}"
        await self.store.commit(
            [merge(f"orders/{number}", problem=stamp, changed_at=SERVER_TIME) for number in range(first, first + count)]
        )

    def type(self, row: int, count: int) -> None:
        """Let staff correct the names in some rows that follow each other."""
        values = [[f"Анна {number} {time.time():.0f}"] for number in range(count)]
        edit = {"spreadsheet": SPREADSHEET, "sheet": "Заявки", "do": "paste", "cell": f"D{row}", "values": values}
        ask.post(f"{self.sheets}/admin/edit", edit)


def _order(number: int) -> Order:
    return Order(
        number=str(number),
        source=Source.TELEGRAM,
        name=f"Анна {number}",
        phone="+79161234567",
        category=Category.SOCKETS,
        problem="Искрит розетка на кухне, запах гари",
        address=f"ул. Мира, {number}",
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
    )


async def play(asked: argparse.Namespace) -> dict[str, list[dict[str, Any]]]:
    """Fill the tab, then change, type, do nothing and place many, over and over."""
    store = Firestore("bench", emulator=asked.firestore)
    play = Play(store, asked.admin, asked.sheets)
    first, found = 100_000, {}
    await play.place(first, asked.rows)
    found["the tab is filled"] = [await play.syncs()]
    found["nothing changed"], found["the bot changed 100"], found["staff changed 100"] = [], [], []
    await settled(play, asked.settle)
    for turn in range(asked.rounds):
        found["nothing changed"].append(await play.syncs())
        await play.change(first + 100 * turn, 100)
        found["the bot changed 100"].append(await play.syncs())
        play.type(2 + 100 * (asked.rounds + turn), 100)
        found["staff changed 100"].append(await play.syncs())
        await settled(play, asked.settle)
    await play.place(first + asked.rows, asked.burst)
    found[f"{asked.burst:,} new orders at once"] = [await play.syncs()]
    await store.close()
    return found


async def settled(play: Play, seconds: float) -> None:
    """Let the mirror forget what has just changed: it looks back half a minute, and its cursor is a pass behind."""
    await asyncio.sleep(seconds)
    for _ in range(2):
        await play.syncs()


def main() -> None:
    """Play and print the costs."""
    parser = argparse.ArgumentParser()
    for name in ("firestore", "admin", "sheets"):
        parser.add_argument(name)
    for name in ("rows", "burst", "rounds", "settle"):
        parser.add_argument(f"--{name}", type=int, required=True)
    sys.stdout.write(json.dumps(asyncio.run(play(parser.parse_args()))))


if __name__ == "__main__":
    main()
