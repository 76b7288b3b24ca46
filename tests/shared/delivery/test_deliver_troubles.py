"""What becomes of the outbox when chats, stores and instances fail."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from shared.channels.messages import Message, Say
from shared.delivery.deliver import Delivery
from shared.delivery.outbox import LEASE, PAGE, Notice, Posting
from shared.errors import Blocked, OutcomeUnknown, Paused, StoreUnavailable, Unreachable
from shared.store.records import put
from tests.shared.delivery.office import Office, PowerCutError, cut
from tests.shared.delivery.people import people
from tests.stand_ins import Watch


async def test_nothing_overtakes_a_message_that_has_to_wait(office: Office, delivery: Delivery, watch: Watch) -> None:
    office.chats.failures["7"] = [Unreachable("down")]
    entries = await office.write("7", "1", "2", "3")
    for entry in entries:
        await delivery.deliver(entry)
    assert office.chats.shown == {}
    watch.move(2)
    await delivery.deliver(entries[2])
    assert office.chats.shown == {"7": ["1", "2", "3"]}


async def test_one_chat_that_has_to_wait_holds_up_no_other(office: Office, delivery: Delivery) -> None:
    office.chats.failures["7"] = [Unreachable("down")]
    for entry in [*await office.write("7", "for 7"), *await office.write("8", "for 8")]:
        await delivery.deliver(entry)
    assert office.chats.shown == {"8": ["for 8"]}


async def test_a_message_that_can_never_arrive_is_given_up_and_the_next_follows(
    office: Office, delivery: Delivery
) -> None:
    office.chats.failures["7"] = [Blocked("blocked by the user")]
    await delivery.deliver((await office.write("7", "1", "2"))[0])
    assert office.chats.shown == {"7": ["2"]}
    assert await office.states() == ["failed", "sent"]


async def test_a_message_is_tried_for_a_day_and_then_given_up(office: Office, delivery: Delivery, watch: Watch) -> None:
    office.chats.failures["7"] = [Unreachable("down")] * 1000
    began = watch.time
    await office.write("7", "1")
    while await office.states() == ["waiting"]:
        await delivery.sweep()
        watch.move(600)
    assert await office.states() == ["failed"]
    assert timedelta(hours=23) < watch.time - began < timedelta(hours=26)


async def test_a_message_in_doubt_is_repeated_once(office: Office, delivery: Delivery, watch: Watch) -> None:
    office.chats.failures["7"] = [OutcomeUnknown("dropped")]
    await office.write("7", "hello")
    for _ in range(3):
        await delivery.sweep()
        watch.move(60)
    assert office.chats.shown == {"7": ["hello", "hello"]}
    assert await office.states() == ["sent"]


async def test_a_message_in_doubt_twice_is_given_up(office: Office, delivery: Delivery, watch: Watch) -> None:
    office.chats.failures["7"] = [OutcomeUnknown("dropped")] * 5
    await office.write("7", "hello", "next")
    for _ in range(5):
        await delivery.sweep()
        watch.move(60)
    assert Counter(office.chats.shown["7"])["hello"] == 2
    assert (await office.states())[0] == "failed"


async def test_what_its_holder_died_over_waits_for_its_lease_and_is_repeated_once(
    office: Office, delivery: Delivery, watch: Watch
) -> None:
    office.chats.before = cut
    (entry,) = await office.write("7", "hello")
    with pytest.raises(PowerCutError):
        await delivery.deliver(entry)
    office.chats.before = None
    another = office.instance()
    await another.deliver(entry)
    assert office.chats.shown == {}
    watch.move(LEASE.total_seconds())
    assert await another.sweep() == 1
    assert office.chats.shown == {"7": ["hello"]}


async def test_what_two_holders_died_over_is_given_up_and_says_so(
    office: Office, delivery: Delivery, watch: Watch
) -> None:
    office.chats.before = cut
    entries = await office.write("7", "hello", "next")
    for _ in range(2):
        with pytest.raises(PowerCutError):
            await delivery.deliver(entries[0])
        watch.move(LEASE.total_seconds())
    office.chats.before = None
    await delivery.sweep()
    assert office.chats.shown == {"7": ["next"]}
    record = (await office.entries())[0]
    assert "nobody knows whether it arrived" in record.data["error"]


async def test_the_trouble_of_one_lane_keeps_the_sweep_from_no_other(office: Office, delivery: Delivery) -> None:
    for chat in ("1", "2", "3"):
        await office.write(chat, f"for {chat}")

    async def trouble(chat: str) -> None:
        if chat == "1":
            raise ZeroDivisionError("a bug of ours")
        await asyncio.sleep(0.05)

    office.chats.before = trouble
    with pytest.raises(ZeroDivisionError):
        await delivery.sweep()
    assert office.chats.shown == {"2": ["for 2"], "3": ["for 3"]}


async def test_a_long_lane_that_has_to_wait_hides_no_other_from_the_sweep(
    office: Office, delivery: Delivery, watch: Watch
) -> None:
    office.chats.failures["7"] = [Unreachable("down")] * 3
    await office.put(*(Notice("bot", "7", Say(Message(str(n)))) for n in range(PAGE * 2 + 5)))
    await office.write("8", "hello")
    for _ in range(2):
        await delivery.sweep()
        watch.move(1)
    assert office.chats.shown == {"8": ["hello"]}


async def test_mail_of_a_bot_that_is_not_on_waits(office: Office, delivery: Delivery) -> None:
    (entry,) = await office.put(Notice("another_bot", "7", Say(Message("hello"))))
    await delivery.deliver(entry)
    (record,) = await office.entries()
    assert (record.data["state"], record.data["error"]) == ("waiting", "Unreachable: no bot here is called another_bot")


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
async def test_a_note_that_the_store_did_not_answer_for_doubles_no_message(
    office: Office, delivery: Delivery, kind: str
) -> None:
    async def drop(_chat: str) -> None:
        office.chats.before = None
        await office.firestore.fail("Commit", kind)

    office.chats.before = drop
    await delivery.deliver((await office.write("7", "1", "2"))[0])
    assert office.chats.shown == {"7": ["1", "2"]}
    assert await office.states() == ["sent", "sent"]


async def test_a_store_that_falls_silent_makes_the_platform_call_again(
    office: Office, delivery: Delivery, watch: Watch
) -> None:
    async def silent(_chat: str) -> None:
        office.chats.before = None
        await office.firestore.fail("Commit", "drop_before", times=3)

    office.chats.before = silent
    (entry,) = await office.write("7", "hello")
    with pytest.raises(StoreUnavailable):
        await delivery.deliver(entry)
    watch.move(LEASE.total_seconds())
    await delivery.deliver(entry)
    assert office.chats.shown == {"7": ["hello", "hello"]}
    assert await office.states() == ["sent"]


async def test_a_posting_with_many_chats_in_doubt_goes_on_until_all_are_served(
    office: Office, delivery: Delivery, watch: Watch
) -> None:
    office.offers.people = people(80)
    for number in (3, 33, 63):
        office.chats.failures[str(number)] = [OutcomeUnknown("dropped")]
    await office.put(Posting("offers", "1"))
    for _ in range(6):
        await delivery.sweep()
        watch.move(60)
    assert Counter(map(len, office.chats.shown.values())) == {1: 77, 2: 3}
    assert await office.states() == ["sent"]


async def test_a_posting_whose_holders_died_is_finished_by_the_next(
    office: Office, delivery: Delivery, watch: Watch
) -> None:
    office.offers.people = people(80)
    (entry,) = await office.put(Posting("offers", "1"))
    for last in ("30", "60", "79"):

        async def cut_late(chat: str, last: str = last) -> None:
            if chat == last:
                raise PowerCutError

        office.chats.before = cut_late
        with pytest.raises(PowerCutError):
            await delivery.deliver(entry)
        watch.move(LEASE.total_seconds())
    office.chats.before = None
    await delivery.deliver(entry)
    assert set(office.chats.shown) == {str(number) for number in range(80)}
    assert set(map(len, office.chats.shown.values())) <= {1, 2}
    assert await office.states() == ["sent"]


async def test_a_pause_is_respected_by_every_lane_of_the_bot(office: Office, delivery: Delivery, watch: Watch) -> None:
    office.chats.failures["7"] = [Paused(17)]
    entries = [*await office.write("7", "hello"), *await office.write("8", "hello")]
    for entry in entries:
        await delivery.deliver(entry)
    assert office.chats.shown == {}
    watch.move(18)
    assert await delivery.sweep() == 2
    assert office.chats.shown == {"7": ["hello"], "8": ["hello"]}


async def test_a_pause_leaves_the_rest_of_the_bots_record_alone(office: Office, delivery: Delivery) -> None:
    await office.firestore.store.commit([put("bots/bot", {"name": "kept"})])
    office.chats.failures["7"] = [Paused(17)]
    await delivery.deliver((await office.write("7", "hello"))[0])
    assert (await office.firestore.get("bots/bot")).data["name"] == "kept"
