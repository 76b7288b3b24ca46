"""Telegram delivers an update again whenever it has not heard our answer: nothing may happen twice."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator

import httpx
import pytest

from shared.store.records import Query
from tests.functions.dispatch.conftest import Business, Cost, confirmation
from tests.functions.dispatch.updates import Door, press, text

WORDS = ("Искрит розетка", "ул. Мира, 10", "Анна", "+7 916 123-45-67")
_chats = itertools.count(600_001)


@pytest.fixture
async def door(business: Business) -> AsyncIterator[Door]:
    async with httpx.AsyncClient(timeout=30, trust_env=False) as wire:
        yield Door(business.running["clients"].url, wire)


async def orders(business: Business, chat: int) -> list[str]:
    """Return the numbers of the orders of one client."""
    query = Query("orders", (("client", "==", f"telegram:dispatch_client_bot:{chat}"),))
    return [record.id for record in await business.firestore.store.query(query)]


async def test_every_message_of_an_order_delivered_twice_gives_the_same_single_order(
    business: Business, door: Door
) -> None:
    chat = next(_chats)
    steps = [text(chat, "/start"), text(chat, "⚡ Услуги электрика"), press(chat, "f:order:set:service:sockets")]
    for update in (*steps, *(text(chat, words) for words in WORDS)):
        assert await door.post(update) == await door.post(update), "the repeated answer is the same"
    update = press(chat, confirmation(await door.post(door.posted[-1])))
    placed = await door.post(update)
    assert await door.post(update) == placed
    (number,) = await orders(business, chat)
    assert f"#{number}" in placed["text"]
    record = await business.record(f"conversations/telegram:dispatch_client_bot:{chat}")
    assert sum(record.data["in"].values()) == len(steps) + len(WORDS) + 1
    mail = await business.firestore.store.query(Query("outbox", (("subject", "==", number),)))
    assert len(mail) == 1


async def test_what_comes_again_when_all_is_over_is_answered_with_nothing_and_writes_nothing(
    business: Business, door: Door
) -> None:
    chat = next(_chats)
    for words in ("Искрит розетка, ул. Мира, 10, Анна, +7 916 123-45-67", "да"):
        last = await door.post(text(chat, words))
    await door.post(press(chat, confirmation(last)))
    await door.post(text(chat, "/start"))
    before = await business.record(f"conversations/telegram:dispatch_client_bot:{chat}")
    for update in door.posted[:-1]:
        assert await door.post(update) == {}
    assert await business.record(before.path) == before
    assert len(await orders(business, chat)) == 1


@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
async def test_a_line_that_drops_around_the_confirming_commit_gives_one_order(
    business: Business, door: Door, kind: str
) -> None:
    chat = next(_chats)
    for words in ("Искрит розетка, ул. Мира, 10, Анна, +7 916 123-45-67", "да"):
        last = await door.post(text(chat, words))
    await business.firestore.fail("Commit", kind)
    placed = await door.post(press(chat, confirmation(last)))
    (number,) = await orders(business, chat)
    assert f"#{number}" in placed["text"]


async def test_a_store_that_does_not_answer_makes_telegram_come_again_and_the_form_goes_on(business: Business) -> None:
    client = await business.client()
    await client.write("⚡ Услуги электрика")
    await business.telegram.admin.post("/admin/clock", json={"speed": 60})
    await business.firestore.fail("GetDocument", "answer", status=503, times=4)
    acted = await business.telegram.act(client.person, "send", text="Розетки и выключатели", wait=True)
    await business.telegram.admin.post("/admin/clock", json={"speed": 1})
    assert acted["deliveries"][0]["attempts"] == 3
    record = await business.record(f"conversations/telegram:dispatch_client_bot:{client.person}")
    assert record.data["draft"]["answers"] == {"service": "sockets"}


async def test_a_wrong_or_missing_secret_is_refused_and_nothing_is_stored(business: Business, door: Door) -> None:
    chat = next(_chats)
    await business.free()
    for headers in ({}, {"x-telegram-bot-api-secret-token": "wrong"}):
        answer = await door.wire.post(door.url, json=text(chat, "/start"), headers=headers)
        assert answer.status_code == 401
    assert await business.cost() == Cost(reads=0, documents=0, commits=0, writes=0)


@pytest.mark.parametrize("body", [b"", b"{", b"not json", b"\xff\xfe", b"{}{}"])
async def test_a_body_that_is_no_json_is_refused(business: Business, door: Door, body: bytes) -> None:
    await business.free()
    headers = {"x-telegram-bot-api-secret-token": "a-secret-of-ours"}
    assert (await door.wire.post(door.url, content=body, headers=headers)).status_code == 400
    assert await business.cost() == Cost(reads=0, documents=0, commits=0, writes=0)


@pytest.mark.parametrize(
    "update",
    [
        {},
        [],
        1,
        {"update_id": 1},
        {"update_id": 1, "message": None},
        {"update_id": 1, "message": {"text": "hi"}},
        {"update_id": 1, "inline_query": {"id": "1", "query": "x"}},
        {"update_id": 1, "message": {"chat": {"id": -100, "type": "group"}, "text": "hi", "message_id": 1}},
        {"update_id": "x", "message": {"chat": {"id": 1, "type": "private"}, "text": "hi"}},
    ],
)
async def test_an_update_that_is_not_for_us_is_set_aside(business: Business, door: Door, update: object) -> None:
    await business.free()
    headers = {"x-telegram-bot-api-secret-token": "a-secret-of-ours"}
    answer = await door.wire.post(door.url, json=update, headers=headers)
    assert (answer.status_code, answer.content) == (200, b"")
    assert (await business.cost()).commits == 0
    assert "update set aside" in business.running["clients"].said()
