from __future__ import annotations

from typing import Any

import pytest

from tests.infra.local.sheets.contract.tab import Tab, expect_refusal


def places(tab: Tab) -> dict[str, int]:
    """Return where the marked rows and columns of the tab are, by their keys."""
    here = {"developerMetadataLookup": {"metadataLocation": {"sheetId": tab.id}}}
    found = tab.post("/developerMetadata:search", {"dataFilters": [here]}).get("matchedDeveloperMetadata", [])
    entries = [one["developerMetadata"] for one in found]
    return {entry["metadataKey"]: entry["location"]["dimensionRange"]["startIndex"] for entry in entries}


def inserted(tab: Tab, dimension: str, start: int, end: int, *, before: bool = False) -> dict[str, Any]:
    return {"insertDimension": {"range": tab.span(dimension, start, end), "inheritFromBefore": before}}


def test_rows_are_inserted_deleted_and_moved_with_what_is_in_them(tab: Tab) -> None:
    tab.put(*[[str(number)] for number in range(5)])
    tab.change(inserted(tab, "ROWS", 1, 3))
    assert flat(tab) == ["0", "", "", "1", "2", "3", "4"]
    tab.change({"deleteDimension": {"range": tab.span("ROWS", 1, 4)}})
    assert flat(tab) == ["0", "2", "3", "4"]
    tab.change({"moveDimension": {"source": tab.span("ROWS", 0, 1), "destinationIndex": 3}})
    assert flat(tab) == ["2", "3", "0", "4"]
    tab.change({"moveDimension": {"source": tab.span("ROWS", 2, 4), "destinationIndex": 0}})
    assert flat(tab) == ["0", "4", "2", "3"]


def flat(tab: Tab) -> list[str]:
    return [row[0] if row else "" for row in tab.values()]


def test_columns_are_inserted_deleted_and_moved_with_what_is_in_them(tab: Tab) -> None:
    tab.put(["a", "b", "c"])
    tab.change(inserted(tab, "COLUMNS", 1, 2))
    assert tab.values() == [["a", "", "b", "c"]]
    tab.change({"moveDimension": {"source": tab.span("COLUMNS", 3, 4), "destinationIndex": 0}})
    assert tab.values() == [["c", "a", "", "b"]]
    tab.change({"deleteDimension": {"range": tab.span("COLUMNS", 1, 3)}})
    assert tab.values() == [["c", "b"]]


def test_the_grid_grows_and_shrinks_with_them(tab: Tab) -> None:
    tab.change(inserted(tab, "ROWS", 0, 3), {"deleteDimension": {"range": tab.span("COLUMNS", 0, 2)}})
    tab.change({"appendDimension": {"sheetId": tab.id, "dimension": "COLUMNS", "length": 5}})
    grid = tab.resource("properties.gridProperties")["properties"]["gridProperties"]
    assert grid == {"rowCount": 15, "columnCount": 9}


@pytest.mark.parametrize(
    ("request_", "places_after"),
    [
        ({"insertDimension": ("ROWS", 0, 2)}, {"r3": 5, "r5": 7, "c2": 2}),
        ({"insertDimension": ("ROWS", 4, 5)}, {"r3": 3, "r5": 6, "c2": 2}),
        ({"deleteDimension": ("ROWS", 0, 1)}, {"r3": 2, "r5": 4, "c2": 2}),
        ({"deleteDimension": ("ROWS", 3, 4)}, {"r5": 4, "c2": 2}),
        ({"moveDimension": ("ROWS", 3, 4, 8)}, {"r3": 7, "r5": 4, "c2": 2}),
        ({"moveDimension": ("ROWS", 0, 1, 4)}, {"r3": 2, "r5": 5, "c2": 2}),
        ({"insertDimension": ("COLUMNS", 2, 3)}, {"r3": 3, "r5": 5, "c2": 3}),
        ({"moveDimension": ("COLUMNS", 2, 3, 0)}, {"r3": 3, "r5": 5, "c2": 0}),
    ],
)
def test_metadata_follows_its_row_or_column(tab: Tab, request_: dict[str, Any], places_after: dict[str, int]) -> None:
    tab.mark("ROWS", 3, key="r3")
    tab.mark("ROWS", 5, key="r5")
    tab.mark("COLUMNS", 2, key="c2")
    ((kind, (dimension, start, end, *to)),) = request_.items()
    span = tab.span(dimension, start, end)
    tab.change({kind: {"source": span, "destinationIndex": to[0]} if to else {"range": span}})
    assert places(tab) == places_after


def test_metadata_stays_in_its_row_when_the_range_is_sorted(tab: Tab) -> None:
    """Google documents neither; see ``METADATA_FOLLOWS`` in the stand-in's sorting."""
    tab.put(["b"], ["a"])
    tab.mark("ROWS", 0, key="first")
    tab.sheet.sort((1, "asc"), range="A1:A2")
    assert tab.values() == [["a"], ["b"]]
    assert places(tab) == {"first": 0}


def test_formulas_go_on_pointing_at_the_same_cells(tab: Tab) -> None:
    tab.put([1], [2], ["=A1+$A$2"], ["=SUM(A1:A2)"], typed=True)
    tab.change(inserted(tab, "ROWS", 1, 3))
    assert tab.values("A5:A6", render="FORMULA") == [["=A1+$A$4"], ["=SUM(A1:A4)"]]
    tab.change({"deleteDimension": {"range": tab.span("ROWS", 0, 1)}})
    assert tab.values("A4:A5", render="FORMULA") == [["=#REF!+$A$3"], ["=SUM(A1:A3)"]]


@pytest.mark.parametrize(
    ("start", "end", "before", "words"),
    [
        (13, 14, False, "range.startIndex is larger than current grid size (12)"),
        (12, 13, False, "range.startIndex must be less than the grid size (12) if inheritFromBefore is false."),
    ],
)
def test_an_insertion_beyond_the_grid_is_refused(tab: Tab, start: int, end: int, before: bool, words: str) -> None:  # noqa: FBT001 - a table's column
    with expect_refusal(f"Invalid requests[0].insertDimension: {words}"):
        tab.change(inserted(tab, "ROWS", start, end, before=before))


def test_rows_may_be_inserted_after_the_last_like_the_ones_before(tab: Tab) -> None:
    tab.change(inserted(tab, "ROWS", 12, 14, before=True))
    assert tab.resource("properties.gridProperties.rowCount")["properties"]["gridProperties"]["rowCount"] == 14


def test_inserted_rows_have_the_drop_downs_of_their_neighbours(tab: Tab) -> None:
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "x"}]}}
    tab.change({"setDataValidation": {"range": tab.range("A2"), "rule": rule}})
    tab.change(inserted(tab, "ROWS", 2, 3, before=True))
    rows = tab.resource("data.rowData.values.dataValidation")["data"][0]["rowData"]
    assert [bool(row) for row in rows] == [False, True, True]


def test_rows_that_do_not_exist_cannot_be_deleted_nor_can_all_of_them(tab: Tab) -> None:
    words = "Cannot delete a row that doesn't exist. Tried to delete row index 12 but there are only 12 rows."
    with expect_refusal(f"Invalid requests[0].deleteDimension: {words}"):
        tab.change({"deleteDimension": {"range": tab.span("ROWS", 12, 13)}})
    with expect_refusal("Invalid requests[0].deleteDimension: You can't delete all the rows on the sheet."):
        tab.change({"deleteDimension": {"range": tab.span("ROWS", 0, 12)}})
    tab.sheet.freeze(rows=1)
    with expect_refusal(
        "Invalid requests[0].deleteDimension: Sorry, it is not possible to delete all non-frozen rows."
    ):
        tab.change({"deleteDimension": {"range": tab.span("ROWS", 1, 12)}})


def test_a_row_that_is_part_of_a_merge_is_not_moved(tab: Tab) -> None:
    tab.sheet.merge_cells("A2:A3")
    words = "move a row to a position that crosses a merged cell. Please unmerge and try again."
    with expect_refusal(f"Invalid requests[0].moveDimension: Sorry, it is not possible to {words}"):
        tab.change({"moveDimension": {"source": tab.span("ROWS", 1, 2), "destinationIndex": 5}})


def test_columns_are_hidden_sized_and_shown_again(tab: Tab) -> None:
    tab.sheet.hide_columns(1, 2)
    span = {"range": tab.span("COLUMNS", 1, 2), "properties": {"pixelSize": 40}, "fields": "pixelSize"}
    tab.change({"updateDimensionProperties": span})
    columns = tab.resource("data.columnMetadata(hiddenByUser,pixelSize)")["data"][0]["columnMetadata"]
    assert columns[:2] == [{"pixelSize": 100}, {"hiddenByUser": True, "pixelSize": 40}]
    tab.sheet.unhide_columns(1, 2)
    assert tab.resource("data.columnMetadata(hiddenByUser)")["data"][0]["columnMetadata"][1] == {}
