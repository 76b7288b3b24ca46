"""Decides whether a run may begin: nobody else at work on the same data, and every port free."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from infra.local.launcher.ports import COUNT, Ports

PATIENCE = 5.0  # seconds; what a run that was killed has left behind is gone by then


class ClaimError(Exception):
    """The run may not begin; the message says why and what to do."""


@contextlib.contextmanager
def claimed(data: Path, ports: Ports) -> Iterator[None]:
    """Hold ``data`` and find ``ports`` free, or raise :class:`ClaimError`; our end ends the hold in any case."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data / ".lock"
    with path.open("a+") as lock:
        _hold(lock.fileno(), data, path)
        killed = bool(path.read_text())
        taken = _wait_for(ports, PATIENCE if killed else 0.0)
        if taken:
            raise ClaimError(_told(taken, ports))
        path.write_text(f"process {os.getpid()}, {ports.url('gateway')}")
        try:
            yield
        finally:
            path.write_text("")


def _wait_for(ports: Ports, patience: float) -> dict[str, int]:
    deadline = time.monotonic() + patience
    while (taken := ports.taken()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return taken


def _hold(descriptor: int, data: Path, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        who = path.read_text() or "another process"
        raise ClaimError(
            f"{data} is in use by a run of make run already ({who}).\n"
            f"Stop that one with Ctrl-C, or keep both apart: make run PORT=9080 DATA={data}2",
        ) from error


def _told(taken: dict[str, int], ports: Ports) -> str:
    places = ", ".join(f"{port} ({name})" for name, port in taken.items())
    many = "Ports" if len(taken) > 1 else "Port"
    other = 9080 if abs(ports.gateway - 9080) >= COUNT else 10_080
    return (
        f"{many} {places} {'are' if len(taken) > 1 else 'is'} taken by another program.\n"
        f"Choose a place with room for {COUNT} ports in a row: make run PORT={other}"
    )
