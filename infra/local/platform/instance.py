"""Decides when an instance of a function is ready and how it ends: one process of the real functions framework."""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from infra.local.process import Output, Process
from infra.local.reaper import Reaper
from infra.local.upstream import Upstream

HOST = "127.0.0.1"
START_LIMIT = 60.0  # seconds; Cloud Run gives a container four minutes, a person at a laptop has less patience
FRAMEWORK = Path(sys.executable).with_name("functions-framework")


class StartError(Exception):
    """An instance did not come up; the message holds the last it said."""


class Instance:
    """A running process and what it has served."""

    def __init__(self, process: Process, port: int, cold_start: float) -> None:
        self.process = process
        self.port = port
        self.cold_start = cold_start  # seconds
        self.upstream = Upstream(HOST, port)
        self.in_flight = 0
        self.calls = 0

    @classmethod
    async def start(
        cls, name: str, source: Path, *, environment: Mapping[str, str], output: Output, reaper: Reaper
    ) -> Instance:
        """Start a process and return once its port answers, as the platform's own start-up probe has it."""
        begun = time.monotonic()
        port = free_port()
        command: list[str | Path] = [FRAMEWORK, "--target", name, "--source", source, "--host", HOST]
        try:
            process = await Process.start(
                [*command, "--port", str(port)],
                environment={**environment, "PORT": str(port)},
                output=output,
                reaper=reaper,
            )
        except OSError as error:
            raise StartError(str(error)) from error
        try:
            async with asyncio.timeout(START_LIMIT):
                listening = await _listens(process, port)
        except TimeoutError as error:
            process.kill()
            raise StartError(f"it did not listen within {START_LIMIT:.0f} s") from error
        except asyncio.CancelledError:
            process.kill()
            raise
        if not listening:
            raise StartError("\n".join(output.last_lines()) or "it ended without a word")
        return cls(process, port, time.monotonic() - begun)

    @property
    def alive(self) -> bool:
        """Say whether requests can be sent to it."""
        return self.process.running

    def kill(self) -> None:
        """End master and worker at once, in the middle of whatever they serve."""
        self.upstream.close()
        self.process.kill()

    async def stop(self) -> None:
        """End it as the platform does: SIGTERM, then a little time."""
        self.upstream.close()
        await self.process.stop(patience=2.0)


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


async def _listens(process: Process, port: int) -> bool:
    """Wait until the port can be reached, or return ``False`` when the process has ended before."""
    while process.running:
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            return True
    await process.wait()
    return False
