"""Decides where measured things run: which cores there are, what they are called, what a process has cost so far."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TICK = os.sysconf("SC_CLK_TCK")
CORES = sorted(os.sched_getaffinity(0))
MEASURED = CORES[0]  # what is measured has a core of its own where there are two
REST = CORES[1] if len(CORES) > 1 else CORES[0]


def described() -> dict[str, Any]:
    """Name the machine."""
    cpu = next((line.partition(": ")[2] for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?")
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return {
        "cpu": cpu,
        "cores": len(CORES),
        "memory_gib": round(memory / (1 << 20), 1),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "commit": _commit(),
    }


def load() -> float:
    """Return how many processes wanted a core during the last minute."""
    return os.getloadavg()[0]


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return the median of several runs, the smallest and the largest."""
    return {
        "median": round(statistics.median(values), 4),
        "min": round(min(values), 4),
        "max": round(max(values), 4),
        "runs": len(values),
    }


def cpu_seconds(session: int) -> float:
    """Return the CPU time, user and system, that all processes of a session have used."""
    return sum(int(ticks) for stat in _of_session(session) for ticks in stat[11:13]) / TICK


def memory(session: int, *, peak: bool = True) -> float:
    """Return the memory of the largest process of a session in MiB: its peak, or what it holds now."""
    name = "VmHWM" if peak else "VmRSS"
    found = (line for pid in _pids(session) for line in _lines(f"/proc/{pid}/status") if line.startswith(name))
    return max((int(line.split()[1]) for line in found), default=0) / 1024


def _of_session(session: int) -> list[list[str]]:
    # Fields from the third on, behind the name, which may hold anything: state, ppid, pgrp, session ...
    return [stat for pid in _pids(session) if (stat := _stat(pid))]


def _pids(session: int) -> list[str]:
    every = (folder.name for folder in Path("/proc").iterdir() if folder.name.isdigit())
    return [pid for pid in every if (stat := _stat(pid)) and int(stat[3]) == session]


def _stat(pid: str) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def _commit() -> str:
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)  # noqa: S607 - wherever git is
    return asked.stdout.strip() or "unknown"
