from __future__ import annotations

from typing import Any

import gspread
import pytest

from tests.infra.local.sheets.contract.tab import Tab, expect_refusal


def get(tab: Tab, **params: Any) -> dict[str, Any]:
    answer: dict[str, Any] = tab.book.client.spreadsheets_get(tab.book.id, params=params)
    return answer


def test_a_spreadsheet_is_shown_with_its_properties_and_tabs(tab: Tab) -> None:
    answer = get(tab)
    assert answer["spreadsheetId"] == tab.book.id
    assert answer["spreadsheetUrl"].startswith("https://docs.google.com/spreadsheets/d/")
    assert answer["properties"]["locale"] == "en_US"
    assert answer["properties"]["defaultFormat"]["textFormat"]["fontSize"] == 10
    assert tab.id in [sheet["properties"]["sheetId"] for sheet in answer["sheets"]]
    assert not any("data" in sheet for sheet in answer["sheets"])


def test_ranges_limit_it_to_the_tabs_and_cells_they_touch(tab: Tab) -> None:
    tab.put(["a", "b"], ["c", "d"])
    answer = get(tab, ranges=[f"{tab.title}!B1:B2", f"{tab.title}!A2"], includeGridData=True)
    (sheet,) = answer["sheets"]
    seen = [[cell["formattedValue"] for row in data["rowData"] for cell in row["values"]] for data in sheet["data"]]
    assert seen == [["b", "d"], ["c"]]


def test_a_cell_is_shown_as_entered_as_it_is_and_as_it_looks(tab: Tab) -> None:
    tab.put(["=1/2"], typed=True)
    tab.sheet.format("A1", {"numberFormat": {"type": "PERCENT", "pattern": "0%"}})
    answer = get(tab, ranges=[f"{tab.title}!A1"], includeGridData=True)
    (cell,) = answer["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert cell["userEnteredValue"] == {"formulaValue": "=1/2"}
    assert cell["effectiveValue"] == {"numberValue": 0.5}
    assert cell["formattedValue"] == "50%"


def test_an_error_in_a_cell_has_its_type(tab: Tab) -> None:
    tab.put(["=1/0"], typed=True)
    answer = get(tab, ranges=[f"{tab.title}!A1"], includeGridData=True)
    (cell,) = answer["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert cell["effectiveValue"]["errorValue"]["type"] == "DIVIDE_BY_ZERO"
    assert cell["formattedValue"] == "#DIV/0!"


def test_a_mask_brings_the_data_it_names_and_nothing_else(tab: Tab) -> None:
    tab.put(["a"])
    answer = get(tab, ranges=[tab.title], fields="sheets(data(rowData(values/formattedValue)))")
    assert answer == {"sheets": [{"data": [{"rowData": [{"values": [{"formattedValue": "a"}]}]}]}]}


def test_a_mask_may_be_of_any_answer(tab: Tab) -> None:
    tab.put(["a"])
    assert tab.book.values_get(tab.title, params={"fields": "values"}) == {"values": [["a"]]}


def test_a_mask_that_names_what_is_not_there_is_refused(tab: Tab) -> None:
    with expect_refusal("Request contains an invalid argument.") as caught:
        get(tab, fields="sheets.colour")
    (detail,) = caught.value.error["details"]
    assert "Cannot find matching fields for path 'sheets.colour'" in detail["fieldViolations"][0]["description"]


def test_metadata_of_rows_and_columns_comes_with_the_grid(tab: Tab) -> None:
    number = tab.mark("COLUMNS", 1)
    answer = get(tab, ranges=[f"{tab.title}!A1:B1"], includeGridData=True)
    first, second = answer["sheets"][0]["data"][0]["columnMetadata"]
    assert "developerMetadata" not in first
    assert second["developerMetadata"][0]["metadataId"] == number


def test_data_filters_choose_tabs_as_ranges_do(tab: Tab) -> None:
    number = tab.mark("COLUMNS", 1)
    tab.put(["a", "b"])
    lookup = {"developerMetadataLookup": {"metadataId": number}}
    answer = tab.post(":getByDataFilter", {"dataFilters": [lookup], "includeGridData": True})
    (sheet,) = answer["sheets"]
    assert sheet["properties"]["sheetId"] == tab.id
    assert sheet["data"][0]["startColumn"] == 1
    assert sheet["data"][0]["rowData"][0]["values"][0]["formattedValue"] == "b"


@pytest.fixture
def renamed(book: gspread.Spreadsheet) -> Any:
    before = book.title
    yield book
    book.update_title(before)


def test_the_spreadsheet_is_renamed(renamed: gspread.Spreadsheet) -> None:
    renamed.update_title("Другое имя")
    assert renamed.fetch_sheet_metadata()["properties"]["title"] == "Другое имя"
