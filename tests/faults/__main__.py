"""``make faults``: plays every story once for every call and every fault, and says how much that was.

``--jobs`` so many at a time, each with stand-ins of its own; ``--story`` only one; ``--every`` only each n-th point.
Ends with 1 where anything did not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.faults import sweep
from tests.faults.cloud import running
from tests.faults.play import play
from tests.faults.stories import STORIES


@dataclass(frozen=True)
class Share:
    """What one process plays: of a story's points that match each ``every``-th, and of those its own."""

    story: str
    at: int
    jobs: int
    every: int
    match: str
    minutes: float
    seed: int


@dataclass
class Tally:
    """What a part of the sweep came to."""

    points: int = 0
    runs: int = 0
    left: int = 0
    kills: int = 0
    doubled: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Put two parts together."""
        self.runs += other.runs
        self.left += other.left
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
    parser.add_argument("--minutes", type=float, default=0.0, help="stop each story after so many and say what is left")
    parser.add_argument(
        "--seed", type=int, default=datetime.now(UTC).date().toordinal(), help="the order of the points"
    )
    parser.add_argument("--match", default="", help="only points whose description holds this")
    given = parser.parse_args()
    failed = False
    for name in [given.story] if given.story else STORIES:
        began = time.monotonic()
        with ProcessPoolExecutor(given.jobs) as pool:
            more = (given.jobs, given.every, given.match, given.minutes, given.seed)
            waiting = [pool.submit(_part, Share(name, at, *more)) for at in range(given.jobs)]
            parts = [part.result() for part in waiting]
        tally = parts[0]
        for part in parts[1:]:
            tally.add(part)
        failed |= bool(tally.failures)
        _report(name, tally, time.monotonic() - began)
    return int(failed)


def _part(share: Share) -> Tally:
    return asyncio.run(_sweep(share))


async def _sweep(share: Share) -> Tally:
    story, tally = STORIES[share.story], Tally()
    until = time.monotonic() + share.minutes * 60 if share.minutes else float("inf")
    async with running() as cloud:
        clean = await sweep.played_clean(cloud, story)
        found = sweep.points(clean)
        tally.points = len(found)
        chosen = [point for point in found[:: share.every] if share.match in str(point)]
        # Whatever is left for want of time is left over evenly, and another day it is something else.
        random.Random(share.seed).shuffle(chosen)  # noqa: S311 - to be shared by all jobs, not to be secret
        for point in chosen[share.at :: share.jobs]:
            if time.monotonic() > until:
                tally.left += 1
                continue
            played = await play(cloud, story, point, clean)
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
        f"{name}: {tally.points} points, {tally.runs} runs ({tally.kills} of them a SIGKILL)"
        + (f", {tally.left} points left for want of time" if tally.left else ""),
        f"  {len(tally.failures)} failures, {seconds:.0f} s; the slowest answer afterwards took {tally.slowest:.2f} s",
        *(f"  doubled once: {where} ({times} runs)" for where, times in sorted(tally.doubled.items())),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
