"""What the stand-ins of the local cloud can take: calls a second on one core, start time, memory."""

from __future__ import annotations

import asyncio
import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import ask, machine
from bench.machine import spread
from bench.processes import ROOT, Running, module, start
from infra.local.platform.environment import of_machine

_KILL = 9


def measure(folder: Path, *, rounds: int, seconds: float, documents: int) -> dict[str, Any]:
    """Measure each stand-in, round after round."""
    kept = folder / "rates"
    parts = {
        "firestore": module("infra.local.firestore", "--port", 0, "--data", kept / "firestore"),
        "telegram": module("infra.local.telegram", "--port", 0, "--data", kept / "telegram"),
        "sheets": module("infra.local.sheets", "--port", 0, "--data", kept / "sheets"),
    }
    running = {name: start(command, speaks=True) for name, command in parts.items()}
    try:
        rates: dict[str, list[float]] = {}
        for _ in range(rounds):
            for name, part in running.items():
                for what, rate in _rates(name, part, seconds).items():
                    rates.setdefault(what, []).append(rate)
        memory = {name: round(part.memory(), 1) for name, part in running.items()}
    finally:
        for part in running.values():
            part.end()
    return {
        "per_second": {what: spread(found) for what, found in rates.items()},
        "peak_mib": memory,
        "started": {name: _starts(command, rounds) for name, command in parts.items()},
        "full": _full(folder / "full", documents, rounds),
    }


def _rates(name: str, part: Running, seconds: float) -> dict[str, float]:
    """Let a client on the other core ask as fast as it can."""
    addresses = [part.words[3]] if name == "firestore" else [part.words[-1]]
    command = ["taskset", "-c", str(machine.MEASURED), *module("bench.rates", name, *addresses, "--seconds", seconds)]
    cpu = part.cpu()
    told = subprocess.run(command, env=of_machine(), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - our own module
    assert part.cpu() >= cpu  # noqa: S101 - it was this process that worked
    return {what: float(rate) for what, rate in json.loads(told).items()}


def _starts(command: list[str], rounds: int) -> dict[str, float]:
    """Time the way from nothing to the line that says it is ready, with little on file."""
    return spread([_start(command, lambda _: None) for _ in range(rounds)])


def _start(command: list[str], look: Callable[[Running], None], number: int = 15) -> float:
    begun = time.perf_counter()
    part = start(command, speaks=True)
    took = time.perf_counter() - begun
    try:
        look(part)
    finally:
        part.end(number)
    return took


def _full(folder: Path, documents: int, rounds: int) -> dict[str, Any]:
    """Fill a Firestore, kill it, and start it again and again, each time as after a power cut."""
    command = module("infra.local.firestore", "--port", 0, "--data", folder)
    filled: dict[str, Any] = {"documents": documents}

    def fill(part: Running) -> None:
        begun = time.perf_counter()
        asyncio.run(_fill(part.words[3], documents))
        filled["written_per_second"] = round(documents / (time.perf_counter() - begun))
        filled["peak_mib_filling"] = round(part.memory(), 1)

    def look(part: Running) -> None:
        filled["mib_started"] = round(part.memory(peak=False), 1)
        ask.get(f"{part.words[-1]}/admin/documents")
        asyncio.run(_one(part.words[3]))
        filled["mib_after_a_read"] = round(part.memory(peak=False), 1)

    _start(command, fill, _KILL)
    filled["start_s"] = spread([_start(command, look, _KILL) for _ in range(rounds)])
    filled["on_disk_mib"] = round(sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / (1 << 20))
    return filled


async def _fill(host: str, documents: int) -> None:
    from shared.store.firestore import Firestore  # noqa: PLC0415 - only this needs it
    from shared.store.records import put  # noqa: PLC0415 - as above

    store, batch = Firestore("bench", emulator=host), 500
    for first in range(0, documents, batch):
        numbers = range(first, min(first + batch, documents))
        await store.commit([put(f"things/{number:08}", {"number": number, "word": "слово"}) for number in numbers])
    await store.close()


async def _one(host: str) -> None:
    from shared.store.firestore import Firestore  # noqa: PLC0415 - only this needs it

    store = Firestore("bench", emulator=host)
    (record,) = await store.read("things/00000000")
    assert record.exists  # noqa: S101 - a server that forgot would be fast
    await store.close()
