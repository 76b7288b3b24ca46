"""A bot keeps its pace, and quiet when the vendor asks for it, whoever was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.channels.messages import Message, Say
from shared.channels.telegram.outbound import Telegram
from shared.delivery.deliver import ASK_AGAIN, Speaker
from shared.delivery.pace import Pace
from shared.errors import Paused, Unreachable
from tests.shared.delivery.people import Chats, no_pace
from tests.stand_ins import FirestoreStandIn, TelegramStandIn, Watch

HELLO = Say(Message("hello"))


@pytest.fixture
def chats() -> Chats:
    return Chats()


@pytest.fixture
def speaker(firestore: FirestoreStandIn, chats: Chats, watch: Watch) -> Callable[[], Speaker]:
    """Open one more instance of the same bot."""
    return lambda: Speaker("bot", chats, firestore.store, watch, no_pace())


async def test_a_message_is_said_and_its_id_returned(speaker: Callable[[], Speaker], chats: Chats) -> None:
    assert await speaker().say("7", HELLO) == "1"
    assert chats.shown == {"7": ["hello"]}


async def test_a_pause_is_noted_for_everybody_and_handed_on(
    speaker: Callable[[], Speaker], chats: Chats, firestore: FirestoreStandIn, watch: Watch
) -> None:
    chats.failures["7"] = [Paused(17)]
    with pytest.raises(Paused):
        await speaker().say("7", HELLO)
    assert (await firestore.get("bots/bot")).data == {"paused_until": watch.time + timedelta(seconds=17)}


async def test_quiet_is_kept_until_the_pause_is_over(
    speaker: Callable[[], Speaker], chats: Chats, watch: Watch
) -> None:
    bot = speaker()
    chats.failures["7"] = [Paused(17)]
    for left in (17, 17, 10):
        watch.move(17 - left)
        with pytest.raises(Paused) as caught:
            await bot.say("8" if left < 17 else "7", HELLO)
        assert caught.value.seconds == left
    assert chats.sends == []
    watch.move(10)
    assert await bot.say("7", HELLO)


async def test_another_instance_keeps_quiet_too(speaker: Callable[[], Speaker], chats: Chats, watch: Watch) -> None:
    first, second = speaker(), speaker()
    await second.say("8", HELLO)
    chats.failures["7"] = [Paused(60)]
    with pytest.raises(Paused):
        await first.say("7", HELLO)
    watch.move(ASK_AGAIN.total_seconds() + 1)
    with pytest.raises(Paused):
        await second.say("8", HELLO)
    assert chats.sends == ["hello"]


async def test_the_store_is_asked_once_in_a_while_however_much_is_said(
    speaker: Callable[[], Speaker], firestore: FirestoreStandIn, watch: Watch
) -> None:
    bot = speaker()
    for _ in range(2):
        await asyncio.gather(*(bot.say(str(number), HELLO) for number in range(25)))
    assert await firestore.calls() == {"GetDocument": 1}
    watch.move(ASK_AGAIN.total_seconds() + 1)
    await bot.say("7", HELLO)
    assert await firestore.calls() == {"GetDocument": 2}


async def test_a_pause_that_comes_while_others_wait_for_their_slot_keeps_them_quiet(
    firestore: FirestoreStandIn, chats: Chats, watch: Watch
) -> None:
    bot = Speaker("bot", chats, firestore.store, watch, Pace(per_second=50))
    await bot.say("warm", HELLO)
    chats.failures["0"] = [Paused(17)]
    ended = await asyncio.gather(*(bot.say(str(number), HELLO) for number in range(20)), return_exceptions=True)
    assert sum(isinstance(end, Paused) for end in ended) >= 14
    assert len(chats.sends) <= 1 + 6


async def test_a_shorter_pause_does_not_end_a_longer_one(
    speaker: Callable[[], Speaker], chats: Chats, watch: Watch
) -> None:
    bot = speaker()
    await bot.say("warm", HELLO)
    chats.failures = {"7": [Paused(60)], "8": [Paused(1)]}
    await asyncio.gather(bot.say("7", HELLO), bot.say("8", HELLO), return_exceptions=True)
    watch.move(2)
    with pytest.raises(Paused):
        await bot.say("9", HELLO)


async def test_what_cannot_be_asked_of_the_store_leaves_the_message_unsent(
    speaker: Callable[[], Speaker], chats: Chats, firestore: FirestoreStandIn
) -> None:
    bot = speaker()
    await firestore.fail("GetDocument", "drop_before", times=2)
    with pytest.raises(Unreachable):
        await bot.say("7", HELLO)
    assert chats.sends == []
    assert await bot.say("7", HELLO)


async def test_a_pause_that_cannot_be_noted_is_a_pause_all_the_same(
    speaker: Callable[[], Speaker], chats: Chats, firestore: FirestoreStandIn
) -> None:
    bot = speaker()
    chats.failures["7"] = [Paused(17)]
    await firestore.fail("Commit", "drop_before")
    for chat in "78":
        with pytest.raises(Paused):
            await bot.say(chat, HELLO)


async def test_a_burst_at_full_pace_stays_within_the_vendors_limits(
    firestore: FirestoreStandIn, telegram: TelegramStandIn, watch: Watch
) -> None:
    chats = [str(await telegram.person()) for _ in range(70)]
    await telegram.admin.post("/admin/limits", json={"on": True})
    voice = Telegram(telegram.token, telegram.url)
    bot = Speaker("bot", voice, firestore.store, watch, Pace(per_second=25))
    await asyncio.gather(*(bot.say(chat, HELLO) for chat in chats))
    await voice.close()
