"""Decides which processes make up the local cloud and how each is called."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from infra.local.launcher.ports import Ports
from infra.local.launcher.settings import Decided


@dataclass(frozen=True, slots=True)
class Part:
    """A process to keep running; it prints one line when it is ready."""

    name: str
    command: tuple[str | Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the run takes place: its ports, its data, and the files of the project it serves."""

    ports: Ports
    data: Path
    functions: Path
    source: Path
    indexes: Path
    twice: float
    verbose: bool


def services(decided: Decided, place: Place) -> list[Part]:
    """Return the stand-ins of outside services and the scheduler, which need nobody else."""
    port, data = place.ports.of, place.data
    parts = [
        _part("firestore", port("firestore"), ("--admin-port", port("firestore admin"), "--data", data / "firestore")),
        _part("telegram", port("telegram"), ("--data", data / "telegram")),
        _part("sheets", port("sheets"), ("--data", data / "sheets")),
    ]
    if place.indexes.exists():
        parts[0] = Part("firestore", (*parts[0].command, "--indexes", place.indexes))
    settings = decided.settings
    clock = ("--public-url", settings["PUBLIC_URL"], "--time-zone", settings["TIME_ZONE"])
    scheduler = _part(
        "scheduler",
        port("scheduler"),
        ("--functions", place.ports.url("gateway"), *clock, "--account", settings["JOBS_SERVICE_ACCOUNT"]),
        *_listed(decided, place),
    )
    return [*(part for part in parts if part.name in decided.stand_ins), scheduler]


def platform(decided: Decided, place: Place) -> list[Part]:
    """Return what calls and serves the functions, once the services are there."""
    verbose = ("--verbose",) if place.verbose else ()
    gateway = _part(
        "platform",
        place.ports.of("gateway"),
        ("--data", place.data, "--list", place.functions, "--source", place.source, *verbose),
    )
    triggers = _part(
        "eventarc",
        place.ports.of("eventarc"),
        ("--changes", place.ports.url("firestore admin"), "--functions", place.ports.url("gateway")),
        ("--data", place.data / "eventarc", "--twice", place.twice),
        *_listed(decided, place),
    )
    return [gateway, triggers] if "firestore" in decided.stand_ins else [gateway]


def _listed(decided: Decided, place: Place) -> list[tuple[object, ...]]:
    return [("--keys", place.data / "keys", "--list", place.functions), ("--desks", ",".join(decided.desks))]


def _part(name: str, port: int, *arguments: tuple[object, ...]) -> Part:
    words = [str(word) for group in arguments for word in group]
    return Part(name, (sys.executable, "-m", f"infra.local.{name}", "--port", str(port), *words))
