"""People who do not wait: two messages at one moment, delivered the wrong way round."""

from __future__ import annotations

import pytest

from shared.store.records import Query
from tests.faults.cloud import Cloud
from tests.faults.people import words
from tests.faults.stories import ORDER
from tests.faults.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")
FIRST, SECOND = "Искрит розетка на кухне", "ул. Садовая, 12, кв. 34"


async def test_both_messages_count_once_and_the_next_one_gets_the_open_question(cloud: Cloud) -> None:
    world = await World.made(cloud, ORDER)
    try:
        for step in ORDER.steps[:2]:
            await world.do(step)
        first = await world.act("anna", "send", text=FIRST, delay=100, wait=False)
        second = await world.act("anna", "send", text=SECOND)
        while [each["state"] for each in await world.updates("client")] != ["delivered"] * 4:
            pass  # the one that was overtaken arrives a fifth of a second later
        logged = await world.store.query(Query("conversations/telegram:dispatch_client_bot:101/messages"))
        logged.sort(key=lambda each: each.version or 0)
        came = [each.data["text"] for each in logged if each.data["direction"] == "in"]
        assert first["update_ids"] < second["update_ids"]
        assert came[2:] == [SECOND, FIRST]
        (conversation,) = await world.store.read("conversations/telegram:dispatch_client_bot:101")
        assert sum(conversation.data["in"].values()) == 4
        await world.act("anna", "send", text="?")
        last = (await world.chat("anna"))["messages"][-1]["text"]
        assert words("form-understood") in last
        assert FIRST in last
        assert SECOND in last
    finally:
        await world.close()


async def test_a_message_that_comes_again_after_the_next_one_changes_nothing(cloud: Cloud) -> None:
    world = await World.made(cloud, ORDER)
    try:
        for step in ORDER.steps[:2]:
            await world.do(step)
        await world.act("anna", "send", text=FIRST, times=2)
        (conversation,) = await world.store.read("conversations/telegram:dispatch_client_bot:101")
        assert sum(conversation.data["in"].values()) == 3
        assert conversation.data["draft"]["at"] == "address"
    finally:
        await world.close()
