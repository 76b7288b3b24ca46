from __future__ import annotations

from typing import Any

import gspread
import pytest

from tests.infra.local.sheets.contract.tab import Tab, expect_refusal


@pytest.fixture
def properties(tab: Tab) -> Any:
    def read() -> dict[str, Any]:
        found: dict[str, Any] = tab.resource("properties")["properties"]
        return found

    return read


def test_a_tab_has_its_size_and_no_property_that_is_nothing(tab: Tab, properties: Any) -> None:
    shown = properties()
    assert shown == {
        "sheetId": tab.id,
        "title": tab.sheet.title,
        "index": shown["index"],
        "sheetType": "GRID",
        "gridProperties": {"rowCount": 12, "columnCount": 6},
    }


def test_properties_are_changed_one_by_one(tab: Tab, properties: Any) -> None:
    tab.sheet.freeze(rows=1)
    tab.sheet.resize(rows=20)
    tab.sheet.update_title(f"{tab.sheet.title} *")
    tab.sheet.hide()
    shown = properties()
    assert shown["gridProperties"] == {"rowCount": 20, "columnCount": 6, "frozenRowCount": 1}
    assert shown["hidden"] is True
    assert shown["title"].endswith(" *")
    tab.sheet.show()
    tab.sheet.freeze(rows=0)
    assert "hidden" not in properties()
    assert "frozenRowCount" not in properties()["gridProperties"]


def test_a_smaller_tab_loses_what_stood_outside(tab: Tab) -> None:
    tab.put(["a", "b"], ["c", "d"])
    tab.sheet.resize(rows=1, cols=1)
    tab.sheet.resize(rows=3, cols=3)
    assert tab.values() == [["a"]]


def test_a_tab_needs_a_title_nobody_has(tab: Tab) -> None:
    words = f'A sheet with the name "{tab.sheet.title}" already exists. Please enter another name.'
    with expect_refusal(f"Invalid requests[0].addSheet: {words}"):
        tab.book.add_worksheet(tab.sheet.title, 1, 1)


def test_a_copied_tab_has_values_and_drop_downs_of_its_own(tab: Tab) -> None:
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "a"}]}}
    tab.put(["a", "=A1"], typed=True)
    tab.change({"setDataValidation": {"range": tab.range("A1"), "rule": rule}})
    twin = tab.sheet.duplicate(new_sheet_name=f"{tab.sheet.title} copy")
    try:
        tab.put(["b"])
        assert twin.get_values() == [["a", "a"]]
        data = Tab(tab.book, twin).resource("data.rowData.values.dataValidation")["data"][0]
        assert data["rowData"][0]["values"] == [{"dataValidation": rule}, {}]
    finally:
        tab.book.del_worksheet(twin)


def test_tabs_stand_in_the_order_they_are_given(book: gspread.Spreadsheet, tab: Tab) -> None:
    before = [sheet.id for sheet in book.worksheets()]
    tab.sheet.update_index(0)
    assert [sheet.id for sheet in book.worksheets()] == [tab.id, *[number for number in before if number != tab.id]]


def test_a_tab_too_large_for_the_spreadsheet_is_refused(tab: Tab) -> None:
    words = "This action would increase the number of cells in the workbook above the limit of 10000000 cells."
    with expect_refusal(f"Invalid requests[0].updateSheetProperties: {words}"):
        tab.sheet.resize(rows=1_000_000, cols=11)
    with expect_refusal(words):
        tab.change({"appendDimension": {"sheetId": tab.id, "dimension": "ROWS", "length": 2_000_000}})


def test_a_tab_that_is_gone_is_no_grid(tab: Tab) -> None:
    with expect_refusal("Invalid requests[0].deleteSheet: No grid with id: 1"):
        tab.change({"deleteSheet": {"sheetId": 1}})
