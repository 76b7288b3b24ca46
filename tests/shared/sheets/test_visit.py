"""What a pass does when nobody meddles."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from shared.sheets.visit import Limits, Visit
from shared.store.records import Write
from tests.shared.sheets.office import ORDERS, Office


async def test_it_makes_the_tab_and_shows_the_records(office: Office) -> None:
    await office.order("101", price=350_050)
    await office.sync()
    row = await office.row("101")
    assert row["Имя"] == "Клиент 101"
    assert row["Телефон"] == "+7916000101"
    assert row["Цена"] == 3500.5
    assert row["Ключ (копия)"] == "101"
    assert 46_000 < row["Дата"] < 60_000


async def test_it_writes_nothing_when_nothing_changed(office: Office) -> None:
    await office.order("101")
    await office.sync()
    await office.sync()
    await office.spent()
    await office.sync()
    assert await office.spent() == 1


async def test_it_shows_what_the_bot_changes(office: Office) -> None:
    await office.order("101")
    await office.sync()
    await office.order("101", status="В работе", price=100_000)
    await office.sync()
    row = await office.row("101")
    assert (row["Статус"], row["Цена"]) == ("В работе", 1000)


async def test_a_cell_that_staff_change_is_a_command_of_the_desk(office: Office) -> None:
    await office.order("101", price=100_000)
    await office.sync()
    await office.type("101", "Статус", "выполнена")
    await office.sync()
    assert (await office.record("101"))["commission"] == 30_000
    assert (await office.row("101"))["Комиссия"] == 300
    assert len(await office.mail()) == 1


async def test_it_is_audited_with_both_values(office: Office) -> None:
    await office.order("101")
    await office.sync()
    await office.type("101", "Имя", "Анна")
    await office.sync()
    (line,) = await office.audit()
    assert line["cells"] == {"Имя": {"before": "Клиент 101", "after": "Анна", "both": False}}


async def test_what_is_refused_is_explained_and_set_back(office: Office) -> None:
    await office.order("101", status="Выполнена", price=1)
    await office.sync()
    await office.type("101", "Статус", "Новая")
    await office.sync()
    row = await office.row("101")
    assert (row["Статус"], row["Замечание"]) == (
        "Выполнена",
        "Выполненную заявку не меняют. Было вписано: Статус «Новая».",
    )
    assert (await office.record("101"))["status"] == "Выполнена"
    assert [line["what"] for line in await office.audit()] == ["set back"]


async def test_what_is_incomplete_is_explained_and_left_until_it_is_complete(office: Office) -> None:
    await office.order("101")
    await office.sync()
    await office.type("101", "Статус", "Выполнена")
    await office.sync()
    row = await office.row("101")
    assert (row["Статус"], row["Замечание"]) == ("Выполнена", "Впишите цену.")
    assert (await office.record("101"))["status"] == "Новая"
    await office.type("101", "Цена", "2000")
    await office.sync()
    row = await office.row("101")
    assert (row["Статус"], row["Замечание"], row["Комиссия"]) == ("Выполнена", "", 600)


async def test_a_cell_of_the_systems_is_set_back_with_a_word(office: Office) -> None:
    await office.order("101", commission=5_000)
    await office.sync()
    await office.type("101", "Комиссия", "1")
    await office.sync()
    row = await office.row("101")
    assert row["Комиссия"] == 50
    assert "Комиссия" in row["Замечание"]


async def test_a_typed_row_becomes_a_record_once_it_is_complete(office: Office) -> None:
    await office.sync()
    await office.type_at(2, "Имя", "Пётр")
    await office.sync()
    (row,) = await office.rows()
    assert row["Замечание"] == "Заполните: Телефон."
    assert await office.records() == {}
    await office.type_at(2, "Телефон", "+79161112233")
    await office.sync()
    ((number, data),) = (await office.records()).items()
    assert (data["name"], data["phone"]) == ("Пётр", "+79161112233")
    (row,) = await office.rows()
    assert (row["ID"], row["Ключ (копия)"], row["Статус"], row["Замечание"]) == (number, number, "Новая", "")


async def test_text_of_clients_is_never_a_formula(office: Office) -> None:
    texts = ["=1+1", "+7 916", "-5", "@a", "\tx", "007", "1e5", "'quoted"]
    for number, text in enumerate(texts):
        await office.order(f"10{number}", name=text)
    await office.sync()
    rows = {row["ID"]: row["Имя"] for row in await office.rows()}
    assert [rows[f"10{number}"] for number in range(len(texts))] == texts


async def test_where_there_is_no_room_the_rest_still_works(office: Office) -> None:
    await office.order("101")
    await office.sync()
    await office.order("101", name="Анна")
    await office.order("102")
    await office.fail("batchUpdate", "answer", status=400)
    office.clock.move(61)
    outcome = await office.mirror.sync(office.book)
    assert "больше нет места" in outcome.passes[0].held[0]
    assert [row["Имя"] for row in await office.rows() if row["ID"] == "101"] == ["Анна"]
    await office.sync()
    assert (await office.row("102"))["Имя"] == "Клиент 102"


async def test_a_record_that_the_desk_cannot_show_stops_nobody_else(office: Office) -> None:
    await office.order("101")
    await office.order("102")
    await office.sync()
    await office.order("101", status="таких не бывает")
    await office.order("102", name="Анна")
    await office.sync()
    assert (await office.row("102"))["Имя"] == "Анна"
    assert "из-за ошибки" in (await office.row("101"))["Замечание"]


async def test_a_row_whose_record_is_gone_says_so(office: Office) -> None:
    await office.order("101")
    await office.sync()
    await office.store.commit([Write("orders/101", None)])
    await office.type("101", "Имя", "Анна")
    await office.sync()
    assert (await office.row("101"))["Замечание"] == "Записи 101 больше нет."


async def test_the_owner_may_let_many_rows_go(office: Office) -> None:
    for number in range(101, 107):
        await office.order(str(number))
    await office.sync()
    await office.staff("delete_rows", at=2, count=5)
    for _ in range(4):
        await office.sync()
    assert not any(data.get("archived_at") for data in (await office.records()).values())
    await office.mirror.let_go(office.book, "Заявки")
    await office.sync()
    assert sum(bool(data.get("archived_at")) for data in (await office.records()).values()) == 5


async def test_two_passes_at_once_carry_an_edit_out_once(office: Office) -> None:
    await office.order("101", price=1_000)
    await office.sync()
    await office.sync()
    await office.type("101", "Статус", "Выполнена")
    visits = [Visit(office.book, office.sheets, office.store, office.clock, Limits()).run() for _ in range(2)]
    await asyncio.gather(*visits, return_exceptions=True)
    await office.sync()
    assert len(await office.mail()) == 1
    assert (await office.row("101"))["Комиссия"] == 3


async def test_it_takes_over_the_row_of_a_tab_without_a_visible_key(office: Office) -> None:
    office.desk.tab = office.tab = replace(ORDERS, columns=ORDERS.columns[1:], key="")
    await office.order("101")
    await office.sync()
    row = (await office.rows("Имя"))[0]
    assert (row["Ключ"], row["Ключ (копия)"]) == ("101", "101")
    await office.staff("type", cell=f"{await office.letter('Имя', 'Имя')}2", text="Анна")
    await office.sync()
    assert (await office.record("101"))["name"] == "Анна"
