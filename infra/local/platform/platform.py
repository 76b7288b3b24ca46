"""Decides in which order the functions are started ahead of need, and ends them all together."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import shutil
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from infra.functions import Function, Invoker
from infra.local import settings_file
from infra.local.platform import environment
from infra.local.platform.instance import Instance, StartError
from infra.local.platform.service import Service
from infra.local.process import Output
from infra.local.reaper import Reaper

WARM_ORDER = (Invoker.PUBLIC, Invoker.EVENTARC, Invoker.SCHEDULER)  # people wait for the first, nobody for the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What every instance is made from; ``echo`` prints a function's lines on the terminal."""

    source: Path
    data: Path
    functions: Sequence[Function]
    settings: Mapping[str, str]
    echo: Callable[[str, str], None] | None = None


class Platform:
    """All functions of the list, each with its instances."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._reaper = Reaper()
        self._warming: asyncio.Task[None] | None = None
        self._numbers = count(1)
        self._runtime = workshop.data / "run"
        self.services = {function.name: self._service(function) for function in workshop.functions}

    def places(self) -> dict[str, str]:
        """Return where the other parts of the local cloud answer, as the launcher has noted it."""
        return settings_file.read(self._workshop.data / "local.env")

    def warm(self) -> None:
        """Start one instance of every function in the background, one at a time."""
        if self._warming is None or self._warming.done():
            self._warming = asyncio.create_task(self._warm())

    @contextlib.asynccontextmanager
    async def lifespan(self, _app: object) -> AsyncIterator[None]:
        """Hold the platform open; leave nothing running behind."""
        shutil.rmtree(self._runtime, ignore_errors=True)  # of a platform that was killed
        try:
            yield
        finally:
            if self._warming is not None:
                self._warming.cancel()
            await asyncio.gather(*(service.stop() for service in self.services.values()))
            self._reaper.close()
            shutil.rmtree(self._runtime, ignore_errors=True)

    async def _warm(self) -> None:
        for invoker in WARM_ORDER:
            for service in self.services.values():
                if service.function.invoker is invoker and service.state == "cold":
                    with contextlib.suppress(StartError):  # ``failure`` tells it, and the next request tries again
                        await service.grow(1)

    def _service(self, function: Function) -> Service:
        echo = functools.partial(self._workshop.echo, function.name) if self._workshop.echo else None
        output = Output(self._workshop.data / "logs" / f"{function.name}.log", echo)
        return Service(function, functools.partial(self._start, function, output), output)

    async def _start(self, function: Function, output: Output) -> Instance:
        runtime = self._runtime / str(next(self._numbers))
        runtime.mkdir(parents=True, exist_ok=True)
        workshop = self._workshop
        return await Instance.start(
            function.name,
            workshop.source,
            environment=environment.of_function(function, workshop.functions, workshop.settings, runtime=runtime),
            output=output,
            reaper=self._reaper,
        )
