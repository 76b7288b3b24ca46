"""Who may work at a spreadsheet, when, and at what cost in calls."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.errors import SheetFailure
from shared.sheets.budget import KEPT, MOST, PATH, Budget
from shared.sheets.visit import Limits
from shared.store.lease import Lease
from shared.store.records import Record
from tests.shared.sheets.office import Office


async def spent(office: Office, calls: int) -> None:
    """Let others spend some of the minute's calls."""
    (record,) = await office.store.read(PATH)
    await office.store.commit([Budget(record).reserved(calls, "others", office.clock())])


async def test_of_two_at_once_one_works_and_is_asked_to_go_on(office: Office) -> None:
    await office.order("101")
    office.clock.move(61)
    first, second = await asyncio.gather(
        office.mirror.sync(office.book, hint=True), office.mirror.sync(office.book, hint=True)
    )
    assert sorted((first.busy, second.busy)) == [False, True]
    assert len((first if second.busy else second).passes) > 1


async def test_without_a_hint_nobody_is_asked_to_go_on(office: Office) -> None:
    await office.order("101")
    office.clock.move(61)
    first, second = await asyncio.gather(office.mirror.sync(office.book), office.mirror.sync(office.book))
    assert len((first if second.busy else second).passes) == 1


async def test_the_lease_of_one_who_died_runs_out(office: Office) -> None:
    (record,) = await office.store.read(f"leases/sheet-{office.spreadsheet}")
    await office.store.commit([Lease(record).taken("dead", office.clock(), timedelta(seconds=90))])
    office.clock.move(89)
    assert (await office.mirror.sync(office.book)).busy
    office.clock.move(1)
    assert not (await office.mirror.sync(office.book)).busy


async def test_bulk_work_leaves_the_last_calls_to_whoever_waits(office: Office) -> None:
    await spent(office, MOST - KEPT - 2)
    assert (await office.mirror.sync(office.book)).out_of_calls
    assert not (await office.mirror.sync(office.book, hint=True)).out_of_calls


async def test_a_minute_later_there_are_calls_again(office: Office) -> None:
    await spent(office, MOST)
    assert (await office.mirror.sync(office.book, hint=True)).out_of_calls
    office.clock.move(61)
    assert not (await office.mirror.sync(office.book)).out_of_calls


async def test_a_pass_pays_for_what_it_used_and_no_more(office: Office) -> None:
    await office.sync()
    await office.sync()
    (record,) = await office.store.read(PATH)
    assert sum(each["count"] for each in record.data["calls"]) == 1


async def test_a_pass_that_failed_pays_too_and_gives_the_lease_back(office: Office) -> None:
    await office.sync()
    await office.fail("values.batchGetByDataFilter", "answer", status=429)
    with pytest.raises(SheetFailure):
        await office.sync()
    (record,) = await office.store.read(PATH)
    assert sum(each["count"] for each in record.data["calls"]) == 1
    assert not (await office.sync()).busy


async def test_five_thousand_orders_cost_no_more_calls_than_fifty(office: Office) -> None:
    await office.sync()
    costs = []
    for count in (50, 1_000):
        await office.spent()
        await asyncio.gather(*(office.order(f"{count}-{number}") for number in range(count)))
        await office.sync()
        costs.append(await office.spent())
    assert costs[0] == costs[1] == 4


async def test_a_large_file_is_not_read_again_while_its_version_stands(office: Office) -> None:
    office.mirror = replace(office.mirror, limits=Limits(large=2, lag=timedelta()))
    for number in ("101", "102", "103"):
        await office.order(number)
    for _ in range(3):
        await office.sync()
    await office.forget()
    await office.sync()
    assert await office.calls() == {"files.get": 1}
    await office.type("102", "Имя", "Анна")
    await office.sync()
    assert (await office.record("102"))["name"] == "Анна"


async def test_it_is_read_again_after_a_while_all_the_same(office: Office) -> None:
    office.mirror = replace(office.mirror, limits=Limits(large=2, lag=timedelta()))
    for number in ("101", "102", "103"):
        await office.order(number)
    for _ in range(3):
        await office.sync()
    office.clock.move(15 * 60)
    await office.forget()
    await office.sync()
    assert (await office.calls())["values.batchGetByDataFilter"] == 1


def test_calls_older_than_a_minute_are_forgotten() -> None:
    budget = Budget(Record(PATH, {}))
    now = datetime(2026, 11, 20, tzinfo=UTC)
    kept = budget.reserved(10, "a", now).data
    assert kept is not None
    later = Budget(Record(PATH, kept))
    assert later.left(now + timedelta(seconds=59), urgent=True) == MOST - 10
    assert later.left(now + timedelta(seconds=60), urgent=True) == MOST
