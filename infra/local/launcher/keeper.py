"""Decides what happens when a part of the local cloud ends: that is said, and it is started again."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.launcher.parts import Part
from infra.local.process import Output, Process
from infra.local.reaper import Reaper
from infra.local.vital import vital

START_LIMIT = 30.0  # seconds a part may take until it is ready
STEADY = 10.0  # seconds after which an end is news, and not the continuation of the last one
PAUSES = (0.2, 1.0, 3.0, 10.0)  # seconds before a part that keeps ending is started again
STOP_LIMIT = 6.0  # seconds


class StartError(Exception):
    """A part did not become ready; the message holds its name, its last words and its log."""


@dataclass(slots=True)
class _Kept:
    part: Part
    output: Output
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    process: Process | None = None
    watch: asyncio.Task[None] | None = None


class Keeper:
    """Runs parts; ``say`` tells the person at the terminal, ``data/parts.json`` which process each part is."""

    def __init__(self, data: Path, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
        self._logs = data / "logs"
        self._note = data / "parts.json"
        self._environment = environment
        self._say = say
        self._reaper = Reaper()
        self._kept: dict[str, _Kept] = {}
        self._stopping = False

    async def start(self, parts: Sequence[Part], echo: Callable[[str], None] | None = None) -> None:
        """Start the parts side by side and return when all are ready; raise :class:`StartError`."""
        fresh = [_Kept(part, Output(self._logs / f"{part.name}.log", echo)) for part in parts]
        self._kept |= {kept.part.name: kept for kept in fresh}
        for kept in fresh:
            await self._run(kept)
        await asyncio.gather(*(self._become_ready(kept) for kept in fresh))
        for kept in fresh:
            kept.watch = vital(self._watch(kept))

    async def stop(self, patience: float = STOP_LIMIT) -> None:
        """End all parts and leave nothing; one that does not go within ``patience`` seconds is killed."""
        self._stopping = True
        for kept in self._kept.values():
            if kept.watch:
                kept.watch.cancel()
        running = [kept.process for kept in self._kept.values() if kept.process]
        await asyncio.gather(*(process.stop(patience) for process in running))
        self._reaper.close()
        self._note.unlink(missing_ok=True)

    def kill(self) -> None:
        """End everything this instant."""
        for kept in self._kept.values():
            if kept.process:
                kept.process.kill()

    async def _run(self, kept: _Kept) -> None:
        kept.process = await Process.start(
            kept.part.command, environment=self._environment, output=kept.output, reaper=self._reaper
        )
        pids = {name: each.process.pid for name, each in self._kept.items() if each.process}
        self._note.write_text(json.dumps(pids))

    async def _become_ready(self, kept: _Kept) -> None:
        assert kept.process  # noqa: S101 - it has been started just before
        if await kept.process.ready(START_LIMIT) is None:
            if not kept.process.running:
                await kept.process.wait()
            said = "\n  ".join(kept.output.last_lines(6)) or "nothing"
            raise StartError(f"{kept.part.name} did not start. It said:\n  {said}\nIts log is {kept.output.path}.")

    async def _watch(self, kept: _Kept) -> None:
        failures = 0
        while kept.process:
            begun = time.monotonic()
            code = await kept.process.wait()
            if self._stopping:
                return
            failures = 0 if time.monotonic() - begun > STEADY else failures + 1
            self._say(f"{kept.part.name} has ended ({_how(code)}); starting it again. Its log: {kept.output.path}")
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            await self._run(kept)
            if await kept.process.ready(START_LIMIT):
                self._say(f"{kept.part.name} is back.")


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
