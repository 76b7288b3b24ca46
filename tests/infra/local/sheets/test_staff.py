from __future__ import annotations

import uuid
from typing import Any

import gspread
import pytest

from tests.infra.local.sheets.stand_in import StandIn

HEADER = ["ID", "Имя", "Статус"]


@pytest.fixture
def book(stand_in: StandIn) -> gspread.Spreadsheet:
    """A Russian spreadsheet with a header and three rows, the columns marked."""
    spreadsheet = stand_in.spreadsheet(uuid.uuid4().hex)
    spreadsheet.sheet1.update(
        [HEADER, ["1", "Вера", "Новая"], ["2", "Анна", "Готово"], ["3", "Борис", "Новая"]], raw=True
    )
    marks = [mark("COLUMNS", column, f"c{column}") for column in range(3)] + [mark("ROWS", 2, "анна")]
    spreadsheet.batch_update({"requests": marks})
    return spreadsheet


def mark(dimension: str, index: int, key: str) -> dict[str, Any]:
    span = {"sheetId": 0, "dimension": dimension, "startIndex": index, "endIndex": index + 1}
    entry = {"metadataKey": key, "visibility": "DOCUMENT", "location": {"dimensionRange": span}}
    return {"createDeveloperMetadata": {"developerMetadata": entry}}


def seen(stand_in: StandIn, book: gspread.Spreadsheet) -> dict[str, Any]:
    sheet: dict[str, Any] = stand_in.get(f"sheets/{book.id}")["sheets"][0]
    return sheet


def rows(stand_in: StandIn, book: gspread.Spreadsheet) -> list[list[str]]:
    found: list[list[str]] = seen(stand_in, book)["rows"]
    return found


def names(stand_in: StandIn, book: gspread.Spreadsheet) -> list[str]:
    return [row[1] if len(row) > 1 else "" for row in rows(stand_in, book)[1:]]


def places(book: gspread.Spreadsheet) -> dict[str, int]:
    """Return where the marks are."""
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{book.id}/developerMetadata:search"
    body = {"dataFilters": [{"developerMetadataLookup": {"visibility": "DOCUMENT"}}]}
    found = book.client.request("post", url, json=body).json()["matchedDeveloperMetadata"]
    entries = [one["developerMetadata"] for one in found]
    return {entry["metadataKey"]: entry["location"]["dimensionRange"]["startIndex"] for entry in entries}


# Every edit, with the names down the second column after it and what is then elsewhere than before.
EDITS: list[tuple[dict[str, Any], list[str], dict[str, int]]] = [
    ({"do": "sort", "header": "Имя"}, ["Анна", "Борис", "Вера"], {}),
    ({"do": "sort", "column": "A", "descending": True}, ["Борис", "Анна", "Вера"], {}),
    ({"do": "insert_rows", "at": 3, "count": 2}, ["Вера", "", "", "Анна", "Борис"], {"анна": 4}),
    ({"do": "delete_rows", "at": 2}, ["Анна", "Борис"], {"анна": 1}),
    ({"do": "delete_rows", "at": 3}, ["Вера", "Борис"], {"анна": -1}),
    ({"do": "duplicate_row", "row": 2}, ["Вера", "Вера", "Анна", "Борис"], {"анна": 3}),
    ({"do": "move_rows", "from": 2, "to": 6}, ["", "Анна", "Борис", "", "Вера"], {}),
    ({"do": "move_rows", "from": 2, "to": 4, "how": "drag"}, ["Анна", "Вера", "Борис"], {"анна": 1}),
    ({"do": "move_rows", "from": 3, "to": 2, "how": "drag"}, ["Анна", "Вера", "Борис"], {"анна": 1}),
    (
        {"do": "paste", "cell": "A5", "values": [["4", "Глеб"], ["5", "Дина"]]},
        ["Вера", "Анна", "Борис", "Глеб", "Дина"],
        {},
    ),
    ({"do": "copy", "range": "A2:C2", "cell": "A5"}, ["Вера", "Анна", "Борис", "Вера"], {}),
    ({"do": "clear", "range": "B2:B3"}, ["", "", "Борис"], {}),
    ({"do": "type", "cell": "B3", "text": "Алла"}, ["Вера", "Алла", "Борис"], {}),
    ({"do": "rename_header", "header": "Имя", "text": "ФИО"}, ["Вера", "Анна", "Борис"], {}),
    ({"do": "insert_column", "at": "B", "text": "Новый"}, ["", "", ""], {"c1": 2, "c2": 3}),
    ({"do": "delete_column", "header": "ID"}, ["Новая", "Готово", "Новая"], {"c0": -1, "c1": 0, "c2": 1}),
    ({"do": "move_column", "header": "Статус", "to": "A"}, ["1", "2", "3"], {"c0": 1, "c1": 2, "c2": 0}),
]


@pytest.mark.parametrize(("edit", "after", "moved"), EDITS, ids=[str(edit["do"]) for edit, _, _ in EDITS])
def test_an_edit_by_hand_changes_what_a_person_would_change_and_undo_takes_it_back(
    stand_in: StandIn, book: gspread.Spreadsheet, edit: dict[str, Any], after: list[str], moved: dict[str, int]
) -> None:
    before, stood = rows(stand_in, book), places(book)
    stand_in.edit(book.id, **edit)
    assert names(stand_in, book) == after
    assert places(book) == {key: place for key, place in {**stood, **moved}.items() if place >= 0}
    stand_in.edit(book.id, "undo")
    assert (rows(stand_in, book), places(book)) == (before, stood)


def test_undo_leaves_what_the_api_wrote_since_then(stand_in: StandIn, book: gspread.Spreadsheet) -> None:
    stand_in.edit(book.id, "type", cell="B2", text="Алла")
    book.sheet1.update([["Готово"]], "C2", raw=True)
    stand_in.edit(book.id, "undo")
    assert rows(stand_in, book)[1] == ["1", "Вера", "Готово"]


def test_undo_finds_the_row_it_changed_wherever_it_is_now(stand_in: StandIn, book: gspread.Spreadsheet) -> None:
    stand_in.edit(book.id, "type", cell="B2", text="Алла")
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    book.batch_update({"requests": [{"insertDimension": {"range": span, "inheritFromBefore": True}}]})
    stand_in.edit(book.id, "undo")
    assert names(stand_in, book) == ["", "Вера", "Анна", "Борис"]


def test_nothing_is_left_to_undo_in_the_end(stand_in: StandIn, book: gspread.Spreadsheet) -> None:
    order = {"spreadsheet": book.id, "sheet": "Лист1", "do": "undo"}
    answer = stand_in.session.post(f"{stand_in.url}/admin/edit", json=order, timeout=10)
    assert (answer.status_code, answer.json()) == (400, {"error": "Nothing to undo."})


def test_typed_text_is_understood_as_the_spreadsheets_language_has_it(
    stand_in: StandIn, book: gspread.Spreadsheet
) -> None:
    stand_in.edit(book.id, "type", cell="D2", text="01.02.2026")
    stand_in.edit(book.id, "type", cell="D3", text="1234,5")
    plain = gspread.utils.ValueRenderOption.unformatted
    assert book.sheet1.get("D2:D3", value_render_option=plain) == [[46054], [1234.5]]


def test_a_strict_drop_down_refuses_what_a_person_types_but_not_what_is_pasted(
    stand_in: StandIn, book: gspread.Spreadsheet
) -> None:
    kind = gspread.utils.ValidationConditionType.one_of_list
    book.sheet1.add_validation("C2:C9", kind, ["Новая", "Готово"], strict=True)
    order = {"spreadsheet": book.id, "sheet": "Лист1", "do": "type", "cell": "C2", "text": "Ой"}
    answer = stand_in.session.post(f"{stand_in.url}/admin/edit", json=order, timeout=10)
    assert answer.status_code == 400
    assert "violates the data validation rules" in answer.json()["error"]
    stand_in.edit(book.id, "paste", cell="C2", values=[["Ой"]])
    assert rows(stand_in, book)[1][2] == "Ой"
    (rule,) = seen(stand_in, book)["validation"]
    assert rule == {"range": "C2:C9", "type": "ONE_OF_LIST", "values": ["Новая", "Готово"], "strict": True}


def test_a_filter_hides_rows_from_people_and_lets_a_sort_pass_them_by(
    stand_in: StandIn, book: gspread.Spreadsheet
) -> None:
    stand_in.edit(book.id, "filter", header="Статус", hide=["Готово"])
    assert seen(stand_in, book)["hidden_rows"] == [3]
    stand_in.edit(book.id, "sort", header="Имя")
    assert names(stand_in, book) == ["Борис", "Анна", "Вера"]
    stand_in.edit(book.id, "filter")
    assert seen(stand_in, book)["hidden_rows"] == []


def test_notes_hidden_columns_and_protection_are_seen(stand_in: StandIn, book: gspread.Spreadsheet) -> None:
    stand_in.edit(book.id, "note", cell="A2", text="Строка удержана")
    book.sheet1.hide_columns(1, 2)
    protected = {"range": {"sheetId": 0, "endRowIndex": 1}, "description": "Заголовки", "warningOnly": True}
    book.batch_update({"requests": [{"addProtectedRange": {"protectedRange": protected}}]})
    sheet = seen(stand_in, book)
    assert sheet["notes"] == {"A2": "Строка удержана"}
    assert sheet["hidden_columns"] == ["B"]
    assert sheet["protected"] == [{"range": "1:1", "description": "Заголовки", "warning_only": True}]


def test_a_frozen_header_is_not_sorted(stand_in: StandIn, book: gspread.Spreadsheet) -> None:
    book.sheet1.freeze(rows=2)
    stand_in.edit(book.id, "sort", column="B")
    assert names(stand_in, book) == ["Вера", "Анна", "Борис"]


@pytest.mark.parametrize(
    "order",
    [
        {"do": "type", "cell": "B2"},
        {"do": "type", "cell": "nowhere", "text": "x"},
        {"do": "dance"},
        {"do": "sort", "header": "Нет такого"},
        {"do": "delete_rows", "at": "пять"},
        {"do": "type", "cell": "B2", "text": "x", "sheet": "Нет такого"},
    ],
)
def test_an_order_that_makes_no_sense_is_refused_and_changes_nothing(
    stand_in: StandIn, book: gspread.Spreadsheet, order: dict[str, Any]
) -> None:
    before = stand_in.get(f"sheets/{book.id}")
    body = {"spreadsheet": book.id, "sheet": "Лист1", **order}
    answer = stand_in.session.post(f"{stand_in.url}/admin/edit", json=body, timeout=10)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert stand_in.get(f"sheets/{book.id}") == before
