"""When updates reach a webhook, when they come again, and what waits meanwhile."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable

import pytest
from telegram import Update

from tests.infra.local.telegram.conftest import Request, Stage, reply


def failing(times: int, answer: bytes | None) -> Callable[[Request], Awaitable[bytes | None]]:
    """Answer the first requests wrongly, the others well."""
    left = [times]

    async def replies(_request: Request) -> bytes | None:
        left[0] -= 1
        return answer if left[0] >= 0 else reply(200)

    return replies


async def test_an_update_arrives_with_the_secret_and_can_be_parsed(stage: Stage) -> None:
    await stage.listen(secret_token="s3-cret_")
    acted = await stage.act("send", text="Привет", wait=True)
    request = stage.webhook.heard[0]
    assert request.path == "POST /hook HTTP/1.1"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["x-telegram-bot-api-secret-token"] == "s3-cret_"
    update = Update.de_json(request.update, stage.bot)
    assert update.message
    assert (update.update_id, update.message.text) == (acted["update_ids"][0], "Привет")
    assert acted["deliveries"][0] | {"status": 200, "state": "delivered", "attempts": 1} == acted["deliveries"][0]


async def test_without_a_secret_there_is_no_header(stage: Stage) -> None:
    await stage.listen()
    await stage.act("send", text="Привет", wait=True)
    assert "x-telegram-bot-api-secret-token" not in stage.webhook.heard[0].headers


async def test_a_userinfo_in_the_url_becomes_basic_authorization(stage: Stage) -> None:
    await stage.bot.set_webhook(stage.webhook.url.replace("//", "//ann:p%40ss@") + "?q=1")
    await stage.act("send", text="Привет", wait=True)
    assert stage.webhook.heard[0].path == "POST /hook?q=1 HTTP/1.1"
    assert stage.webhook.heard[0].headers["authorization"] == "Basic YW5uOnBAc3M="


async def test_updates_of_one_chat_arrive_in_order_and_ids_rise_by_one(stage: Stage) -> None:
    await stage.listen()
    for number in range(5):
        await stage.act("send", text=str(number))
    heard = await stage.webhook.until(5)
    first = heard[0].update["update_id"]
    assert [(r.update["update_id"], r.update["message"]["text"]) for r in heard] == [
        (first + number, str(number)) for number in range(5)
    ]
    assert stage.webhook.most_in_flight == 1


@pytest.mark.parametrize("answer", [reply(500), reply(302, Location="/"), reply(404), None])
async def test_a_failure_is_tried_again_at_once_and_then_after_two_and_four_seconds(
    stage: Stage, answer: bytes | None
) -> None:
    await stage.clock(speed=20)
    stage.webhook.replies = failing(4, answer)
    await stage.listen()
    acted = await stage.act("send", text="Привет", wait=True)
    times = [request.at for request in stage.webhook.heard]
    pauses = [(later - earlier) * 20 for earlier, later in itertools.pairwise(times)]
    assert (acted["deliveries"][0]["attempts"], acted["deliveries"][0]["state"]) == (5, "delivered")
    assert all(pause > least - 0.5 for pause, least in zip(pauses, (0, 2, 4, 8), strict=True))
    assert pauses[0] < 2 or answer is None  # a connection that was cut is opened anew, one per two seconds
    assert sum(pauses) < 3 * (2 + 4 + 8)


async def test_retry_after_counts_instead(stage: Stage) -> None:
    await stage.clock(speed=100)
    stage.webhook.replies = failing(1, reply(503, Retry_After="30"))
    await stage.listen()
    await stage.act("send", text="Привет", wait=True)
    first, second = stage.webhook.heard
    assert 0.3 <= second.at - first.at < 10


async def test_a_failing_update_blocks_its_chat_and_no_other(stage: Stage) -> None:
    other = (await stage.admin.post("/admin/people", json={"first_name": "Пётр"})).json()["id"]
    broken = True

    async def replies(request: Request) -> bytes:
        return reply(500) if broken and request.update["message"]["text"] == "poison" else reply(200)

    stage.webhook.replies = replies
    await stage.clock(speed=50)
    await stage.listen()
    await stage.act("send", text="poison")
    await stage.act("send", text="behind the poison")
    await stage.act("send", person=other, text="elsewhere", wait=True)
    texts = [request.update["message"]["text"] for request in stage.webhook.heard]
    assert ("elsewhere" in texts, "behind the poison" in texts) == (True, False)
    broken = False
    await stage.act("send", text="last", wait=True)
    texts = [request.update["message"]["text"] for request in stage.webhook.heard]
    assert texts[-2:] == ["behind the poison", "last"]


async def test_a_press_may_overtake_a_message_of_the_same_person(stage: Stage) -> None:
    message = await stage.bot.send_message(stage.person, "?", reply_markup=json.loads(ONE_BUTTON))
    gate = asyncio.Event()

    async def replies(request: Request) -> bytes:
        if "message" in request.update and request.update["message"]["text"] == "slow":
            await gate.wait()
        return reply(200)

    await stage.listen()
    await stage.act("send", text="warm", wait=True)
    stage.webhook.replies = replies
    await stage.act("send", text="slow")
    await stage.webhook.until(2)
    pressed = await stage.act("press", message_id=message.message_id, data="yes", wait=True)
    assert pressed["deliveries"][0]["state"] == "delivered"
    gate.set()


ONE_BUTTON = '{"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}'


async def test_a_callback_query_is_dropped_after_150_seconds(stage: Stage) -> None:
    message = await stage.bot.send_message(stage.person, "?", reply_markup=json.loads(ONE_BUTTON))
    await stage.clock(speed=1000)
    stage.webhook.replies = failing(1000, reply(500))
    await stage.listen()
    pressed = await stage.act("press", message_id=message.message_id, data="yes", wait=True)
    assert pressed["deliveries"][0]["state"] == "dropped"
    assert 7 <= pressed["deliveries"][0]["attempts"] <= 9  # 0+0+2+4+8+16+32 = 62 s, then 64 and 60 to 120


async def test_a_message_is_dropped_after_a_day(stage: Stage) -> None:
    stage.webhook.replies = failing(1000, reply(500))
    await stage.listen()
    await stage.act("send", text="Привет")
    await stage.webhook.until(2)
    await stage.clock(offset=25 * 3600)
    await stage.webhook.until(3)
    after = (await stage.admin.get(f"/admin/updates/{stage.bot_id}")).json()[-1]
    assert (after["state"], after["status"]) == ("dropped", 500)


async def test_get_webhook_info_tells_the_last_error_and_what_waits(stage: Stage) -> None:
    stage.webhook.replies = failing(1000, reply(502))
    await stage.listen(max_connections=7)
    await stage.act("send", text="Привет")
    await stage.webhook.until(2)
    info = await stage.bot.get_webhook_info()
    assert (info.url, info.max_connections, info.pending_update_count) == (stage.webhook.url, 7, 1)
    assert info.last_error_message == "Wrong response from the webhook: 502 Reason 502"
    assert info.last_error_date


async def test_a_webhook_that_says_nothing_fails_by_time_out(stage: Stage) -> None:
    async def silent(_request: Request) -> bytes:
        if len(stage.webhook.heard) == 1:
            await asyncio.sleep(5)
        return reply(200)

    stage.webhook.replies = silent
    await stage.clock(silence=0.2, speed=50)
    await stage.listen()
    assert (await stage.act("send", text="Привет", wait=True))["deliveries"][0]["attempts"] == 2
    assert (await stage.bot.get_webhook_info()).last_error_message == "Read timeout expired"


async def test_up_to_max_connections_go_side_by_side(stage: Stage) -> None:
    await stage.listen(max_connections=4)
    await stage.act("send", text="warm", wait=True)

    gate = asyncio.Event()

    async def held(_request: Request) -> bytes:
        await gate.wait()
        return reply(200)

    stage.webhook.replies = held
    for number in range(12):
        person = (await stage.admin.post("/admin/people", json={"first_name": str(number)})).json()["id"]
        await stage.act("send", person=person, text="Привет")
    await stage.webhook.until(1 + 4)
    gate.set()
    await stage.webhook.until(13)
    assert stage.webhook.most_in_flight == 4


async def test_an_update_ordered_twice_is_delivered_twice_under_one_id(stage: Stage) -> None:
    await stage.listen()
    await stage.act("send", text="Привет", times=2, wait=True)
    first, second = await stage.webhook.until(2)
    assert first.update == second.update


async def test_a_delayed_update_is_overtaken(stage: Stage) -> None:
    await stage.listen()
    late = await stage.act("send", text="late", delay=1)
    await stage.act("send", text="soon", wait=True)
    heard = await stage.webhook.until(2)
    assert [request.update["message"]["text"] for request in heard] == ["soon", "late"]
    assert heard[1].update["update_id"] == late["update_ids"][0] < heard[0].update["update_id"]


async def test_pending_updates_wait_for_a_webhook_unless_dropped(stage: Stage) -> None:
    await stage.act("send", text="kept")
    await stage.listen()
    assert (await stage.webhook.until(1))[0].update["message"]["text"] == "kept"
    await stage.bot.delete_webhook()
    await stage.act("send", text="forgotten")
    assert (await stage.bot.get_webhook_info()).pending_update_count == 1
    await stage.listen(drop_pending_updates=True)
    await stage.act("send", text="new", wait=True)
    assert [request.update["message"]["text"] for request in stage.webhook.heard] == ["kept", "new"]


async def test_unwanted_kinds_are_not_made(stage: Stage) -> None:
    message = await stage.bot.send_message(stage.person, "?", reply_markup=json.loads(ONE_BUTTON))
    await stage.listen(allowed_updates=["message"])
    assert (await stage.act("press", message_id=message.message_id, data="yes"))["update_ids"] == []
    await stage.listen()  # leaves the list as it was
    assert (await stage.act("press", message_id=message.message_id, data="yes"))["update_ids"] == []
    await stage.listen(allowed_updates=[])
    assert len((await stage.act("press", message_id=message.message_id, data="yes"))["update_ids"]) == 1


async def test_reactions_come_only_to_those_who_ask(stage: Stage) -> None:
    reaction = {"message_reaction": {"chat": {"id": stage.person}}}
    await stage.listen(allowed_updates=[])
    assert (await stage.act("raw", update=reaction))["update_ids"] == []
    await stage.listen(allowed_updates=["message_reaction"])
    assert len((await stage.act("raw", update=reaction))["update_ids"]) == 1


async def test_retry_after_counts_for_an_hour_at_most(stage: Stage) -> None:
    await stage.clock(speed=10_000)
    stage.webhook.replies = failing(1, reply(429, Retry_After="999999"))
    await stage.listen()
    await stage.act("send", text="Привет", wait=True)
    first, second = stage.webhook.heard
    assert 0.36 <= second.at - first.at < 5


async def test_a_webhook_that_is_gone_for_23_hours_is_closed(stage: Stage) -> None:
    stage.webhook.replies = failing(1000, reply(410))
    await stage.listen()
    await stage.act("send", text="Привет")
    await stage.webhook.until(2)
    await stage.clock(offset=23 * 3600 + 60)
    await stage.webhook.until(3)
    info = await stage.bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("", 1)


async def test_setting_the_same_webhook_again_disturbs_nothing(stage: Stage) -> None:
    gate = asyncio.Event()

    async def held(_request: Request) -> bytes:
        await gate.wait()
        return reply(200)

    stage.webhook.replies = held
    await stage.listen(secret_token="s")
    await stage.act("send", text="Привет")
    await stage.webhook.until(1)
    await stage.listen(secret_token="s")
    gate.set()
    await stage.act("send", text="ещё", wait=True)
    assert [request.update["message"]["text"] for request in stage.webhook.heard] == ["Привет", "ещё"]


async def test_another_secret_is_used_from_the_next_update_on(stage: Stage) -> None:
    await stage.listen(secret_token="old")
    await stage.act("send", text="Привет", wait=True)
    await stage.listen(secret_token="new")
    await stage.act("send", text="ещё", wait=True)
    secrets = [request.headers["x-telegram-bot-api-secret-token"] for request in stage.webhook.heard]
    assert secrets == ["old", "new"]


async def test_a_webhook_that_cannot_be_reached_fails(stage: Stage) -> None:
    await stage.clock(speed=1000)
    await stage.bot.set_webhook("http://127.0.0.1:9/hook")
    await stage.act("send", text="Привет", wait=True, timeout=0.3)
    info = await stage.bot.get_webhook_info()
    assert (info.last_error_message, info.pending_update_count) == ("Connection refused", 1)
