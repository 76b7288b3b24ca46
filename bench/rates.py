"""Asks one stand-in as fast as it can, from a process of its own, and prints calls a second."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bench import ask
from bench.store_cost import CONTENT
from bench.wire import Line
from shared.store.firestore import Firestore
from shared.store.records import Query, put

AT_ONCE = 16
_JSON = {"content-type": "application/json", "authorization": "Bearer bench"}
_SHEET = "bench-rates"

Call = Callable[[int], Awaitable[Any]]


async def rate(call: Call, seconds: float, at_once: int) -> float:
    """Return how many calls a second are answered, so many at a time."""
    deadline, done = time.perf_counter() + seconds, 0

    async def work(number: int) -> None:
        nonlocal done
        while time.perf_counter() < deadline:
            await call(number)
            done += 1

    begun = time.perf_counter()
    await asyncio.gather(*(work(number) for number in range(at_once)))
    return done / (time.perf_counter() - begun)


async def firestore(host: str, seconds: float) -> dict[str, float]:
    """Commit, read and query documents as large as a conversation."""
    store = Firestore("bench", emulator=host)
    for first in range(0, 2000, 400):
        await store.commit([put(f"rated/{n}", CONTENT | {"group": n % 200}) for n in range(first, first + 400)])
    question = [Query("rated", (("group", "==", group),)) for group in range(200)]
    calls: dict[str, Call] = {
        "firestore: commits of one document": lambda n: store.commit([put(f"rated/{n}", CONTENT | {"group": n})]),
        "firestore: reads of one document": lambda n: store.read(f"rated/{n}"),
        "firestore: queries that find ten": lambda n: store.query(question[n % 200]),
    }
    found = {}
    for name, call in calls.items():
        found[f"{name}, one at a time"] = await rate(call, seconds, 1)
        found[f"{name}, {AT_ONCE} at a time"] = await rate(call, seconds, AT_ONCE)
    await store.close()
    return found


async def telegram(address: str, seconds: float) -> dict[str, float]:
    """Send messages to people who have met the bot."""
    token = "900:token-900"  # noqa: S105 - of a stand-in's bot
    ask.post(f"{address}/admin/bots", {"token": token})
    people = range(5000, 5000 + AT_ONCE)
    for person in people:
        ask.post(f"{address}/admin/people", {"id": person, "first_name": "Анна"})
        ask.post(f"{address}/admin/act", {"bot": 900, "person": person, "do": "send", "text": "/start"})
    lines = [await Line.open(int(address.rpartition(":")[2])) for _ in people]

    async def send(number: int) -> None:
        body = {"chat_id": 5000 + number, "text": "Здравствуйте! Мастер выехал."}
        answer = await lines[number].post(json.dumps(body).encode(), _JSON, f"/bot{token}/sendMessage")
        assert answer.status == 200, answer.body  # noqa: S101, PLR2004 - a refusal would be fast

    found = {
        "telegram: sendMessage, one at a time": await rate(send, seconds, 1),
        f"telegram: sendMessage, {AT_ONCE} at a time": await rate(send, seconds, AT_ONCE),
    }
    for line in lines:
        await line.close()
    return found


async def sheets(address: str, seconds: float) -> dict[str, float]:
    """Read and write a block of a hundred rows."""
    ask.post(f"{address}/admin/spreadsheets", {"id": _SHEET, "title": "Bench"})
    title = next(iter(ask.get(f"{address}/v4/spreadsheets/{_SHEET}")["sheets"]))["properties"]["title"]
    rows = [[f"Анна {n}", "+79161234567", n, n * 100] for n in range(100)]
    block = f"{title}!A1:D100"
    writing = json.dumps({"valueInputOption": "RAW", "data": [{"range": block, "values": rows}]}).encode()
    reading = json.dumps({"dataFilters": [{"a1Range": block}]}).encode()
    line = await Line.open(int(address.rpartition(":")[2]))

    def post(what: str, body: bytes) -> Call:
        async def call(_: int) -> None:
            answer = await line.post(body, _JSON, f"/v4/spreadsheets/{_SHEET}/values:{what}")
            assert answer.status == 200, answer.body  # noqa: S101, PLR2004 - a refusal would be fast

        return call

    found = {
        "sheets: values.batchUpdate of 100 rows": await rate(post("batchUpdate", writing), seconds, 1),
        "sheets: values.batchGetByDataFilter of 100 rows": await rate(
            post("batchGetByDataFilter", reading), seconds, 1
        ),
    }
    await line.close()
    return found


def main() -> None:
    """Measure one stand-in."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=("firestore", "telegram", "sheets"))
    parser.add_argument("address")
    parser.add_argument("--seconds", type=float, required=True)
    asked = parser.parse_args()
    measured = {"firestore": firestore, "telegram": telegram, "sheets": sheets}[asked.name]
    sys.stdout.write(json.dumps(asyncio.run(measured(asked.address, asked.seconds))))


if __name__ == "__main__":
    main()
