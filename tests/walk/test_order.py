"""A whole order from end to end: what ``make demo`` plays, with what everybody sees asserted."""

from __future__ import annotations

import pytest

from infra.local.walk.__main__ import assemble
from infra.local.walk.order import Cast, Played, play
from tests.stand import Stand


def _silent(_: str) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def cast(stand: Stand) -> Cast:
    return assemble(stand.data)


@pytest.fixture(scope="module")
def played(cast: Cast) -> Played:
    return play(cast, _silent, _silent)


def test_the_record_holds_the_price_the_commission_and_who_did_it(cast: Cast, played: Played) -> None:
    order = cast.office.record(f"orders/{played.by_bot}")
    assert (order["status"], order["master_name"]) == ("Выполнена", cast.quick.name)
    assert (order["price"], order["rate"], order["commission"]) == (350050, 3000, 105015)


def test_the_master_is_credited_once(cast: Cast, played: Played) -> None:
    master = cast.office.record(f"masters/{cast.quick.id}")
    assert played.by_bot
    assert (master["accepted"], master["done"]) == (1, 1)
    assert (master["earned"], master["commission"]) == (245035, 105015)


def test_every_master_s_outcome_is_kept(cast: Cast, played: Played) -> None:
    sheets = [each for each in cast.office.records("postings") if each["subject"] == played.by_bot]
    outcomes = {each["who"]: each["outcome"] for sheet in sheets for each in sheet["recipients"]}
    assert outcomes == {str(cast.quick.id): "accepted", str(cast.slow.id): "sent"}


def test_the_offer_came_with_sound_and_without_the_client_s_phone(cast: Cast, played: Played) -> None:
    offers = [each for each in cast.slow.chat()["edits"] if played.by_bot in str(each)]
    assert offers
    assert "916" not in str(offers)
    assert not any(each.get("disable_notification") for each in cast.slow.chat()["messages"])


def test_the_sheet_shows_the_order_as_staff_read_it(cast: Cast, played: Played) -> None:
    row = next(row for row in cast.office.tab("Заявки") if row["ID"] == played.by_bot)
    assert row["Источник"] == "telegram"
    assert row["Телефон"] == "+7 916 123-45-67"
    assert row["Комиссия"].split() == ["1", "050,15", "₽"]
    assert row["Дата выполнения"]


def test_the_operator_s_order_flows_like_any_other(cast: Cast, played: Played) -> None:
    order = cast.office.record(f"orders/{played.by_phone}")
    assert (order["source"], order["status"], order["client"]) == ("phone", "Новая", "")
    assert (order["phone"], order["category"]) == ("+79165554433", "other")
    cast.slow.press("✅ ПРИНЯТЬ ЗАКАЗ")
    cast.slow.sees(f"Заказ #{played.by_phone} ваш")
    cast.office.shows("Заявки", played.by_phone, {"Статус": "В работе", "Мастер": cast.slow.name})


def test_the_figures_count_both_orders(cast: Cast, played: Played) -> None:
    assert played.by_phone
    cast.office.run("dispatch_count_statistics")
    month = next(each for each in cast.office.records("dispatch_statistics") if each["kind"] == "month")
    assert (month["received"], month["telegram"], month["phone"]) == (2, 1, 1)
    assert (month["done"], month["revenue"], month["commission"]) == (1, 350050, 105015)


def test_the_tabs_bear_the_headers_that_staff_know(cast: Cast, played: Played) -> None:
    assert played.by_bot
    expected = [
        "ID",
        "Дата",
        "Источник",
        "Имя",
        "Телефон",
        "Категория",
        "Проблема",
        "Адрес",
        "Статус",
        "Мастер",
        "Цена",
        "Комиссия",
    ]
    assert list(cast.office.tab("Заявки")[0])[:13] == [*expected, "Дата выполнения"]
    assert {row["Настройка"] for row in cast.office.tab("Настройки")} >= {"Комиссия, %"}


def test_the_nightly_ledger_runs_and_balances(cast: Cast, played: Played) -> None:
    assert played.by_bot
    cast.office.run("system_balance_ledger")
    assert cast.office.record("jobs/system_balance_ledger")["result"]["even"]
