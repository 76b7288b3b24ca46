from __future__ import annotations

import uuid
from typing import Any

from tests.infra.local.sheets.contract.tab import Tab, expect_refusal


def test_a_named_range_is_read_by_its_name_and_grows_with_insertions(tab: Tab) -> None:
    name = f"prices_{uuid.uuid4().hex[:8]}"
    tab.put(["a"], ["b"])
    reply = tab.sheet.define_named_range("A1:A2", name)
    named = reply["replies"][0]["addNamedRange"]["namedRange"]
    assert (named["name"], named["range"]) == (name, tab.range("A1:A2"))
    tab.change({"insertDimension": {"range": tab.span("ROWS", 1, 2)}})
    assert tab.book.values_get(name)["range"] == f"{tab.title}!A1:A3"
    assert [one["range"] for one in tab.book.list_named_ranges() if one["name"] == name] == [tab.range("A1:A3")]
    tab.sheet.delete_named_range(named["namedRangeId"])
    with expect_refusal(f"Unable to parse range: {name}"):
        tab.book.values_get(name)


def test_a_header_is_protected_by_a_warning_only(tab: Tab) -> None:
    asked = {"range": tab.range("A1:F1"), "description": "Заголовки", "warningOnly": True}
    (reply,) = tab.change({"addProtectedRange": {"protectedRange": asked}})
    (part,) = tab.resource("protectedRanges")["protectedRanges"]
    assert part == reply["addProtectedRange"]["protectedRange"]
    assert {name: part[name] for name in asked} == asked
    assert part["requestingUserCanEdit"] is True
    assert "editors" not in part
    tab.put(["a"])
    tab.sheet.delete_protected_range(part["protectedRangeId"])
    assert "protectedRanges" not in tab.resource("protectedRanges")


def test_a_protected_range_follows_its_cells_and_goes_with_them(tab: Tab) -> None:
    tab.change({"addProtectedRange": {"protectedRange": {"range": tab.range("B2:C3"), "warningOnly": True}}})
    tab.change({"insertDimension": {"range": tab.span("COLUMNS", 0, 1)}})
    assert tab.resource("protectedRanges.range")["protectedRanges"][0]["range"] == tab.range("C2:D3")
    tab.change({"deleteDimension": {"range": tab.span("ROWS", 1, 3)}})
    assert "protectedRanges" not in tab.resource("protectedRanges")


def test_a_merge_keeps_the_first_value_only(tab: Tab) -> None:
    tab.put(["a", "b"], ["c", "d"])
    tab.sheet.merge_cells("A1:B2")
    assert tab.values() == [["a"]]
    assert tab.resource("merges")["merges"] == [tab.range("A1:B2")]
    tab.sheet.unmerge_cells("A1:B2")
    assert "merges" not in tab.resource("merges")


def test_rows_or_columns_of_a_range_are_merged_each_for_itself(tab: Tab) -> None:
    tab.sheet.merge_cells("A1:B2", "MERGE_ROWS")
    assert tab.resource("merges")["merges"] == [tab.range("A1:B1"), tab.range("A2:B2")]


def test_a_part_of_a_merge_is_neither_merged_nor_taken_apart(tab: Tab) -> None:
    tab.sheet.merge_cells("A1:B2")
    words = "You must select all cells in a merged range to merge or unmerge them."
    for request in ("mergeCells", "unmergeCells"):
        with expect_refusal(f"Invalid requests[0].{request}: {words}"):
            tab.change({request: {"range": tab.range("B2:C3")}})


def test_a_filter_hides_rows_in_the_grid_but_not_from_readers_of_values(tab: Tab) -> None:
    tab.put(["Статус"], ["Новая"], ["Выполнена"], ["Новая"])
    criteria: dict[str, Any] = {"0": {"hiddenValues": ["Выполнена"]}}
    tab.change({"setBasicFilter": {"filter": {"range": tab.range("A1:A4"), "criteria": criteria}}})
    shown = tab.resource("basicFilter,data.rowMetadata.hiddenByFilter")
    assert shown["basicFilter"]["range"] == tab.range("A1:A4")
    assert shown["basicFilter"]["criteria"] == criteria
    hidden = [bool(row) for row in shown["data"][0]["rowMetadata"]]
    assert hidden[:5] == [False, False, True, False, False]
    assert len(tab.values()) == 4
    tab.sheet.clear_basic_filter()
    assert "basicFilter" not in tab.resource("basicFilter")


def test_a_filter_view_has_an_id_by_which_it_is_changed_and_deleted(tab: Tab) -> None:
    asked = {"title": "Мои", "range": tab.range("A1:B4")}
    (reply,) = tab.change({"addFilterView": {"filter": asked}})
    view_id = reply["addFilterView"]["filter"]["filterViewId"]
    tab.change({"updateFilterView": {"filter": {"filterViewId": view_id, "title": "Чужие"}, "fields": "title"}})
    (view,) = tab.resource("filterViews")["filterViews"]
    assert (view["title"], view["range"]) == ("Чужие", tab.range("A1:B4"))
    tab.change({"deleteFilterView": {"filterId": view_id}})
    assert "filterViews" not in tab.resource("filterViews")


def test_conditional_formats_are_kept_in_their_order(tab: Tab) -> None:
    def rule(text: str) -> dict[str, Any]:
        condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": text}]}
        look = {"textFormat": {"bold": True}}
        return {"ranges": [tab.range("A1:A5")], "booleanRule": {"condition": condition, "format": look}}

    tab.change(*({"addConditionalFormatRule": {"rule": rule(text), "index": 0}} for text in ("b", "a")))
    assert texts(tab) == ["a", "b"]
    tab.change({"updateConditionalFormatRule": {"index": 1, "sheetId": tab.id, "rule": rule("c")}})
    tab.change({"deleteConditionalFormatRule": {"index": 0, "sheetId": tab.id}})
    assert texts(tab) == ["c"]
    with expect_refusal(f"No conditional format on sheet: {tab.id} at index: 5"):
        tab.change({"deleteConditionalFormatRule": {"index": 5, "sheetId": tab.id}})


def texts(tab: Tab) -> list[str]:
    rules = tab.resource("conditionalFormats")["conditionalFormats"]
    return [rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for rule in rules]
