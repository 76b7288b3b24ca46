"""How spreadsheets are brought into shape, and that staff's own things stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shared.errors import SheetFailure
from shared.store.records import put
from tests.shared.sheets.office import ORDERS, Office


async def described(office: Office) -> dict[str, Any]:
    """Return everything that the API tells of the tab."""
    address = f"/v4/spreadsheets/{office.spreadsheet}"
    answer = (await office.admin.get(address, params={"includeGridData": "true"}, headers=TOKEN)).json()
    return next(sheet for sheet in answer["sheets"] if sheet["properties"]["title"] == "Заявки")


TOKEN = {"Authorization": "Bearer test"}


async def ask(office: Office, *requests: dict[str, Any]) -> list[dict[str, Any]]:
    """Do something to the spreadsheet through the API, as its owner."""
    address = f"/v4/spreadsheets/{office.spreadsheet}:batchUpdate"
    answer = await office.admin.post(address, json={"requests": requests}, headers=TOKEN)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["replies"])


async def old_sheet(office: Office, *rows: list[str]) -> None:
    """Make the tab as it was before us."""
    await ask(office, {"addSheet": {"properties": {"title": "Заявки"}}})
    await office.staff("paste", cell="A1", values=list(rows))


async def test_a_new_tab_is_dressed(office: Office) -> None:
    await office.sync()
    tab = await described(office)
    assert tab["properties"]["gridProperties"]["frozenRowCount"] == 1
    assert [each.get("warningOnly") for each in tab["protectedRanges"]] == [True]
    columns = tab["data"][0]["columnMetadata"]
    hidden = [index for index, column in enumerate(columns) if column.get("hiddenByUser")]
    assert hidden == [8]
    below = tab["data"][0]["rowData"][1]["values"]
    assert below[4]["dataValidation"]["condition"]["type"] == "ONE_OF_LIST"
    assert below[5]["userEnteredFormat"]["numberFormat"]["type"] == "NUMBER"
    assert below[1]["userEnteredFormat"]["numberFormat"]["type"] == "DATE_TIME"


async def test_it_finds_nothing_to_do_the_second_time(office: Office) -> None:
    await office.sync()
    first = await described(office)
    (main,) = await office.store.read(f"sheets/{office.spreadsheet}")
    await office.store.commit([put(main.path, {})])
    await office.sync()
    second = await described(office)
    first.pop("data"), second.pop("data")
    assert second == first


async def test_columns_of_an_old_sheet_are_found_by_their_headers(office: Office) -> None:
    await old_sheet(
        office,
        ["Телефон", "Имя", "Чей-то столбец", "ID", "Статус"],
        ["+79160000001", "Анна", "важно", "101", "Новая"],
        ["+79160000002", "Борис", "тоже", "102", "Новая"],
    )
    await office.order("101", name="Анна", phone="+79160000001")
    await office.order("102", name="Борис П.", phone="+79160000002")
    await office.sync()
    await office.sync()
    row = await office.row("101")
    assert (row["Чей-то столбец"], row["Имя"], row["Ключ (копия)"]) == ("важно", "Анна", "101")
    # What staff had written in the old sheet wins over what the import brought.
    assert (await office.record("102"))["name"] == "Борис"
    assert len(await office.rows()) == 2


async def test_a_column_that_is_missing_comes_right_of_the_one_before_it(office: Office) -> None:
    await old_sheet(office, ["ID", "Имя", "Заметка Оли", "Телефон"])
    await office.sync()
    header = [str(cell).partition(" · ")[0] for cell in (await office.grid())[0]]
    assert header[:6] == ["ID", "Дата", "Имя", "Заметка Оли", "Телефон", "Статус"]


async def test_a_first_row_that_is_no_header_stays_below_ours(office: Office) -> None:
    await old_sheet(office, ["Просто заметка", "и ещё одна"])
    await office.sync()
    grid = await office.grid()
    assert "ID" in grid[0]
    assert "Просто заметка" in grid[1]


async def test_the_look_of_staffs_own_columns_is_left_alone(office: Office) -> None:
    await old_sheet(office, ["ID", "Имя", "Телефон", "Статус"], ["1", "a", "b", "Новая"])
    await office.sync()
    tab = await described(office)
    below = tab["data"][0]["rowData"][1]["values"]
    assert "dataValidation" not in below[(await office.grid())[0].index("Статус")]


async def test_a_renamed_tab_is_found(office: Office) -> None:
    await office.order("101")
    await office.sync()
    sheet = (await described(office))["properties"]["sheetId"]
    rename = {"properties": {"sheetId": sheet, "title": "Наши заявки"}, "fields": "title"}
    await ask(office, {"updateSheetProperties": rename})
    await office.order("101", name="Борис")
    await office.sync()
    values = f"/v4/spreadsheets/{office.spreadsheet}/values/Наши заявки"
    assert "Борис" in str((await office.admin.get(values, headers=TOKEN)).json())


async def test_a_copy_of_the_tab_is_not_touched(office: Office) -> None:
    await office.order("101")
    await office.sync()
    sheet = (await described(office))["properties"]["sheetId"]
    await ask(office, {"duplicateSheet": {"sourceSheetId": sheet, "newSheetName": "Копия Оли"}})
    await office.order("101", name="Борис")
    await office.sync()
    copy = f"/v4/spreadsheets/{office.spreadsheet}/values/Копия Оли"
    assert "Борис" not in str((await office.admin.get(copy, headers=TOKEN)).json())
    assert (await office.row("101"))["Имя"] == "Борис"


async def test_a_tab_that_was_deleted_is_told_and_not_made_anew(office: Office) -> None:
    await office.order("101")
    await office.sync()
    sheet = (await described(office))["properties"]["sheetId"]
    await ask(office, {"deleteSheet": {"sheetId": sheet}})
    for _ in range(5):
        outcome = await office.sync()
    assert outcome.gone == ["Заявки"]
    assert "Заявки" in outcome.held[0]
    assert not (await office.record("101")).get("archived_at")


async def test_a_spreadsheet_that_cannot_be_opened_is_told(office: Office) -> None:
    with pytest.raises(SheetFailure) as told:
        await office.mirror.sync(replace(office.book, spreadsheet="nowhere"))
    assert (told.value.status, told.value.refused) == (404, True)


async def test_a_column_added_by_a_deploy_is_filled_for_every_record(office: Office) -> None:
    office.desk.tab = replace(ORDERS, columns=tuple(c for c in ORDERS.columns if c.header != "Цена"))
    await office.order("101", price=5_000)
    await office.sync()
    office.desk.tab = ORDERS
    await office.sync()
    assert (await office.row("101"))["Цена"] == 50
    assert await office.audit() == []
