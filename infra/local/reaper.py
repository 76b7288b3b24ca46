"""Decides what becomes of child processes whose parent was killed: a reaper outlives it by a moment and ends them.

A parent that is told to stop ends its own children. One that gets SIGKILL cannot, so it keeps a pipe to a small process
beside it; when the pipe closes, whoever held it is gone, and every process group it had registered is ended. This needs
nothing of the operating system but pipes and process groups, so it holds on Linux and macOS alike.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

PATIENCE = 3.0  # seconds a group has between SIGTERM and SIGKILL


class Reaper:
    """The parent's end of the pipe."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own file, run by our own interpreter
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def guard(self, group: int) -> None:
        """End ``group`` when we are gone."""
        self._say(f"+{group}")

    def release(self, group: int) -> None:
        """Forget ``group``: it has ended, and its number may be given to a stranger."""
        self._say(f"-{group}")

    def close(self) -> None:
        """End whatever is still registered, and the reaper with it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()

    def _say(self, word: str) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(f"{word}\n".encode())
            self._process.stdin.flush()


def kill_group(group: int, number: int) -> bool:
    """Send a signal to every process of ``group``; say whether there was one."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):  # macOS answers the second for a group of zombies
        return False
    return True


def end(groups: set[int]) -> None:
    """Ask every group to stop, and kill what has not gone within the patience."""
    left = {group for group in groups if kill_group(group, signal.SIGTERM)}
    deadline = time.monotonic() + PATIENCE
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = {group for group in left if kill_group(group, 0)}
    for group in left:
        kill_group(group, signal.SIGKILL)


def main() -> None:
    """Read ``+GROUP`` and ``-GROUP`` until the pipe closes, then end what is registered."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin.buffer:
        group = int(line[1:])
        (groups.add if line.startswith(b"+") else groups.discard)(group)
    end(groups)


if __name__ == "__main__":
    main()
