"""Decides how measured programs are started: each in a session of its own, on the core it is given, and ended again."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import machine
from infra.local.platform.environment import of_machine

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
START_LIMIT = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Running:
    """A program that runs; ``words`` are those of its first line, if it was waited for."""

    process: subprocess.Popen[str]
    words: tuple[str, ...] = ()

    @property
    def session(self) -> int:
        """The number of its session."""
        return self.process.pid

    def cpu(self) -> float:
        """Return the CPU seconds it has used with its children."""
        return machine.cpu_seconds(self.session)

    def memory(self, *, peak: bool = True) -> float:
        """Return the memory of its largest process in MiB."""
        return machine.memory(self.session, peak=peak)

    def end(self, number: int = signal.SIGTERM) -> None:
        """End it and whatever it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.session, number)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.session, signal.SIGKILL)
            self.process.wait()


@contextlib.contextmanager
def running(
    command: Sequence[str | Path],
    environment: Mapping[str, str] | None = None,
    *,
    core: int = machine.REST,
    speaks: bool = False,
    folder: Path = ROOT,
) -> Iterator[Running]:
    """Run a program for the length of a block; where it ``speaks``, its first line says that it is ready."""
    started = start(command, environment, core=core, speaks=speaks, folder=folder)
    try:
        yield started
    finally:
        started.end()


def start(
    command: Sequence[str | Path],
    environment: Mapping[str, str] | None = None,
    *,
    core: int = machine.REST,
    speaks: bool = False,
    folder: Path = ROOT,
) -> Running:
    """Start a program; whoever starts it ends it."""
    process = subprocess.Popen(  # noqa: S603 - our own commands
        ["taskset", "-c", str(core), *map(str, command)],  # noqa: S607 - wherever util-linux is
        cwd=folder,
        env={**of_machine(), **(environment or {})},
        stdout=subprocess.PIPE if speaks else subprocess.DEVNULL,
        stderr=None if os.environ.get("BENCH_LOUD") else subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    words: tuple[str, ...] = ()
    if speaks:
        assert process.stdout  # noqa: S101 - it was asked for
        words = tuple(process.stdout.readline().replace(",", "").split())
        if not words:
            raise RuntimeError(f"{command} did not start; BENCH_LOUD=1 shows what it says")
    return Running(process, words)


def module(name: str, *arguments: object) -> list[str]:
    """Return the command that runs a module of ours."""
    return [sys.executable, "-m", name, *map(str, arguments)]


def framework(target: str, source: Path, port: int) -> list[str | Path]:
    """Return the command that serves a function, as the local platform has it."""
    program = Path(sys.executable).with_name("functions-framework")
    return [program, "--target", target, "--source", source, "--host", HOST, "--port", str(port)]


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(port: int, process: Running) -> None:
    """Wait until a port can be reached."""
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and process.process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"nothing listens on {port}; BENCH_LOUD=1 shows what the program says")
