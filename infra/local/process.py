"""Decides how the local cloud runs a child: in a session of its own, its output kept, none of it left behind."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from infra.local.reaper import Reaper, kill_group

KEPT = 8_192  # bytes of the newest output at hand
ROTATE = 5_000_000  # bytes; a log larger than this is put aside at the next start


class Output:
    """What one or several processes print: appended to a file, the last of it at hand."""

    def __init__(self, path: Path, echo: Callable[[str], None] | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > ROTATE:
            path.replace(path.with_suffix(".log.1"))
        self.path = path
        self._file = path.open("ab", buffering=0)
        self._last = b""
        self._echo = echo

    def write(self, chunk: bytes) -> None:
        """Keep a chunk."""
        self._file.write(chunk)
        self._last = (self._last + chunk)[-KEPT:]
        if self._echo:
            for line in chunk.decode(errors="replace").splitlines():
                self._echo(line)

    def last_lines(self, count: int = 12) -> list[str]:
        """Return the newest lines, the oldest first."""
        return self._last.decode(errors="replace").splitlines()[-count:]

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class Process:
    """A running child and whatever it has started."""

    def __init__(self, child: asyncio.subprocess.Process, output: Output, reaper: Reaper) -> None:
        self._child = child
        self._output = output
        self._reaper = reaper
        self._ready: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self.ended = asyncio.create_task(self._watch())

    @classmethod
    async def start(
        cls,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        output: Output,
        reaper: Reaper,
    ) -> Self:
        """Start ``command``; :attr:`ended` becomes its exit code."""
        child = await asyncio.create_subprocess_exec(
            *command,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            limit=2**20,
        )
        reaper.guard(child.pid)
        return cls(child, output, reaper)

    @property
    def pid(self) -> int:
        """Return the number of the child, which is that of its group."""
        return self._child.pid

    @property
    def running(self) -> bool:
        """Say whether the child has not ended yet."""
        return self._child.returncode is None

    async def ready(self, patience: float) -> str | None:
        """Return the first line on stdout, or ``None`` when it has ended or is silent for ``patience`` seconds."""
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(self._ready), patience)
        return None

    def kill(self) -> None:
        """End the whole group this instant."""
        kill_group(self.pid, signal.SIGKILL)

    async def stop(self, patience: float = 3.0) -> None:
        """Ask the group to stop and kill it after ``patience`` seconds."""
        if self.running:
            kill_group(self.pid, signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self.ended), patience)
            return
        self.kill()
        await self.ended

    async def _watch(self) -> int:
        pumps = [asyncio.create_task(self._first_line()), asyncio.create_task(self._pump(self._child.stderr))]
        code = await self._child.wait()
        kill_group(self.pid, signal.SIGKILL)  # gunicorn's worker, when its master was killed
        self._reaper.release(self.pid)
        await asyncio.wait(pumps, timeout=1)
        for pump in pumps:
            pump.cancel()
        if not self._ready.done():
            self._ready.set_result(None)
        return code

    async def _first_line(self) -> None:
        stream = self._child.stdout
        if stream is not None:
            line = await stream.readline()
            self._output.write(line)
            if line and not self._ready.done():
                self._ready.set_result(line.decode(errors="replace").strip())
        await self._pump(stream)

    async def _pump(self, stream: asyncio.StreamReader | None) -> None:
        while stream is not None and (chunk := await stream.read(65_536)):
            self._output.write(chunk)
