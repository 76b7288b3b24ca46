"""What can happen to an order, and its number."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.dispatch import orders
from functions.dispatch.models import Order, Status
from functions.dispatch.moves import Actor, may
from functions.dispatch.orders import NotAllowed
from tests.functions.dispatch.scenes import NOON, master, order, taken

LATER = NOON + timedelta(hours=2)

MOVES: dict[Status, Callable[[Order, Actor], Order]] = {
    Status.NEW: orders.released,
    Status.TAKEN: lambda each, actor: orders.taken(each, master(), 30_00, actor, LATER),
    Status.DONE: lambda each, actor: orders.completed(each, 3500_00, actor, LATER),
    Status.CANCELLED: lambda each, actor: orders.cancelled(each, actor, LATER),
}


@given(st.text(), st.integers(0, 5))
def test_a_number_has_six_digits_and_is_the_same_every_time(cause: str, attempt: int) -> None:
    number = orders.number(cause, attempt)
    assert len(number) == 6
    assert number.isdecimal()
    assert number[0] != "0"
    assert orders.number(cause, attempt) == number


def test_another_attempt_has_another_number() -> None:
    assert len({orders.number("telegram:bot:1:7", attempt) for attempt in range(6)}) == 6


def test_numbers_of_different_causes_hardly_ever_meet() -> None:
    assert len({orders.number(f"telegram:bot:{n}:1", 0) for n in range(1000)}) > 995


def test_a_number_is_the_same_on_every_machine_and_for_ever() -> None:
    assert (orders.number("a", 0), orders.number("a", 1)) == ("631903", "769477")


@pytest.mark.parametrize("actor", list(Actor))
@pytest.mark.parametrize(("at", "to"), list(itertools.product(Status, Status)))
def test_every_move_asks_the_table(actor: Actor, at: Status, to: Status) -> None:
    before = order(status=at)
    if may(actor, at, to):
        assert MOVES[to](before, actor).status is to
        return
    with pytest.raises(NotAllowed):
        MOVES[to](before, actor)


def test_a_taken_order_knows_its_master_and_the_rate_of_that_moment() -> None:
    after = orders.taken(order(), master(language="en"), 25_00, Actor.MASTER, LATER)
    assert (after.master, after.master_name, after.master_language) == ("2001", "Иван Петров", "en")
    assert (after.rate, after.taken_at) == (25_00, LATER)


def test_a_released_order_knows_nothing_of_its_master_any_more() -> None:
    assert orders.released(taken(), Actor.OPERATOR) == order()


def test_an_order_that_is_opened_again_knows_nothing_of_its_cancellation() -> None:
    cancelled = orders.cancelled(order(), Actor.CLIENT, LATER)
    assert orders.released(cancelled, Actor.OPERATOR) == order()


def test_a_completed_order_is_shared_at_the_rate_it_was_taken_at() -> None:
    done = orders.completed(taken(rate=25_00), 1000_02, Actor.MASTER, LATER)
    assert (done.price, done.commission, done.done_at) == (1000_02, 250_01, LATER)


def test_a_cancelled_order_says_who_called_it_off_and_who_had_it() -> None:
    cancelled = orders.cancelled(taken(), Actor.OPERATOR, LATER)
    assert (cancelled.cancelled_by, cancelled.cancelled_at, cancelled.master) == ("operator", LATER, "2001")


def test_a_master_is_credited_with_what_is_left_and_owes_the_rest() -> None:
    done = orders.completed(taken(), 1000_00, Actor.MASTER, LATER)
    credited = orders.credited(master(done=2, earned=5_00, commission=1_00, paid=1_00), done)
    assert (credited.done, credited.earned, credited.commission, credited.debt) == (3, 705_00, 301_00, 300_00)
