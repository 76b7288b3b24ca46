from __future__ import annotations

from typing import Any

import gspread

from tests.infra.local.sheets.contract.tab import Tab, expect_refusal

FILES = "https://www.googleapis.com/drive/v3/files"


def file(book: gspread.Spreadsheet, fields: str) -> dict[str, Any]:
    answer: dict[str, Any] = book.client.request("get", f"{FILES}/{book.id}", params={"fields": fields}).json()
    return answer


def test_the_version_rises_with_every_change(tab: Tab) -> None:
    before = file(tab.book, "version,modifiedTime")
    tab.put(["a"])
    after = file(tab.book, "version,modifiedTime")
    assert int(after["version"]) > int(before["version"])
    assert after["modifiedTime"] >= before["modifiedTime"]


def test_the_version_stays_while_it_is_only_read(tab: Tab) -> None:
    before = file(tab.book, "version")
    tab.values()
    assert file(tab.book, "version") == before


def test_without_a_wish_few_fields_come(book: gspread.Spreadsheet) -> None:
    answer = book.client.request("get", f"{FILES}/{book.id}").json()
    assert set(answer) == {"kind", "id", "name", "mimeType"}


def test_a_spreadsheet_is_found_by_its_title(book: gspread.Spreadsheet) -> None:
    client = gspread.Client(auth=book.client.auth, http_client=type(book.client))
    found = client.list_spreadsheet_files(book.title)
    assert book.id in [one["id"] for one in found]
    assert client.list_spreadsheet_files("No such spreadsheet, surely") == []


def test_a_file_that_is_not_there_is_not_found_in_drives_words(book: gspread.Spreadsheet) -> None:
    with expect_refusal("File not found: no-such-file.", 404) as caught:
        book.client.request("get", f"{FILES}/no-such-file")
    assert caught.value.error["errors"][0]["reason"] == "notFound"


def test_a_field_that_is_not_there_is_refused_in_drives_words(book: gspread.Spreadsheet) -> None:
    with expect_refusal("Invalid field selection colour"):
        file(book, "colour")
