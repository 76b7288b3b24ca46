"""The spreadsheet's own script makes a pass happen at once; whoever cannot sign makes nothing happen."""

from __future__ import annotations

import json
import time

import httpx
import pytest

from shared.sheets.hints import signature
from tests.stand import Stand


def call(stand: Stand, body: bytes, secret: str, at: float | None = None) -> httpx.Response:
    sent = str(int(time.time() if at is None else at))
    signed = {"X-Frontdesk-Time": sent, "X-Frontdesk-Signature": signature(body, sent, secret)}
    return httpx.post(stand.function("system_sheet_edit"), content=body, headers=signed, timeout=60)


def told(stand: Stand) -> bytes:
    return json.dumps({"spreadsheet": stand.settings["DISPATCH_SHEET_ID"], "tab": "Заявки", "key": "1"}).encode()


def test_a_signed_call_makes_a_pass(stand: Stand) -> None:
    answer = call(stand, told(stand), stand.settings["SHEET_EDIT_SECRET"])
    assert answer.status_code == 200
    assert answer.json().keys() == {"passes"}


def test_a_call_about_another_spreadsheet_makes_none(stand: Stand) -> None:
    answer = call(stand, b'{"spreadsheet": "not-ours"}', stand.settings["SHEET_EDIT_SECRET"])
    assert (answer.status_code, answer.json()) == (200, {"passes": 0})


@pytest.mark.parametrize("secret", ["guessed", ""])
def test_a_call_that_is_not_signed_by_us_is_refused(stand: Stand, secret: str) -> None:
    assert call(stand, told(stand), secret or "x").status_code == 401


def test_an_old_call_is_refused(stand: Stand) -> None:
    assert call(stand, told(stand), stand.settings["SHEET_EDIT_SECRET"], time.time() - 3600).status_code == 401


def test_a_signed_body_that_is_no_hint_is_told_so(stand: Stand) -> None:
    assert call(stand, b"[]", stand.settings["SHEET_EDIT_SECRET"]).status_code == 400
