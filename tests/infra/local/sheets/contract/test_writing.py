from __future__ import annotations

from typing import Any

from gspread.utils import Dimension, ValueRenderOption

from tests.infra.local.sheets.contract.tab import Tab, expect_refusal


def test_an_update_tells_where_it_wrote_and_how_much(tab: Tab) -> None:
    answer = tab.put(["a", None, "c"], ["d", "e", None], at="B2")
    written = {"updatedRows": 2, "updatedColumns": 3, "updatedCells": 4}
    assert answer == {"spreadsheetId": tab.book.id, "updatedRange": f"{tab.title}!B2:D3", **written}


def test_null_leaves_a_cell_and_an_empty_text_clears_it(tab: Tab) -> None:
    tab.put(["a", "b", "c"])
    tab.put([None, "", "d"])
    assert tab.values() == [["a", "", "d"]]


def test_raw_values_stay_as_they_are(tab: Tab) -> None:
    texts = ["=1+1", "007", "1/2/2026", "+79161234567", "TRUE", "'x"]
    tab.put(texts, [5, 2.5, True, -1e-7])
    assert tab.values(render="UNFORMATTED_VALUE") == [texts, [5, 2.5, True, -1e-7]]


def test_more_values_than_the_range_holds_are_refused_and_nothing_is_written(tab: Tab) -> None:
    with expect_refusal(f"Requested writing within range [{tab.title}!A1:B1], but tried writing to column [C]"):
        tab.put(["a", "b", "c"], at="A1:B1")
    with expect_refusal(f"Requested writing within range [{tab.title}!A1:B1], but tried writing to row [2]"):
        tab.put(["a"], ["b"], at="A1:B1")
    assert tab.values() is None


def test_a_range_beyond_the_grid_is_refused_whether_it_starts_there_or_ends_there(tab: Tab) -> None:
    with expect_refusal(f"Range ({tab.title}!A13) exceeds grid limits. Max rows: 12, max columns: 6"):
        tab.put(["a"], at="A13")
    with expect_refusal(f"Range ({tab.title}!A12:A13) exceeds grid limits. Max rows: 12, max columns: 6"):
        tab.put(["a"], ["b"], at="A12:A13")
    assert tab.values() is None


def test_values_that_leave_the_grid_from_a_single_cell_are_refused(tab: Tab) -> None:
    with expect_refusal(""):
        tab.put(["a"], ["b"], at="A12")
    assert tab.values() is None


def test_how_values_are_to_be_taken_must_be_said(tab: Tab) -> None:
    with expect_refusal("'valueInputOption' is required but not specified"):
        tab.post("/values:batchUpdate", {"data": [{"range": f"{tab.title}!A1", "values": [["a"]]}]})


def test_a_cell_holds_fifty_thousand_characters_and_no_more(tab: Tab) -> None:
    tab.put(["я" * 50_000])
    assert tab.values() == [["я" * 50_000]]
    with expect_refusal("Your input contains more than the maximum of 50000 characters in a single cell."):
        tab.put(["я" * 50_001], at="A2")


def test_the_values_after_the_update_come_with_the_answer_when_asked_for(tab: Tab) -> None:
    tab.put(["a", "b", "c"])
    plain = ValueRenderOption.unformatted
    options: dict[str, Any] = {"include_values_in_response": True, "response_value_render_option": plain}
    answer = tab.sheet.update([[None, 2]], "A1:D1", raw=True, **options)
    assert answer["updatedData"]["range"] == f"{tab.title}!A1:D1"
    assert answer["updatedData"]["values"] == [["a", 2, "c"]]


def test_columns_are_written_as_columns(tab: Tab) -> None:
    tab.sheet.update([["a", None, "c"], ["d"]], "B1", raw=True, major_dimension=Dimension.cols)
    assert tab.values() == [["", "a", "d"], [], ["", "c"]]


def test_several_ranges_are_written_at_once_and_each_row_and_column_is_counted_once(tab: Tab) -> None:
    data = [{"range": "A1:B1", "values": [["a", "b"]]}, {"range": "B1:B2", "values": [["c"], ["d"]]}]
    answer = tab.sheet.batch_update(data, raw=True)
    totals = {name: count for name, count in answer.items() if name.startswith("total")}
    assert totals == {
        "totalUpdatedRows": 2,
        "totalUpdatedColumns": 2,
        "totalUpdatedCells": 3,
        "totalUpdatedSheets": 1,
    }
    assert [one["updatedRange"] for one in answer["responses"]] == [f"{tab.title}!A1:B1", f"{tab.title}!B1:B2"]
    assert tab.values() == [["a", "c"], ["", "d"]]


def test_one_bad_range_among_several_lets_none_be_written(tab: Tab) -> None:
    data = [{"range": "A1", "values": [["a"]]}, {"range": "A1:B2:C3", "values": [["b"]]}]
    with expect_refusal(f"Invalid data[1]: Unable to parse range: {tab.title}!A1:B2:C3"):
        tab.sheet.batch_update(data, raw=True)
    assert tab.values() is None


def test_clearing_empties_cells_and_keeps_their_formats_and_notes(tab: Tab) -> None:
    tab.put(["a", "b"], ["c", "d"])
    tab.sheet.format("A1", {"textFormat": {"bold": True}})
    tab.sheet.insert_note("A1", "a note")
    assert tab.book.values_clear(f"{tab.title}!A1:B1") == {
        "spreadsheetId": tab.book.id,
        "clearedRange": f"{tab.title}!A1:B1",
    }
    assert tab.values() == [[], ["c", "d"]]
    (cell,) = tab.resource("data.rowData.values(note,userEnteredFormat.textFormat.bold)")["data"][0]["rowData"][0][
        "values"
    ]
    assert cell == {"note": "a note", "userEnteredFormat": {"textFormat": {"bold": True}}}


def test_several_ranges_are_cleared_at_once(tab: Tab) -> None:
    tab.put(["a", "b", "c"])
    answer = tab.sheet.batch_clear(["A1", "C:C"])
    assert answer["clearedRanges"] == [f"{tab.title}!A1", f"{tab.title}!C1:C12"]
    assert tab.values() == [["", "b"]]


def test_values_that_are_no_table_are_refused(tab: Tab) -> None:
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{tab.book.id}/values/{tab.title}!A1"
    flat: dict[str, Any] = {"values": ["a"]}
    with expect_refusal("Invalid value at 'data.values[0]' (type.googleapis.com/google.protobuf.ListValue)"):
        tab.book.client.request("put", url, params={"valueInputOption": "RAW"}, json=flat)


def test_a_field_that_does_not_exist_is_refused(tab: Tab) -> None:
    with expect_refusal('Invalid JSON payload received. Unknown name "colour": Cannot find field.'):
        tab.post("/values:batchUpdate", {"valueInputOption": "RAW", "colour": "red"})
