"""What a pass does when nobody meddles."""

from __future__ import annotations

from tests.shared.sheets.office import Office


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
    await office.calls()
    await office.sync()
    assert await office.calls() == 1


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
    assert (row["Статус"], row["Замечание"]) == ("Выполнена", "Выполненную заявку не меняют.")
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
