"""``getUpdates``: how updates are taken and confirmed."""

import asyncio

import pytest
from telegram.error import Conflict

from tests.infra.local.telegram.conftest import Stage


async def texts(stage: Stage, **parameters: int) -> list[str | None]:
    updates = await stage.bot.get_updates(**parameters)  # type: ignore[arg-type] # offsets and limits
    return [update.message.text if update.message else None for update in updates]


async def test_updates_come_in_order_until_they_are_confirmed(stage: Stage) -> None:
    ids = [(await stage.act("send", text=str(number)))["update_ids"][0] for number in range(3)]
    assert await texts(stage) == ["0", "1", "2"]
    assert await texts(stage, limit=2) == ["0", "1"]
    assert await texts(stage, offset=ids[1]) == ["1", "2"]
    assert await texts(stage) == ["1", "2"]
    assert await texts(stage, offset=-1) == ["2"]
    assert await texts(stage, offset=ids[2] + 1) == []


async def test_a_poll_waits_for_news(stage: Stage) -> None:
    polling = asyncio.create_task(texts(stage, timeout=20))
    await asyncio.sleep(0.1)
    assert not polling.done()
    await stage.act("send", text="новое")
    assert await asyncio.wait_for(polling, 5) == ["новое"]


async def test_a_second_poll_ends_the_first(stage: Stage) -> None:
    first = asyncio.create_task(stage.bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    url = f"/bot{stage.bot.token}/getUpdates"  # the library polls over one connection only
    second = asyncio.create_task(stage.admin.post(url, json={"timeout": 20}, timeout=30))
    with pytest.raises(Conflict, match="terminated by other"):
        await asyncio.wait_for(first, 5)
    await stage.act("send", text="новое")
    assert (await asyncio.wait_for(second, 5)).json()["result"][0]["message"]["text"] == "новое"


async def test_a_webhook_ends_a_poll(stage: Stage) -> None:
    polling = asyncio.create_task(stage.bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    await stage.listen()
    with pytest.raises(Conflict):
        await asyncio.wait_for(polling, 5)


async def test_what_nobody_fetched_in_time_is_gone(stage: Stage) -> None:
    await stage.act("send", text="вчера")
    await stage.clock(offset=25 * 3600)
    assert await texts(stage) == []
