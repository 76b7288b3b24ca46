"""What a pass does while staff move rows and columns under its hands."""

from __future__ import annotations

from typing import Any

import pytest

from shared.errors import SheetFailure
from tests.shared.sheets.office import Office

LOOK = "values.batchGetByDataFilter"
WRITE = "values.batchUpdateByDataFilter"
GROW = "batchUpdate"


async def filled(office: Office, count: int = 6) -> None:
    """Show some orders whose names sort the other way round than their numbers."""
    for number in range(count):
        await office.order(f"10{number}", name=f"Имя {9 - number}")
    await office.sync()
    await office.sync()


async def expect_agreement(office: Office) -> None:
    """Expect each record in exactly one row, showing exactly what the record says."""
    rows = await office.rows()
    records = await office.records()
    assert sorted(row["ID"] for row in rows) == sorted(
        key for key, data in records.items() if not data.get("archived_at")
    )
    for row in rows:
        data = records[row["ID"]]
        assert row["Ключ (копия)"] == row["ID"]
        shown = (row["Имя"], row["Телефон"], row["Статус"], row["Заметки"])
        assert shown == (data["name"], data["phone"], data["status"], data.get("notes") or "")


async def test_rows_may_be_sorted_between_passes(office: Office) -> None:
    await filled(office)
    await office.staff("sort", header="Имя")
    await office.order("103", status="В работе")
    await office.sync()
    await expect_agreement(office)
    assert (await office.record("103"))["status"] == "В работе"


@pytest.mark.parametrize("how", ["sort", "insert", "delete", "cut"])
async def test_a_value_written_into_a_moved_row_is_put_back(office: Office, how: str) -> None:
    await filled(office)
    moves: dict[str, tuple[str, dict[str, Any]]] = {
        "sort": ("sort", {"header": "Имя"}),
        "insert": ("insert_rows", {"at": 2}),
        "delete": ("delete_rows", {"at": 2}),
        "cut": ("move_rows", {"from": 5, "to": 9}),
    }
    await office.order("103", status="В работе", notes="перезвонить")
    do, order = moves[how]
    await office.between(do, WRITE, **order)
    outcome = await office.sync()
    assert sum(report.counts.strayed for report in outcome.passes) == 1
    records = await office.records()
    assert {key for key, data in records.items() if data["status"] == "В работе"} == {"103"}
    if how == "delete":
        await office.sync()
        await office.sync()
        await office.sync()
    await expect_agreement(office)
    assert await office.audit() == [] or how == "delete"


async def test_a_value_written_into_a_moved_row_is_put_back_after_a_lost_answer(office: Office) -> None:
    await filled(office)
    await office.order("103", status="В работе", notes="перезвонить")
    await office.between("sort", WRITE, header="Имя")
    await office.fail(WRITE, "drop_after")
    with pytest.raises(SheetFailure, match="Connection"):
        await office.sync()
    await office.sync()
    await expect_agreement(office)
    assert await office.audit() == []


async def test_a_call_that_was_never_carried_out_makes_nobody_elses_edit_ours(office: Office) -> None:
    await filled(office)
    await office.order("103", status="В работе")
    await office.fail(WRITE, "answer", status=500)
    with pytest.raises(SheetFailure, match="Internal"):
        await office.sync()
    await office.type("101", "Статус", "В работе")
    await office.sync()
    records = await office.records()
    assert {key for key, data in records.items() if data["status"] == "В работе"} == {"101", "103"}
    await expect_agreement(office)


async def test_an_edit_between_the_two_looks_is_kept(office: Office) -> None:
    await filled(office)
    await office.order("103", status="В работе")
    row = (await office.row("103"))["row"]
    await office.between("type", LOOK, nth=2, cell=f"{await office.letter('Статус')}{row}", text="Отменена")
    await office.sync()
    assert (await office.record("103"))["status"] == "Отменена"
    await expect_agreement(office)


async def test_columns_may_be_moved_at_any_time(office: Office) -> None:
    await filled(office)
    await office.order("103", status="В работе")
    await office.between("move_column", WRITE, header="Статус", to="A")
    await office.sync()
    await office.staff("move_column", header="ID", to="F")
    await office.type("104", "Имя", "Анна")
    await office.sync()
    await expect_agreement(office)
    assert (await office.record("104"))["name"] == "Анна"


async def test_a_renamed_header_goes_on_working_and_is_put_back(office: Office) -> None:
    await filled(office)
    await office.staff("rename_header", header="Имя", text="ФИО клиента")
    await office.order("103", name="Борис")
    await office.sync()
    assert (await office.row("103"))["Имя"] == "Борис"
    assert "вернула система" in str(await office.seen())
    await expect_agreement(office)


async def test_a_private_column_travels_with_its_row(office: Office) -> None:
    await filled(office)
    await office.staff("insert_column", at="C", text="Моё")
    await office.type("102", "Моё", "важно")
    await office.staff("sort", header="Имя")
    await office.order("102", status="В работе")
    await office.sync()
    assert (await office.row("102"))["Моё"] == "важно"
    await expect_agreement(office)


async def test_a_deleted_column_of_ours_comes_back_filled(office: Office) -> None:
    await filled(office)
    await office.staff("delete_column", header="Телефон")
    await office.sync()
    await expect_agreement(office)
    assert await office.audit() == []


async def test_the_hidden_column_may_be_deleted(office: Office) -> None:
    await filled(office)
    await office.type("103", "Имя", "Вера")
    await office.staff("delete_column", column=await office.letter("Ключ (копия)"))
    await office.sync()
    await expect_agreement(office)
    assert (await office.record("103"))["name"] == "Вера"
    assert len(await office.audit()) == 1


async def test_an_emptied_column_is_filled_again(office: Office) -> None:
    await filled(office)
    letter = await office.letter("Телефон")
    await office.staff("clear", range=f"{letter}2:{letter}7")
    await office.sync()
    await expect_agreement(office)
    assert await office.audit() == []


async def test_a_deleted_header_comes_back(office: Office) -> None:
    await filled(office)
    await office.staff("delete_rows", at=1)
    await office.sync()
    await expect_agreement(office)


async def test_rows_above_the_header_are_left_alone(office: Office) -> None:
    await filled(office)
    await office.staff("insert_rows", at=1)
    await office.staff("type", cell="C1", text="Наш лист")
    await office.order("103", status="В работе")
    await office.sync()
    rows = await office.rows()
    assert rows[0]["row"] == 1
    assert next(row for row in rows if row["Статус"] == "В работе")["ID"] == "103"
    assert len(await office.records()) == 6


async def test_a_copy_is_held_and_becomes_a_record_by_a_tick(office: Office) -> None:
    await filled(office)
    await office.staff("duplicate_row", row=3)
    await office.sync()
    copy = next(row for row in await office.rows() if row["Замечание"])
    assert "копия строки 101" in copy["Замечание"]
    assert len(await office.records()) == 6
    await office.type_at(copy["row"], "Имя", "Двойник")
    await office.sync()
    assert (await office.record("101"))["name"] == "Имя 8"
    await office.type_at(copy["row"], "Подтвердить", "да")
    await office.sync()
    await office.sync()
    assert len(await office.records()) == 7
    await expect_agreement(office)


async def test_the_row_that_still_is_the_record_keeps_it_when_it_is_written(office: Office) -> None:
    await filled(office)
    await office.staff("duplicate_row", row=3)
    await office.sync()
    await office.order("101", status="В работе")
    await office.sync()
    rows = [row for row in await office.rows() if row["ID"] == "101"]
    assert sorted((row["Статус"], bool(row["Замечание"])) for row in rows) == [("В работе", False), ("Новая", True)]


async def test_a_column_sorted_alone_is_held_until_it_is_undone(office: Office) -> None:
    await filled(office)
    letter = await office.letter("Имя")
    await office.staff("sort", range=f"{letter}2:{letter}7", column=letter)
    await office.sync()
    records = await office.records()
    assert {key: data["name"] for key, data in records.items()} == {f"10{n}": f"Имя {9 - n}" for n in range(6)}
    assert "отсортировали" in (await office.row("100"))["Замечание"]
    await office.staff("undo")
    await office.sync()
    await expect_agreement(office)
    assert (await office.row("100"))["Замечание"] == ""


async def test_a_sort_without_the_hidden_column_is_understood(office: Office) -> None:
    await filled(office)
    twin = await office.letter("Ключ (копия)")
    last = chr(ord(twin) - 1)
    await office.staff("sort", range=f"A2:{last}7", column=await office.letter("Имя"))
    await office.order("103", status="В работе")
    await office.sync()
    await expect_agreement(office)
    assert await office.audit() == []


async def test_a_deleted_row_archives_its_record_after_a_while(office: Office) -> None:
    await filled(office)
    await office.staff("delete_rows", at=4)
    await office.sync()
    assert not (await office.record("102")).get("archived_at")
    for _ in range(3):
        await office.sync()
    assert (await office.record("102"))["archived_at"]
    await office.staff("undo")
    await office.sync()
    assert not (await office.record("102"))["archived_at"]
    await expect_agreement(office)


async def test_a_cut_row_that_is_pasted_is_no_deletion(office: Office) -> None:
    await filled(office)
    await office.staff("delete_rows", at=4)
    for _ in range(2):
        await office.sync()
    await office.staff("undo")
    for _ in range(3):
        await office.sync()
    assert not (await office.record("102")).get("archived_at")
    await expect_agreement(office)


async def test_a_row_that_must_not_go_comes_back_with_the_reason(office: Office) -> None:
    await filled(office)
    await office.order("102", status="В работе")
    await office.sync()
    await office.staff("delete_rows", at=(await office.row("102"))["row"])
    for _ in range(4):
        await office.sync()
    row = await office.row("102")
    assert (row["Имя"], row["Замечание"]) == ("Имя 7", "Заявка в работе: сначала закройте её.")
    await expect_agreement(office)


async def test_many_rows_vanishing_at_once_archive_nothing(office: Office) -> None:
    await filled(office)
    await office.staff("delete_rows", at=2, count=5)
    for _ in range(5):
        outcome = await office.sync()
    assert "Пропало 5 строк" in outcome.held[0]
    assert not any(data.get("archived_at") for data in (await office.records()).values())


async def test_a_key_lost_from_one_of_its_places_is_restored(office: Office) -> None:
    await filled(office)
    await office.type("102", "ID", "777")
    await office.sync()
    await expect_agreement(office)


async def test_an_id_dragged_over_another_is_restored(office: Office) -> None:
    await filled(office)
    row = (await office.row("102"))["row"]
    await office.type("102", "ID", "103")
    await office.sync()
    assert (await office.rows())[row - 2]["ID"] == "102"
    await expect_agreement(office)


async def test_a_typed_row_hit_by_a_stray_value_gets_its_own_back(office: Office) -> None:
    await filled(office)
    await office.type_at(8, "Имя", "Черновик")
    await office.type_at(8, "Заметки", "мой текст")
    await office.sync()
    await office.order("105", status="В работе", notes="чужое", name="Новое имя")
    # The row of 105 is the seventh; with one row less above, its values hit the typed row below it.
    await office.between("delete_rows", WRITE, at=2)
    await office.sync()
    await office.sync()
    draft = next(row for row in await office.rows() if not row["ID"])
    assert (draft["Имя"], draft["Заметки"], draft["Статус"]) == ("Черновик", "мой текст", "")
    row = await office.row("105")
    assert (row["Имя"], row["Заметки"]) == ("Новое имя", "чужое")


async def test_an_edit_between_the_two_looks_survives_a_value_written_over_it(office: Office) -> None:
    await filled(office)
    await office.order("103", status="В работе")
    above = (await office.row("102"))["row"]
    await office.between("type", LOOK, nth=2, cell=f"{await office.letter('Статус')}{above}", text="Отменена")
    # With one row more above, the row of 102 stands where that of 103 was when it was looked for.
    await office.between("insert_rows", WRITE, at=2)
    await office.sync()
    records = await office.records()
    assert (records["102"]["status"], records["103"]["status"]) == ("Отменена", "В работе")
    await expect_agreement(office)


async def test_a_row_that_lost_both_its_keys_is_known_by_what_it_holds(office: Office) -> None:
    await filled(office)
    row = (await office.row("102"))["row"]
    twin = await office.letter("Ключ (копия)")
    await office.staff("clear", range=f"A{row}")
    await office.staff("clear", range=f"{twin}{row}")
    await office.sync()
    await expect_agreement(office)
    assert len(await office.records()) == 6


async def test_a_typed_row_that_only_resembles_a_record_is_a_new_one(office: Office) -> None:
    await filled(office)
    await office.type_at(8, "Имя", "Имя 7")
    await office.type_at(8, "Телефон", "+7916000102")
    await office.sync()
    assert len(await office.records()) == 7
    await expect_agreement(office)


async def test_an_old_version_of_the_file_brings_rows_back_and_changes_no_record(office: Office) -> None:
    await filled(office)
    before = await office.grid()
    await office.order("101", status="В работе", name="Анна")
    await office.order("102", notes="важно")
    await office.sync()
    await office.staff("paste", cell="A1", values=before)
    outcome = await office.sync()
    records = await office.records()
    assert (records["101"]["status"], records["101"]["name"], records["102"]["notes"]) == ("В работе", "Анна", "важно")
    assert "прежняя версия" in str([report.held for report in outcome.passes])
    await expect_agreement(office)


async def test_after_that_edits_are_commands_again(office: Office) -> None:
    await filled(office)
    before = await office.grid()
    await office.order("101", name="Анна")
    await office.sync()
    await office.staff("paste", cell="A1", values=before)
    await office.sync()
    await office.type("102", "Имя", "Борис")
    await office.sync()
    assert (await office.record("102"))["name"] == "Борис"
    await expect_agreement(office)


async def test_every_header_may_be_renamed_at_once(office: Office) -> None:
    await filled(office)
    names = ["Number", "Date", "Name", "Phone", "Status", "Price", "Fee", "Notes"]
    await office.staff("paste", cell="A1", values=[names])
    await office.order("103", status="В работе")
    await office.sync()
    assert len(await office.records()) == 6
    await expect_agreement(office)


async def test_a_copied_header_is_no_order(office: Office) -> None:
    await filled(office)
    await office.staff("copy", range="A1:K1", cell="A9")
    await office.sync()
    assert len(await office.records()) == 6
    assert [row["Замечание"] for row in await office.rows() if row["ID"] == "ID"] == ["Замечание"]


async def test_a_copy_of_the_visible_cells_only_is_a_copy_too(office: Office) -> None:
    await filled(office)
    await office.staff("copy", range="B3:H3", cell="B9")
    await office.sync()
    assert len(await office.records()) == 6
    assert "копия строки 101" in next(row["Замечание"] for row in await office.rows() if not row["ID"])
