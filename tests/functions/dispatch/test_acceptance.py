"""What a master's press on an offer results in."""

from __future__ import annotations

import pytest

from functions.dispatch.models import Order, Status
from functions.dispatch.order_form import CATALOGUE
from functions.dispatch.settings import RATE, SHOW_CLIENT
from shared.delivery import fanout
from shared.delivery.fanout import Recipient
from shared.delivery.outbox import Posting
from shared.store.records import Record, put
from tests.functions.dispatch.scenes import NOON, Desk, Talk, labels, master, notices, order, postings, taken, worker

ORDER = "123456"


def at_work(*orders: Order, chat: str = "2001") -> Talk:
    """Let there be orders and a master who may take them."""
    desk = Desk()
    desk.put(master(), master("2002", name="Пётр Сидоров"), *orders)
    return worker(desk, chat=chat)


def test_a_free_order_is_the_masters_who_pressed() -> None:
    talk = at_work(order())
    shown = talk.forge(f"take:{ORDER}", message="41")
    now = talk.desk.order(ORDER)
    assert (now.status, now.master, now.master_name) == (Status.TAKEN, "2001", "Иван Петров")
    assert (now.rate, now.taken_at) == (30_00, NOON)
    assert talk.desk.master("2001").accepted == 1
    assert talk.texts("accepted-title", number=ORDER) in shown.text
    assert "+7 916 123-45-67" in shown.text
    assert "ул. Мира, 10" in shown.text
    assert labels(shown) == [talk.texts("offer-done")]
    assert talk.turn.say[0].edits == "41", "the offer becomes the order"


def test_the_others_and_the_client_are_told() -> None:
    talk = at_work(order(language="en"))
    talk.forge(f"take:{ORDER}")
    assert postings(talk.turn) == [Posting("dispatch.offers", ORDER)]
    told = CATALOGUE.speak("en")("client-master-comes", number=ORDER, name="Иван Петров", phone="+7 903 111-22-33")
    assert {chat: message.text for chat, message in notices(talk.turn).items()} == {"1001": told}


def test_nobody_is_told_where_the_order_came_by_phone() -> None:
    talk = at_work(order(client=""))
    talk.forge(f"take:{ORDER}")
    assert not notices(talk.turn)


def test_the_rate_in_force_at_that_moment_is_kept() -> None:
    talk = at_work(order())
    talk.desk.apply(put(RATE.path, RATE.as_record(12_50)))
    talk.forge(f"take:{ORDER}")
    talk.desk.apply(put(RATE.path, RATE.as_record(99_00)))
    assert talk.desk.order(ORDER).rate == 12_50


def test_order_and_master_are_written_only_as_they_were_read() -> None:
    talk = at_work(order())
    read = {path: record.version for path, record in talk.desk.records.items()}
    talk.forge(f"take:{ORDER}")
    assert {write.path: write.condition for write in talk.turn.writes} == {
        path: read[path] for path in (f"orders/{ORDER}", "masters/2001")
    }


def quiet(talk: Talk) -> bool:
    """Say whether the last turn did nothing but answer."""
    return not talk.turn.writes and not talk.turn.mail


def test_a_second_press_shows_the_order_again_and_does_nothing() -> None:
    talk = at_work(taken())
    shown = talk.forge(f"take:{ORDER}")
    assert talk.texts("accepted-title", number=ORDER) in shown.text
    assert labels(shown) == [talk.texts("offer-done")]
    assert quiet(talk)


@pytest.mark.parametrize("verb", ["take", "decline"])
@pytest.mark.parametrize("status", [Status.TAKEN, Status.DONE])
def test_an_order_that_another_has_is_gone_and_names_who_has_it(verb: str, status: Status) -> None:
    talk = at_work(taken(by="2002", master_name="Пётр Сидоров", status=status))
    assert talk.forge(f"{verb}:{ORDER}").text == talk.texts("offer-gone", number=ORDER, name="Пётр Сидоров")
    assert "+7 916" not in talk.shown.text
    assert quiet(talk)


@pytest.mark.parametrize("verb", ["take", "decline"])
@pytest.mark.parametrize("each", [order(status=Status.CANCELLED), taken(status=Status.CANCELLED)])
def test_an_order_that_was_called_off_is_said_to_be(verb: str, each: Order) -> None:
    talk = at_work(each)
    assert talk.forge(f"{verb}:{ORDER}").text == talk.texts("offer-cancelled", number=ORDER)
    assert quiet(talk)


@pytest.mark.parametrize("verb", ["take", "decline"])
def test_what_i_have_completed_is_shown_as_completed(verb: str) -> None:
    talk = at_work(taken(status=Status.DONE, price=1000_00, commission=300_00))
    shown = talk.forge(f"{verb}:{ORDER}")
    assert "300" in shown.text
    assert talk.texts("offer-gone", number=ORDER, name="Иван Петров") not in shown.text
    assert quiet(talk)


def test_declining_what_i_have_shows_it_and_does_nothing() -> None:
    talk = at_work(taken())
    shown = talk.forge(f"decline:{ORDER}-0")
    assert talk.texts("accepted-title", number=ORDER) in shown.text
    assert labels(shown) == [talk.texts("offer-done")]
    assert quiet(talk)


def test_a_released_order_is_free_for_everybody_again() -> None:
    talk = at_work(order(), chat="2002")
    talk.forge(f"take:{ORDER}")
    assert talk.desk.order(ORDER).master == "2002"


def offered(talk: Talk, *chats: str) -> None:
    """Let an order have been offered."""
    people = [Recipient(chat, chat, "ru", outcome="sent", shown="offer", message="7") for chat in chats]
    for write in fanout.planned("dispatch.offers", ORDER, people, NOON):
        talk.desk.apply(write)


def outcomes(desk: Desk) -> dict[str, str]:
    """Return what became of the offer with each master."""
    sheet: Record = desk.records[fanout.path("dispatch.offers", ORDER, 0)]
    return {each.who: each.outcome for each in fanout.recipients(sheet)}


def test_a_declined_offer_is_kept_as_declined_and_the_order_stays_open() -> None:
    talk = at_work(order())
    offered(talk, "2001", "2002")
    shown = talk.forge(f"decline:{ORDER}-0", message="7")
    assert shown.text == talk.texts("offer-declined-number", number=ORDER)
    assert talk.turn.say[0].edits == "7"
    assert outcomes(talk.desk) == {"2001": "declined", "2002": "sent"}
    assert talk.desk.order(ORDER) == order()


def test_an_offer_on_another_sheet_is_declined_there() -> None:
    talk = at_work(order())
    people = [Recipient(str(3000 + n), "1", "ru") for n in range(fanout.PER_SHEET)]
    for write in fanout.planned("dispatch.offers", ORDER, [*people, Recipient("2001", "2001", "ru")], NOON):
        talk.desk.apply(write)
    talk.forge(f"decline:{ORDER}-1")
    assert [write.path for write in talk.turn.writes] == [fanout.path("dispatch.offers", ORDER, 1)]


@pytest.mark.parametrize("data", [f"decline:{ORDER}-0", f"decline:{ORDER}-9", f"decline:{ORDER}"])
def test_declining_what_was_never_offered_is_accepted_politely(data: str) -> None:
    talk = at_work(order())
    if data.endswith("-0"):
        offered(talk, "2002")
    assert talk.forge(data).text
    assert not talk.turn.writes


def test_who_declined_may_still_accept() -> None:
    talk = at_work(order())
    offered(talk, "2001")
    talk.forge(f"decline:{ORDER}-0")
    talk.forge(f"take:{ORDER}")
    assert talk.desk.order(ORDER).master == "2001"


@pytest.mark.parametrize("show", [True, False])
def test_the_list_of_free_orders_shows_the_client_only_if_the_owner_says_so(show: bool) -> None:  # noqa: FBT001 - a case
    talk = at_work(order())
    talk.desk.apply(put(SHOW_CLIENT.path, SHOW_CLIENT.as_record(show)))
    talk.start()
    talk.key_of("master-menu-new")
    assert ("+7 916 123-45-67" in talk.shown.text) is show
