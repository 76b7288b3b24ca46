from __future__ import annotations

from typing import Any

import gspread
import pytest

from tests.infra.local.sheets.contract.tab import Tab, expect_refusal


def test_the_range_is_echoed_as_far_as_the_grid_reaches_with_its_title_quoted(tab: Tab) -> None:
    answer = tab.book.values_get(tab.title)
    assert answer == {"range": f"{tab.title}!A1:F12", "majorDimension": "ROWS"}
    assert tab.book.values_get(f"{tab.title}!B2:ZZ900")["range"] == f"{tab.title}!B2:F12"
    assert tab.book.values_get(f"{tab.title}!C:D")["range"] == f"{tab.title}!C1:D12"
    assert tab.book.values_get(f"{tab.title}!B5:B")["range"] == f"{tab.title}!B5:B12"
    assert tab.book.values_get(f"{tab.title}!3:4")["range"] == f"{tab.title}!A3:F4"
    assert tab.book.values_get(f"{tab.title}!C3")["range"] == f"{tab.title}!C3"


def test_a_plain_title_stands_without_quotes_in_the_echo_whether_asked_with_them_or_not(tab: Tab) -> None:
    tab.sheet.update_title("Plain_title_1")
    assert tab.book.values_get("'Plain_title_1'!A1:B2")["range"] == "Plain_title_1!A1:B2"
    assert tab.book.values_get("Plain_title_1")["range"] == "Plain_title_1!A1:F12"


def test_a_title_may_have_any_letters_and_signs(tab: Tab) -> None:
    title = f"А/Б: в? 100% №1 'x'! & {tab.id}"
    tab.sheet.update_title(title)
    tab.put(["a"])
    quoted = "'" + title.replace("'", "''") + "'"
    assert tab.book.values_get(f"{quoted}!A1") == {
        "range": f"{quoted}!A1",
        "majorDimension": "ROWS",
        "values": [["a"]],
    }


def test_empty_cells_and_rows_at_the_ends_are_left_out_and_those_between_are_empty_texts(tab: Tab) -> None:
    tab.put(["a", "", "c"], [], ["", "b"])
    assert tab.values() == [["a", "", "c"], [], ["", "b"]]
    assert tab.values("B1:C2") == [["", "c"]]


def test_nothing_in_the_range_means_no_values_at_all(tab: Tab) -> None:
    tab.put(["a"])
    assert tab.values("B2:D9") is None


def test_values_come_by_columns_when_asked_so(tab: Tab) -> None:
    tab.put(["a", "b"], ["", "c"], ["d"])
    assert tab.values(majorDimension="COLUMNS") == [["a", "", "d"], ["b", "c"]]


def test_several_ranges_come_in_the_order_they_were_asked_for(tab: Tab) -> None:
    tab.put(["a", "b"], ["c", "d"])
    answer = tab.book.values_batch_get([f"{tab.title}!B:B", f"{tab.title}!A2", f"{tab.title}!F1"])
    assert answer["valueRanges"] == [
        {"range": f"{tab.title}!B1:B12", "majorDimension": "ROWS", "values": [["b"], ["d"]]},
        {"range": f"{tab.title}!A2", "majorDimension": "ROWS", "values": [["c"]]},
        {"range": f"{tab.title}!F1", "majorDimension": "ROWS"},
    ]


@pytest.mark.parametrize("cells", ["A1:B2:C3", "A1:", "1A", "A0", "Ж1"])
def test_what_is_no_range_is_refused_with_the_range(tab: Tab, cells: str) -> None:
    with expect_refusal(f"Unable to parse range: {tab.title}!{cells}"):
        tab.values(cells)


def test_a_tab_that_is_not_there_is_a_range_that_cannot_be_parsed(tab: Tab) -> None:
    with expect_refusal("Unable to parse range: 'No such tab'!A1"):
        tab.book.values_get("'No such tab'!A1")


def test_a_range_that_starts_beyond_the_grid_is_refused(tab: Tab) -> None:
    with expect_refusal(f"Range ({tab.title}!A13) exceeds grid limits. Max rows: 12, max columns: 6"):
        tab.values("A13")


def test_a_spreadsheet_that_is_not_there_is_not_found(book: gspread.Spreadsheet) -> None:
    with expect_refusal("Requested entity was not found.", 404) as caught:
        book.client.values_get("no-such-spreadsheet", "A1")
    assert caught.value.error["status"] == "NOT_FOUND"


def test_the_three_ways_of_rendering_show_text_value_and_formula(tab: Tab) -> None:
    tab.put(["10%", "=1+1", "text", "TRUE"], typed=True)
    assert tab.values() == [["10%", "2", "text", "TRUE"]]
    assert tab.values(render="UNFORMATTED_VALUE") == [[0.1, 2, "text", True]]
    assert tab.values(render="FORMULA") == [[0.1, "=1+1", "text", True]]


def test_a_day_is_a_number_or_a_text_as_asked_where_values_are_unformatted(tab: Tab) -> None:
    tab.put(["2/1/2026"], typed=True)
    assert tab.values(render="UNFORMATTED_VALUE") == [[46054]]
    options: dict[str, Any] = {"render": "UNFORMATTED_VALUE", "dateTimeRenderOption": "FORMATTED_STRING"}
    assert tab.values(**options) == [["2/1/2026"]]


def test_an_option_that_does_not_exist_is_refused(tab: Tab) -> None:
    with expect_refusal("Invalid value at 'value_render_option'"):
        tab.values(render="PLAIN")


def test_a_parameter_that_does_not_exist_is_refused(tab: Tab) -> None:
    with expect_refusal('Unknown name "colour": Cannot bind query parameter.'):
        tab.values(colour="red")
