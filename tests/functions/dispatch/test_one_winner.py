"""Fifty masters press ACCEPT on one order at the same moment, and two instances of the function answer them."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import httpx
import pytest

from functions.dispatch.models import Master, Order
from functions.dispatch.order_form import CATALOGUE
from functions.dispatch.settings import RATE
from shared.store.records import Query, create, put
from tests.functions.dispatch.conftest import SECRET, Business
from tests.functions.dispatch.scenes import master, order
from tests.functions.dispatch.updates import press

RU = CATALOGUE.speak("ru")
PRESSING = 50


@pytest.mark.heavy
@pytest.mark.parametrize("number", ["500001", "500002"])
async def test_exactly_one_of_fifty_masters_wins_and_the_others_are_told_who(business: Business, number: str) -> None:
    chats = [int(number) * 100 + n for n in range(PRESSING)]
    people = [master(str(chat), name=f"Мастер {chat}") for chat in chats]
    free = order(number, client="telegram:dispatch_client_bot:77")
    store = business.firestore.store
    await store.commit([create(f"orders/{number}", free.as_record())])
    await store.commit([create(each.path, each.as_record()) for each in people])
    await store.commit([put(RATE.path, RATE.as_record(12_50))])

    answers = await pressed(business, chats, f"take:{number}")

    held = Order.read(await business.record(free.path))
    won = [chat for chat, answer in answers.items() if RU("accepted-title", number=number) in answer["text"]]
    assert [str(chat) for chat in won] == [held.master]
    assert (held.status, held.rate, held.master_name) == ("В работе", 12_50, f"Мастер {won[0]}")
    gone = RU("offer-gone", number=number, name=held.master_name)
    assert [answer["text"] for chat, answer in answers.items() if chat != won[0]] == [gone] * (PRESSING - 1)
    assert sum("+7 916 123-45-67" in str(answer) for answer in answers.values()) == 1
    masters = [Master.read(await business.record(each.path)) for each in people]
    assert {each.id: each.accepted for each in masters if each.accepted} == {held.master: 1}
    mail = await store.query(Query("outbox", (("subject", "==", number),)))
    told = await store.query(Query("outbox", (("chat", "==", "77"),)))
    assert len(mail) == 1
    assert len([each for each in told if f"#{number}" in each.data["say"]["text"]]) == 1


async def pressed(business: Business, chats: list[int], data: str) -> dict[int, Any]:
    """Let everybody press at once, every other one at the other instance; return what each was answered."""
    doors = itertools.cycle([business.running["masters"].url, business.running["more"].url])
    headers = {"x-telegram-bot-api-secret-token": SECRET}
    limits = httpx.Limits(max_connections=PRESSING)
    async with httpx.AsyncClient(headers=headers, limits=limits, timeout=30, trust_env=False) as wire:
        calls = [wire.post(door, json=press(chat, data)) for chat, door in zip(chats, doors, strict=False)]
        answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} == {200}
    return {chat: answer.json() for chat, answer in zip(chats, answers, strict=True)}
