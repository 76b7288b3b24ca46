"""Decides how a job is run: one call as Cloud Scheduler makes it, retried as often as the job says, never overlapping.

Headers: https://cloud.google.com/scheduler/docs/reference/rpc/google.cloud.scheduler.v1#httptarget; retries:
https://cloud.google.com/scheduler/docs/reference/rest/v1/RetryConfig.
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime

import httpx

from infra.local.faults import Fault, Faults, Kind
from infra.local.oidc import Keys, claims_of
from infra.local.scheduler.jobs import Job, Run

NO_ANSWER = 0
TICK = 5.0  # seconds; a machine that slept wakes with the wrong idea of how long that was
MIN_BACKOFF, MAX_DOUBLINGS = 5.0, 5


class Runner:
    """Calls the functions at ``address``; their names in public are under ``public_url``.

    ``backoff`` is the pause before a job's first retry, in seconds.
    """

    def __init__(  # noqa: PLR0913 - all of it is one caller's identity
        self,
        keys: Keys,
        faults: Faults,
        *,
        address: str,
        public_url: str,
        account: str,
        backoff: float = MIN_BACKOFF,
    ) -> None:
        self._client = httpx.AsyncClient(base_url=address, trust_env=False)
        self._keys = keys
        self._faults = faults
        self._public_url = public_url.rstrip("/")
        self._account = account
        self._backoff = backoff
        self.paused = False

    async def keep(self, job: Job) -> None:
        """Run ``job`` whenever it is due, for ever."""
        while True:
            await asyncio.sleep(min(max(job.next_run.timestamp() - time.time(), 0.0), TICK))
            now = datetime.now(job.zone)
            if now < job.next_run:
                continue
            due = job.latest_due(now)
            job.next_run = job.time_after(due)
            if not self.paused:
                run = await self.run(job, due)
                if not run.succeeded:
                    _say(f"{job.function.name}: {run.status or 'no answer'}: {run.body[:200]}")

    async def run(self, job: Job, scheduled: datetime) -> Run:
        """Run ``job`` now, after the run that is under way if there is one, and return how it ended."""
        async with job.lock:
            begun, start = datetime.now(job.zone), time.monotonic()
            for attempt in range(job.trigger.retry_count + 1):
                if attempt:
                    await asyncio.sleep(self._backoff * 2 ** min(attempt - 1, MAX_DOUBLINGS))
                status, body = await self._attempt(job, scheduled)
                job.last = Run(scheduled, begun, status, body, time.monotonic() - start, attempt + 1)
                if job.last.succeeded:
                    break
            job.runs += 1
            assert job.last  # noqa: S101 - there is always a first attempt
            return job.last

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _attempt(self, job: Job, scheduled: datetime) -> tuple[int, str]:
        fault = self._faults.take(job.function.name)
        if fault is None:
            return await self._call(job, scheduled)
        if fault.kind is Kind.SLOW:
            await asyncio.sleep(fault.seconds)
            return await self._call(job, scheduled)
        if fault.kind in (Kind.DROP_AFTER, Kind.MALFORMED):
            await self._call(job, scheduled)
        return _suffered(fault)

    async def _call(self, job: Job, scheduled: datetime) -> tuple[int, str]:
        name = job.function.name
        headers = {
            "Authorization": f"Bearer {self._keys.sign(claims_of(self._account, f'{self._public_url}/{name}'))}",
            "User-Agent": "Google-Cloud-Scheduler",
            "X-CloudScheduler": "true",
            "X-CloudScheduler-JobName": name,
            "X-CloudScheduler-ScheduleTime": scheduled.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z",
            "Content-Type": "application/octet-stream",
        }
        try:
            async with asyncio.timeout(job.deadline):
                answer = await self._client.post(f"/{name}", headers=headers, timeout=None)
        except TimeoutError:
            return NO_ANSWER, f"no answer within {job.deadline} s"
        except httpx.HTTPError as error:
            return NO_ANSWER, f"{type(error).__name__}: {error}"
        return answer.status_code, answer.text


def _suffered(fault: Fault) -> tuple[int, str]:
    return (fault.status if fault.kind is Kind.ANSWER else NO_ANSWER), f"ordered to fail: {fault.kind}"


def _say(line: str) -> None:
    print(f"scheduler: {line}", file=sys.stderr, flush=True)  # noqa: T201 - the log of the process
