"""Every test here asks for sockets, and shares the stand-ins of its session."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.faults.cloud import Cloud, running


@pytest.fixture(autouse=True)
def reachable(loopback: None) -> None:
    """Ask for sockets on behalf of every test in this folder."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cloud() -> AsyncIterator[Cloud]:
    async with running() as started:
        yield started
