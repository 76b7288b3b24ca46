"""Placing an order, the client's list of orders, and calling one off."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.dispatch.models import Category, Order, Source, Status
from functions.dispatch.order_form import CATALOGUE
from shared.delivery.outbox import Notice, Posting
from shared.store.records import Condition
from tests.functions.dispatch.scenes import (
    LANGUAGES,
    NOON,
    Desk,
    Talk,
    client,
    keys,
    labels,
    notices,
    order,
    postings,
    taken,
)
from tests.functions.dispatch.test_client_form import at

ORDER = "123456"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_confirmed_form_is_an_order_with_everything_that_was_said(language: str) -> None:
    talk = at("confirm", language)
    shown = talk.press("form-confirm")
    (write,) = talk.turn.writes
    placed = talk.desk.order(write.path.rpartition("/")[2])
    assert placed == Order(
        number=placed.number,
        source=Source.TELEGRAM,
        name="Анна",
        phone="+79161234567",
        category=Category.SOCKETS,
        problem="Не горит свет на кухне",
        address="ул. Мира, 10, кв. 5",
        created_at=NOON,
        status=Status.NEW,
        client=talk.key,
        language=language,
    )
    assert talk.texts("order-placed", number=placed.number) == shown.text
    assert talk.texts("menu-orders") in keys(shown)
    assert talk.conversation.draft is None


def test_an_order_is_created_only_where_its_number_is_free() -> None:
    talk = at("confirm")
    talk.press("form-confirm")
    (write,) = talk.turn.writes
    assert write.condition is Condition.ABSENT


def test_an_order_goes_to_the_masters_and_its_summary_becomes_its_card() -> None:
    talk = at("confirm")
    talk.forge(next(button.data for row in talk.shown.buttons for button in row), message="88")
    (number,) = talk.conversation.memory["orders"]
    posting, card = talk.turn.mail
    assert posting == Posting("dispatch.offers", number)
    assert isinstance(card, Notice)
    assert (card.chat, card.say.edits) == (talk.chat, "88")
    assert talk.texts("card-title", number=number) in card.say.message.text
    assert not labels(card.say.message)


def test_another_attempt_gives_the_order_another_number() -> None:
    first, second = at("confirm"), at("confirm")
    second.attempt = 1
    numbers = []
    for talk in (first, second):
        talk.press("form-confirm")
        numbers += talk.conversation.memory["orders"]
    assert numbers[0] != numbers[1]


def test_a_client_with_no_orders_is_told_so() -> None:
    talk = client()
    talk.start()
    assert talk.key_of("menu-orders").text == talk.texts("client-no-orders")


def test_the_list_shows_the_latest_five_orders_the_newest_first() -> None:
    desk = Desk()
    talk = client(desk)
    for _ in range(7):
        talk.say("Искрит розетка, ул. Мира, 10, Анна, +7 916 123-45-67")
        talk.press("form-yes")
        talk.press("form-confirm")
        desk.now += timedelta(hours=1)
    placed = [path.rpartition("/")[2] for path in desk.records if path.startswith("orders/")]
    talk.key_of("menu-orders")
    shown = [line for line in talk.shown.text.splitlines() if "📦" in line]
    assert shown == [talk.texts("card-title", number=number) for number in placed[:-6:-1]]


def test_an_order_that_is_open_can_be_called_off_from_the_list_and_one_that_is_over_cannot() -> None:
    desk = Desk()
    talk = remembering(desk, "100001", "100002", "100003", "100004")
    desk.put(order("100001"), taken("100002"))
    desk.put(taken("100003", status=Status.DONE, price=350_000), order("100004", status=Status.CANCELLED))
    talk.say(talk.texts("menu-orders"))
    assert labels(talk.shown) == [talk.texts("client-cancel-order", number=number) for number in ("100001", "100002")]
    assert talk.texts("card-price", price="3\u00a0500\u00a0₽") in talk.shown.text
    assert talk.texts("card-master", name="Иван Петров") in talk.shown.text


def remembering(desk: Desk, *numbers: str, chat: str = "1001") -> Talk:
    """Let a client have placed these orders."""
    talk = client(desk, chat=chat)
    talk.start()
    record = desk.records[talk.conversation.path]
    desk.records[talk.conversation.path] = replace(record, data={**record.data, "memory": {"orders": list(numbers)}})
    return talk


@pytest.mark.parametrize("held", [order(), taken()])
def test_calling_off_is_asked_first_and_then_done(held: Order) -> None:
    desk = Desk()
    desk.put(held)
    talk = remembering(desk, ORDER)
    talk.say(talk.texts("menu-orders"))
    assert talk.press("client-cancel-order", number=ORDER).text == talk.texts("client-cancel-ask", number=ORDER)
    assert not talk.turn.writes
    assert talk.press("client-cancel-sure").text == talk.texts("client-cancelled", number=ORDER)
    cancelled = desk.order(ORDER)
    assert (cancelled.status, cancelled.cancelled_at, cancelled.cancelled_by) == (Status.CANCELLED, NOON, "client")
    assert postings(talk.turn) == [Posting("dispatch.offers", ORDER)]


def test_a_client_who_thinks_better_of_it_keeps_the_order() -> None:
    desk = Desk()
    desk.put(order())
    talk = remembering(desk, ORDER)
    talk.forge(f"ask-cancel:{ORDER}")
    assert talk.texts("card-title", number=ORDER) in talk.press("client-cancel-no").text
    assert desk.order(ORDER).status is Status.NEW


def test_the_master_of_an_order_that_is_called_off_is_told() -> None:
    desk = Desk()
    desk.put(taken(master_language="en"))
    talk = remembering(desk, ORDER)
    talk.forge(f"cancel:{ORDER}")
    told = CATALOGUE.speak("en")("master-order-cancelled", number=ORDER)
    assert {chat: message.text for chat, message in notices(talk.turn).items()} == {"2001": told}


def test_nobody_is_told_of_an_order_that_nobody_had() -> None:
    desk = Desk()
    desk.put(order())
    talk = remembering(desk, ORDER)
    talk.forge(f"cancel:{ORDER}")
    assert not notices(talk.turn)


@pytest.mark.parametrize("verb", ["ask-cancel", "cancel", "show"])
def test_an_order_is_nobodys_business_but_its_clients(verb: str) -> None:
    desk = Desk()
    desk.put(order(address="Тайная, 1"))
    stranger = client(desk, chat="1002")
    stranger.start()
    assert "Тайная" not in stranger.forge(f"{verb}:{ORDER}").text
    assert desk.order(ORDER).status is Status.NEW
    assert not stranger.turn.mail


@pytest.mark.parametrize("verb", ["ask-cancel", "cancel"])
@pytest.mark.parametrize("status", [Status.DONE, Status.CANCELLED])
def test_what_is_over_is_shown_and_cannot_be_called_off(verb: str, status: Status) -> None:
    desk = Desk()
    desk.put(taken(status=status))
    talk = remembering(desk, ORDER)
    assert talk.texts("card-title", number=ORDER) in talk.forge(f"{verb}:{ORDER}").text
    assert desk.order(ORDER).status is status
    assert not talk.turn.mail


def test_an_order_that_is_not_there_leads_to_the_menu() -> None:
    talk = client()
    talk.start()
    assert talk.texts("client-old-button") in talk.forge("cancel:999999").text


def test_calling_off_writes_only_over_what_was_read() -> None:
    desk = Desk()
    desk.put(order())
    read = desk.records[f"orders/{ORDER}"].version
    talk = remembering(desk, ORDER)
    talk.forge(f"cancel:{ORDER}")
    assert [write.condition for write in talk.turn.writes] == [read]


def test_the_list_of_a_client_does_not_break_when_an_order_has_been_removed() -> None:
    desk = Desk()
    desk.put(order("100002"))
    talk = remembering(desk, "100001", "100002")
    assert "#100002" in talk.say(talk.texts("menu-orders")).text
