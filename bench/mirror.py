"""What keeping a large tab costs: calls, bytes, CPU and document reads of a pass, with changes and without."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from bench import ask, contenders, machine, mirror_pass
from bench.processes import ROOT, module, running
from infra.local.platform.environment import of_machine

_SETTLE = 31  # seconds; the mirror looks half a minute back


def measure(folder: Path, *, rows: int, burst: int, rounds: int) -> dict[str, Any]:
    """Measure the passes in a process of their own."""
    with (
        contenders.stage(folder, peers=False) as stage,
        running(module("infra.local.sheets", "--port", 0), speaks=True) as sheets,
    ):
        address = sheets.words[-1]
        ask.post(f"{address}/admin/spreadsheets", {"id": mirror_pass.SPREADSHEET, "title": "Bench", "locale": "ru_RU"})
        firestore, admin = stage.firestore.words[3], stage.firestore.words[-1]
        numbers = {"rows": rows, "burst": burst, "rounds": rounds, "settle": _SETTLE}
        asked = [f"--{name}={number}" for name, number in numbers.items()]
        command = ["taskset", "-c", str(machine.MEASURED)]
        command += module("bench.mirror_pass", firestore, admin, address, *asked)
        told = subprocess.run(command, env=of_machine(), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - our own module
    return {"rows": rows, "passes": json.loads(told)}
