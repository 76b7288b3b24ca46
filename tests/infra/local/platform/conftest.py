"""A platform with functions of the tests' own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local import settings_file
from tests.child import Child

SAMPLE = Path(__file__).with_name("sample")


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the platform keeps keys and logs, and the functions leave marks."""
    folder = tmp_path_factory.mktemp("platform")
    settings = {"MARKS": str(folder), "ECHO_SECRET": "of echo", "SLOW_SECRET": "of slow", "GREETING": "hello"}
    settings_file.write(folder / "run.env", settings)
    return folder


@pytest.fixture(scope="session")
def start(data: Path) -> Callable[[], Child]:
    """Start a platform with the sample's functions."""

    def start() -> Child:
        where = ("--list", SAMPLE / "functions.toml", "--source", SAMPLE / "main.py")
        return Child("infra.local.platform", "--port", 0, "--data", data, *where, log=data / "platform.log")

    return start


@pytest.fixture(scope="session")
def platform(start: Callable[[], Child]) -> Iterator[Child]:
    """One that all tests share."""
    with start() as child:
        yield child


@pytest.fixture
def client(platform: Child) -> Iterator[httpx.Client]:
    """A client of its public address."""
    with httpx.Client(base_url=platform.address, timeout=20) as client:
        yield client


@pytest.fixture
def told(client: httpx.Client) -> Callable[[str], dict[str, Any]]:
    """What the admin address says of a function."""

    def told(name: str) -> dict[str, Any]:
        rows = client.get("/admin/functions").json()
        return next(dict(row) for row in rows if row["name"] == name)

    return told
