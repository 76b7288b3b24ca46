from __future__ import annotations

import threading
import time
import uuid
from http.client import HTTPConnection
from typing import Any

import gspread
import pytest

from tests.infra.local.sheets.stand_in import StandIn, started


@pytest.fixture
def book(stand_in: StandIn) -> gspread.Spreadsheet:
    return stand_in.spreadsheet(uuid.uuid4().hex)


def test_a_spreadsheet_is_created_once_under_the_id_it_is_given(stand_in: StandIn) -> None:
    chosen = {"id": "chosen", "title": "Первый", "locale": "ru_RU", "timeZone": "Asia/Tbilisi"}
    assert stand_in.post("spreadsheets", chosen) == {"id": "chosen"}
    stand_in.post("spreadsheets", {"id": "chosen", "title": "Второй"})
    book = stand_in.client().open_by_key("chosen")
    assert (book.title, book.locale, book.timezone) == ("Первый", "ru_RU", "Asia/Tbilisi")
    listed = {one["id"]: one["title"] for one in stand_in.get("spreadsheets")}
    assert listed["chosen"] == "Первый"


def test_without_an_id_one_is_made(stand_in: StandIn) -> None:
    made = stand_in.post("spreadsheets", {"title": "Без имени"})["id"]
    assert stand_in.client().open_by_key(made).title == "Без имени"


def test_a_page_is_told_as_soon_as_something_changes(stand_in: StandIn, book: gspread.Spreadsheet) -> None:
    version = stand_in.get(f"sheets/{book.id}")["version"]
    later = threading.Timer(0.2, lambda: stand_in.edit(book.id, "type", cell="A1", text="новое"))
    later.start()
    begun = time.monotonic()
    answer = stand_in.client().http_client.session.get(
        f"{stand_in.url}/admin/sheets/{book.id}?after={version}&wait=10", timeout=15
    )
    later.join()
    assert time.monotonic() - begun < 5
    assert answer.json()["version"] == version + 1
    assert answer.json()["sheets"][0]["rows"] == [["новое"]]


def test_a_page_waits_no_longer_than_it_asked(stand_in: StandIn, book: gspread.Spreadsheet) -> None:
    version = stand_in.get(f"sheets/{book.id}")["version"]
    answer = stand_in.session.get(f"{stand_in.url}/admin/sheets/{book.id}?after={version}&wait=0.1", timeout=5)
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_page_that_waits_does_not_hold_up_the_end() -> None:
    with started() as own:
        own.post("spreadsheets", {"id": "s", "title": "s"})
        page = HTTPConnection(own.url.removeprefix("http://"), timeout=10)
        page.request("GET", "/admin/sheets/s?after=1&wait=30")
        own.get("counts")
        own.process.terminate()
        assert page.getresponse().status == 204
        assert own.process.wait(10) == 0
        page.close()


def test_the_view_of_a_spreadsheet_that_is_not_there_is_not_found(stand_in: StandIn) -> None:
    assert stand_in.session.get(f"{stand_in.url}/admin/sheets/none", timeout=5).status_code == 404


def order(book: gspread.Spreadsheet, **more: Any) -> dict[str, Any]:
    edit = {"spreadsheet": book.id, "sheet": "Лист1", "do": "insert_rows", "at": 1}
    return {"edit": edit, **more}


def test_an_edit_can_be_ordered_between_a_read_and_the_write_that_follows(
    stand_in: StandIn, book: gspread.Spreadsheet
) -> None:
    sheet = book.sheet1
    sheet.update([["a"]], raw=True)
    stand_in.post("between", order(book))
    assert sheet.get_values() == [["a"]]
    sheet.update([["b"]], raw=True)
    assert sheet.get_values() == [["b"], ["a"]]


def test_an_edit_can_be_ordered_for_just_before_the_second_write(stand_in: StandIn, book: gspread.Spreadsheet) -> None:
    stand_in.post("between", order(book, after_calls=2, when="before", method="values.update"))
    book.sheet1.update([["a"]], raw=True)
    assert book.sheet1.get_values() == [["a"]]
    assert len(stand_in.get("between")["waiting"]) == 1
    book.sheet1.update([["b"]], raw=True)
    assert book.sheet1.get_values() == [["b"], ["a"]]
    assert stand_in.get("between") == {"waiting": [], "failed": []}


def test_an_edit_that_cannot_be_made_is_told_to_whoever_ordered_it_and_not_to_the_caller(
    stand_in: StandIn, book: gspread.Spreadsheet
) -> None:
    edit = {"spreadsheet": book.id, "sheet": "Лист1", "do": "undo"}
    stand_in.post("between", {"edit": edit})
    assert book.values_get("A1")["range"] == "'Лист1'!A1"
    assert stand_in.get("between")["failed"] == ["Nothing to undo."]
    stand_in.delete("between")


def test_ordered_edits_can_be_forgotten(stand_in: StandIn, book: gspread.Spreadsheet) -> None:
    stand_in.post("between", order(book))
    stand_in.delete("between")
    book.sheet1.get_values()
    assert stand_in.get("between") == {"waiting": [], "failed": []}
    assert stand_in.get(f"sheets/{book.id}")["version"] == 1


def test_an_order_nobody_understands_is_refused(stand_in: StandIn) -> None:
    answer = stand_in.session.post(f"{stand_in.url}/admin/between", json={"when": "sometimes"}, timeout=5)
    assert answer.status_code == 400


def test_appends_that_arrive_together_overwrite_each_other_in_the_gap(
    stand_in: StandIn, book: gspread.Spreadsheet
) -> None:
    assert appended_together(stand_in, book) == 4
    stand_in.post("append_gap", {"seconds": 0.3})
    try:
        assert appended_together(stand_in, book) < 4
    finally:
        stand_in.post("append_gap", {"seconds": 0})


def appended_together(stand_in: StandIn, book: gspread.Spreadsheet) -> int:
    """Append four rows at once and return how many of them are there afterwards."""
    book.sheet1.clear()
    sheets = [stand_in.client().open_by_key(book.id).sheet1 for _ in range(4)]
    threads = [threading.Thread(target=sheet.append_row, args=([str(number)],)) for number, sheet in enumerate(sheets)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(book.sheet1.get_values())


def test_what_cannot_be_done_here_is_refused_and_counted() -> None:
    with started() as own:
        book = own.spreadsheet("s")
        unknown: list[dict[str, Any]] = [{"addChart": {}}, {"addBanding": {}}]
        for request in unknown:
            with pytest.raises(gspread.exceptions.APIError) as caught:
                book.batch_update({"requests": [request]})
            assert caught.value.error["status"] == "UNIMPLEMENTED"
        with pytest.raises(gspread.exceptions.APIError):
            book.client.export(book.id)
        counted = {name for name in own.get("counts") if name.startswith("unsupported")}
        assert counted == {
            "unsupported: addChart",
            "unsupported: addBanding",
            "unsupported: GET /drive/v3/files/s/export",
        }


def test_calls_and_their_bytes_are_counted_by_method() -> None:
    with started() as own:
        book = own.spreadsheet("s")
        book.values_batch_get(["A1"])
        book.values_batch_get(["A1"])
        counts = own.get("counts")
        assert counts["values.batchGet"]["calls"] == 2
        assert counts["values.batchGet"]["bytes_out"] > 50
        assert counts["spreadsheets.get"]["calls"] == 1


def test_no_token_is_asked_for(stand_in: StandIn, book: gspread.Spreadsheet) -> None:
    assert stand_in.session.get(f"{stand_in.url}/v4/spreadsheets/{book.id}/values/A1", timeout=5).ok
