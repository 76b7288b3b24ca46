"""The outbox is emptied in order, once, whoever empties it."""

from __future__ import annotations

import asyncio

import pytest

from shared.channels.messages import Message, Say
from shared.delivery import outbox
from shared.delivery.deliver import Delivery
from shared.delivery.outbox import Notice, Posting
from shared.errors import Blocked, Unreachable
from tests.shared.delivery.office import Office
from tests.stand_ins import Watch


async def test_a_new_entry_is_sent_and_closed_with_its_receipt(office: Office, delivery: Delivery) -> None:
    (entry,) = await office.write("7", "hello")
    await delivery.deliver(entry)
    assert office.chats.shown == {"7": ["hello"]}
    (record,) = await office.entries()
    assert (record.data["state"], record.data["open"], record.data["receipt"]) == ("sent", False, "1")


async def test_an_entry_that_is_done_or_was_never_there_does_nothing(office: Office, delivery: Delivery) -> None:
    (entry,) = await office.write("7", "hello")
    for hint in (entry, entry, "never-there"):
        await delivery.deliver(hint)
    assert office.chats.sends == ["hello"]


async def test_a_message_is_edited_through_the_outbox_too(office: Office, delivery: Delivery) -> None:
    await delivery.deliver((await office.write("7", "hello"))[0])
    (entry,) = await office.put(Notice("bot", "7", Say(Message("changed"), "1")))
    await delivery.deliver(entry)
    assert office.chats.shown == {"7": ["changed"]}


@pytest.mark.parametrize("hint", [0, 2, 4])
async def test_whichever_entry_is_hinted_at_its_lane_leaves_in_order(
    office: Office, delivery: Delivery, hint: int
) -> None:
    entries = await office.write("7", "1", "2", "3", "4", "5")
    await delivery.deliver(entries[hint])
    assert office.chats.shown == {"7": ["1", "2", "3", "4", "5"]}


async def test_a_lane_longer_than_a_page_is_emptied(office: Office, delivery: Delivery) -> None:
    entries = await office.put(*(Notice("bot", "7", Say(Message(str(n)))) for n in range(outbox.PAGE + 7)))
    await delivery.deliver(entries[0])
    assert office.chats.shown["7"] == [str(n) for n in range(outbox.PAGE + 7)]


async def test_what_arrives_while_a_lane_is_emptied_leaves_with_it(office: Office, delivery: Delivery) -> None:
    async def more(_chat: str) -> None:
        office.chats.before = None
        await office.write("7", "second")

    office.chats.before = more
    await delivery.deliver((await office.write("7", "first"))[0])
    assert office.chats.shown == {"7": ["first", "second"]}


async def test_two_instances_at_once_send_each_message_once_and_in_order(office: Office) -> None:
    entries = [*await office.write("7", *"123456"), *await office.write("8", *"123456")]
    stores = [office.firestore.another() for _ in range(2)]
    instances = [office.instance(store) for store in stores]
    await asyncio.gather(*(each.deliver(entry) for entry in entries for each in instances))
    await asyncio.gather(*(each.sweep() for each in instances))
    assert office.chats.shown == {"7": list("123456"), "8": list("123456")}
    for store in stores:
        await store.close()


async def test_hints_that_come_together_in_one_instance_send_each_message_once(
    office: Office, delivery: Delivery
) -> None:
    entries = await office.write("7", *"123456")
    await asyncio.gather(*(delivery.deliver(entry) for entry in reversed(entries)))
    assert office.chats.shown == {"7": list("123456")}


async def test_the_sweep_sends_what_should_have_left_and_nothing_else(
    office: Office, delivery: Delivery, watch: Watch
) -> None:
    await office.write("7", "1", "2")
    await office.write("8", "1")
    watch.move(-60)
    assert await delivery.sweep() == 0
    assert office.chats.sends == []
    watch.move(120)
    assert await delivery.sweep() == 2
    assert office.chats.shown == {"7": ["1", "2"], "8": ["1"]}
    assert await delivery.sweep() == 0


async def test_a_posting_is_brought_up_to_date_by_its_entry(office: Office, delivery: Delivery) -> None:
    await delivery.deliver((await office.put(Posting("offers", "1")))[0])
    office.offers.taken_by = "1"
    await delivery.deliver((await office.put(Posting("offers", "1")))[0])
    assert office.chats.shown == {"0": ["gone"], "1": ["mine"], "2": ["gone"]}
    assert await office.states() == ["sent", "sent"]


async def test_a_lane_that_is_empty_leaves_nothing_behind_in_the_instance(office: Office, delivery: Delivery) -> None:
    office.chats.failures = {"8": [Unreachable("down")], "9": [Blocked("gone")]}
    for chat in "789":
        await delivery.deliver((await office.write(chat, "hello"))[0])
    assert not list(delivery._lanes)
