from __future__ import annotations

from typing import Any

from tests.infra.local.sheets.contract.tab import Tab, expect_refusal


def text(tab: Tab, cells: str, value: str) -> dict[str, Any]:
    cell = {"userEnteredValue": {"stringValue": value}}
    return {"repeatCell": {"range": tab.range(cells), "cell": cell, "fields": "userEnteredValue"}}


def test_replies_stand_in_the_order_of_the_requests_and_most_are_empty(tab: Tab) -> None:
    find = {"findReplace": {"find": "a", "replacement": "b", "sheetId": tab.id}}
    replies = tab.change(text(tab, "A1", "a"), find, text(tab, "A2", "c"))
    assert [list(reply) for reply in replies] == [[], ["findReplace"], []]
    assert replies[1]["findReplace"]["valuesChanged"] == 1


def test_one_bad_request_lets_none_be_applied(tab: Tab) -> None:
    tab.put(["before"])
    with expect_refusal("Invalid requests[2].deleteSheet: No grid with id: 1"):
        tab.change(
            text(tab, "A1", "after"),
            {"insertDimension": {"range": tab.span("ROWS", 0, 1)}},
            {"deleteSheet": {"sheetId": 1}},
        )
    assert tab.values() == [["before"]]
    assert tab.resource("properties.gridProperties.rowCount")["properties"]["gridProperties"]["rowCount"] == 12


def test_no_requests_at_all_are_refused(tab: Tab) -> None:
    with expect_refusal("Must specify at least one request."):
        tab.change()


def test_a_request_nobody_knows_is_refused(tab: Tab) -> None:
    with expect_refusal(
        "Invalid JSON payload received. Unknown name \"frobnicate\" at 'requests[0]': Cannot find field."
    ):
        tab.change({"frobnicate": {}})


def test_a_field_nobody_knows_is_refused_with_its_place(tab: Tab) -> None:
    words = "Unknown name \"colour\" at 'requests[0].repeat_cell.cell': Cannot find field."
    with expect_refusal(words):
        tab.change({"repeatCell": {"range": tab.range("A1"), "cell": {"colour": "red"}, "fields": "*"}})


def test_a_value_of_the_wrong_type_is_refused(tab: Tab) -> None:
    with expect_refusal("Invalid value at 'requests[0].delete_sheet.sheet_id' (TYPE_INT32), \"one\""):
        tab.change({"deleteSheet": {"sheetId": "one"}})


def test_a_word_that_is_not_of_the_list_is_refused(tab: Tab) -> None:
    with expect_refusal("Invalid value at 'requests[0].merge_cells.merge_type'"):
        tab.change({"mergeCells": {"range": tab.range("A1:B1"), "mergeType": "MERGE_SOME"}})


def test_two_requests_in_one_are_refused(tab: Tab) -> None:
    with expect_refusal("oneof field 'kind' is already set"):
        tab.change({"deleteSheet": {"sheetId": 1}, "clearBasicFilter": {"sheetId": 1}})


def test_fields_may_be_named_with_underscores(tab: Tab) -> None:
    tab.change({"append_dimension": {"sheet_id": tab.id, "dimension": "ROWS", "length": 1}})
    assert tab.resource("properties.gridProperties.rowCount")["properties"]["gridProperties"]["rowCount"] == 13


def test_the_spreadsheet_comes_with_the_answer_when_asked_for_limited_to_ranges(tab: Tab) -> None:
    body = {
        "requests": [text(tab, "A1:B2", "x")],
        "includeSpreadsheetInResponse": True,
        "responseRanges": [f"{tab.title}!B2:C3"],
        "responseIncludeGridData": True,
    }
    updated = tab.book.batch_update(body)["updatedSpreadsheet"]
    (sheet,) = updated["sheets"]
    (data,) = sheet["data"]
    assert (data["startRow"], data["startColumn"]) == (1, 1)
    assert [cell["formattedValue"] for row in data["rowData"] for cell in row["values"]] == ["x"]
    assert len(data["rowMetadata"]) == 2


def test_without_a_wish_the_spreadsheet_comes_without_what_is_in_its_cells(tab: Tab) -> None:
    body = {"requests": [text(tab, "A1", "x")], "includeSpreadsheetInResponse": True}
    updated = tab.book.batch_update(body)["updatedSpreadsheet"]
    assert tab.id in [sheet["properties"]["sheetId"] for sheet in updated["sheets"]]
    assert not any("data" in sheet for sheet in updated["sheets"])
