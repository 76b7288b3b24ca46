"""How an order reads to those it concerns."""

from __future__ import annotations

import pytest

from functions.dispatch import cards
from functions.dispatch.models import Category, Status
from functions.dispatch.order_form import CATALOGUE
from tests.functions.dispatch.scenes import LANGUAGES, MOSCOW, order, taken

RU = CATALOGUE.speak("ru")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", list(Status))
def test_the_client_reads_the_status_in_words(status: Status, language: str) -> None:
    texts = CATALOGUE.speak(language)
    name = {"Новая": "new", "В работе": "taken", "Выполнена": "done", "Отменена": "cancelled"}[status.value]
    card = cards.for_client(order(status=status), texts)
    assert texts("card-status", status=texts(f"status-{name}")) in card.splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("category", list(Category))
def test_every_category_has_words(category: Category, language: str) -> None:
    texts = CATALOGUE.speak(language)
    assert texts(f"category-{category.value}") in cards.for_client(order(category=category), texts)


def test_the_client_reads_who_comes_and_what_it_cost_once_that_is_known() -> None:
    before, after = cards.for_client(order(), RU), cards.for_client(taken(price=3500_00), RU)
    for line in (RU("card-master", name="Иван Петров"), RU("card-price", price="3\u00a0500\u00a0₽")):
        assert line in after.splitlines()
        assert line not in before.splitlines()


def test_the_client_does_not_read_the_masters_share() -> None:
    assert "1\u00a0050" not in cards.for_client(taken(price=3500_00, commission=1050_00), RU)


def test_the_master_reads_the_time_of_the_desk() -> None:
    assert RU("card-time", time="20.11.2026 12:00") in cards.accepted(taken(), RU, MOSCOW)


def test_the_account_of_a_completed_order_adds_up() -> None:
    account = cards.finished(taken(price=1000_01, rate=12_50), RU)
    sums = {"price": "1\u00a0000,01\u00a0₽", "commission": "125\u00a0₽", "earned": "875,01\u00a0₽"}
    assert account == RU("finished", number="123456", rate="12,5\u00a0%", **sums)
