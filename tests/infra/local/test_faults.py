"""Which orders to fail are taken and which are refused at once, instead of breaking the calls that come after."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from infra.local.faults import Faults

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"times": "two"}, "times must be a whole number, 1 or more"),
    ({"times": 0}, "times must be a whole number, 1 or more"),
    ({"times": True}, "times must be a whole number, 1 or more"),
    ({"status": "a"}, "status must be a whole number from 400 to 599"),
    ({"status": 200}, "status must be a whole number from 400 to 599"),
    ({"status": 600}, "status must be a whole number from 400 to 599"),
    ({"seconds": "x"}, "seconds must be a number, 0 or more"),
    ({"seconds": -1}, "seconds must be a number, 0 or more"),
    ({"retry_after": 1.5}, "retry_after must be null or a whole number, 0 or more"),
    ({"retry_after": -1}, "retry_after must be null or a whole number, 0 or more"),
    ({"method": 5}, "method must be a string"),
]


@pytest.fixture
async def admin() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=Starlette(routes=Faults().routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://admin") as client:
        yield client


@pytest.mark.parametrize(("order", "words"), REFUSED)
async def test_an_order_nobody_could_carry_out_is_refused(
    admin: httpx.AsyncClient, order: dict[str, Any], words: str
) -> None:
    answer = await admin.post("/admin/faults", json={"kind": "answer", **order})
    assert answer.status_code == 400
    assert answer.json() == {"error": f"not an order this stand-in understands: {words}"}
    assert (await admin.get("/admin/faults")).json() == []


async def test_seconds_without_end_are_refused(admin: httpx.AsyncClient) -> None:
    for seconds in ("Infinity", "NaN"):
        answer = await admin.post("/admin/faults", content=f'{{"kind": "slow", "seconds": {seconds}}}')
        assert answer.status_code == 400


async def test_an_order_with_everything_named_is_taken(admin: httpx.AsyncClient) -> None:
    order = {"kind": "answer", "method": "send", "times": 2, "status": 429, "retry_after": 0, "seconds": 0.5}
    assert (await admin.post("/admin/faults", json=order)).json() == [order]
