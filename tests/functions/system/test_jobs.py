"""The sweeper sends what should have left by now, at the scheduler's word and nobody else's."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.functions.system.conftest import PUBLIC, House
from tests.functions.system.test_events import notice


async def test_what_nobody_delivered_is_swept_up(house: House) -> None:
    people = [await house.clients.person() for _ in range(3)]
    await house.leave(*(notice(each) for each in people))
    answer = await house.ring()
    assert (answer.status_code, answer.json()) == (200, {"lanes": 3})
    assert [await house.clients.said(each) for each in people] == [["Мастер едет"]] * 3
    run = await house.firestore.get("jobs/system_sweep_outbox")
    assert (run.data["result"], run.data["error"]) == ({"lanes": 3}, None)


async def test_when_nothing_is_left_nothing_is_sent(house: House) -> None:
    assert (await house.ring()).json() == {"lanes": 0}


async def test_two_sweeps_send_once(house: House) -> None:
    person = await house.clients.person()
    await house.leave(notice(person))
    await house.ring()
    await house.ring()
    assert await house.clients.said(person) == ["Мастер едет"]


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": f"{PUBLIC}/system_deliver"},
        {"email": "somebody@else.iam.gserviceaccount.com"},
        {"email_verified": False},
        {"iss": "https://evil.example.com"},
        {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200},
    ],
)
async def test_another_token_starts_nothing(house: House, claims: dict[str, Any]) -> None:
    person = await house.clients.person()
    await house.leave(notice(person))
    assert (await house.ring(**claims)).status_code == 401
    assert await house.clients.said(person) == []


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer"}, {"authorization": "Bearer a.b.c"}])
async def test_no_token_starts_nothing(house: House, headers: dict[str, str]) -> None:
    assert (await house.wire.post(house.running["sweep"].url, headers=headers)).status_code == 401
