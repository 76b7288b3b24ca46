"""Decides how the local cloud runs a child: in a session of its own, its output kept, none of it left behind."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, cast

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

    def __init__(self, transport: asyncio.SubprocessTransport, watch: _Watch) -> None:
        self._transport = transport
        self._watch = watch

    @classmethod
    async def start(
        cls,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        output: Output,
        reaper: Reaper,
    ) -> Self:
        """Start ``command`` in a session of its own."""
        transport, watch = await asyncio.get_running_loop().subprocess_exec(
            lambda: _Watch(output, reaper),
            *command,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        reaper.guard(transport.get_pid())
        return cls(transport, watch)

    @property
    def pid(self) -> int:
        """Return the number of the child, which is that of its group."""
        return self._transport.get_pid()

    @property
    def running(self) -> bool:
        """Say whether the child has not ended yet."""
        return not self._watch.ended.done()

    async def wait(self) -> int:
        """Return the exit code once the child has ended; negative is the signal that ended it."""
        await asyncio.wait([self._watch.ended])
        await asyncio.wait([self._watch.silent], timeout=1.0)  # its last words may still be in the pipe
        return self._transport.get_returncode() or 0

    async def ready(self, patience: float) -> str | None:
        """Return the first line on stdout, or ``None`` when it has ended or is silent for ``patience`` seconds."""
        waiting: list[asyncio.Future[Any]] = [self._watch.first_line, self._watch.ended]
        await asyncio.wait(waiting, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        return self._watch.first_line.result() if self._watch.first_line.done() else None

    def kill(self) -> None:
        """End the whole group this instant."""
        if self.running:
            kill_group(self.pid, signal.SIGKILL)

    async def stop(self, patience: float = 3.0) -> None:
        """Ask the group to stop and kill it after ``patience`` seconds."""
        if self.running:
            kill_group(self.pid, signal.SIGTERM)
        await asyncio.wait([self._watch.ended], timeout=patience)
        self.kill()
        await self.wait()


class _Watch(asyncio.SubprocessProtocol):
    """Notes what a child prints and that it has ended, even while a grandchild holds its pipes."""

    def __init__(self, output: Output, reaper: Reaper) -> None:
        loop = asyncio.get_running_loop()
        self.first_line: asyncio.Future[str] = loop.create_future()
        self.ended: asyncio.Future[None] = loop.create_future()
        self.silent: asyncio.Future[None] = loop.create_future()
        self._output = output
        self._reaper = reaper
        self._begun = b""
        self._pid = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._pid = cast("asyncio.SubprocessTransport", transport).get_pid()

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        self._output.write(data)
        if fd == 1 and not self.first_line.done():
            self._begun += data
            line, newline, _ = self._begun.partition(b"\n")
            if newline:
                self.first_line.set_result(line.decode(errors="replace").strip())

    def process_exited(self) -> None:
        kill_group(self._pid, signal.SIGKILL)  # gunicorn's worker, when its master was killed
        self._reaper.release(self._pid)
        self.ended.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's form
        self.silent.set_result(None)
