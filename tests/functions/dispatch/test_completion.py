"""Completing an order: the price, the shares in sight, the confirmation, the account."""

from __future__ import annotations

from typing import Any

import pytest

from functions.dispatch import completion
from functions.dispatch.models import Status
from functions.dispatch.order_form import CATALOGUE
from shared.conversation.form import Refusal
from tests.functions.dispatch.scenes import (
    LANGUAGES,
    NOON,
    Desk,
    Talk,
    keys,
    master,
    notices,
    order,
    payloads,
    taken,
    worker,
)

ORDER = "123456"


def asked(desk: Desk | None = None, language: str = "ru", **fields: Any) -> Talk:
    """Let a master have pressed "Завершить"."""
    desk = desk or Desk()
    desk.put(master(language=language), taken(**fields))
    talk = worker(desk, language=language)
    talk.start()
    talk.forge(f"done:{ORDER}")
    return talk


@pytest.mark.parametrize("language", LANGUAGES)
def test_price_shares_and_confirmation_complete_an_order(language: str) -> None:
    talk = asked(language=language)
    texts = CATALOGUE.speak(language)
    assert texts("completion-ask-price") in talk.shown.text
    summary = talk.say("3500,50").text
    told = {"commission": "1\u00a0050,15\u00a0₽", "earned": "2\u00a0450,35\u00a0₽"}
    assert texts("completion-shares", rate="30\u00a0%", **told) in summary
    finished = talk.press("form-confirm")
    done = talk.desk.order(ORDER)
    assert (done.status, done.price, done.commission, done.done_at) == (Status.DONE, 3500_50, 1050_15, NOON)
    assert texts("finished", number=ORDER, price="3\u00a0500,50\u00a0₽", rate="30\u00a0%", **told) == finished.text
    assert texts("master-menu-new") in keys(finished)
    assert talk.conversation.draft is None


def test_the_master_is_credited_and_the_client_told_in_the_same_turn() -> None:
    talk = asked()
    talk.say("1000")
    talk.press("form-confirm")
    credited = talk.desk.master("2001")
    assert (credited.done, credited.earned, credited.commission) == (1, 700_00, 300_00)
    told = CATALOGUE.speak("ru")("client-work-done", number=ORDER, price="1\u00a0000\u00a0₽")
    assert {chat: message.text for chat, message in notices(talk.turn).items()} == {"1001": told}


def test_the_rate_is_the_one_at_which_the_order_was_taken() -> None:
    talk = asked(rate=12_50)
    talk.say("1000")
    talk.press("form-confirm")
    assert talk.desk.order(ORDER).commission == 125_00


@pytest.mark.parametrize(
    ("text", "kopecks"),
    [
        ("3500", 3500_00),
        ("3 500", 3500_00),
        ("3500 руб", 3500_00),
        ("3500р.", 3500_00),
        ("3 500,50 ₽", 3500_50),
        ("3500.5", 3500_50),
        ("3,5 тыс", 3500_00),
        ("3к", 3000_00),
        ("Итого 4200", 4200_00),
        ("0,01", 1),
        ("10000000", 10_000_000_00),
    ],
)
def test_a_price_is_read_as_people_write_it(text: str, kopecks: int) -> None:
    assert completion.price(text) == str(kopecks)


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "0 руб",
        "бесплатно",
        "",
        "3500 или 4000",
        "10000001",
        "9" * 30,
        "1e9",
        "NaN",
        "3500,505",
        "5 тыс 200",
    ],
)
def test_an_absurd_price_is_asked_again(text: str) -> None:
    refusal = completion.price(text)
    assert isinstance(refusal, Refusal)
    talk = asked()
    assert talk.texts("completion-bad-price") in talk.say(text).text
    assert talk.desk.order(ORDER).status is Status.TAKEN


@pytest.mark.parametrize("kind", ["sticker", "photo"])
def test_what_is_no_text_leaves_the_question_open(kind: str) -> None:
    talk = asked()
    assert talk.texts("completion-ask-price") in talk.send(kind).text


def test_the_price_can_be_corrected_before_it_counts() -> None:
    talk = asked()
    talk.say("35000")
    talk.press("form-edit", label=talk.texts("label-price"))
    assert "35\u00a0000\u00a0₽" in talk.shown.text
    talk.say("3500")
    talk.press("form-confirm")
    assert talk.desk.order(ORDER).price == 3500_00


def test_an_edited_message_corrects_the_price_and_the_shares() -> None:
    talk = asked()
    talk.say("35000", message="9")
    old = payloads(talk.shown)[talk.texts("form-confirm")]
    assert "1\u00a0050\u00a0₽" in talk.edit("9", "3500").text
    talk.forge(old)
    assert talk.desk.order(ORDER).status is Status.TAKEN, "the old summary showed another price"


@pytest.mark.parametrize("way", ["form-menu", "form-back", "form-cancel"])
def test_leaving_the_question_leaves_the_order_in_work(way: str) -> None:
    talk = asked()
    talk.say("3500")
    if way == "form-back":
        talk.press(way)
    talk.press(way)
    assert talk.shown.text == talk.texts("completion-later", number=ORDER)
    assert talk.conversation.draft is None
    assert talk.desk.order(ORDER).status is Status.TAKEN
    assert talk.texts("master-menu-mine") in keys(talk.shown)


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"status": Status.CANCELLED},
        {"status": Status.DONE},
        {"by": "2002"},
        {"status": Status.NEW, "by": ""},
    ],
)
@pytest.mark.parametrize("moment", ["press", "price", "confirm"])
def test_an_order_that_is_not_mine_any_more_cannot_be_completed(meanwhile: dict[str, Any], moment: str) -> None:
    desk = Desk()
    desk.put(master(), taken())
    talk = worker(desk)
    talk.start()
    confirm = ""
    if moment != "press":
        talk.forge(f"done:{ORDER}")
    if moment == "confirm":
        talk.say("3500")
        confirm = payloads(talk.shown)[talk.texts("form-confirm")]
    desk.put(taken(**meanwhile))
    before = desk.order(ORDER)
    shown = {"press": lambda: talk.forge(f"done:{ORDER}"), "price": lambda: talk.say("3500")}
    told = (shown[moment]() if moment in shown else talk.forge(confirm)).text
    assert told == talk.texts("completion-not-yours", number=ORDER)
    assert desk.order(ORDER) == before
    assert talk.conversation.draft is None
    assert not talk.turn.mail


def test_an_order_that_is_gone_altogether_cannot_be_completed() -> None:
    talk = asked()
    del talk.desk.records[f"orders/{ORDER}"]
    assert talk.say("3500").text == talk.texts("completion-not-yours", number=ORDER)
    assert talk.conversation.draft is None


def test_a_second_press_on_confirm_completes_once() -> None:
    talk = asked()
    talk.say("1000")
    confirm = payloads(talk.shown)[talk.texts("form-confirm")]
    talk.forge(confirm)
    talk.forge(confirm)
    assert talk.desk.master("2001").done == 1
    assert not talk.turn.writes
    assert not talk.turn.mail


def test_another_order_can_be_taken_while_a_price_is_asked() -> None:
    desk = Desk()
    talk = asked(desk)
    desk.put(order("100002"))
    talk.forge("take:100002")
    assert desk.order("100002").master == "2001"
    assert talk.texts("completion-summary") in talk.say("3500").text


def test_completing_another_order_asks_its_price() -> None:
    desk = Desk()
    talk = asked(desk)
    desk.put(taken("100002"))
    talk.forge("done:100002")
    talk.say("500")
    talk.press("form-confirm")
    assert desk.order("100002").status is Status.DONE
    assert desk.order(ORDER).status is Status.TAKEN


def test_a_button_of_the_form_turns_its_message_into_the_next_question_and_the_card_stays() -> None:
    talk = asked()
    assert talk.turn.say[0].edits == "", "the order's card stays on screen"
    talk.say("3500")
    talk.forge("f:done:edit:price", message="33")
    assert talk.turn.say[0].edits == "33"


def test_the_menu_is_there_also_while_a_price_is_asked() -> None:
    talk = asked()
    assert talk.say(talk.texts("master-menu-shift")).text == talk.texts("master-off-shift")
    assert talk.texts("completion-summary") in talk.say("3500").text
