"""``make faults``: plays every story once for every call and every fault, and says how much that was.

``--jobs`` so many at a time, each with stand-ins of its own; ``--story`` only one; ``--every`` only each n-th point.
Ends with 1 where anything did not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from tests.faults import sweep
from tests.faults.cloud import running
from tests.faults.stories import STORIES


@dataclass
class Tally:
    """What a part of the sweep came to."""

    points: int = 0
    runs: int = 0
    kills: int = 0
    doubled: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Put two parts together."""
        self.runs += other.runs
        self.kills += other.kills
        self.doubled += other.doubled
        self.slowest = max(self.slowest, other.slowest)
        self.failures += other.failures


def main() -> int:
    """Sweep and report."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--story", choices=sorted(STORIES))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--match", default="", help="only points whose description holds this")
    given = parser.parse_args()
    failed = False
    for name in [given.story] if given.story else STORIES:
        began = time.monotonic()
        with ProcessPoolExecutor(given.jobs) as pool:
            waiting = [pool.submit(_part, name, given.match, at, given.jobs, given.every) for at in range(given.jobs)]
            parts = [part.result() for part in waiting]
        tally = parts[0]
        for part in parts[1:]:
            tally.add(part)
        failed |= bool(tally.failures)
        _report(name, tally, time.monotonic() - began)
    return int(failed)


def _part(name: str, match: str, at: int, jobs: int, every: int) -> Tally:
    return asyncio.run(_sweep(name, match, at, jobs, every))


async def _sweep(name: str, match: str, at: int, jobs: int, every: int) -> Tally:
    story, tally = STORIES[name], Tally()
    async with running() as cloud:
        clean = await sweep.played_clean(cloud, story)
        found = sweep.points(clean)
        tally.points = len(found)
        chosen = [point for point in found[::every] if match in str(point)][at::jobs]
        async for played in sweep.swept(cloud, story, clean, chosen):
            tally.runs += 1
            tally.kills += "killed" in played.struck
            tally.slowest = max(tally.slowest, played.slowest)
            if played.doubled and not played.problems:
                tally.doubled[f"{played.struck}"] += 1
            if played.problems:
                tally.failures.append(f"{played.point}\n    " + "\n    ".join(played.problems))
                sys.stdout.write(f"{tally.failures[-1]}\n")
                sys.stdout.flush()
    return tally


def _report(name: str, tally: Tally, seconds: float) -> None:
    lines = [
        f"{name}: {tally.points} points, {tally.runs} runs ({tally.kills} of them a SIGKILL)",
        f"  {len(tally.failures)} failures, {seconds:.0f} s; the slowest answer afterwards took {tally.slowest:.2f} s",
        *(f"  doubled once: {where} ({times} runs)" for where, times in sorted(tally.doubled.items())),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
