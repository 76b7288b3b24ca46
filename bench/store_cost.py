"""What a read and a commit cost by themselves: the client library's AsyncClient beside our store, in turn."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import contenders, machine
from bench.machine import spread
from bench.processes import ROOT, module
from infra.local.platform.environment import of_machine

# As large as a conversation in the middle of the form.
CONTENT: dict[str, Any] = {
    "channel": "telegram",
    "account": "dispatch_client_bot",
    "chat": "1001",
    "language": "ru",
    "name": "Анна",
    "last": "1700000000000",
    "away": False,
    "in": {"2026-11-20": 5},
    "memory": {},
    "created_at": datetime(2026, 11, 20, tzinfo=UTC),
    "updated_at": datetime(2026, 11, 20, tzinfo=UTC),
    "draft": {
        "form": "order",
        "id": "1700000000000",
        "at": "address",
        "answers": {"service": "sockets", "problem": "Искрит розетка на кухне, запах гари"},
        "sources": {"problem": "77"},
    },
    "reply": {
        "text": "🟢🟢⚪⚪⚪ 40%\n\nКуда приехать? Напишите улицу, дом и квартиру.",
        "buttons": [
            {"row": [{"text": "↩️ Назад", "data": "f:order:back"}, {"text": "🏠 В меню", "data": "f:order:menu"}]}
        ],
    },
}


async def with_library(times: int) -> float:
    """Read and conditionally overwrite one document with the library's own calls; CPU seconds."""
    from google.cloud import firestore  # noqa: PLC0415 - only this way needs it

    client = firestore.AsyncClient(project="bench")
    document = client.document(f"conversations/library-{os.getpid()}")
    await document.set(CONTENT)

    async def turn(number: int) -> None:
        read = await document.get()
        option = client.write_option(last_update_time=read.update_time)
        await document.update({**(read.to_dict() or {}), "last": str(number)}, option=option)

    for number in range(20):
        await turn(number)
    begun = time.process_time()
    for number in range(times):
        await turn(number)
    return time.process_time() - begun


async def with_store(times: int) -> float:
    """Do the same with our store; CPU seconds."""
    from shared.store.firestore import Firestore  # noqa: PLC0415 - only this way needs it
    from shared.store.records import put, replace  # noqa: PLC0415 - as above

    store = Firestore("bench", emulator=os.environ["FIRESTORE_EMULATOR_HOST"])
    path = f"conversations/store-{os.getpid()}"
    await store.commit([put(path, CONTENT)])

    async def turn(number: int) -> None:
        (read,) = await store.read(path)
        await store.commit([replace(read, {**read.data, "last": str(number)})])

    for number in range(20):
        await turn(number)
    begun = time.process_time()
    for number in range(times):
        await turn(number)
    spent = time.process_time() - begun
    await store.close()
    return spent


def measure(folder: Path, *, rounds: int, turns: int) -> dict[str, Any]:
    """Measure both, in turn."""
    found: dict[str, list[float]] = {"AsyncClient": [], "our store": []}
    with contenders.stage(folder, peers=False) as stage:
        for _ in range(rounds):
            for name, rows in found.items():
                rows.append(_child(name, turns, stage.firestore.words[3]))
    return {name: {"cpu_ms": spread(rows)} for name, rows in found.items()}


def _child(name: str, turns: int, host: str) -> float:
    command = ["taskset", "-c", str(machine.MEASURED), *module("bench.store_cost", name, turns)]
    environment = {**of_machine(), "FIRESTORE_EMULATOR_HOST": host, "GRPC_VERBOSITY": "NONE"}
    told = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own module
    return float(json.loads(told)) / turns * 1000


def main() -> None:
    """Measure one of them and print the CPU seconds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("turns", type=int)
    asked = parser.parse_args()
    way = with_store if asked.name == "our store" else with_library
    sys.stdout.write(json.dumps(asyncio.run(way(asked.turns))))


if __name__ == "__main__":
    main()
