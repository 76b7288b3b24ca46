"""The whole local cloud on free ports, for tests from end to end: ``make run`` itself, with data of its own.

A folder of tests that wants it writes ``from tests.stand import stand`` in its ``conftest.py``; it starts once a
session. Parts can be killed and frozen, functions killed and multiplied, all stopped and started on the same data.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local import settings_file
from infra.local.launcher.ports import free_base
from infra.local.platform.environment import of_machine
from tests.child import ROOT, eventually

START_LIMIT = 60.0  # seconds
READY = "(Ready in"


class Stand:
    """A running local cloud; ``arguments`` are further ones for ``python -m infra.local``."""

    def __init__(self, data: Path, *arguments: object) -> None:
        self.data = data
        self.port = free_base()
        self.said: list[str] = []
        self._arguments = arguments
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start everything on the same ports and data and wait until it is ready."""
        data, port = str(self.data), str(self.port)
        own = ["--port", port, "--data", data, "--env", os.devnull, "--twice", "0", *map(str, self._arguments)]
        process = self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "infra.local", *own],
            cwd=ROOT,
            env=of_machine(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said.clear()
        threading.Thread(target=self._listen, args=(process,), daemon=True).start()
        eventually(lambda: self._ready() or process.poll() is not None, START_LIMIT)
        assert self._ready(), "the local cloud did not start:\n" + "\n".join(self.said)

    def stop(self) -> int:
        """Stop everything in good order, as Ctrl-C does, and return the exit code."""
        assert self._process
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(20)

    def kill(self) -> None:
        """End the launcher this instant; its parts follow by themselves."""
        assert self._process
        self._process.kill()
        self._process.wait()

    @property
    def running(self) -> bool:
        """Whether the launcher is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def launcher(self) -> int:
        """The launcher's process."""
        assert self._process
        return self._process.pid

    @property
    def settings(self) -> dict[str, str]:
        """What the functions were given."""
        return settings_file.read(self.data / "run.env")

    @property
    def places(self) -> dict[str, str]:
        """Where the parts answer orders and questions."""
        return settings_file.read(self.data / "local.env")

    def function(self, name: str) -> str:
        """The public address of a function."""
        return f"{self.settings['PUBLIC_URL']}/{name}"

    def functions(self) -> dict[str, dict[str, Any]]:
        """How the functions are, by their names."""
        rows = httpx.get(f"{self.places['LOCAL_FUNCTIONS']}/admin/functions").json()
        return {row["name"]: row for row in rows}

    def kill_function(self, name: str) -> None:
        """End every process of a function this instant."""
        httpx.post(f"{self.places['LOCAL_FUNCTIONS']}/admin/functions/{name}/kill").raise_for_status()

    def scale(self, name: str, instances: int) -> None:
        """Run so many instances of a function."""
        address = f"{self.places['LOCAL_FUNCTIONS']}/admin/functions/{name}"
        httpx.post(address, json={"instances": instances}, timeout=60).raise_for_status()

    def order_fault(self, place: str, **order: Any) -> None:
        """Order the next calls of a part, as ``LOCAL_FUNCTIONS``, to fail; the form is in infra/local/faults.py."""
        httpx.post(f"{self.places[place]}/admin/faults", json=order).raise_for_status()

    def run_job(self, name: str) -> dict[str, Any]:
        """Run a scheduled function now; its status and body."""
        answer = httpx.post(f"{self.places['LOCAL_SCHEDULER']}/admin/jobs/{name}/run", timeout=200)
        return dict(answer.raise_for_status().json())

    def token(self, audience: str, kind: str = "valid", **more: str) -> str:
        """A scheduler's token for a function's address; see infra/local/scheduler/app.py for kinds."""
        asked = {"audience": audience, "kind": kind, **more}
        return str(httpx.post(f"{self.places['LOCAL_SCHEDULER']}/admin/token", json=asked).json()["token"])

    def pid(self, part: str) -> int:
        """The process of a part: firestore, telegram, sheets, scheduler, platform or eventarc."""
        return int(json.loads((self.data / "parts.json").read_text())[part])

    def kill_part(self, part: str) -> None:
        """End a part this instant and wait until it is back on the same port with the same data."""
        pid, back = self.pid(part), self.said.count(f"{part} is back.")
        os.killpg(pid, signal.SIGKILL)
        eventually(lambda: self.said.count(f"{part} is back.") > back, 30)

    @contextlib.contextmanager
    def frozen(self, part: str) -> Iterator[None]:
        """Let a part answer nothing for a while, its connections open."""
        pid = self.pid(part)
        os.killpg(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(pid, signal.SIGCONT)

    def settled(self, patience: float = 20.0) -> None:
        """Wait until every function is warm or has failed, and no event is on its way."""
        triggers = f"{self.places['LOCAL_EVENTARC']}/admin/triggers"
        eventually(
            lambda: (
                all(row["state"] in ("ready", "failed") for row in self.functions().values())
                and not any(row["pending"] for row in httpx.get(triggers).json())
            ),
            patience,
        )

    def _ready(self) -> bool:
        return any(line.startswith(READY) for line in self.said)

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        with process.stdout:
            self.said.extend(line.rstrip("\n") for line in process.stdout)


@pytest.fixture(scope="session")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """The local cloud with the functions of this project."""
    stand = Stand(tmp_path_factory.mktemp("cloud"))
    stand.start()
    yield stand
    stand.stop()
