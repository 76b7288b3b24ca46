"""When a job is due, and what the clock does with it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from infra.functions import FunctionsListError, read
from infra.local.faults import Faults
from infra.local.oidc import Keys
from infra.local.scheduler.jobs import Job, jobs_of
from infra.local.scheduler.runner import Runner
from tests.infra.local.scheduler.conftest import ACCOUNT, LIST, Functions

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
def job(tmp_path: Path) -> Callable[..., Job]:
    def job(schedule: str = "* * * * *", zone: ZoneInfo = MOSCOW, retry_count: int = 0) -> Job:
        path = tmp_path / "functions.toml"
        head = f'[functions.j]\ndesk = "crm"\ntrigger = "schedule"\nretry_count = {retry_count}\n'
        path.write_text(f'{head}schedule = "{schedule}"\n')
        return jobs_of(read(path), zone)["j"]

    return job


@pytest.fixture
async def runner(functions: Functions) -> AsyncIterator[Runner]:
    address = functions.address
    runner = Runner(Keys.generated(), Faults(), address=address, public_url=address, account=ACCOUNT, backoff=0.01)
    yield runner
    await runner.close()


async def clock_until(runner: Runner, job: Job, functions: Functions, calls: int) -> None:
    ticking = asyncio.create_task(runner.keep(job))
    async with asyncio.timeout(5):
        while len(functions.calls) < calls or job.lock.locked():  # noqa: ASYNC110 - counted in another thread
            await asyncio.sleep(0.01)
    ticking.cancel()


async def test_a_job_runs_when_it_is_due_and_not_before(
    job: Callable[..., Job], runner: Runner, functions: Functions
) -> None:
    soon = job()
    due = soon.next_run = datetime.now(MOSCOW) + timedelta(seconds=0.3)
    await clock_until(runner, soon, functions, 1)
    assert soon.last
    assert soon.last.begun >= due
    assert soon.last.scheduled == due
    assert soon.next_run > due


async def test_times_slept_through_are_run_once_for_the_last_of_them(
    job: Callable[..., Job], runner: Runner, functions: Functions
) -> None:
    slept = job()
    slept.next_run = datetime.now(MOSCOW).replace(second=0, microsecond=0) - timedelta(hours=8)
    await clock_until(runner, slept, functions, 1)
    assert slept.last
    assert datetime.now(MOSCOW) - slept.last.scheduled < timedelta(seconds=61)
    assert len(functions.calls) == 1


async def test_a_paused_clock_lets_a_time_pass(job: Callable[..., Job], runner: Runner, functions: Functions) -> None:
    paused = job()
    due = paused.next_run = datetime.now(MOSCOW)
    runner.paused = True
    ticking = asyncio.create_task(runner.keep(paused))
    while paused.next_run == due:  # noqa: ASYNC110 - the clock has no bell
        await asyncio.sleep(0.01)
    ticking.cancel()
    assert not functions.calls


async def test_a_failed_run_is_tried_again_as_often_as_asked(
    job: Callable[..., Job], runner: Runner, functions: Functions
) -> None:
    functions.answers = [500, 500, 500]
    run = await runner.run(job(retry_count=2), datetime.now(UTC))
    assert (run.status, run.attempts, len(functions.calls)) == (500, 3, 3)


async def test_without_being_asked_it_is_not(job: Callable[..., Job], runner: Runner, functions: Functions) -> None:
    functions.answers = [500]
    run = await runner.run(job(), datetime.now(UTC))
    assert (run.status, run.attempts, len(functions.calls)) == (500, 1, 1)


async def test_retries_repeat_the_schedule_time(job: Callable[..., Job], runner: Runner, functions: Functions) -> None:
    functions.answers = [500]
    await runner.run(job(retry_count=1), datetime(2026, 11, 20, 9, 30, tzinfo=MOSCOW))
    assert [headers["x-cloudscheduler-scheduletime"] for _, headers, _ in functions.calls] == [
        "2026-11-20T06:30:00Z"
    ] * 2


async def test_an_unreachable_function_is_no_answer(job: Callable[..., Job]) -> None:
    nowhere = "http://127.0.0.1:9"
    runner = Runner(Keys.generated(), Faults(), address=nowhere, public_url=nowhere, account=ACCOUNT)
    run = await runner.run(job(), datetime.now(UTC))
    await runner.close()
    assert run.status == 0
    assert "ConnectError" in run.body


def test_summer_time_is_that_of_the_zone(job: Callable[..., Job]) -> None:
    daily = job("30 9 * * *", ZoneInfo("Europe/Berlin"))
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert daily.time_after(before).astimezone(UTC) == datetime(2026, 3, 29, 7, 30, tzinfo=UTC)
    assert daily.time_after(before - timedelta(days=1)).astimezone(UTC) == datetime(2026, 3, 28, 8, 30, tzinfo=UTC)


def test_a_schedule_that_is_none_names_its_function(job: Callable[..., Job]) -> None:
    with pytest.raises(FunctionsListError, match=r"functions\.j: schedule: "):
        job("61 * * * *")


def test_only_scheduled_functions_are_jobs(tmp_path: Path) -> None:
    (tmp_path / "functions.toml").write_text(LIST)
    assert list(jobs_of(read(tmp_path / "functions.toml"), MOSCOW)) == ["system_sweep_outbox", "quality_daily_report"]
