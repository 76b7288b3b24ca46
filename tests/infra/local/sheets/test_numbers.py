from __future__ import annotations

import pytest

from tests.infra.local.sheets.stand_in import StandIn


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("NaN", "Unexpected token."),
        ("-Infinity", "Unexpected token."),
        ("1e999", "Number exceeds the range of double."),
        ("1" * 400, "Number exceeds the range of double."),
    ],
)
def test_a_body_with_a_number_no_double_holds_is_refused(stand_in: StandIn, number: str, words: str) -> None:
    stand_in.spreadsheet("numbers")
    address = f"{stand_in.url}/v4/spreadsheets/numbers/values/A1?valueInputOption=RAW"
    answer = stand_in.session.put(address, data=f'{{"values": [[{number}]]}}', timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == f"Invalid JSON payload received. {words}"


def test_the_largest_double_is_kept(stand_in: StandIn) -> None:
    book = stand_in.spreadsheet("largest")
    book.values_update("A1", params={"valueInputOption": "RAW"}, body={"values": [[1.7976931348623157e308]]})
    shown = book.values_get("A1", params={"valueRenderOption": "UNFORMATTED_VALUE"})
    assert shown["values"] == [[1.7976931348623157e308]]


def test_not_a_number_in_words_is_no_value_of_a_cell(stand_in: StandIn) -> None:
    book = stand_in.spreadsheet("words")
    cell = {"userEnteredValue": {"numberValue": "NaN"}}
    request = {"updateCells": {"start": {"sheetId": 0}, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}}
    address = f"{stand_in.url}/v4/spreadsheets/{book.id}:batchUpdate"
    answer = stand_in.session.post(address, json={"requests": [request]}, timeout=5)
    assert (answer.status_code, "number_value" in answer.json()["error"]["message"]) == (400, True)
