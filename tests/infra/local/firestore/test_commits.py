"""The single writer: jobs share a flush, and one that breaks takes no other with it."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from infra.local.firestore.engine import Engine
from infra.local.firestore.messages import Document, Write
from infra.local.firestore.names import document_path
from infra.local.firestore.transactions import Limits

ROOT = "projects/p/databases/(default)/documents"


def write(name: str) -> Write:
    return Write(update=Document(name=f"{ROOT}/{name}"))


def count(reader: sqlite3.Connection, after: int) -> int:
    """Return how many documents have come since a time; none goes in these tests."""
    return int(reader.execute("SELECT count(*) FROM changes WHERE time > ?", (after,)).fetchone()[0])


async def test_a_job_that_breaks_takes_no_other_with_it(tmp_path: Path) -> None:
    engine = Engine(tmp_path, durable=True, limits=Limits(), indexes=None)

    def breaks(time: int) -> None:
        engine.write([write("a/half")], None, time, time)
        raise ZeroDivisionError

    answers = await asyncio.gather(
        engine.commit([write("a/before")]),
        engine.committer.run(breaks),
        engine.commit([write("a/after")]),
        return_exceptions=True,
    )
    assert [isinstance(answer, Exception) for answer in answers] == [False, True, False]
    found = [engine.now().get(document_path(f"{ROOT}/a/{name}").key) for name in ("before", "half", "after")]
    assert [raw is not None for raw in found] == [True, False, True]
    with pytest.raises(ZeroDivisionError):
        raise answers[1]  # type: ignore[misc]
    await engine.close()


async def test_a_read_repeated_at_its_time_finds_the_same_while_commits_are_on_their_way(tmp_path: Path) -> None:
    engine = Engine(tmp_path, durable=True, limits=Limits(), indexes=None)
    stop = asyncio.Event()

    async def commit_for_ever(writer: int) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            await engine.commit([write(f"a/{writer}-{number}")])

    writers = [asyncio.create_task(commit_for_ever(writer)) for writer in range(4)]
    asked: list[tuple[int, int]] = []
    while len(asked) < 100 or len({seen for _, seen in asked}) <= 10:
        await asyncio.sleep(0.001)
        with engine.steady() as reader:
            asked.append((engine.read_time_of(reader), count(reader, 0)))
    stop.set()
    await asyncio.gather(*writers)
    every = count(engine.store.reader, 0)
    assert [every - count(engine.store.reader, time) for time, _ in asked] == [seen for _, seen in asked]
    await engine.close()


async def test_a_commit_that_can_be_seen_is_not_newer_than_the_read_that_sees_it(tmp_path: Path) -> None:
    engine = Engine(tmp_path, durable=True, limits=Limits(), indexes=None)
    # The disk has finished and the loop has not been told: what happens between the two in another thread.
    time = engine.clock.commit_time()
    engine.store.writer.execute("BEGIN")
    engine.write([write("a/b")], None, time, time)
    engine.store.writer.execute("COMMIT")
    assert engine.clock.read_time() < time
    with engine.steady() as reader:
        assert engine.read_time_of(reader) >= time
    await engine.close()
