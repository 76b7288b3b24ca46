"""Decides the order of a run: claim, settings, services, functions, preparation, and everything down at the end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from infra import functions as listing
from infra.functions import Function, FunctionsListError
from infra.local import settings_file
from infra.local.launcher import parts, preparation, settings, welcome
from infra.local.launcher.claim import ClaimError, claimed
from infra.local.launcher.given import given
from infra.local.launcher.keeper import Keeper, StartError
from infra.local.launcher.keepsakes import Keepsakes
from infra.local.launcher.parts import Place
from infra.local.launcher.settings import Decided, SettingsError
from infra.local.oidc import Keys
from infra.local.platform import environment
from infra.local.settings_file import SettingsFileError

NOT_STARTED = (ClaimError, FunctionsListError, SettingsError, SettingsFileError, StartError)


def launch(place: Place, env_file: Path) -> int:
    """Run the local cloud until told to stop; return the exit code."""
    try:
        with claimed(place.data, place.ports):
            functions, decided = _decide(place, env_file)
            _write(decided, place)
            asyncio.run(_Run(functions, decided, place).until_stopped())
    except NOT_STARTED as error:
        print(error, file=sys.stderr)  # noqa: T201 - said to the person who started us
        return 1
    return 0


def _decide(place: Place, env_file: Path) -> tuple[Sequence[Function], Decided]:
    functions = listing.read(place.functions)
    local = settings.ours(functions, place.ports, Keepsakes(place.data / "keepsakes.env"))
    known = {*local, *(name for function in functions for name in function.secrets)}
    decided = settings.decide(functions, local, given(os.environ, env_file, known, local))
    return listing.read(place.functions, desks=decided.desks), decided


def _write(decided: Decided, place: Place) -> None:
    Keys.kept_in(place.data / "keys")
    told = "The settings that the functions of this run were given, by make run."
    settings_file.write(place.data / "run.env", decided.settings, heading=told)
    told = "Where the parts of this run answer orders and questions; the functions know nothing of these."
    settings_file.write(place.data / "local.env", welcome.addresses(decided, place), heading=told)


class _Run:
    """One run, from the first part's start to the last part's end."""

    def __init__(self, functions: Sequence[Function], decided: Decided, place: Place) -> None:
        self._functions = functions
        self._decided = decided
        self._place = place
        self._stop = asyncio.Event()
        self._keeper: Keeper | None = None

    async def until_stopped(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self._told_to_stop)
        self._keeper = keeper = Keeper(self._place.data, environment.of_machine(), _say)
        starting = asyncio.create_task(self._start(keeper))
        stopped = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                await starting
            await stopped
        finally:
            starting.cancel()
            with contextlib.suppress(asyncio.CancelledError, *NOT_STARTED):
                await starting
            await keeper.stop()
        _say("Stopped.")

    async def _start(self, keeper: Keeper) -> None:
        begun = time.monotonic()
        place, decided = self._place, self._decided
        echo = _echo if place.verbose else None
        for group in (parts.services(decided, place), parts.platform(decided, place)):
            _say(f"Starting {', '.join(part.name for part in group)} ...")
            await keeper.start(group, echo)
        for problem in await preparation.prepare(decided):
            _say(f"Attention: {problem}")
        for line in welcome.lines(decided, self._functions, place):
            _say(line)
        _say(f"(Ready in {time.monotonic() - begun:.1f} s; the functions are warming up behind the scenes.)")
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.post(f"{place.ports.url('gateway')}/admin/warm")

    def _told_to_stop(self) -> None:
        if self._stop.is_set() and self._keeper:
            self._keeper.kill()
            return
        self._stop.set()
        _say("\nStopping ...")


def _say(line: str) -> None:
    with contextlib.suppress(OSError):  # The terminal may be gone, and the work goes on.
        print(line, flush=True)  # noqa: T201 - this is what the person at the terminal reads


def _echo(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - asked for with --verbose
