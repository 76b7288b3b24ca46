"""What becomes of a message that is sent: the client library against the local Telegram, failing on order."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import pytest

from shared.channels.messages import Button, Key, Message, Say
from shared.channels.telegram.outbound import Telegram
from shared.errors import Blocked, OutcomeUnknown, Paused, Rejected, SendFailure, Unreachable
from tests.stand_ins import TelegramStandIn

HELLO = Say(Message("Здравствуйте"))


@pytest.fixture
async def bot(telegram: TelegramStandIn) -> AsyncIterator[Telegram]:
    voice = Telegram(telegram.token, telegram.url)
    yield voice
    await voice.close()


async def test_a_message_is_sent_and_its_id_returned(telegram: TelegramStandIn, bot: Telegram) -> None:
    anna = await telegram.person()
    number = await bot.say(str(anna), Say(Message("Выберите", buttons=((Button("Да", "yes"),),), silent=True)))
    (message,) = [each for each in (await telegram.chat(anna))["messages"] if each["from"] == "bot"]
    assert (str(message["message_id"]), message["text"], message["disable_notification"]) == (number, "Выберите", True)
    assert message["reply_markup"] == {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}


async def test_a_keyboard_is_shown_and_taken_away(telegram: TelegramStandIn, bot: Telegram) -> None:
    anna = await telegram.person()
    await bot.say(str(anna), Say(Message("Меню", keyboard=((Key("Заказать"),),))))
    assert (await telegram.chat(anna))["keyboard"]["keyboard"] == [[{"text": "Заказать"}]]
    await bot.say(str(anna), Say(Message("Спасибо", keyboard=())))
    assert not (await telegram.chat(anna))["keyboard"]


async def test_a_message_is_edited_in_its_place(telegram: TelegramStandIn, bot: Telegram) -> None:
    anna = await telegram.person()
    number = await bot.say(str(anna), Say(Message("Выберите", buttons=((Button("Да", "yes"),),))))
    assert await bot.say(str(anna), Say(Message("Выбрано"), number)) == number
    (message,) = [each for each in (await telegram.chat(anna))["messages"] if each["from"] == "bot"]
    assert (message["text"], message["reply_markup"]) == ("Выбрано", None)


async def test_an_edit_that_changes_nothing_counts_as_done(telegram: TelegramStandIn, bot: Telegram) -> None:
    anna = await telegram.person()
    number = await bot.say(str(anna), HELLO)
    assert await bot.say(str(anna), Say(HELLO.message, number)) == number


async def test_an_edit_of_a_message_that_is_gone_is_rejected(telegram: TelegramStandIn, bot: Telegram) -> None:
    anna = await telegram.person()
    with pytest.raises(Rejected, match="Message to edit not found"):
        await bot.say(str(anna), Say(HELLO.message, "999"))


async def test_who_blocked_the_bot_is_blocked(telegram: TelegramStandIn, bot: Telegram) -> None:
    anna = await telegram.person()
    await telegram.act(anna, "block")
    with pytest.raises(Blocked, match="blocked by the user"):
        await bot.say(str(anna), HELLO)
    await telegram.act(anna, "unblock")
    assert await bot.say(str(anna), HELLO)


async def test_a_chat_nobody_knows_is_blocked_too(telegram: TelegramStandIn, bot: Telegram) -> None:
    stranger = await telegram.person(met=False)
    with pytest.raises(Blocked, match="Chat not found"):
        await bot.say(str(stranger), HELLO)


async def test_a_message_telegram_will_never_take_is_rejected(telegram: TelegramStandIn, bot: Telegram) -> None:
    anna = await telegram.person()
    with pytest.raises(Rejected):
        await bot.say(str(anna), Say(Message("a", buttons=((Button("Да", "d" * 65),),))))


async def test_a_wrong_token_lets_messages_wait_until_it_is_mended(telegram: TelegramStandIn) -> None:
    anna = await telegram.person()
    (await telegram.admin.post("/admin/bots", json={"token": telegram.token, "revoked": True})).raise_for_status()
    voice = Telegram(telegram.token, telegram.url)
    with pytest.raises(Unreachable):
        await voice.say(str(anna), HELLO)
    await voice.close()


# What is ordered, what it means, and how often the message stands in the chat afterwards.
FAILURES: tuple[tuple[dict[str, Any], type[SendFailure], int], ...] = (
    ({"kind": "answer", "status": 429, "retry_after": 7}, Paused, 0),
    ({"kind": "answer", "status": 500}, Unreachable, 0),
    ({"kind": "answer", "status": 502}, Unreachable, 0),
    ({"kind": "drop_before"}, OutcomeUnknown, 0),
    ({"kind": "drop_after"}, OutcomeUnknown, 1),
    ({"kind": "malformed"}, OutcomeUnknown, 1),
    ({"kind": "timeout", "seconds": 30}, OutcomeUnknown, 0),
)


@pytest.mark.parametrize(("order", "failure", "stands"), FAILURES, ids=str)
async def test_a_failure_says_whether_the_message_may_have_arrived(
    telegram: TelegramStandIn, order: dict[str, Any], failure: type[SendFailure], stands: int
) -> None:
    voice, anna = Telegram(telegram.token, telegram.url, seconds=0.3), await telegram.person()
    await telegram.fail("sendMessage", **order)
    with pytest.raises(failure) as caught:
        await voice.say(str(anna), HELLO)
    assert type(caught.value) is failure
    assert len(await telegram.said(anna)) == stands
    await voice.say(str(anna), HELLO)
    assert len(await telegram.said(anna)) == stands + 1
    await voice.close()


async def test_a_pause_says_how_long(telegram: TelegramStandIn, bot: Telegram) -> None:
    anna = await telegram.person()
    await telegram.fail("sendMessage", "answer", status=429, retry_after=7)
    with pytest.raises(Paused) as caught:
        await bot.say(str(anna), HELLO)
    assert caught.value.seconds == 7


async def test_nothing_left_where_nobody_listens(loopback: None) -> None:  # noqa: ARG001 - asking is what it is for
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    voice = Telegram("1:a", f"http://127.0.0.1:{port}")
    with pytest.raises(Unreachable):
        await voice.say("1", HELLO)
    await voice.close()


async def test_a_press_is_acknowledged(telegram: TelegramStandIn, bot: Telegram) -> None:
    anna = await telegram.person()
    number = await bot.say(str(anna), Say(Message("Выберите", buttons=((Button("Да", "yes"),),))))
    answer = await telegram.act(anna, "press", message_id=int(number), data="yes")
    await bot.acknowledge(answer["deliveries"][0]["update"]["callback_query"]["id"])
    assert len((await telegram.chat(anna))["answers"]) == 1


async def test_a_press_that_cannot_be_acknowledged_is_no_failure(telegram: TelegramStandIn, bot: Telegram) -> None:
    await bot.acknowledge("long-gone")
    await telegram.fail("answerCallbackQuery", "drop_before")
    await bot.acknowledge("dropped")


async def test_an_acknowledgement_holds_nothing_up_for_longer_than_a_second(
    telegram: TelegramStandIn, bot: Telegram
) -> None:
    await telegram.fail("answerCallbackQuery", "timeout", seconds=20)
    began = monotonic()
    await bot.acknowledge("slow")
    assert 0.9 < monotonic() - began < 5


async def test_a_closed_bot_holds_no_connection(telegram: TelegramStandIn) -> None:
    voice = Telegram(telegram.token, telegram.url)
    await voice.say(str(await telegram.person()), HELLO)
    await voice.close()
    with pytest.raises(Unreachable, match="not initialized"):
        await voice.say("1", HELLO)
