"""The door that every Telegram bot shares, from the raw request to the raw answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.channels.telegram.outbound import Telegram
from shared.channels.telegram.webhook import Webhook
from shared.conversation.turns import Turns
from shared.store.records import Query
from shared.web import door
from tests.shared.channels.telegram.test_absurd_updates import ABSURD, places, replaced
from tests.shared.channels.telegram.updates import ANNA, EXAMPLES, GROUP, membership, message, pressed
from tests.shared.conversation.visit import RU
from tests.shared.conversation.visit_bot import VisitBot
from tests.stand_ins import FirestoreStandIn, TelegramStandIn, Watch

SECRET = {"x-telegram-bot-api-secret-token": "s3cret"}
LOG = Query("messages", everywhere=True)


@dataclass(frozen=True)
class NoSettings:
    """The door of the tests needs none."""


@pytest.fixture
async def client(
    firestore: FirestoreStandIn, telegram: TelegramStandIn, watch: Watch
) -> AsyncIterator[httpx.AsyncClient]:
    voice = Telegram(telegram.token, telegram.url)
    webhook = Webhook("visit_bot", "s3cret", Turns(VisitBot(), firestore.store, watch), lambda: voice, watch)

    @door.http(NoSettings)
    async def visit_bot(request: Request) -> Response:
        return await webhook.answer(request)

    transport = httpx.ASGITransport(Starlette(routes=[Route("/", visit_bot, methods=["GET", "POST"])]))
    async with httpx.AsyncClient(transport=transport, base_url="http://door", headers=SECRET) as client:
        yield client
    await voice.close()


async def test_a_message_is_answered_in_the_response(client: httpx.AsyncClient) -> None:
    answer = await client.post("/", json=message(text="/start"))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    body = answer.json()
    assert (body["method"], body["chat_id"]) == ("sendMessage", ANNA["id"])
    assert "Чай или кофе?" in body["text"]


@pytest.mark.parametrize("given", [None, b"", b"wrong", b"s3cret ", "секрет".encode(), b"\xff\xfe"])
async def test_without_the_right_secret_nobody_is_let_in(
    client: httpx.AsyncClient, firestore: FirestoreStandIn, given: bytes | None
) -> None:
    client.headers.clear()
    headers = {} if given is None else {b"x-telegram-bot-api-secret-token": given}
    answer = await client.post("/", json=message(), headers=headers)
    assert answer.status_code == 401
    assert await firestore.calls() == {}


async def test_a_stranger_is_refused_before_the_body_is_looked_at(client: httpx.AsyncClient) -> None:
    client.headers.clear()
    assert (await client.post("/", content=b"not JSON")).status_code == 401


@pytest.mark.parametrize("body", [b"", b"not JSON", b"{", b"\xff\xfe\xfd"])
async def test_a_body_that_is_not_json_is_refused(
    client: httpx.AsyncClient, firestore: FirestoreStandIn, body: bytes
) -> None:
    assert (await client.post("/", content=body)).status_code == 400
    assert await firestore.calls() == {}


@pytest.mark.parametrize(
    "update", [{"update_id": 1, "subscription": {}}, message(chat=GROUP), {}, [], None, 5], ids=lambda u: str(u)[:20]
)
async def test_what_is_not_for_us_is_accepted_and_set_aside(
    client: httpx.AsyncClient, firestore: FirestoreStandIn, update: Any
) -> None:
    answer = await client.post("/", content=json.dumps(update))
    assert (answer.status_code, answer.content) == (200, b"")
    assert await firestore.calls() == {}


async def test_an_event_without_an_answer_is_accepted(client: httpx.AsyncClient, firestore: FirestoreStandIn) -> None:
    answer = await client.post("/", json=membership("kicked"))
    assert (answer.status_code, answer.content) == (200, b"")
    assert len(await firestore.store.query(LOG)) == 1


async def test_a_press_is_acknowledged_and_answered(client: httpx.AsyncClient, telegram: TelegramStandIn) -> None:
    anna = await telegram.person()
    await client.post("/", json=message(text="/start"))
    voice = Telegram(telegram.token, telegram.url)
    number = await voice._bot.send_message(
        anna, "?", api_kwargs={"reply_markup": {"inline_keyboard": [[{"text": "Чай", "callback_data": "x"}]]}}
    )
    press = await telegram.act(anna, "press", message_id=number.message_id, data="x")
    query = press["deliveries"][0]["update"]["callback_query"]["id"]
    answer = await client.post("/", json=pressed("f:visit:set:drink:tea", id=query))
    assert "Что ещё приготовить?" in answer.json()["text"]
    assert len((await telegram.chat(anna))["answers"]) == 1
    await voice.close()


@pytest.mark.parametrize("order", [{"kind": "answer", "status": 400}, {"kind": "timeout"}, {"kind": "drop_before"}])
async def test_a_press_is_answered_within_a_second_or_so_whatever_becomes_of_its_acknowledgement(
    client: httpx.AsyncClient, telegram: TelegramStandIn, order: dict[str, Any]
) -> None:
    await telegram.fail("answerCallbackQuery", **order)
    began = monotonic()
    answer = await client.post("/", json=pressed("f:visit:set:drink:tea"))
    assert answer.status_code == 200
    assert monotonic() - began < 5


@pytest.mark.parametrize("kind", ["drop_before", "answer"])
async def test_a_store_that_does_not_answer_asks_the_vendor_to_come_again(
    client: httpx.AsyncClient, firestore: FirestoreStandIn, kind: str
) -> None:
    await firestore.fail("GetDocument", kind, status=503, times=2)
    answer = await client.post("/", json=message(text="/start"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    again = await client.post("/", json=message(text="/start"))
    assert "Чай или кофе?" in again.json()["text"]


async def test_an_exception_of_our_own_is_accepted_and_told(client: httpx.AsyncClient) -> None:
    answer = await client.post("/", json=message(text="boom"))
    assert answer.status_code == 200
    assert answer.json()["text"] == RU("fault-ours")


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(
    client: httpx.AsyncClient, firestore: FirestoreStandIn
) -> None:
    assert (await client.post("/", content=b" " * (door.LARGEST_BODY + 1))).status_code == 413
    assert await firestore.calls() == {}


async def test_a_body_that_does_not_tell_its_size_is_refused_once_it_is_too_large(client: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 32_768

    assert (await client.post("/", content=endless())).status_code == 413


async def test_a_body_of_the_largest_size_is_read(client: httpx.AsyncClient) -> None:
    body = json.dumps(message(text="чай")).encode()
    assert (await client.post("/", content=body + b" " * (door.LARGEST_BODY - len(body)))).status_code == 200


async def test_a_duplicate_gets_the_same_answer(client: httpx.AsyncClient) -> None:
    first, second = [await client.post("/", json=message(text="add")) for _ in range(2)]
    assert first.content == second.content != b""


async def test_duplicates_at_the_same_moment_get_the_same_answer(
    client: httpx.AsyncClient, firestore: FirestoreStandIn
) -> None:
    answers = await asyncio.gather(*(client.post("/", json=message(text="add")) for _ in range(4)))
    assert {(answer.status_code, answer.json()["text"]) for answer in answers} == {(200, "count 1")}
    assert len(await firestore.store.query(LOG)) == 2


async def test_a_duplicate_of_an_older_event_is_accepted_in_silence(client: httpx.AsyncClient) -> None:
    for number in (1, 2):
        await client.post("/", json=message(number, text="add"))
    answer = await client.post("/", json=message(1, text="add"))
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("example", range(len(EXAMPLES)))
async def test_no_authentic_update_is_ever_refused(client: httpx.AsyncClient, example: int) -> None:
    number = 0
    for at in places(EXAMPLES[example]):
        if at[-1:] == ("update_id",):
            continue
        absurd = replaced(EXAMPLES[example], at, ABSURD[number % len(ABSURD)])
        if isinstance(absurd, dict):
            absurd["update_id"] = number + 1
        answer = await client.post("/", content=json.dumps(absurd))
        assert answer.status_code == 200, absurd
        number += 1
