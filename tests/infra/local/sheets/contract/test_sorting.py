from __future__ import annotations

from typing import Any

import pytest

from tests.infra.local.sheets.contract.tab import Tab, expect_refusal


def sort(tab: Tab, cells: str, *orders: tuple[int, str]) -> None:
    specs = [{"dimensionIndex": column, "sortOrder": order} for column, order in orders]
    tab.change({"sortRange": {"range": tab.range(cells), "sortSpecs": specs}})


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("ASCENDING", ["2", "10", "A", "б", "я", "TRUE"]),
        ("DESCENDING", ["TRUE", "я", "б", "A", "10", "2"]),
    ],
)
def test_numbers_texts_and_booleans_stand_apart_and_empty_cells_last(tab: Tab, order: str, expected: list[str]) -> None:
    values: list[list[Any]] = [["я"], [10], [""], ["б"], [True], [2], ["A"]]
    tab.put(*values)
    sort(tab, "A1:A7", (0, order))
    assert [row[0] for row in tab.values()] == expected


def test_rows_that_are_equal_in_the_first_column_are_ordered_by_the_second(tab: Tab) -> None:
    tab.put(["b", 1], ["a", 1], ["b", 2], ["a", 2])
    sort(tab, "A1:B4", (0, "ASCENDING"), (1, "DESCENDING"))
    assert tab.values() == [["a", "2"], ["a", "1"], ["b", "2"], ["b", "1"]]


def test_only_the_range_is_sorted_so_that_a_part_of_a_row_can_be_torn_off(tab: Tab) -> None:
    tab.put(["b", "1"], ["a", "2"])
    sort(tab, "A1:A2", (0, "ASCENDING"))
    assert tab.values() == [["a", "1"], ["b", "2"]]


def test_notes_and_formats_go_with_their_cells(tab: Tab) -> None:
    tab.put(["b"], ["a"])
    tab.sheet.insert_note("A1", "of b")
    sort(tab, "A1:A2", (0, "ASCENDING"))
    assert (tab.sheet.get_note("A1"), tab.sheet.get_note("A2")) == ("", "of b")


def test_a_hidden_row_stays_where_it_is(tab: Tab) -> None:
    tab.put(["c"], ["b"], ["a"])
    tab.sheet.hide_rows(1, 2)
    sort(tab, "A1:A3", (0, "ASCENDING"))
    assert tab.values() == [["a"], ["b"], ["c"]]
    tab.put(["c"], ["a"], ["b"])
    sort(tab, "A1:A3", (0, "ASCENDING"))
    assert tab.values() == [["b"], ["a"], ["c"]]


def test_a_vertical_merge_stops_the_sort(tab: Tab) -> None:
    tab.put(["b"], ["a"], ["c"])
    tab.sheet.merge_cells("A2:A3")
    words = "You can't sort a range containing vertical merges. There is a vertical merge at A2:A3"
    with expect_refusal(f"Invalid requests[0].sortRange: {words}"):
        sort(tab, "A1:A3", (0, "ASCENDING"))


def test_a_range_beyond_the_grid_is_refused(tab: Tab) -> None:
    with expect_refusal("Invalid requests[0].sortRange: range.startRowIndex is larger than current grid size (12)"):
        sort(tab, "A13:A14", (0, "ASCENDING"))
