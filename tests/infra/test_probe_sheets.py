"""The probe itself works: on the stand-in everything is as assumed, and what is not is told."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import httpx
import pytest

from infra.probe_sheets import CHECKS, Probe
from shared.sheets.api import GoogleSheets
from tests.stand_ins import Process

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def sheets() -> Iterator[Process]:
    process = Process("sheets")
    yield process
    process.kill()


@pytest.fixture
async def probe(sheets: Process, loopback: None) -> Probe:  # noqa: ARG001 - asks for the network
    url, name = sheets.words[-1], f"probe-{next(_numbers)}"
    async with httpx.AsyncClient(base_url=url) as admin:
        await admin.post("/admin/spreadsheets", json={"id": name, "title": "Проба"})
    return Probe(GoogleSheets(url, url), name)


async def test_on_the_stand_in_everything_is_as_assumed(probe: Probe, capsys: pytest.CaptureFixture[str]) -> None:
    assert await probe.run(CHECKS) == []
    assert capsys.readouterr().out.count("yes ") == len(CHECKS)


async def test_it_leaves_nothing_behind(probe: Probe) -> None:
    before = await probe.sheets.describe(probe.spreadsheet)
    await probe.run(CHECKS)
    assert await probe.sheets.describe(probe.spreadsheet) == before


async def test_what_is_not_as_assumed_is_told(probe: Probe, capsys: pytest.CaptureFixture[str]) -> None:
    async def never(_: Probe) -> bool:
        return False

    assert await probe.run({"pigs fly": never}) == ["pigs fly"]
    assert "NO  pigs fly" in capsys.readouterr().out
