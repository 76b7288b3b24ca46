"""How old rows leave a large tab."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.errors import SheetFailure
from shared.sheets import shelving
from shared.sheets.archive import Archive
from tests.shared.sheets.office import Office

ARCHIVE = "Архив 2026"
LOOK, MOVE = "values.batchGetByDataFilter", "batchUpdate"


async def filled(office: Office) -> Archive:
    """Show eight orders of which five are closed, with a private note in each row."""
    for number in range(101, 109):
        await office.order(str(number), status="Отменена" if number % 2 or number == 108 else "Новая")
    await office.sync()
    await office.staff("insert_column", at="C", text="Моё")
    for row in await office.rows():
        await office.type_at(row["row"], "Моё", f"моё {row['ID']}")
    await office.sync()
    await office.sync()
    return Archive(office.sheets, office.store, office.clock, timedelta(seconds=60), most=5, room=1)


async def archived(office: Office, title: str = ARCHIVE) -> list[str]:
    """Return the keys in an archive tab."""
    grid = await office.grid(title)
    return [str(row[grid[0].index("ID")]) for row in grid[1:] if row] if grid else []


async def test_the_oldest_closed_rows_move_whole(office: Office) -> None:
    archive = await filled(office)
    before = {row["ID"]: row for row in await office.rows()}
    assert await archive.tidy(office.book, office.desk) == 5
    assert sorted(await archived(office)) == ["101", "103", "105", "107", "108"]
    assert sorted(row["ID"] for row in await office.rows()) == ["102", "104", "106"]
    grid = await office.grid(ARCHIVE)
    moved = dict(zip(grid[0], grid[1], strict=False))
    assert moved["Моё"] == before["101"]["Моё"]
    assert moved["Дата"] == before["101"]["Дата"]


async def test_the_records_stay_as_they_are_and_get_no_new_rows(office: Office) -> None:
    archive = await filled(office)
    await archive.tidy(office.book, office.desk)
    await office.order("101", notes="позвонил через год")
    for _ in range(4):
        await office.sync()
    assert not (await office.record("101")).get("archived_at")
    assert sorted(row["ID"] for row in await office.rows()) == ["102", "104", "106"]


async def test_a_tab_that_has_room_is_left_alone(office: Office) -> None:
    await filled(office)
    archive = Archive(office.sheets, office.store, office.clock, timedelta(seconds=60))
    assert await archive.tidy(office.book, office.desk) == 0
    assert len(await office.rows()) == 8


async def test_further_rows_go_below_those_that_are_there(office: Office) -> None:
    archive = await filled(office)
    await archive.tidy(office.book, office.desk)
    for number in range(201, 207):
        await office.order(str(number), status="Отменена")
    for _ in range(2):
        await office.sync()
    assert await archive.tidy(office.book, office.desk) == 6
    assert len(await archived(office)) == 11
    assert (await office.grid(ARCHIVE))[0][0] == "ID"


async def test_where_the_columns_have_changed_it_begins_another_archive(office: Office) -> None:
    archive = await filled(office)
    await archive.tidy(office.book, office.desk)
    await office.staff("move_column", column=await office.letter("Моё"), to="G")
    for number in range(201, 207):
        await office.order(str(number), status="Отменена")
    for _ in range(2):
        await office.sync()
    await archive.tidy(office.book, office.desk)
    assert len(await archived(office)) == 5
    assert len(await archived(office, f"{ARCHIVE} (2)")) == 6


async def test_rows_that_staff_touch_between_the_looks_stay(office: Office) -> None:
    archive = await filled(office)
    await office.between("type", LOOK, nth=2, cell=f"{await office.letter('Заметки')}2", text="сейчас")
    assert await archive.tidy(office.book, office.desk) == 4
    assert "101" in [row["ID"] for row in await office.rows()]


@pytest.mark.parametrize("how", ["sort", "insert"])
async def test_rows_taken_by_mistake_come_back_whole(office: Office, how: str) -> None:
    archive = await filled(office)
    if how == "sort":
        await office.between("sort", MOVE, header="Имя", descending=True)
    else:
        await office.between("insert_rows", MOVE, at=2)
    await archive.tidy(office.book, office.desk)
    everything = [row["ID"] for row in await office.rows()] + await archived(office)
    assert sorted(everything) == [str(number) for number in range(101, 109)]
    assert {"102", "104", "106"} <= {row["ID"] for row in await office.rows()}
    assert {row["ID"]: row["Моё"] for row in await office.rows()} == {
        row["ID"]: f"моё {row['ID']}" for row in await office.rows()
    }
    for _ in range(4):
        await office.sync()
    assert not any(data.get("archived_at") for data in (await office.records()).values())


@pytest.mark.parametrize("fault", ["drop_before", "drop_after"])
async def test_what_was_begun_is_ended_the_next_night(office: Office, fault: str) -> None:
    archive = await filled(office)
    await office.fail(MOVE, fault)
    with pytest.raises(SheetFailure):
        await archive.tidy(office.book, office.desk)
    for _ in range(5):
        await office.sync()
    assert not any(data.get("archived_at") for data in (await office.records()).values())
    office.clock.move(3600)
    await archive.tidy(office.book, office.desk)
    office.clock.move(3600)
    await archive.tidy(office.book, office.desk)
    everything = [row["ID"] for row in await office.rows()] + await archived(office)
    assert sorted(everything) == [str(number) for number in range(101, 109)]
    assert len(await archived(office)) == 5


def test_neighbouring_rows_are_one_stretch() -> None:
    assert list(shelving.runs([7, 3, 4, 5, 9])) == [(3, 6), (7, 8), (9, 10)]
