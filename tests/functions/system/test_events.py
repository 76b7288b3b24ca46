"""A new entry of the outbox is a hint that its lane has mail."""

from __future__ import annotations

from typing import Any

import pytest

from functions.dispatch.models import Status
from functions.dispatch.notices import to_client
from functions.dispatch.order_form import CATALOGUE
from shared.channels.messages import Message, Say
from shared.delivery import fanout
from shared.delivery.outbox import Notice, Posting
from shared.store.records import create, merge
from tests.functions.dispatch.scenes import master, order
from tests.functions.system.conftest import House

RU = CATALOGUE.speak("ru")
ORDER = "123456"


def notice(chat: int, text: str = "Мастер едет", account: str = "dispatch_client_bot") -> Notice:
    """Return a message for a chat."""
    return Notice(account, str(chat), Say(Message(text)))


async def test_a_new_entry_is_sent_and_says_so(house: House) -> None:
    person = await house.clients.person()
    (entry,) = await house.leave(notice(person))
    assert (await house.happen(entry)).status_code == 200
    assert await house.clients.said(person) == ["Мастер едет"]
    sent = await house.firestore.get(f"outbox/{entry}")
    assert (sent.data["state"], sent.data["open"], bool(sent.data["receipt"])) == ("sent", False, True)


async def test_an_event_that_comes_twice_sends_once(house: House) -> None:
    person = await house.clients.person()
    (entry,) = await house.leave(notice(person))
    assert [(await house.happen(entry)).status_code for _ in range(2)] == [200, 200]
    assert await house.clients.said(person) == ["Мастер едет"]


async def test_one_event_empties_the_lane_in_order(house: House) -> None:
    person = await house.clients.person()
    entries = await house.leave(*(notice(person, str(n)) for n in range(3)))
    await house.happen(entries[-1])
    assert await house.clients.said(person) == ["0", "1", "2"]


async def test_each_bot_speaks_with_its_own_voice(house: House) -> None:
    client, worker = await house.clients.person(), await house.masters.person()
    for mail in (notice(client, "клиенту"), notice(worker, "мастеру", "dispatch_master_bot")):
        (entry,) = await house.leave(mail)
        await house.happen(entry)
    assert await house.clients.said(client) == ["клиенту"]
    assert await house.masters.said(worker) == ["мастеру"]


async def test_an_event_about_nothing_is_over_and_done_with(house: House) -> None:
    assert (await house.happen("gone")).status_code == 200


async def test_who_blocked_the_bot_is_not_tried_again(house: House) -> None:
    person = await house.clients.person()
    await house.clients.act(person, "block")
    (entry,) = await house.leave(notice(person))
    assert (await house.happen(entry)).status_code == 200
    failed = await house.firestore.get(f"outbox/{entry}")
    assert (failed.data["state"], failed.data["open"]) == ("failed", False)


async def bring(house: House, *mail: Any) -> None:
    """Leave mail and let the delivery know."""
    for entry in await house.leave(*mail):
        await house.happen(entry)


@pytest.mark.heavy
async def test_thirty_masters_get_the_offer_with_sound_and_see_who_took_it(house: House) -> None:
    workers = [await house.masters.person(first_name=f"Мастер {n}") for n in range(30)]
    resting = await house.masters.person()
    client = await house.clients.person()
    free = order(ORDER, client=f"telegram:dispatch_client_bot:{client}")
    people = [*(master(str(each)) for each in workers), master(str(resting), on_shift=False)]
    await house.firestore.store.commit([create(each.path, each.as_record()) for each in people])
    await house.firestore.store.commit([create(free.path, free.as_record())])

    await house.firestore.forget()
    await bring(house, Posting("dispatch.offers", ORDER))
    asked = await house.firestore.calls()
    assert (asked["RunQuery"], asked["Commit"]) == (5, 10), "two batches, each noted before and after"
    assert asked.get("GetDocument", 0) + asked.get("BatchGetDocuments", 0) <= 7, (
        "the order before each batch, the pause every few seconds"
    )
    for each in workers:
        (offer,) = [m for m in (await house.masters.chat(each))["messages"] if m["from"] == "bot"]
        assert offer["text"].startswith("🆕 Новая заявка для вас! 🚀")
        assert not offer.get("disable_notification")
        assert offer["reply_markup"]["inline_keyboard"][0][0]["text"] == "✅ ПРИНЯТЬ ЗАКАЗ 🚀"
    assert await house.masters.said(resting) == []
    assert await outcomes(house) == {"sent": 30}

    winner = str(workers[7])
    held = {"status": Status.TAKEN, "master": winner, "master_name": "Иван"}
    await house.firestore.store.commit([merge(free.path, **held)])
    comes = to_client(free, "client-master-comes", name="Иван", phone="+7 903 111-22-33")
    await bring(house, Posting("dispatch.offers", ORDER), *comes)
    for each in workers:
        (shown,) = await house.masters.said(each)
        mine = RU("accepted-title", number=ORDER) in shown
        assert mine is (str(each) == winner)
        assert mine or shown == RU("offer-gone", number=ORDER, name="Иван")
    assert await outcomes(house) == {"sent": 29, "accepted": 1}
    assert len(await house.clients.said(client)) == 1


async def outcomes(house: House) -> dict[str, int]:
    """Count what became of the offer."""
    sheet = await house.firestore.get(fanout.path("dispatch.offers", ORDER, 0))
    found = [each.outcome for each in fanout.recipients(sheet)]
    return {outcome: found.count(outcome) for outcome in found}
