"""``make bench``: measures everything, or some parts, and writes ``bench/results/``.

``python -m bench [--quick] [--only speed,calls,...] [--results DIR]``. Parts that are not asked for keep the figures
they had.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bench import calls, cold, growth, machine, mirror, profile, report, speed, stand_ins, store_cost

RESULTS = Path(__file__).with_name("results")
Part = Callable[[Path], dict[str, Any]]


def parts(*, quick: bool) -> dict[str, Part]:
    """Return what can be measured: with enough rounds to believe, or just to see that it works."""
    if quick:
        return {
            "speed": partial(speed.measure, rounds=2, orders=10),
            "store_cost": partial(store_cost.measure, rounds=2, turns=100),
            "profile": partial(profile.measure, orders=40),
            "calls": calls.measure,
            "cold": partial(cold.measure, rounds=1),
            "growth": partial(growth.measure, rounds=2, orders=10, sizes=(100, 1_000)),
            "mirror": partial(mirror.measure, rows=500, burst=200, rounds=1),
            "stand_ins": partial(stand_ins.measure, rounds=1, seconds=0.5, documents=10_000),
        }
    return {
        "speed": partial(speed.measure, rounds=9, orders=60),
        "store_cost": partial(store_cost.measure, rounds=7, turns=400),
        "profile": partial(profile.measure, orders=400),
        "calls": calls.measure,
        "cold": partial(cold.measure, rounds=9),
        "growth": partial(growth.measure, rounds=9, orders=40, sizes=(1_000, 10_000, 100_000)),
        "mirror": partial(mirror.measure, rows=10_000, burst=5_000, rounds=3),
        "stand_ins": partial(stand_ins.measure, rounds=5, seconds=2.0, documents=1_000_000),
    }


def main() -> int:
    """Measure and write."""
    # Told to stop, it must still stop what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds: does it run, not how fast")
    parser.add_argument("--only", default="", help="parts, separated by commas")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the folder to write into")
    asked = parser.parse_args()
    known = parts(quick=asked.quick)
    wanted = asked.only.split(",") if asked.only else list(known)
    if unknown := set(wanted) - set(known):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    asked.results.mkdir(parents=True, exist_ok=True)
    kept = asked.results / "results.json"
    results: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    for name in wanted:
        results[name] = _measured(name, known[name], quick=asked.quick)
        kept.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    report.write(results, asked.results)
    sys.stdout.write(f"\n{(asked.results / 'results.md').read_text()}\n")
    return 0


def _measured(name: str, part: Part, *, quick: bool) -> dict[str, Any]:
    sys.stderr.write(f"{name} …\n")
    before, begun = machine.load(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        found = part(Path(folder))
    load = {"before": round(before, 1), "after": round(machine.load(), 1)}
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    took = round(time.monotonic() - begun)
    return {"machine": machine.described(), "measured_at": when, "took_s": took, "load": load, "quick": quick, **found}


if __name__ == "__main__":
    sys.exit(main())
