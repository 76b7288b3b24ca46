"""Who is offered an order, and what each of them should see of it now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from functions.dispatch.acceptance import done_button
from functions.dispatch.models import OFFERS, Order, Standing, Status
from functions.dispatch.offers import Offers, face
from functions.dispatch.order_form import CATALOGUE
from functions.dispatch.settings import SHOW_CLIENT
from shared.channels.messages import Say
from shared.delivery import fanout
from shared.delivery.fanout import Face, Recipient
from shared.delivery.posting import Postings
from shared.store.records import create, merge, put
from tests.functions.dispatch.scenes import LANGUAGES, MOSCOW, NOON, master, order, payloads, taken
from tests.stand_ins import FirestoreStandIn

ME = Recipient("2001", "2001", "ru", outcome="sent", shown="offer", message="7")
RU = CATALOGUE.speak("ru")


def seen(each: Order, who: Recipient = ME, *, show_client: bool = False) -> Face | None:
    """Say what somebody should see of an order."""
    return face(each, who, MOSCOW, sheet=3, show_client=show_client)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_free_order_is_an_offer_with_sound_and_everything_but_the_client(language: str) -> None:
    shown = seen(order(), Recipient("2001", "2001", language))
    texts = CATALOGUE.speak(language)
    assert shown
    assert (shown.fresh, shown.message.silent, shown.outcome) == (True, False, "sent")
    assert shown.message.text.splitlines() == [
        texts("offer-title"),
        "",
        texts("card-number", number="123456"),
        texts("card-time", time="20.11.2026 12:00"),
        texts("card-category", category=texts("category-sockets")),
        texts("card-problem", problem="Искрит розетка"),
        texts("card-address", address="ул. Мира, 10"),
        texts("card-client", name=texts("card-after-acceptance")),
        texts("card-phone", phone=texts("card-after-acceptance")),
    ]
    assert payloads(shown.message) == {texts("offer-take"): "take:123456", texts("offer-decline"): "decline:123456-3"}


def test_the_offer_is_titled_and_its_button_named_as_the_business_does() -> None:
    shown = seen(order())
    assert shown
    assert shown.message.text.startswith("🆕 Новая заявка для вас! 🚀\n\nЗаказ #123456\nВремя: ")
    assert "✅ ПРИНЯТЬ ЗАКАЗ 🚀" in payloads(shown.message)


def test_the_client_is_shown_before_acceptance_where_the_owner_says_so() -> None:
    shown = seen(order(), show_client=True)
    assert shown
    assert "Клиент: Анна\nТелефон: +7 916 123-45-67" in shown.message.text


def test_the_master_who_has_the_order_sees_it_whole_with_the_button_that_completes_it() -> None:
    shown = seen(taken())
    assert shown
    assert (shown.name, shown.fresh, shown.outcome) == ("accepted", False, "accepted")
    assert "+7 916 123-45-67" in shown.message.text
    assert shown.message.buttons == ((done_button(RU, taken()),),)


def test_the_others_see_who_has_it_and_no_button() -> None:
    shown = seen(taken(by="2002", master_name="Пётр"))
    assert shown
    assert (shown.message.text, shown.message.buttons) == (RU("offer-gone", number="123456", name="Пётр"), ())
    assert shown.fresh is False


def test_another_master_after_a_hand_over_is_another_face() -> None:
    first, second = seen(taken(by="2002")), seen(taken(by="2003"))
    assert first
    assert second
    assert first.name != second.name


@pytest.mark.parametrize("who", [ME, Recipient("2002", "2002", "ru", shown="accepted", message="8")])
def test_everybody_sees_that_an_order_was_called_off(who: Recipient) -> None:
    shown = seen(taken(by="2002", status=Status.CANCELLED), who)
    assert shown
    assert (shown.message.text, shown.message.buttons) == (RU("offer-cancelled", number="123456"), ())


def test_who_declined_is_left_alone() -> None:
    declined = Recipient("2001", "2001", "ru", outcome="declined", shown="offer", message="7")
    assert [seen(each, declined) for each in (order(), taken(by="2002"), order(status=Status.CANCELLED))] == [None] * 3


def test_who_declined_and_then_accepted_sees_the_order_as_theirs() -> None:
    declined = Recipient("2001", "2001", "ru", outcome="declined", shown="offer", message="7")
    shown = seen(taken(), declined)
    assert shown
    assert shown.outcome == "accepted"


def test_an_offer_that_still_stands_when_the_order_is_done_goes_too() -> None:
    shown = seen(taken(by="2002", master_name="Пётр", status=Status.DONE))
    assert shown
    assert shown.message.text == RU("offer-gone", number="123456", name="Пётр")


def test_what_changed_when_the_order_was_taken_does_not_change_again_when_it_is_done() -> None:
    at_taking, when_done = seen(taken(by="2002")), seen(taken(by="2002", status=Status.DONE))
    assert at_taking
    assert when_done
    assert at_taking.name == when_done.name


def test_the_master_of_a_completed_order_loses_the_button_that_completes_it() -> None:
    shown = seen(taken(status=Status.DONE, price=3500_00, commission=1050_00))
    assert shown
    assert shown.name == "done"
    assert not shown.message.buttons
    assert not shown.fresh


def test_nobody_gets_an_order_that_is_over_as_a_new_message() -> None:
    newcomer = Recipient("2001", "2001", "ru")
    for each in (taken(by="2002"), taken(by="2002", status=Status.DONE), order(status=Status.CANCELLED)):
        assert not fanout.due([newcomer], lambda who, each=each: seen(each, who))  # type: ignore[misc]  # mypy takes no defaults here


async def test_every_active_master_on_shift_is_asked_and_nobody_else(firestore: FirestoreStandIn) -> None:
    people = [
        master("1", language="en"),
        master("2"),
        master("3", on_shift=False),
        *(master(str(4 + n), standing=each) for n, each in enumerate(Standing) if each is not Standing.ACTIVE),
    ]
    await firestore.store.commit([create(each.path, each.as_record()) for each in people])
    audience = await Offers(firestore.store, MOSCOW).audience("123456")
    assert {(each.who, each.chat, each.language) for each in audience} == {("1", "1", "en"), ("2", "2", "ru")}


@pytest.mark.parametrize("show", [True, False])
async def test_the_owners_word_about_the_client_is_read_with_the_order(firestore: FirestoreStandIn, show: bool) -> None:  # noqa: FBT001 - a case
    each = order()
    setting = put(SHOW_CLIENT.path, SHOW_CLIENT.as_record(show))
    await firestore.store.commit([create(each.path, each.as_record()), setting])
    faces = await Offers(firestore.store, MOSCOW).faces("123456", 0)
    shown = faces(ME)
    assert shown
    assert ("+7 916 123-45-67" in shown.message.text) is show


@dataclass
class Mouth:
    """Sends nothing and remembers what it was given."""

    said: list[tuple[str, Say]] = field(default_factory=list)

    async def send(self, account: str, chat: str, say: Say) -> str:  # noqa: ARG002 - the sender's form
        self.said.append((chat, say))
        return say.edits or f"{chat}0"


async def test_what_became_of_an_offer_with_each_master_is_kept(firestore: FirestoreStandIn) -> None:
    mouth = Mouth()
    postings = Postings({OFFERS: Offers(firestore.store, MOSCOW)}, firestore.store, mouth, Clock())
    everybody = [create(each.path, each.as_record()) for each in map(master, "123")]
    await firestore.store.commit([create("orders/123456", order().as_record()), *everybody])
    await postings.refresh(OFFERS, "123456")
    assert await outcomes(firestore) == {"1": "sent", "2": "sent", "3": "sent"}
    sheet = await firestore.get(fanout.path(OFFERS, "123456", 0))
    declined = fanout.marked(sheet, "1", "declined")
    assert declined
    await firestore.store.commit([declined, merge("orders/123456", status="В работе", master="1", master_name="Иван")])
    mouth.said.clear()
    await postings.refresh(OFFERS, "123456")
    assert await outcomes(firestore) == {"1": "accepted", "2": "sent", "3": "sent"}
    assert {chat: say.edits for chat, say in mouth.said} == {"1": "10", "2": "20", "3": "30"}


async def test_an_order_that_is_open_again_is_offered_again_also_to_who_had_it(firestore: FirestoreStandIn) -> None:
    mouth = Mouth()
    postings = Postings({OFFERS: Offers(firestore.store, MOSCOW)}, firestore.store, mouth, Clock())
    everybody = [create(each.path, each.as_record()) for each in map(master, "12")]
    await firestore.store.commit([create("orders/123456", order().as_record()), *everybody])
    await postings.refresh(OFFERS, "123456")
    await firestore.store.commit([merge("orders/123456", status="В работе", master="1", master_name="Иван")])
    await postings.refresh(OFFERS, "123456")
    await firestore.store.commit([merge("orders/123456", status="Новая", master="", master_name="")])
    mouth.said.clear()
    await postings.refresh(OFFERS, "123456")
    assert {chat: say.edits for chat, say in mouth.said} == {"1": "", "2": ""}
    assert await outcomes(firestore) == {"1": "sent", "2": "sent"}


async def test_what_a_master_answers_while_an_offer_is_under_way_stands(firestore: FirestoreStandIn) -> None:
    path = fanout.path(OFFERS, "123456", 0)

    class Slow(Mouth):
        async def send(self, account: str, chat: str, say: Say) -> str:
            marked = fanout.marked(await firestore.get(path), chat, "declined")
            assert marked
            await firestore.store.commit([marked])
            return await super().send(account, chat, say)

    postings = Postings({OFFERS: Offers(firestore.store, MOSCOW)}, firestore.store, Slow(), Clock())
    one = master("1")
    await firestore.store.commit([create(one.path, one.as_record()), create("orders/123456", order().as_record())])
    await postings.refresh(OFFERS, "123456")
    assert await outcomes(firestore) == {"1": "declined"}


async def outcomes(firestore: FirestoreStandIn) -> dict[str, Any]:
    """Return what became of the offer with each master."""
    sheet = await firestore.get(fanout.path(OFFERS, "123456", 0))
    return {each.who: each.outcome for each in fanout.recipients(sheet)}


class Clock:
    """Moves on with every look."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> Any:
        self.at += timedelta(seconds=1)
        return self.at
