from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import gspread

from infra.local.sheets.book import new_spreadsheet
from infra.local.sheets.store import Store
from tests.infra.local.sheets.stand_in import StandIn, started


def whole(stand_in: StandIn, book: gspread.Spreadsheet) -> tuple[Any, Any]:
    """Return all there is of a spreadsheet, as a person and as a program sees it."""
    resource = book.client.spreadsheets_get(book.id, params={"includeGridData": True})
    return stand_in.get(f"sheets/{book.id}"), resource


def fill(book: gspread.Spreadsheet) -> None:
    sheet = book.sheet1
    sheet.update([["ID", "Дата"], ["1", "01.02.2026"], ["=1+1", True], [1.5, ""]], raw=False)
    sheet.format("A1:B1", {"textFormat": {"bold": True}})
    sheet.insert_note("A2", "заметка")
    sheet.freeze(rows=1)
    sheet.hide_columns(3, 4)
    sheet.hide_rows(5, 6)
    sheet.define_named_range("A1:B2", "names")
    sheet.add_validation("B2:B9", gspread.utils.ValidationConditionType.one_of_list, ["x", "y"])
    sheet.merge_cells("D1:E1")
    span = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    entry = {"metadataKey": "id", "visibility": "DOCUMENT", "location": {"dimensionRange": span}}
    book.batch_update({"requests": [{"createDeveloperMetadata": {"developerMetadata": entry}}]})
    sheet.insert_rows([["between"]], 3)
    sheet.delete_rows(4)
    book.add_worksheet("Второй", 5, 5).update([["там"]])
    book.del_worksheet(book.add_worksheet("Третий", 5, 5))


def test_everything_acknowledged_survives_a_kill(data: Path) -> None:
    with started("--data", str(data)) as first:
        book = first.spreadsheet("kept")
        fill(book)
        before = whole(first, book)
        first.process.send_signal(signal.SIGKILL)
        first.process.wait(10)
    with started("--data", str(data)) as second:
        assert whole(second, second.client().open_by_key("kept")) == before


def test_a_change_after_the_restart_finds_rows_and_ids_where_they_were(data: Path) -> None:
    with started("--data", str(data)) as first:
        fill(first.spreadsheet("kept"))
    with started("--data", str(data)) as second:
        sheet = second.client().open_by_key("kept").sheet1
        sheet.insert_rows([["новая"]], 2)
        sheet.append_row(["последняя"])
        seen = sheet.get_values()
    with started("--data", str(data)) as third:
        assert third.client().open_by_key("kept").sheet1.get_values() == seen


def test_a_deleted_spreadsheet_stays_deleted(data: Path) -> None:
    with started("--data", str(data)) as first:
        book = first.spreadsheet("gone")
        first.client().del_spreadsheet(book.id)
    with started("--data", str(data)) as second:
        assert second.get("spreadsheets") == []


def test_without_a_folder_nothing_is_kept_and_nothing_is_written(tmp_path: Path) -> None:
    with started() as own:
        fill(own.spreadsheet("s"))
    assert list(tmp_path.iterdir()) == []


def test_one_cell_does_not_rewrite_the_others(data: Path) -> None:
    store = Store(data)
    book = new_spreadsheet("s", "s")
    for index in range(1000):
        book.sheets[0].put(index, 0, "x" * 1000)
    store.save(book)
    log = data / "sheets.sqlite3-wal"
    book.sheets[0].put(500, 1, "y")
    before = log.stat().st_size
    store.save(book)
    assert log.stat().st_size - before < 50_000
    store.close()
