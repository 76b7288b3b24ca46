"""A sample of the sweep that ``make faults`` plays whole: each story with a few of its points, another few each day."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from shared.conversation.ledger import Ledger
from shared.store.records import Query, remove
from tests.faults import rush, sweep
from tests.faults.cloud import Cloud
from tests.faults.functions import Mishap
from tests.faults.gates import KILLS
from tests.faults.play import play
from tests.faults.stories import STORIES
from tests.faults.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")
TODAY = datetime.now(UTC).date().toordinal()


@pytest.mark.parametrize(("name", "runs"), [("registration", 9), ("the whole order", 9), ("the office", 3)])
async def test_nothing_is_lost_or_doubled_whatever_goes_wrong(cloud: Cloud, name: str, runs: int) -> None:
    story = STORIES[name]
    clean = await sweep.played_clean(cloud, story)
    found = sweep.points(clean)
    dice = random.Random(TODAY)  # noqa: S311 - the same for whoever looks into it the same day
    killed = [point for point in found if point.fault in KILLS]
    mishaps = [point for point in found if isinstance(point.fault, Mishap)]
    others = [point for point in found if point not in killed and point not in mishaps]
    chosen = [point for group in (killed, mishaps, others) for point in dice.sample(group, runs // 3)]
    for point in chosen:
        played = await play(cloud, story, point, clean)
        assert not played.problems, f"{point}: {played.problems}\n{played.log[-3000:]}"


async def test_of_fifty_masters_one_wins_and_all_others_are_told(cloud: Cloud) -> None:
    rounds = await rush.rush(cloud, 3, TODAY)
    assert [each.problem for each in rounds] == [""] * 3
    assert [(each.winners, each.told) for each in rounds] == [(1, 49)] * 3


async def test_a_record_removed_by_hand_after_a_story_is_noticed(cloud: Cloud) -> None:
    world = await World.made(cloud, STORIES["registration"])
    try:
        for step in world.story.steps:
            await world.do(step)
            await world.settle()
        ledger = Ledger(world.store, lambda: datetime.now(UTC))
        assert (await ledger.balance(datetime.now(UTC).date())).even
        path = "conversations/telegram:dispatch_master_bot:201/messages"
        line = next(each for each in await world.store.query(Query(path)) if each.data.get("kind") == "contact")
        await world.store.commit([remove(line)])
        (gap,) = (await ledger.balance(datetime.now(UTC).date())).gaps
        assert gap.missing == (line.data["id"],)
    finally:
        await world.close()
