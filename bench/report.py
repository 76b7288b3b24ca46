"""Writes what was measured for people: a page of tables, and a chart of the first one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import chart, tables

Json = Mapping[str, Any]
_SECTIONS = (
    ("speed", "An update of the order form", tables.speed),
    ("store_cost", "A read and a commit by themselves", tables.store_cost),
    ("profile", "Where the bot's CPU time goes", tables.profile),
    ("calls", "What a step and an order ask for", tables.calls),
    ("cold", "Cold starts", tables.cold),
    ("growth", "With more on file", tables.growth),
    ("mirror", "The Sheet", tables.mirror),
    ("stand_ins", "The stand-ins", tables.stand_ins),
)


def write(results: Json, folder: Path) -> None:
    """Write ``results.md`` and ``speed.svg``."""
    parts = ["# Measured\n\n[How to read this, and how the peers were set up](../README.md).\n"]
    for name, title, table in _SECTIONS:
        if name in results:
            parts += [f"## {title}\n", _where(results[name]), table(results[name])]
    (folder / "results.md").write_text("\n".join(parts))
    if "speed" in results:
        (folder / "speed.svg").write_text(chart.draw(results["speed"]["contenders"]))


def _where(part: Json) -> str:
    machine, load = part["machine"], part["load"]
    told = (
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, Python {machine['python']}, "
        f"{machine['system']}; commit {machine['commit']}, {part['measured_at']}, {part['took_s']} s; "
        f"load {load['before']} before, {load['after']} after"
    )
    quick = " **Quick mode: it runs, no more.**" if part["quick"] else ""
    return f"*{told}.*{quick}\n"
