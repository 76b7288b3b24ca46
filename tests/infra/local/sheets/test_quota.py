from __future__ import annotations

from itertools import pairwise

import gspread
import pytest

from infra.local.sheets.errors import Refused
from infra.local.sheets.quota import Quota
from tests.infra.local.sheets.stand_in import StandIn, started


def test_the_sixty_first_call_of_a_minute_is_refused_and_a_minute_later_it_is_not() -> None:
    now = [0.0]
    quota = Quota(on=True, clock=lambda: now[0])
    for _ in range(60):
        quota.spend("Read", "user")
    with pytest.raises(Refused, match="limit 'Read requests per minute per user'"):
        quota.spend("Read", "user")
    quota.spend("Write", "user")
    quota.spend("Read", "another")
    now[0] = 60.0
    quota.spend("Read", "user")


def test_a_caller_without_a_token_has_sixty_a_minute_as_well() -> None:
    with started("--quota") as own:
        own.post("spreadsheets", {"id": "s", "title": "s"})
        address = f"{own.url}/v4/spreadsheets/s/values/A1"
        codes = [own.session.get(address, timeout=5).status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]


def test_all_users_together_have_three_hundred() -> None:
    quota = Quota(on=True, clock=lambda: 0.0)
    for number in range(300):
        quota.spend("Write", f"user {number // 60}")
    with pytest.raises(Refused, match="limit 'Write requests per minute' of service"):
        quota.spend("Write", "user 6")


def test_nobody_counts_while_it_is_off() -> None:
    quota = Quota(per_user=1, clock=lambda: 0.0)
    quota.spend("Read", "user")
    quota.spend("Read", "user")
    quota.on = True
    quota.spend("Read", "user")
    with pytest.raises(Refused):
        quota.spend("Read", "user")


def test_a_client_is_refused_in_googles_words_and_edits_by_hand_cost_nothing(stand_in: StandIn) -> None:
    book = stand_in.spreadsheet("quota")
    stand_in.post("quota", {"on": True, "per_user": 2})
    try:
        for _ in range(5):
            stand_in.edit(book.id, "type", cell="A1", text="x")
        book.values_get("A1")
        book.values_get("A1")
        with pytest.raises(gspread.exceptions.APIError) as caught:
            book.values_get("A1")
        book.values_update("A1", params={"valueInputOption": "RAW"}, body={"values": [["y"]]})
        stand_in.client(token="somebody else").open_by_key(book.id)
    finally:
        stand_in.post("quota", {"on": False, "per_user": 60})
    error = caught.value.error
    assert (error["code"], error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert error["message"].startswith(
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service"
        " 'sheets.googleapis.com' for consumer 'project_number:"
    )
    assert error["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"


def test_the_quota_can_be_on_from_the_start() -> None:
    with started("--quota") as own:
        session = own.session
        own.post("spreadsheets", {"id": "s", "title": "s"})
        address = f"{own.url}/v4/spreadsheets/s/values/A1?access_token=t"
        codes = [session.get(address, timeout=5).status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]
    assert all(before <= after for before, after in pairwise(codes))
