from __future__ import annotations

from typing import Any

from gspread.utils import InsertDataOption, ValueInputOption

from tests.infra.local.sheets.contract.tab import Tab, expect_refusal


def test_rows_go_below_the_table_and_the_answer_says_where(tab: Tab) -> None:
    tab.put(["h1", "h2"], ["a", "b"])
    answer = tab.sheet.append_row(["c", "d"], table_range="A1")
    assert answer["tableRange"] == f"{tab.title}!A1:B2"
    assert answer["updates"] == {
        "spreadsheetId": tab.book.id,
        "updatedRange": f"{tab.title}!A3:B3",
        "updatedRows": 1,
        "updatedColumns": 2,
        "updatedCells": 2,
    }
    assert tab.values() == [["h1", "h2"], ["a", "b"], ["c", "d"]]


def test_without_a_table_rows_go_to_the_start_of_the_range_and_no_table_is_named(tab: Tab) -> None:
    answer = tab.sheet.append_row(["a"], table_range="B3")
    assert "tableRange" not in answer
    assert answer["updates"]["updatedRange"] == f"{tab.title}!B3"


def test_the_table_starts_in_the_column_where_its_values_start(tab: Tab) -> None:
    tab.put(["h1", "h2"], at="C2")
    answer = tab.sheet.append_row(["a"])
    assert answer["updates"]["updatedRange"] == f"{tab.title}!C3"


def test_a_blank_row_splits_tables_and_the_whole_tab_means_the_last_of_them(tab: Tab) -> None:
    tab.put(["a"], [], ["b"])
    assert tab.sheet.append_row(["c"])["tableRange"] == f"{tab.title}!A3"
    assert tab.sheet.append_row(["d"], table_range="A1")["updates"]["updatedRange"] == f"{tab.title}!A2"


def test_the_grid_grows_for_appended_rows(tab: Tab) -> None:
    tab.put(*[[str(index)] for index in range(12)])
    answer = tab.sheet.append_rows([["x"], ["y"]])
    assert answer["updates"]["updatedRange"] == f"{tab.title}!A13:A14"
    assert tab.resource("properties.gridProperties.rowCount")["properties"]["gridProperties"]["rowCount"] == 14


def test_what_stands_below_the_table_is_overwritten_or_pushed_down_as_asked(tab: Tab) -> None:
    tab.put(["h", "x"], ["a", "x"], ["", ""], ["below", ""])
    tab.sheet.append_rows([["b"], ["c"]], table_range="A1")
    assert tab.values("A1:A5") == [["h"], ["a"], ["b"], ["c"]]
    tab.sheet.clear()
    tab.put(["h"], ["a"], [""], ["below"])
    tab.sheet.append_rows([["b"], ["c"]], table_range="A1", insert_data_option=InsertDataOption.insert_rows)
    assert tab.values("A1:A6") == [["h"], ["a"], ["b"], ["c"], [], ["below"]]


def test_appended_texts_are_taken_as_asked(tab: Tab) -> None:
    tab.sheet.append_row(["=1+1"], value_input_option=ValueInputOption.raw)
    tab.sheet.append_row(["=1+1"], value_input_option=ValueInputOption.user_entered)
    assert tab.values() == [["=1+1"], ["2"]]


def test_cells_are_appended_below_the_last_row_with_a_value_whatever_the_columns(tab: Tab) -> None:
    tab.put(["a"], [], ["", "", "c"])
    tab.change(appended(tab, "x", "y"))
    assert tab.values() == [["a"], [], ["", "", "c"], ["x", "y"]]


def test_appended_cells_grow_the_grid_downwards(tab: Tab) -> None:
    tab.put(["last"], at="A12")
    tab.change(appended(tab, "x"))
    assert tab.values("A12:A13") == [["last"], ["x"]]


def test_appended_cells_never_grow_the_grid_to_the_right(tab: Tab) -> None:
    words = "Invalid requests[0].appendCells: Attempting to write column: 6, beyond the last requested column of: 5"
    with expect_refusal(words):
        tab.change(appended(tab, *"abcdefg"))
    assert tab.values() is None


def test_cells_cannot_be_appended_to_a_tab_that_is_not_there(tab: Tab) -> None:
    request = appended(tab, "x")
    request["appendCells"]["sheetId"] = 1
    with expect_refusal("Invalid requests[0].appendCells: No grid with id: 1"):
        tab.change(request)


def appended(tab: Tab, *texts: str) -> dict[str, Any]:
    values = [{"userEnteredValue": {"stringValue": text}} for text in texts]
    return {"appendCells": {"sheetId": tab.id, "rows": [{"values": values}], "fields": "userEnteredValue"}}
