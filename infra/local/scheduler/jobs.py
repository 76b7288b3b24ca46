"""Decides when a job is due and keeps what became of its runs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from infra.functions import Function, FunctionsListError, ScheduleTrigger

ATTEMPT_DEADLINE = 180  # seconds; what Cloud Scheduler gives an attempt unless it is told otherwise


@dataclass(slots=True)
class Run:
    """How a run ended: the last attempt's status, 0 where there was no answer, and what was answered."""

    scheduled: datetime
    begun: datetime
    status: int
    body: str
    seconds: float
    attempts: int

    @property
    def succeeded(self) -> bool:
        """Say whether it counts as done."""
        return 200 <= self.status < 300  # noqa: PLR2004 - any 2xx


@dataclass(slots=True)
class Job:
    """A scheduled function; ``lock`` is held while it runs, so that it never overlaps itself."""

    function: Function
    trigger: ScheduleTrigger
    zone: ZoneInfo
    next_run: datetime
    runs: int = 0
    last: Run | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def deadline(self) -> int:
        """Return the seconds an attempt may take; the deployment gives a longer function its own time."""
        return max(ATTEMPT_DEADLINE, self.function.timeout)

    def time_after(self, moment: datetime) -> datetime:
        """Return the first time behind ``moment`` at which the job is due."""
        due: datetime = next(CronSim(self.trigger.schedule, moment.astimezone(self.zone)))
        return due

    def latest_due(self, now: datetime) -> datetime:
        """Return the due time a run at ``now`` stands for: of several that were slept through, only the last counts."""
        due = self.next_run
        while (following := self.time_after(due)) <= now:
            due = following
        return due


def jobs_of(functions: tuple[Function, ...], zone: ZoneInfo) -> dict[str, Job]:
    """Return the jobs of the list, each with its first due time."""
    now = datetime.now(zone)
    jobs = {}
    for function in functions:
        if isinstance(function.trigger, ScheduleTrigger):
            job = Job(function, function.trigger, zone, now)
            try:
                job.next_run = job.time_after(now)
            except CronSimError as error:
                raise FunctionsListError(f"functions.{function.name}: schedule: {error}") from error
            jobs[function.name] = job
    return jobs
