"""What clients and masters are told about what somebody else did."""

from __future__ import annotations

import pytest

from functions.dispatch import notices
from functions.dispatch.order_form import CATALOGUE
from tests.functions.dispatch.scenes import LANGUAGES, master, order, payloads, taken


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_client_is_told_in_the_language_of_the_order_and_in_the_chat_it_came_from(language: str) -> None:
    (told,) = notices.master_comes(order(language=language), master())
    assert (told.channel, told.account, told.chat) == ("telegram", "dispatch_client_bot", "1001")
    texts = CATALOGUE.speak(language)
    who = {"name": "Иван Петров", "phone": "+7 903 111-22-33"}
    assert told.say.message.text == texts("client-master-comes", number="123456", **who)


@pytest.mark.parametrize("client", ["", "telegram", "telegram:dispatch_client_bot", "telegram:dispatch_client_bot:"])
def test_nobody_is_told_where_there_is_no_chat(client: str) -> None:
    assert notices.work_done(order(client=client, price=100)) == ()


def test_the_client_is_told_the_price() -> None:
    (told,) = notices.work_done(taken(price=3500_00))
    assert told.say.message.text == CATALOGUE.speak("ru")(
        "client-work-done", number="123456", price="3\u00a0500\u00a0₽"
    )


def test_the_master_is_told_in_their_own_language() -> None:
    told = notices.to_master(taken(master_language="ka"), "master-order-cancelled")
    assert (told.account, told.chat) == ("dispatch_master_bot", "2001")
    assert told.say.message.text == CATALOGUE.speak("ka")("master-order-cancelled", number="123456")


def test_a_master_whom_the_office_gave_an_order_can_complete_it() -> None:
    told = notices.assigned(taken())
    assert list(payloads(told.say.message).values()) == ["done:123456"]
    assert "+7 916 123-45-67" in told.say.message.text
