"""A part of the local cloud as a process of its own, for tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parent.parent


class Child:
    """``python -m MODULE ...``, started and ready; its first line names its address."""

    def __init__(
        self, module: str, *arguments: object, log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        command = [sys.executable, "-m", module, *map(str, arguments)]
        self.log = log
        with log.open("ab") as stderr:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                command,
                cwd=ROOT,
                env={**os.environ, **(environment or {})},
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                start_new_session=True,
            )
        assert self._process.stdout
        self.first_line = self._process.stdout.readline().strip()
        if not self.first_line:
            self._process.wait()
            raise AssertionError(f"{module} did not start:\n{log.read_text()}")
        self.address = self.first_line.rpartition(" ")[2]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The number of the process, which is that of its group."""
        return self._process.pid

    def stop(self, patience: float = 10.0) -> int:
        """End it in good order and return its exit code."""
        if self._process.poll() is None:
            os.killpg(self.pid, signal.SIGTERM)
        code = self._process.wait(patience)
        assert self._process.stdout
        self._process.stdout.close()
        return code

    def kill(self) -> None:
        """End it this instant."""
        os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()


def eventually(holds: Callable[[], object], patience: float = 10.0) -> None:
    """Wait until ``holds`` is true, or fail."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.02)


def exists(pid: int) -> bool:
    """Say whether a process runs; one that has ended and is not yet collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
