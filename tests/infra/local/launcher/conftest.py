"""A local cloud with the platform's sample functions instead of the project's."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stand import Stand

SAMPLE = Path(__file__).parent.parent / "platform" / "sample"


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Callable[..., Stand]]:
    """Prepare a local cloud of the sample's functions; whatever runs at the end is stopped."""
    made: list[Stand] = []

    def cloud(data: str = "data", *arguments: object) -> Stand:
        where = ("--list", SAMPLE / "functions.toml", "--source", SAMPLE / "main.py")
        made.append(Stand(tmp_path / data, *where, *arguments))
        return made[-1]

    yield cloud
    for stand in made:
        if stand.running:
            stand.stop()
