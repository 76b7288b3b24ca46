"""Children of the local cloud: what they print is kept, and nothing of them is left."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.platform.environment import of_machine
from infra.local.process import ROTATE, Output, Process
from infra.local.reaper import Reaper
from tests.child import ROOT, eventually, exists

WAITING = "import time; print('up', flush=True); time.sleep(60)"
PARENT = f"""
import os, subprocess, sys
from infra.local.reaper import Reaper
reaper = Reaper()
child = subprocess.Popen([sys.executable, "-c", {WAITING!r}], start_new_session=True)
reaper.guard(child.pid)
print(child.pid, flush=True)
child.wait()
"""


@pytest.fixture
def reaper() -> Iterator[Reaper]:
    reaper = Reaper()
    yield reaper
    reaper.close()


async def start(program: str, tmp_path: Path, reaper: Reaper) -> Process:
    command = [sys.executable, "-c", program]
    return await Process.start(command, environment=of_machine(), output=Output(tmp_path / "log"), reaper=reaper)


async def test_its_first_line_says_that_it_is_ready(tmp_path: Path, reaper: Reaper) -> None:
    process = await start(WAITING, tmp_path, reaper)
    assert await process.ready(10) == "up"
    await process.stop()


async def test_one_that_ends_is_never_ready(tmp_path: Path, reaper: Reaper) -> None:
    process = await start("import sys; print('oh', file=sys.stderr); sys.exit(3)", tmp_path, reaper)
    assert await process.ready(10) is None
    assert await process.wait() == 3
    assert not process.running
    assert (tmp_path / "log").read_text() == "oh\n"


async def test_one_that_is_silent_is_not_waited_for_longer_than_asked(tmp_path: Path, reaper: Reaper) -> None:
    process = await start("import time; time.sleep(60)", tmp_path, reaper)
    assert await process.ready(0.1) is None
    process.kill()
    assert await process.wait() == -signal.SIGKILL


def test_children_of_a_parent_that_was_killed_are_ended() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
    assert parent.stdout
    child = int(parent.stdout.readline())
    assert exists(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    eventually(lambda: not exists(child))


def test_the_last_lines_are_at_hand_and_all_of_them_in_the_file(tmp_path: Path) -> None:
    heard: list[str] = []
    output = Output(tmp_path / "logs" / "one.log", heard.append)
    for number in range(2_000):
        output.write(f"line {number}\n".encode())
    output.close()
    assert output.last_lines(2) == ["line 1998", "line 1999"]
    assert (tmp_path / "logs" / "one.log").read_text().count("\n") == 2_000
    assert heard[:2] == ["line 0", "line 1"]


def test_a_log_that_has_grown_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "one.log").write_bytes(b"x" * (ROTATE + 1))
    Output(tmp_path / "one.log").close()
    assert (tmp_path / "one.log").stat().st_size == 0
    assert (tmp_path / "one.log.1").stat().st_size == ROTATE + 1
