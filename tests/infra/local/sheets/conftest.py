from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infra.local.sheets.stand_in import StandIn, started


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """One process for all tests; each works in spreadsheets of its own."""
    with started("--data", str(tmp_path_factory.mktemp("sheets"))) as running:
        yield running


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"
