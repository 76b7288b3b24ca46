from __future__ import annotations

from typing import Any

import pytest
from gspread.utils import PasteType

from tests.infra.local.sheets.contract.tab import Tab, expect_refusal

CHOICE = {
    "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Новая"}, {"userEnteredValue": "Готово"}]}
}


def text(value: str) -> dict[str, Any]:
    return {"userEnteredValue": {"stringValue": value}}


def cells(tab: Tab, fields: str, **params: Any) -> list[list[dict[str, Any]]]:
    """Return the ``CellData`` of the tab, row by row."""
    data = tab.resource(f"data.rowData.values({fields})", **params)["data"][0]
    return [row.get("values", []) for row in data.get("rowData", [])]


def test_only_what_the_mask_names_is_written(tab: Tab) -> None:
    tab.put(["a"])
    start = {"sheetId": tab.id, "rowIndex": 0, "columnIndex": 0}
    cell = {**text("b"), "note": "a note"}
    tab.change({"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": "note"}})
    assert cells(tab, "formattedValue,note") == [[{"formattedValue": "a", "note": "a note"}]]


def test_cells_of_the_range_that_the_rows_do_not_cover_are_cleared(tab: Tab) -> None:
    tab.put(["a", "b"], ["c", "d"])
    rows = [{"values": [text("x")]}]
    tab.change({"updateCells": {"range": tab.range("A1:B2"), "rows": rows, "fields": "userEnteredValue"}})
    assert tab.values() == [["x"]]


def test_cells_beyond_the_range_are_refused(tab: Tab) -> None:
    rows = [{"values": [text("x"), text("y")]}]
    words = "Invalid requests[0].updateCells: Attempting to write column: 1, beyond the last requested column of: 0"
    with expect_refusal(words):
        tab.change({"updateCells": {"range": tab.range("A1:A2"), "rows": rows, "fields": "userEnteredValue"}})


def test_a_change_without_a_mask_is_refused(tab: Tab) -> None:
    words = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
    with expect_refusal(f"Invalid requests[0].repeatCell: {words}"):
        tab.change({"repeatCell": {"range": tab.range("A1"), "cell": text("x")}})


@pytest.mark.parametrize("fields", ["nope", "note,nope", "userEnteredFormat.nope", "note.nope"])
def test_a_mask_that_names_no_field_of_a_cell_is_refused_even_where_no_cell_is_written(tab: Tab, fields: str) -> None:
    start = {"sheetId": tab.id, "rowIndex": 0, "columnIndex": 0}
    with expect_refusal("Invalid requests[0].updateCells: Invalid field: nope"):
        tab.change({"updateCells": {"start": start, "rows": [], "fields": fields}})
    with expect_refusal("Invalid requests[0].appendCells: Invalid field: nope"):
        tab.change({"appendCells": {"sheetId": tab.id, "rows": [], "fields": fields}})


def test_a_mask_of_fields_of_a_cell_is_taken_where_no_cell_is_written(tab: Tab) -> None:
    start = {"sheetId": tab.id, "rowIndex": 0, "columnIndex": 0}
    fields = "note,userEnteredFormat(textFormat.bold,numberFormat),dataValidation.condition.values.userEnteredValue"
    for mask in (fields, "*", "userEnteredFormat.*"):
        assert tab.change({"updateCells": {"start": start, "rows": [], "fields": mask}}) == [{}]


def test_values_of_every_kind_are_kept_as_such(tab: Tab) -> None:
    values = [{"numberValue": 1.5}, {"boolValue": True}, {"formulaValue": "=A1*2"}, {"stringValue": "=A1"}]
    row = {"values": [{"userEnteredValue": value} for value in values]}
    start = {"sheetId": tab.id, "rowIndex": 0, "columnIndex": 0}
    tab.change({"updateCells": {"start": start, "rows": [row], "fields": "userEnteredValue"}})
    assert [cell["userEnteredValue"] for cell in cells(tab, "userEnteredValue")[0]] == values
    assert tab.values() == [["1.5", "TRUE", "3", "=A1"]]


def test_a_repeated_formula_points_on_as_if_copied(tab: Tab) -> None:
    tab.put([1], [2], [3])
    cell = {"userEnteredValue": {"formulaValue": "=A1*$A$3"}}
    tab.change({"repeatCell": {"range": tab.range("B1:B2"), "cell": cell, "fields": "userEnteredValue"}})
    assert tab.values("B1:B2", render="FORMULA") == [["=A1*$A$3"], ["=A2*$A$3"]]
    assert tab.values("B1:B2") == [["3"], ["6"]]


def test_a_range_to_repeat_in_must_start_inside_the_grid_and_may_end_outside(tab: Tab) -> None:
    cell: dict[str, Any] = {"cell": text("x"), "fields": "userEnteredValue"}
    words = (
        f"Invalid requests[0].repeatCell: Range ({tab.title}!A13:B) exceeds grid limits. Max rows: 12, max columns: 6"
    )
    with expect_refusal(words):
        beyond = {"sheetId": tab.id, "startRowIndex": 12, "startColumnIndex": 0, "endColumnIndex": 2}
        tab.change({"repeatCell": {"range": beyond, **cell}})
    tab.change({"repeatCell": {"range": tab.range("A12:A20"), **cell}})
    assert tab.values("A11:A12") == [[], ["x"]]
    assert tab.resource("properties.gridProperties.rowCount")["properties"]["gridProperties"]["rowCount"] == 12


def test_a_drop_down_is_set_on_every_cell_and_taken_away_again(tab: Tab) -> None:
    rule = {**CHOICE, "strict": True, "showCustomUi": True}
    tab.change({"setDataValidation": {"range": tab.range("B2:B3"), "rule": rule}})
    shown = cells(tab, "dataValidation")
    assert shown == [[], [{}, {"dataValidation": rule}], [{}, {"dataValidation": rule}]]
    tab.change({"setDataValidation": {"range": tab.range("B2")}})
    assert cells(tab, "dataValidation") == [[], [], [{}, {"dataValidation": rule}]]


def test_a_drop_down_does_not_stop_what_the_api_writes(tab: Tab) -> None:
    tab.change({"setDataValidation": {"range": tab.range("A1"), "rule": {**CHOICE, "strict": True}}})
    tab.put(["anything"], typed=True)
    assert tab.values() == [["anything"]]


def test_a_drop_down_offers_something(tab: Tab) -> None:
    with expect_refusal("Invalid requests[0].setDataValidation"):
        tab.change({"setDataValidation": {"range": tab.range("A1"), "rule": {"condition": {"type": "ONE_OF_LIST"}}}})


def test_a_format_is_merged_into_the_one_there_is(tab: Tab) -> None:
    tab.put(["a"])
    tab.sheet.format("A1", {"textFormat": {"bold": True}, "horizontalAlignment": "CENTER"})
    tab.change(
        {
            "repeatCell": {
                "range": tab.range("A1"),
                "cell": {"userEnteredFormat": {"textFormat": {"italic": True}}},
                "fields": "userEnteredFormat.textFormat.italic",
            }
        }
    )
    ((cell,),) = cells(tab, "userEnteredFormat(textFormat(bold,italic),horizontalAlignment),effectiveFormat.textFormat")
    assert cell["userEnteredFormat"] == {"textFormat": {"bold": True, "italic": True}, "horizontalAlignment": "CENTER"}
    assert cell["effectiveFormat"]["textFormat"]["fontSize"] == 10


def test_a_note_is_read_back_and_removed_by_gspread(tab: Tab) -> None:
    tab.sheet.insert_note("B2", "held: the ID and its twin differ")
    assert tab.sheet.get_note("B2") == "held: the ID and its twin differ"
    tab.sheet.clear_note("B2")
    assert tab.sheet.get_note("B2") == ""


def test_a_range_is_copied_with_its_formats_or_its_values_alone(tab: Tab) -> None:
    tab.put([1, "=A1+1"], typed=True)
    tab.sheet.format("A1:B1", {"textFormat": {"bold": True}})
    tab.sheet.copy_range("A1:B1", "A3:B3")
    tab.sheet.copy_range("A1:B1", "A5:B5", paste_type=PasteType.values)
    assert tab.values("A3:B5", render="FORMULA") == [[1, "=A3+1"], [], [1, 2]]
    bold = [[cell.get("userEnteredFormat") for cell in row] for row in cells(tab, "userEnteredFormat.textFormat.bold")]
    assert [any(row) for row in bold] == [True, False, True, False, False]


def test_a_copied_range_is_repeated_where_the_destination_is_a_multiple_of_it(tab: Tab) -> None:
    tab.put(["a", "b"])
    tab.sheet.copy_range("A1:B1", "A2:D3")
    assert tab.values("A2:F3") == [["a", "b", "a", "b"], ["a", "b", "a", "b"]]


def test_a_cut_range_leaves_nothing_behind(tab: Tab) -> None:
    tab.put(["a", "=A1"], typed=True)
    tab.sheet.format("A1", {"textFormat": {"bold": True}})
    tab.sheet.cut_range("A1:B1", "C3")
    assert tab.values(render="FORMULA") == [[], [], ["", "", "a", "=A1"]]
    assert cells(tab, "userEnteredFormat.textFormat.bold")[0] == []


def test_borders_go_round_the_range(tab: Tab) -> None:
    line = {"style": "SOLID"}
    tab.change({"updateBorders": {"range": tab.range("A1:B2"), "top": line, "innerHorizontal": line}})
    ((first, _), (below, _)) = cells(tab, "userEnteredFormat.borders(top.style,bottom.style)")
    assert first == {"userEnteredFormat": {"borders": {"top": line, "bottom": line}}}
    assert below == {"userEnteredFormat": {"borders": {"top": line}}}
