from __future__ import annotations

from typing import Any

import pytest

from tests.infra.local.sheets.contract.tab import Tab, expect_refusal


def looked_up(**lookup: Any) -> dict[str, Any]:
    return {"developerMetadataLookup": lookup}


@pytest.fixture
def columns(tab: Tab) -> dict[str, int]:
    """Two marked columns of a small table, by their headers."""
    tab.put(["ID", "Статус"], ["1", "Новая"], ["2", "Новая"])
    return {"ID": tab.mark("COLUMNS", 0), "Статус": tab.mark("COLUMNS", 1)}


def read(tab: Tab, *filters: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    body = {"dataFilters": list(filters), **options}
    ranges: list[dict[str, Any]] = tab.post("/values:batchGetByDataFilter", body).get("valueRanges", [])
    return ranges


def write(tab: Tab, *data: dict[str, Any], **options: Any) -> Any:
    return tab.post("/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": list(data), **options})


def test_a_column_is_read_through_its_metadata_wherever_it_stands(tab: Tab, columns: dict[str, int]) -> None:
    tab.change(
        {"insertDimension": {"range": tab.span("COLUMNS", 0, 1)}},
        {"moveDimension": {"source": tab.span("COLUMNS", 2, 3), "destinationIndex": 1}},
    )
    status, number = read(
        tab, looked_up(metadataId=columns["Статус"]), looked_up(metadataId=columns["ID"]), majorDimension="COLUMNS"
    )
    assert status["valueRange"]["range"] == f"{tab.title}!B1:B12"
    assert status["valueRange"]["values"] == [["Статус", "Новая", "Новая"]]
    assert status["dataFilters"][0]["developerMetadataLookup"]["metadataId"] == columns["Статус"]
    assert number["valueRange"]["range"] == f"{tab.title}!C1:C12"


def test_a_deleted_column_takes_its_metadata_with_it(tab: Tab, columns: dict[str, int]) -> None:
    tab.change({"deleteDimension": {"range": tab.span("COLUMNS", 0, 1)}})
    assert read(tab, looked_up(metadataId=columns["ID"])) == []
    with expect_refusal("Requested entity was not found.", 404):
        tab.book.client.request(
            "get", f"https://sheets.googleapis.com/v4/spreadsheets/{tab.book.id}/developerMetadata/{columns['ID']}"
        )


def test_a_range_that_two_filters_select_comes_once_with_both(tab: Tab, columns: dict[str, int]) -> None:
    filters = [looked_up(metadataId=columns["ID"]), {"a1Range": f"{tab.title}!A:A"}]
    (only,) = read(tab, *filters)
    assert len(only["dataFilters"]) == 2


def test_cells_are_written_through_the_metadata_of_their_column(tab: Tab, columns: dict[str, int]) -> None:
    status = looked_up(metadataId=columns["Статус"])
    answer = write(tab, {"dataFilter": status, "majorDimension": "COLUMNS", "values": [[None, None, "В работе"]]})
    assert answer["totalUpdatedCells"] == 1
    assert answer["responses"][0]["updatedCells"] == 1
    assert tab.values() == [["ID", "Статус"], ["1", "Новая"], ["2", "В работе"]]


def test_a_column_named_without_values_is_returned_as_it_stands_after_the_write(
    tab: Tab, columns: dict[str, int]
) -> None:
    number, status = (looked_up(metadataId=columns[name]) for name in ("ID", "Статус"))
    answer = write(
        tab,
        {"dataFilter": status, "majorDimension": "COLUMNS", "values": [[None, "В работе"]]},
        {"dataFilter": number, "majorDimension": "COLUMNS", "values": []},
        includeValuesInResponse=True,
    )
    seen = {one["dataFilter"]["developerMetadataLookup"]["metadataId"]: one for one in answer["responses"]}
    assert seen[columns["ID"]]["updatedData"]["majorDimension"] == "COLUMNS"
    assert flat(seen[columns["ID"]]["updatedData"]) == ["ID", "1", "2"]
    assert flat(seen[columns["Статус"]]["updatedData"]) == ["Статус", "В работе", "Новая"]
    assert "updatedCells" not in seen[columns["ID"]]


def flat(values: dict[str, Any]) -> list[Any]:
    return [cell for line in values["values"] for cell in line]


def test_values_that_do_not_fit_the_selected_range_let_nothing_be_written(tab: Tab, columns: dict[str, int]) -> None:
    number, status = (looked_up(metadataId=columns[name]) for name in ("ID", "Статус"))
    with expect_refusal("Invalid data[1]: Requested writing within range"):
        write(tab, {"dataFilter": status, "values": [["x"]]}, {"dataFilter": number, "values": [["x", "y"]]})
    assert tab.values("A1:B1") == [["ID", "Статус"]]


def test_values_go_to_every_range_the_filter_selects(tab: Tab, columns: dict[str, int]) -> None:
    assert columns
    write(tab, {"dataFilter": looked_up(metadataKey="mark", metadataLocation={"sheetId": tab.id}), "values": [["x"]]})
    assert tab.values("A1:B1") == [["x", "x"]]


def test_grid_ranges_and_a1_ranges_select_without_metadata(tab: Tab) -> None:
    data = [
        {"dataFilter": {"gridRange": tab.range("A1:B1")}, "values": [["a", "b"]]},
        {"dataFilter": {"a1Range": f"{tab.title}!A2"}, "values": [["c"]]},
    ]
    write(tab, *data)
    assert tab.values() == [["a", "b"], ["c"]]


def test_selected_ranges_are_cleared(tab: Tab, columns: dict[str, int]) -> None:
    answer = tab.post("/values:batchClearByDataFilter", {"dataFilters": [looked_up(metadataId=columns["Статус"])]})
    assert answer["clearedRanges"] == [f"{tab.title}!B1:B12"]
    assert tab.values() == [["ID"], ["1"], ["2"]]


def test_metadata_is_found_by_any_of_its_properties(tab: Tab) -> None:
    row = tab.mark("ROWS", 2, key="row", metadataValue="7")
    tab.mark("COLUMNS", 2, key="column", metadataValue="7", visibility="PROJECT")
    here = {"metadataLocation": {"sheetId": tab.id}}

    def found(**lookup: Any) -> list[str]:
        answer = tab.post("/developerMetadata:search", {"dataFilters": [looked_up(**here, **lookup)]})
        return [one["developerMetadata"]["metadataKey"] for one in answer.get("matchedDeveloperMetadata", [])]

    assert sorted(found(metadataValue="7")) == ["column", "row"]
    assert found(metadataKey="row") == ["row"]
    assert found(metadataId=row) == ["row"]
    assert found(visibility="PROJECT") == ["column"]
    assert found(locationType="ROW", metadataValue="7") == ["row"]
    assert found(metadataValue="8") == []


def test_metadata_is_found_by_the_cells_it_touches(tab: Tab) -> None:
    tab.mark("ROWS", 2, key="row")
    tab.mark("COLUMNS", 3, key="column")
    answer = tab.post("/developerMetadata:search", {"dataFilters": [{"a1Range": f"{tab.title}!A3:B3"}]})
    assert [one["developerMetadata"]["metadataKey"] for one in answer["matchedDeveloperMetadata"]] == ["row"]


def test_metadata_is_shown_with_its_place(tab: Tab) -> None:
    number = tab.mark("ROWS", 4, key="row", metadataValue="7")
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{tab.book.id}/developerMetadata/{number}"
    assert tab.book.client.request("get", url).json() == {
        "metadataId": number,
        "metadataKey": "row",
        "metadataValue": "7",
        "location": {"locationType": "ROW", "dimensionRange": tab.span("ROWS", 4, 5)},
        "visibility": "DOCUMENT",
    }


def test_metadata_of_the_tab_selects_the_whole_tab(tab: Tab) -> None:
    entry = {"metadataKey": "tab", "visibility": "DOCUMENT", "location": {"sheetId": tab.id}}
    tab.change({"createDeveloperMetadata": {"developerMetadata": entry}})
    tab.put(["a"])
    (only,) = read(tab, looked_up(metadataKey="tab", metadataLocation={"sheetId": tab.id}))
    assert only["valueRange"]["range"] == f"{tab.title}!A1:F12"


def test_metadata_needs_a_key_and_a_free_id(tab: Tab) -> None:
    number = tab.mark("ROWS", 0)
    location = {"dimensionRange": tab.span("ROWS", 1, 2)}
    entry = {"metadataId": number, "metadataKey": "row", "visibility": "DOCUMENT", "location": location}
    words = f"developer metadata with ID [{number}] because developer metadata with that ID already exists."
    with expect_refusal(f"Invalid requests[0].createDeveloperMetadata: Cannot add {words}"):
        tab.change({"createDeveloperMetadata": {"developerMetadata": entry}})
    del entry["metadataKey"], entry["metadataId"]
    with expect_refusal("Invalid requests[0].createDeveloperMetadata"):
        tab.change({"createDeveloperMetadata": {"developerMetadata": entry}})


def test_metadata_is_changed_and_deleted_by_what_selects_it(tab: Tab) -> None:
    number = tab.mark("ROWS", 4, key="row", metadataValue="7")
    change = {"dataFilters": [looked_up(metadataId=number)], "developerMetadata": {"metadataValue": "8"}}
    (reply,) = tab.change({"updateDeveloperMetadata": {**change, "fields": "metadataValue"}})
    (entry,) = reply["updateDeveloperMetadata"]["developerMetadata"]
    assert (entry["metadataKey"], entry["metadataValue"]) == ("row", "8")
    (reply,) = tab.change({"deleteDeveloperMetadata": {"dataFilter": looked_up(metadataId=number)}})
    (entry,) = reply["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]
    assert entry["metadataId"] == number
    assert read(tab, looked_up(metadataId=number)) == []
