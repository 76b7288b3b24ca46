from __future__ import annotations

import uuid
from collections.abc import Iterator

import gspread
import pytest
import requests

from tests.infra.local.sheets.stand_in import StandIn


@pytest.fixture
def book(stand_in: StandIn) -> Iterator[gspread.Spreadsheet]:
    yield stand_in.spreadsheet(uuid.uuid4().hex)
    stand_in.delete("faults")


@pytest.mark.parametrize(
    ("status", "name", "words"),
    [
        (429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric"),
        (500, "INTERNAL", "Internal error encountered."),
        (503, "UNAVAILABLE", "The service is currently unavailable."),
    ],
)
def test_an_ordered_refusal_speaks_as_google_does(
    stand_in: StandIn, book: gspread.Spreadsheet, status: int, name: str, words: str
) -> None:
    stand_in.post("faults", {"method": "values.get", "kind": "answer", "status": status})
    with pytest.raises(gspread.exceptions.APIError) as caught:
        book.values_get("A1")
    assert (caught.value.code, caught.value.error["status"]) == (status, name)
    assert caught.value.error["message"].startswith(words)
    assert "values" not in book.values_get("A1")


def test_a_write_whose_answer_is_lost_has_been_made(stand_in: StandIn, book: gspread.Spreadsheet) -> None:
    stand_in.post("faults", {"method": "values.batchUpdateByDataFilter", "kind": "drop_after"})
    with pytest.raises(requests.exceptions.ConnectionError):
        write(book, "made")
    assert book.sheet1.get_values() == [["made"]]


def test_a_write_that_never_arrives_has_not_been_made(stand_in: StandIn, book: gspread.Spreadsheet) -> None:
    stand_in.post("faults", {"method": "values.batchUpdateByDataFilter", "kind": "drop_before"})
    with pytest.raises(requests.exceptions.ConnectionError):
        write(book, "lost")
    assert book.sheet1.get_values() == [[]]


def write(book: gspread.Spreadsheet, text: str) -> None:
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{book.id}/values:batchUpdateByDataFilter"
    body = {"valueInputOption": "RAW", "data": [{"dataFilter": {"a1Range": "A1"}, "values": [[text]]}]}
    book.client.request("post", url, json=body)
