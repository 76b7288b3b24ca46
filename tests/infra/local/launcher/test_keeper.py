"""Parts that are kept running: small programs of the tests' own."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from infra.local.launcher.keeper import Keeper, StartError
from infra.local.launcher.parts import Part
from infra.local.platform.environment import of_machine
from tests.child import exists

READY_THEN_WAIT = "import time; print('ready', flush=True); time.sleep(60)"
DEAF = (
    "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True); time.sleep(60)"
)


def part(name: str, program: str) -> Part:
    return Part(name, (sys.executable, "-c", program))


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
async def keeper(tmp_path: Path, said: list[str]) -> AsyncIterator[Keeper]:
    keeper = Keeper(tmp_path, of_machine(), said.append)
    yield keeper
    await keeper.stop()


@pytest.fixture
def pid(tmp_path: Path) -> Callable[[str], int]:
    return lambda name: int(json.loads((tmp_path / "parts.json").read_text())[name])


async def heard(said: list[str], line: str) -> None:
    async with asyncio.timeout(10):
        while not any(line in each for each in said):  # noqa: ASYNC110 - a list has no bell
            await asyncio.sleep(0.01)


async def test_a_part_that_ends_is_said_and_started_again(
    keeper: Keeper, said: list[str], pid: Callable[[str], int]
) -> None:
    await keeper.start([part("one", READY_THEN_WAIT)])
    first = pid("one")
    os.kill(first, signal.SIGKILL)
    await heard(said, "one is back.")
    assert said[0].startswith("one has ended (killed by SIGKILL); starting it again. Its log: ")
    assert pid("one") != first
    assert exists(pid("one"))


async def test_one_that_does_not_start_says_why(keeper: Keeper, tmp_path: Path) -> None:
    with pytest.raises(StartError) as caught:
        await keeper.start([part("one", READY_THEN_WAIT), part("two", "raise SystemExit('no such index')")])
    assert str(caught.value) == (
        f"two did not start. It said:\n  no such index\nIts log is {tmp_path / 'logs' / 'two.log'}."
    )


async def test_what_a_part_prints_is_in_its_log(keeper: Keeper, tmp_path: Path) -> None:
    await keeper.start([part("one", READY_THEN_WAIT)])
    assert (tmp_path / "logs" / "one.log").read_text() == "ready\n"


async def test_stopping_ends_even_the_deaf_and_their_children(tmp_path: Path, said: list[str]) -> None:
    keeper = Keeper(tmp_path, of_machine(), said.append)
    await keeper.start([part("deaf", DEAF)])
    child = int((tmp_path / "logs" / "deaf.log").read_text())
    await keeper.stop(patience=0.2)
    assert not exists(child)
    assert not (tmp_path / "parts.json").exists()
    assert not said
