from __future__ import annotations

from typing import Any

import gspread
import pytest

from tests.infra.local.sheets.stand_in import StandIn

OWNER = ("user", "owner", "frontdesk@local.iam.gserviceaccount.com")


@pytest.fixture
def client(stand_in: StandIn) -> gspread.Client:
    return stand_in.client()


def test_a_spreadsheet_is_created_found_by_title_and_deleted(client: gspread.Client) -> None:
    made = client.create("Clients Database")
    assert made.sheet1.get_values() == [[]]
    assert client.open("Clients Database").id == made.id
    assert made.id in [book.id for book in client.openall()]
    client.del_spreadsheet(made.id)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open("Clients Database")
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key(made.id)


def test_a_spreadsheet_is_created_with_the_language_and_the_tabs_it_asks_for(client: gspread.Client) -> None:
    tabs = [
        {"properties": {"title": "Заявки"}},
        {"properties": {"title": "Мастера", "gridProperties": {"rowCount": 5}}},
    ]
    body = {"properties": {"title": "Новая", "locale": "ru_RU", "timeZone": "Europe/Moscow"}, "sheets": tabs}
    answer = client.http_client.request("post", "https://sheets.googleapis.com/v4/spreadsheets", json=body).json()
    book = client.open_by_key(answer["spreadsheetId"])
    assert (book.title, book.locale, book.timezone) == ("Новая", "ru_RU", "Europe/Moscow")
    assert [(sheet.title, sheet.row_count) for sheet in book.worksheets()] == [("Заявки", 1000), ("Мастера", 5)]
    assert book.sheet1.id == 0


def test_a_spreadsheet_created_in_a_folder_is_found_there(client: gspread.Client) -> None:
    made = client.create("В папке", folder_id="folder")
    assert [file["id"] for file in client.list_spreadsheet_files(folder_id="folder")] == [made.id]
    assert client.list_spreadsheet_files(title="В папке", folder_id="elsewhere") == []


def test_a_spreadsheet_is_shared_and_taken_back(client: gspread.Client) -> None:
    book = client.create("Общая")
    book.share("anna@example.com", perm_type="user", role="writer", notify=False)
    book.share("", perm_type="anyone", role="reader")
    seen = {(one["type"], one["role"], one.get("emailAddress")) for one in book.list_permissions()}
    assert seen == {OWNER, ("user", "writer", "anna@example.com"), ("anyone", "reader", None)}
    book.share("anna@example.com", perm_type="user", role="reader", notify=False)
    assert len(book.list_permissions()) == 3
    book.remove_permissions("anna@example.com", role="reader")
    assert [one["type"] for one in book.list_permissions()] == ["user", "anyone"]


def test_who_may_edit_the_spreadsheet_may_edit_a_range_protected_for_nobody_in_particular(
    client: gspread.Client,
) -> None:
    book = client.create("Защищённая")
    book.share("anna@example.com", perm_type="user", role="writer", notify=False)
    request: dict[str, Any] = {"addProtectedRange": {"protectedRange": {"range": {"endRowIndex": 1}}}}
    reply = book.batch_update({"requests": [request]})["replies"][0]["addProtectedRange"]["protectedRange"]
    assert reply["editors"] == {"users": [OWNER[2], "anna@example.com"]}
    reply = book.sheet1.add_protected_range("A2:B2")["replies"][0]["addProtectedRange"]["protectedRange"]
    assert reply["editors"] == {"users": [OWNER[2]]}


def test_a_tab_is_copied_to_another_spreadsheet_with_its_formats(client: gspread.Client) -> None:
    source, target = client.create("Отсюда"), client.create("Сюда")
    source.sheet1.update([["1.5"]], raw=False)
    source.sheet1.format("A1", {"numberFormat": {"type": "NUMBER", "pattern": "0.00"}})
    copied = source.sheet1.copy_to(target.id)
    assert copied["title"] == "Copy of Sheet1"
    assert target.get_worksheet_by_id(copied["sheetId"]).get_values() == [["1.50"]]


def test_it_tells_when_it_was_last_changed(client: gspread.Client) -> None:
    book = client.create("Время")
    created = book.creationTime
    book.sheet1.update([["x"]])
    assert book.get_lastUpdateTime() > created
