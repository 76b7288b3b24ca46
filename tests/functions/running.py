"""Functions as the platform runs them: a process of the real functions framework each, killed and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.local.platform.environment import of_machine
from tests.child import ROOT, eventually

FRAMEWORK = Path(sys.executable).with_name("functions-framework")


class Function:
    """A running function; ``url`` is its address."""

    def __init__(self, target: str, environment: Mapping[str, str], log: Path) -> None:
        self._target, self._log = target, log
        self._environment = {**of_machine(), **environment, "XDG_RUNTIME_DIR": str(log.parent)}
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Begin to start it on the port it has always had."""
        command: list[str | Path] = [FRAMEWORK, "--target", self._target, "--source", "main.py", "--host", "127.0.0.1"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own function
                [*command, "--port", str(self._port)],
                cwd=ROOT,
                env={**self._environment, "FUNCTION_TARGET": self._target},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Wait until it listens."""
        process = self._process
        assert process
        eventually(lambda: self._listens() or process.poll() is not None, 30)
        assert process.poll() is None, f"{self._target} did not start:\n{self._log.read_text()}"

    def kill(self) -> None:
        """End it and its worker this instant, as a power cut would."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def said(self) -> str:
        """Return what it has logged."""
        return self._log.read_text()

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0


def loads(target: str, environment: Mapping[str, str]) -> None:
    """Load a function as the framework does before it serves."""
    ended = _loaded(target, environment)
    assert ended.returncode == 0, ended.stderr


def refusal(target: str, environment: Mapping[str, str]) -> str:
    """Load a function that must refuse to start and return its last words."""
    ended = _loaded(target, environment)
    assert ended.returncode != 0, "it started"
    return ended.stderr


def _loaded(target: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import main"],
        cwd=ROOT,
        env={**of_machine(), **environment, "FUNCTION_TARGET": target},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
