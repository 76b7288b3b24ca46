"""The admin address: chats as they are watched, updates, bots, limits, faults."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from telegram.error import Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from tests.infra.local.telegram.conftest import Stage, reply


async def test_a_chat_shows_every_message_in_order_and_whether_it_sounds(stage: Stage) -> None:
    await stage.bot.send_message(stage.person, "тихо", disable_notification=True)
    await stage.act("send", text="в ответ")
    await stage.bot.send_message(stage.person, "<b>громко</b>", parse_mode="HTML")
    messages = (await stage.chat())["messages"]
    assert [(m["from"], m["text"], m["disable_notification"]) for m in messages] == [
        ("person", "/start", False),
        ("bot", "тихо", True),
        ("person", "в ответ", False),
        ("bot", "громко", False),
    ]
    assert messages[-1]["entities"] == [{"type": "bold", "offset": 0, "length": 6}]
    assert [m["message_id"] for m in messages] == sorted(m["message_id"] for m in messages)


async def test_edits_and_deletions_leave_traces(stage: Stage) -> None:
    sent = await stage.bot.send_message(stage.person, "раз")
    await stage.bot.edit_message_text("два", stage.person, sent.message_id)
    await stage.bot.edit_message_text("три", stage.person, sent.message_id)
    await stage.bot.delete_message(stage.person, sent.message_id)
    chat = await stage.chat()
    assert [(edit["was"]["text"], edit["text"]) for edit in chat["edits"]] == [("раз", "два"), ("два", "три")]
    message = chat["messages"][-1]
    assert (message["text"], bool(message["edited_at"]), bool(message["deleted"])) == ("три", True, True)


async def test_after_leaves_only_what_changed(stage: Stage) -> None:
    sent = await stage.bot.send_message(stage.person, "раз")
    cursor = (await stage.chat())["cursor"]
    assert (await stage.chat(after=cursor))["messages"] == []
    await stage.bot.edit_message_text("два", stage.person, sent.message_id)
    await stage.bot.send_message(stage.person, "новое")
    assert [m["text"] for m in (await stage.chat(after=cursor))["messages"]] == ["два", "новое"]


async def test_a_watcher_is_told_at_once(stage: Stage) -> None:
    cursor = (await stage.chat())["cursor"]
    watching = asyncio.create_task(stage.chat(after=cursor, wait=20))
    await asyncio.sleep(0.1)
    assert not watching.done()
    started = time.monotonic()
    await stage.bot.send_message(stage.person, "новое")
    assert [m["text"] for m in (await watching)["messages"]] == ["новое"]
    assert time.monotonic() - started < 10


async def test_a_watcher_hears_when_nothing_happens(stage: Stage) -> None:
    cursor = (await stage.chat())["cursor"]
    assert (await stage.chat(after=cursor, wait=0.1))["cursor"] == cursor


async def test_chat_actions_show_as_events(stage: Stage) -> None:
    await stage.bot.send_chat_action(stage.person, "typing")
    assert (await stage.chat())["events"][-1]["action"] == "typing"


async def test_a_chat_that_never_began_is_not_found(stage: Stage) -> None:
    stranger = (await stage.admin.post("/admin/people", json={"first_name": "Пётр"})).json()["id"]
    assert (await stage.admin.get(f"/admin/chats/{stage.bot_id}/{stranger}")).status_code == 404
    assert (await stage.admin.get(f"/admin/chats/nobody/{stranger}")).status_code == 404


async def test_updates_tell_what_became_of_them(stage: Stage) -> None:
    answers = [reply(500, b"oops"), reply(200, b"fine"), reply(200)]

    async def replies(_request: object) -> bytes:
        return answers.pop(0)

    stage.webhook.replies = replies
    await stage.act("send", text="Привет")
    updates = (await stage.admin.get(f"/admin/updates/{stage.bot_id}")).json()
    assert (updates[-1]["state"], updates[-1]["attempts"]) == ("pending", 0)
    await stage.listen()
    await stage.act("send", text="потом", wait=True)
    update = (await stage.admin.get(f"/admin/updates/{stage.bot_id}")).json()[-2]
    expected = {"state": "delivered", "attempts": 2, "status": 200, "answer": "fine", "kind": "message"}
    assert update | expected == update


async def test_bots_can_be_named_and_show_no_secret(stage: Stage) -> None:
    await stage.listen(secret_token="hush")
    body = {"bot": stage.bot_id, "first_name": "Контора", "username": f"desk_{stage.bot_id}_bot"}
    await stage.admin.post("/admin/bots", json=body)
    assert (await stage.bot.get_me()).first_name == "Контора"
    assert (await stage.act("send", bot=f"desk_{stage.bot_id}_bot", text="по имени"))["message_id"]
    listed = (await stage.admin.get("/admin/bots")).text
    assert "Контора" in listed
    assert "hush" not in listed
    assert stage.bot.token not in listed


async def test_a_revoked_token_is_refused_and_a_new_one_is_not(stage: Stage) -> None:
    await stage.admin.post("/admin/bots", json={"bot": stage.bot_id, "revoked": True})
    with pytest.raises(InvalidToken):
        await stage.bot.send_message(stage.person, "?")
    fresh = type(stage.bot)(f"{stage.bot_id}:fresh", base_url=stage.bot.base_url.removesuffix(stage.bot.token))
    async with fresh:
        assert (await fresh.get_me()).id == stage.bot_id


async def test_people_are_listed_and_changed(stage: Stage) -> None:
    await stage.admin.post("/admin/people", json={"id": stage.person, "first_name": "Анна", "last_name": "Ли"})
    people = {person["id"]: person for person in (await stage.admin.get("/admin/people")).json()}
    assert (people[stage.person]["last_name"], people[stage.person]["bots"]) == ("Ли", [stage.bot_id])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/admin/people", {"last_name": "Безымянный"}),
        ("/admin/people", {"first_name": "А", "age": 5}),
        ("/admin/people", []),
        ("/admin/clock", {"speed": 0}),
        ("/admin/clock", {"pace": 2}),
        ("/admin/faults", {"kind": "explode"}),
    ],
)
async def test_nonsense_is_refused_with_a_reason(stage: Stage, path: str, body: object) -> None:
    refused = await stage.admin.post(path, json=body)
    assert (refused.status_code, bool(refused.json()["error"])) == (400, True)


@pytest.mark.parametrize("order", [{"do": "dance"}, {"do": "send"}, {"do": "press"}, {"do": "edit", "message_id": 99}])
async def test_acts_that_make_no_sense_are_refused_and_leave_nothing(stage: Stage, order: dict[str, object]) -> None:
    before = await stage.chat()
    refused = await stage.admin.post("/admin/act", json={"bot": stage.bot_id, "person": stage.person} | order)
    assert refused.status_code in (400, 404)
    assert refused.json()["error"]
    assert await stage.chat() == before


async def test_without_limits_a_bot_may_write_as_fast_as_it_likes(stage: Stage) -> None:
    for number in range(20):
        await stage.bot.send_message(stage.person, str(number))


@pytest.mark.usefixtures("limits")
async def test_limits_refuse_what_comes_too_fast(stage: Stage) -> None:
    for number in range(50):
        body = {"chat_id": stage.person, "text": str(number)}
        answer = await stage.admin.post(f"/bot{stage.bot.token}/sendMessage", json=body)
        if not answer.is_success:
            break
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert answer.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    assert await stage.said() == [str(sent) for sent in range(number)]
    await stage.clock(offset=1.1)
    await stage.bot.send_message(stage.person, "после паузы")


@pytest.fixture
async def limits(stage: Stage) -> AsyncIterator[None]:
    await stage.admin.post("/admin/limits", json={"on": True})
    yield
    await stage.admin.post("/admin/limits", json={"on": False})


async def test_faults_are_ordered_by_method(stage: Stage) -> None:
    await stage.admin.post(
        "/admin/faults", json={"kind": "answer", "status": 429, "retry_after": 3, "method": "sendMessage"}
    )
    await stage.bot.get_me()
    with pytest.raises(RetryAfter):
        await stage.bot.send_message(stage.person, "?")
    await stage.admin.post("/admin/faults", json={"kind": "answer", "status": 403, "method": "sendMessage"})
    with pytest.raises(Forbidden):
        await stage.bot.send_message(stage.person, "?")
    await stage.admin.post("/admin/faults", json={"kind": "answer", "status": 502, "method": "sendMessage"})
    with pytest.raises(NetworkError):
        await stage.bot.send_message(stage.person, "?")
    assert await stage.said() == []


async def test_a_dropped_send_may_have_landed_or_not(stage: Stage) -> None:
    for kind in ("drop_before", "drop_after", "malformed"):
        await stage.admin.post("/admin/faults", json={"kind": kind, "method": "sendMessage"})
        with pytest.raises(TelegramError):
            await stage.bot.send_message(stage.person, kind)
    assert await stage.said() == ["drop_after", "malformed"]


async def test_calls_are_counted_by_method_and_weighed(stage: Stage) -> None:
    await stage.admin.delete("/admin/counts")
    await stage.bot.send_message(stage.person, "раз")
    await stage.admin.get(f"/bot{stage.bot.token}/getme")
    counts = (await stage.admin.get("/admin/counts")).json()
    assert (counts["sendMessage"]["calls"], counts["getMe"]["calls"]) == (1, 1)
    assert counts["sendMessage"]["bytes_in"] > 10
    assert counts["sendMessage"]["bytes_out"] > 100
    assert not [name for name in counts if "admin" in name]
