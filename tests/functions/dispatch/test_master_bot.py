"""The master's bot: who may do what, the menu, the shift, the language, the statistics, forged buttons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from functions.dispatch.models import Standing, Status
from functions.dispatch.order_form import CATALOGUE
from shared import money
from tests.functions.dispatch.scenes import NOON, Desk, Talk, keys, labels, master, order, taken, worker


def at_work(desk: Desk | None = None, **fields: Any) -> Talk:
    """Let a master say something."""
    desk = desk or Desk()
    desk.put(master(**fields))
    talk = worker(desk)
    talk.start()
    return talk


def test_a_master_is_greeted_by_name_with_the_menu() -> None:
    talk = at_work()
    assert talk.shown.text == talk.texts("master-greeting", name="Иван Петров")
    menu = ("new", "mine", "statistics", "shift", "language")
    assert keys(talk.shown) == [talk.texts(f"master-menu-{each}") for each in menu]


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        (Standing.WAITING, "master-waiting"),
        (Standing.PAUSED, "master-paused"),
        (Standing.DISMISSED, "master-dismissed"),
    ],
)
@pytest.mark.parametrize("deed", ["hello", "new", "take:123456", "decline:123456-0", "f:done:yes:0"])
def test_who_is_not_active_is_told_so_and_does_nothing(standing: Standing, told: str, deed: str) -> None:
    desk = Desk()
    desk.put(order())
    talk = at_work(desk, standing=standing)
    words = {"hello": "Привет", "new": talk.texts("master-menu-new")}
    shown = talk.say(words[deed]) if deed in words else talk.forge(deed)
    assert shown.text == talk.texts(told)
    assert desk.order("123456") == order()
    assert not talk.turn.writes
    assert not talk.turn.mail


@pytest.mark.parametrize("deed", ["take:123456", "done:123456", "decline:123456-0"])
def test_a_stranger_who_presses_a_button_is_asked_who_they_are(deed: str) -> None:
    desk = Desk()
    desk.put(order())
    talk = worker(desk)
    assert talk.texts("registration-ask-name") in talk.forge(deed).text
    assert desk.order("123456") == order()


FORGED = [
    "",
    "take",
    "take:",
    "take:abc",
    "take:-1",
    "take:1-2",
    "take:²³",
    "take:../1",
    f"take:{'1' * 2000}",
    "done:1-2",
    "done:-5",
    "decline:-5",
    "decline:1-99999999999999999",
    "decline:1--2",
    "approve:",
    "approve:1-2",
    "dismiss:-7",
    "lang:xx",
    "lang:",
    "f:done:yes:0000000000",
    "f:done:edit:price",
    "f:order:set:service:sockets",
    "resume",
    "\x00",
]


@pytest.mark.parametrize("data", FORGED)
def test_a_forged_button_changes_nothing(data: str) -> None:
    talk = at_work()
    assert talk.forge(data).text
    assert talk.conversation.draft is None
    assert talk.conversation.language == "ru"
    assert not talk.turn.writes
    assert not talk.turn.mail


@pytest.mark.parametrize("data", FORGED)
def test_a_strangers_forged_button_leads_to_the_registration(data: str) -> None:
    talk = worker()
    assert talk.forge(data).text
    assert not talk.turn.writes
    assert not talk.turn.mail


@pytest.mark.parametrize("data", ["take:999999", "decline:999999-0", "done:999999"])
def test_an_order_that_is_not_there_is_said_to_be_none(data: str) -> None:
    talk = at_work()
    assert talk.forge(data).text == talk.texts("master-no-such-order")
    assert not talk.turn.writes


def test_the_shift_is_left_and_taken_up_again() -> None:
    talk = at_work()
    assert talk.key_of("master-menu-shift").text == talk.texts("master-off-shift")
    assert talk.desk.master("2001").on_shift is False
    assert talk.key_of("master-menu-shift").text == talk.texts("master-on-shift")
    assert talk.desk.master("2001").on_shift is True


@pytest.mark.parametrize("code", ["ru", "en", "ka"])
def test_the_language_holds_for_the_talk_and_for_offers(code: str) -> None:
    talk = at_work()
    talk.key_of("master-menu-language")
    shown = talk.forge(f"lang:{code}")
    assert shown.text == CATALOGUE.speak(code)("language-set")
    assert CATALOGUE.speak(code)("master-menu-new") in keys(shown)
    assert talk.conversation.language == code
    assert talk.desk.master("2001").language == code


@pytest.mark.parametrize("standing", [Standing.WAITING, Standing.PAUSED, Standing.DISMISSED])
def test_who_is_not_active_chooses_a_language_and_gets_no_menu(standing: Standing) -> None:
    talk = at_work(standing=standing)
    assert not keys(talk.forge("lang:en"))
    assert talk.desk.master("2001").language == "en"


@pytest.mark.parametrize("standing", [Standing.PAUSED, Standing.DISMISSED])
def test_who_is_no_longer_active_still_finishes_what_they_have(standing: Standing) -> None:
    desk = Desk()
    desk.put(taken())
    talk = at_work(desk, standing=standing)
    assert talk.texts("completion-ask-price") in talk.forge("done:123456").text
    talk.say("3500")
    talk.press("form-confirm")
    assert desk.order("123456").status is Status.DONE


def test_a_stranger_chooses_a_language_and_is_asked_in_it() -> None:
    talk = worker()
    talk.start()
    assert CATALOGUE.speak("ka")("registration-ask-name") in talk.forge("lang:ka").text


def test_the_menu_is_understood_in_every_language() -> None:
    talk = at_work()
    assert talk.say(CATALOGUE.speak("ka")("master-menu-shift")).text == talk.texts("master-off-shift")


@pytest.mark.parametrize("kind", ["sticker", "photo", "voice"])
def test_what_is_no_text_is_greeted(kind: str) -> None:
    talk = at_work()
    assert talk.send(kind).text == talk.texts("master-greeting", name="Иван Петров")


def test_new_orders_are_listed_each_with_its_button() -> None:
    desk = Desk()
    desk.put(order("100001"), order("100002"), taken("100003"), order("100004", status=Status.CANCELLED))
    talk = at_work(desk)
    talk.key_of("master-menu-new")
    assert labels(talk.shown) == [talk.texts("offer-take-number", number=n) for n in ("100001", "100002")]
    assert "Искрит розетка" in talk.shown.text
    assert "Анна" not in talk.shown.text


def test_when_nothing_is_free_that_is_said() -> None:
    talk = at_work()
    assert talk.key_of("master-menu-new").text == talk.texts("master-no-new")


def test_my_orders_are_listed_with_everything_needed_to_go_there() -> None:
    desk = Desk()
    desk.put(taken("100001"), taken("100002", by="2002"), taken("100003", status=Status.DONE))
    talk = at_work(desk)
    talk.key_of("master-menu-mine")
    assert labels(talk.shown) == [talk.texts("offer-done-number", number="100001")]
    assert "+7 916 123-45-67" in talk.shown.text


def test_when_nothing_is_mine_that_is_said() -> None:
    talk = at_work()
    assert talk.key_of("master-menu-mine").text == talk.texts("master-no-mine")


def test_statistics_sum_up_the_day_the_week_the_month_and_all_time() -> None:
    desk = Desk()
    for number, days in (("100001", 0), ("100002", 2), ("100003", 10), ("100004", 30)):
        at = NOON - timedelta(days=days)
        desk.put(taken(number, status=Status.DONE, price=1000_00, commission=300_00, done_at=at))
    desk.put(taken("100005", by="2002", status=Status.DONE, price=9000_00, commission=2700_00, done_at=NOON))
    talk = at_work(desk, done=4, earned=2800_00, commission=1200_00, paid=200_00)
    talk.key_of("master-menu-statistics")

    def line(name: str, done: int) -> str:
        sums = {"revenue": 1000_00, "commission": 300_00, "earned": 700_00}
        amounts = {name: money.text(amount * done) for name, amount in sums.items()}
        return talk.texts("statistics-period", period=talk.texts(f"period-{name}"), done=done, **amounts)

    account = {"earned": money.text(2800_00), "debt": money.text(1000_00)}
    assert talk.shown.text.split("\n\n") == [
        talk.texts("statistics-title"),
        line("day", 1),
        line("week", 2),
        line("month", 3),
        talk.texts("statistics-account", done=4, **account),
    ]
