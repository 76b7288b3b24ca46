"""The platform of a run: every function a process of its own, started when called, started anew when it has died.

Here deliveries go wrong: an answer that nobody hears, one that is handed to two processes at once, one that comes again
after the next, one that comes late, one whose reply the vendor loses.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from infra.local.upstream import Headers, Upstream, UpstreamError
from tests.faults.gates import Fault
from tests.stand_ins import REPOSITORY

HOST = "127.0.0.1"


class Mishap(StrEnum):
    """What happens to a delivery, as opposed to a call."""

    UNHEARD = "its answer is lost and it comes again"
    AT_ONCE = "it comes to two processes at the same instant"
    AGAIN_LATER = "it comes again after the next one"
    LATE = "it comes late"
    REPLY_LOST = "the reply in its answer is lost"


@dataclass(frozen=True, slots=True)
class Point:
    """What goes wrong where: the ``number``-th call of a function's process, or delivery to the function."""

    function: str
    number: int
    method: str
    fault: Fault | Mishap

    def __str__(self) -> str:
        """Name the point as reports do."""
        what = "delivery" if isinstance(self.fault, Mishap) else self.method
        return f"{self.function} #{self.number} {what}: {self.fault}"


@dataclass(slots=True)
class Answer:
    """What a function answered, or the platform in its place."""

    status: int
    headers: Headers = field(default_factory=list)
    body: bytes = b""

    @property
    def heard(self) -> bool:
        """Whether whoever called counts it as done."""
        return self.status // 100 == 2


DEAD = 503  # what the platform says for a process that died


class Zygote:
    """The process whose forks are the functions."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def fork(self, order: Mapping[str, Any]) -> tuple[int, int]:
        """Start a function's process and return its number and port."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        made = json.loads(self._process.stdout.readline())
        return made["pid"], made["port"]

    def close(self) -> None:
        """End it, and its forks with it."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


@dataclass(slots=True)
class Instance:
    """A running process of a function."""

    pid: int
    port: int
    line: Upstream

    def kill(self) -> None:
        """End it as a power cut would."""
        self.line.close()
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


@dataclass
class Functions:
    """The functions of one run; ``point`` is the one thing that goes wrong in it."""

    zygote: Zygote
    folder: Path
    environment: Mapping[str, str]
    point: Point | None = None
    kill_chance: float = 0.0
    deliveries: Counter[str] = field(default_factory=Counter)
    replies: Counter[str] = field(default_factory=Counter)  # deliveries whose answer carried a call, by method
    struck: str = ""  # what the point turned out to be
    _running: dict[str, Instance] = field(default_factory=dict)
    _again: list[tuple[str, Headers, bytes]] = field(default_factory=list)

    def begin(self, point: Point | None) -> Self:
        """Forget everybody who runs and begin to count; from here on ``point`` may strike."""
        self.close()
        (self.folder / "traffic").write_bytes(b"")
        self.point, self.struck = point, ""
        self.deliveries.clear()
        self.replies.clear()
        return self

    def close(self) -> None:
        """End every process."""
        while self._running:
            self._running.popitem()[1].kill()

    def processes(self) -> list[int]:
        """Return the numbers of the running processes."""
        return [instance.pid for instance in self._running.values()]

    def traffic(self) -> list[dict[str, Any]]:
        """Return the calls that left the functions' processes, in their order."""
        return [json.loads(line) for line in (self.folder / "traffic").read_text().splitlines()]

    async def deliver(self, name: str, headers: Headers, body: bytes) -> Answer:
        """Hand a request to a function, as the platform would, and return the answer that the caller hears."""
        self.deliveries[name] += 1
        mishap = self._mishap(name)
        if mishap is Mishap.LATE:
            return Answer(DEAD)
        if mishap is Mishap.AT_ONCE:
            answer = await self._at_once(name, headers, body)
        else:
            answer = await self.call(name, self._instance(name), headers, body)
        again, self._again = self._again, []
        for earlier in again:
            await self.call(earlier[0], self._instance(earlier[0]), *earlier[1:])
        if mishap is Mishap.AGAIN_LATER:
            self._again.append((name, headers, body))
        if mishap is Mishap.UNHEARD:
            return Answer(DEAD)
        if mishap is Mishap.REPLY_LOST:
            return Answer(answer.status) if answer.heard else answer
        if answer.heard and answer.body.startswith(b'{"method"'):
            self.replies[json.loads(answer.body)["method"]] += 1
        return answer

    def _mishap(self, name: str) -> Mishap | None:
        point = self.point
        if not point or not isinstance(point.fault, Mishap) or point.function != name:
            return None
        if self.deliveries[name] != point.number:
            return None
        self.struck = str(point)
        return point.fault

    async def _at_once(self, name: str, headers: Headers, body: bytes) -> Answer:
        twin = self.fork(name)
        try:
            ours = self._instance(name)
            answers = await asyncio.gather(self.call(name, ours, headers, body), self.call(name, twin, headers, body))
        finally:
            twin.kill()
        return next((answer for answer in answers if answer.heard), answers[0])

    def _instance(self, name: str) -> Instance:
        if name not in self._running:
            self._running[name] = self.fork(name)
        return self._running[name]

    def fork(self, name: str) -> Instance:
        """Start one more process of a function."""
        order: dict[str, Any] = {"function": name, "environment": dict(self.environment)}
        order |= {each: str(self.folder / each) for each in ("log", "traffic", "clock")}
        point = self.point
        if point and isinstance(point.fault, Fault) and point.function == name and not self.struck:
            order |= {"at": point.number, "fault": point.fault}
        if self.kill_chance:
            order["kill_chance"] = self.kill_chance
        pid, port = self.zygote.fork(order)
        return Instance(pid, port, Upstream(HOST, port))

    async def call(self, name: str, instance: Instance, headers: Headers, body: bytes) -> Answer:
        """Hand a request to one process."""
        sent = [(key, value) for key, value in headers if key not in {b"host", b"content-length", b"connection"}]
        sent += [(b"host", b"functions"), (b"content-length", str(len(body)).encode())]
        try:
            async with instance.line.call(b"POST", b"/", sent, body) as answer:
                content = b"".join([piece async for piece in answer.body()])
                return Answer(answer.status, answer.headers, content)
        except UpstreamError:
            if self._running.get(name) is instance:
                self._note_death()
                del self._running[name]
            instance.kill()
            return Answer(DEAD)

    def _note_death(self) -> None:
        """A fault strikes once: whoever is started after a death is spared."""
        struck = next((line for line in reversed(self.traffic()) if line["struck"]), None)
        if struck:
            self.struck = f"{struck['function']} {struck['method']}: {struck['struck']}"
