"""Decides what the person at the terminal reads once everything runs: where things are and what to try first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from infra.functions import Function, ScheduleTrigger
from infra.local.launcher.parts import Place
from infra.local.launcher.settings import Decided

DATA = Path(".local")  # the Makefile's own


def addresses(decided: Decided, place: Place) -> dict[str, str]:
    """Return the addresses of what was started, by the names they have in ``local.env``."""
    url = place.ports.url
    every = {
        "LOCAL_FUNCTIONS": ("platform", url("gateway")),
        "LOCAL_FIRESTORE_ADMIN": ("firestore", url("firestore admin")),
        "LOCAL_TELEGRAM": ("telegram", url("telegram")),
        "LOCAL_SHEETS": ("sheets", url("sheets")),
        "LOCAL_SCHEDULER": ("platform", url("scheduler")),
        "LOCAL_EVENTARC": ("firestore", url("eventarc")),
    }
    return {name: address for name, (part, address) in every.items() if part in {"platform", *decided.stand_ins}}


def lines(decided: Decided, functions: Sequence[Function], place: Place) -> Iterator[str]:
    """Yield the lines."""
    at = addresses(decided, place)
    yield ""
    yield "Frontdesk is running."
    yield ""
    yield f"  Functions   {at['LOCAL_FUNCTIONS']}/NAME, {len(functions)} of them; how they are: /admin/functions"
    for title, name, what in (
        ("Telegram", "LOCAL_TELEGRAM", "people and bots: /admin/people, /admin/bots"),
        ("Sheets", "LOCAL_SHEETS", "a sheet: /v4/spreadsheets/ID"),
        ("Scheduler", "LOCAL_SCHEDULER", "its jobs: /admin/jobs"),
        ("Triggers", "LOCAL_EVENTARC", "what became of events: /admin/triggers"),
    ):
        if name in at:
            yield f"  {title:<11} {at[name]}; {what}"
    if "LOCAL_FIRESTORE_ADMIN" in at:
        host = decided.settings["FIRESTORE_EMULATOR_HOST"]
        yield f"  Firestore   {host} (gRPC); its changes: {at['LOCAL_FIRESTORE_ADMIN']}/admin/changes?after=0"
    yield f"  Settings    {place.data}/run.env, exactly what the functions were given"
    yield f"  Logs        {place.data}/logs"
    yield from _notes(decided)
    yield ""
    yield "Try first:"
    yield "  make demo" if place.data == DATA else f"  make demo DATA={place.data}"
    yield f"  curl -s {at['LOCAL_FUNCTIONS']}/admin/functions"
    for function in functions:
        if isinstance(function.trigger, ScheduleTrigger):
            yield f"  curl -s -X POST {at['LOCAL_SCHEDULER']}/admin/jobs/{function.name}/run"
            break
    yield ""
    yield f"Ctrl-C stops everything; the data stays in {place.data}."


def _notes(decided: Decided) -> Iterator[str]:
    if decided.notes:
        yield ""
    yield from decided.notes
