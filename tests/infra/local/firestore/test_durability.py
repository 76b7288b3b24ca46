"""What is acknowledged is kept, whatever happens to the server; and what its command says."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from google.api_core import exceptions
from google.cloud import firestore

from tests.infra.local.firestore.harness import REPOSITORY, Client, Running, start


def client_of(server: Running, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", server.host)
    return firestore.AsyncClient(project="durable")


async def test_every_acknowledged_commit_survives_a_kill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start("--data", str(tmp_path))
    client = client_of(server, monkeypatch)
    acknowledged: dict[str, Any] = {}
    enough = asyncio.Event()

    async def write(writer: int) -> None:
        for number in range(1000):
            document = client.collection("kept").document(f"{writer}-{number}")
            try:
                acknowledged[document.id] = (await document.set({"n": number}, retry=None)).update_time
            except exceptions.GoogleAPICallError:
                return
            if len(acknowledged) == 100:
                enough.set()

    writers = [asyncio.create_task(write(writer)) for writer in range(8)]
    await enough.wait()
    server.stop(signal.SIGKILL)
    await asyncio.gather(*writers)
    server = start("--data", str(tmp_path))
    client = client_of(server, monkeypatch)
    kept = {found.id: found.update_time for found in await client.collection("kept").get()}
    assert acknowledged.items() <= kept.items()
    later = await client.document("kept/later").set({})
    assert later.update_time > max(kept.values())
    assert server.stop() == 0


async def test_the_feed_and_the_past_survive_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start("--data", str(tmp_path))
    first = await client_of(server, monkeypatch).document("a/b").set({"n": 1})
    await client_of(server, monkeypatch).document("a/b").set({"n": 2})
    assert server.stop() == 0
    server = start("--data", str(tmp_path))
    client = client_of(server, monkeypatch)
    assert (await client.document("a/b").get(read_time=first.update_time)).to_dict() == {"n": 1}
    async with httpx.AsyncClient(base_url=server.admin) as admin:
        changes = (await admin.get("/admin/changes", params={"after": 0})).json()["changes"]
    assert [change["kind"] for change in changes] == ["created", "updated"]
    assert server.stop() == 0


async def test_without_a_folder_everything_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    server = start()
    await client_of(server, monkeypatch).document("a/b").set({})
    assert server.stop(signal.SIGINT) == 0
    server = start()
    assert not (await client_of(server, monkeypatch).document("a/b").get()).exists
    server.stop()


async def test_a_stop_sends_away_whoever_waits_for_changes() -> None:
    server = start()
    async with httpx.AsyncClient(base_url=server.admin, timeout=10) as admin:
        waiting = asyncio.create_task(admin.get("/admin/changes", params={"after": 0, "wait": 30}))
        await asyncio.wait([waiting], timeout=0.2)
        assert await asyncio.to_thread(server.stop) == 0
        assert (await waiting).json() == {"changes": [], "next": 0}


def test_a_taken_port_is_said_in_one_line() -> None:
    server = start()
    port = server.host.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "infra.local.firestore", "--port", port]
    refused = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603 - our own words
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.splitlines() == [f"cannot listen on 127.0.0.1:{port}: Address already in use"]
    server.stop()


def test_a_taken_folder_is_said_in_one_line(tmp_path: Path) -> None:
    server = start("--data", str(tmp_path))
    command = [sys.executable, "-m", "infra.local.firestore", "--port", "0", "--data", str(tmp_path)]
    refused = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603 - our own words
    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [f"another server keeps its documents in {tmp_path}"]
    server.stop()


def test_a_folder_of_another_version_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "firestore.db") as other:
        other.execute("CREATE TABLE documents (something TEXT)")
    command = [sys.executable, "-m", "infra.local.firestore", "--port", "0", "--data", str(tmp_path)]
    refused = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603 - our own words
    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [
        f"{tmp_path}/firestore.db was written by another version of this server: move it away"
    ]


def test_a_bad_index_file_is_said_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "indexes.json"
    file.write_text("{")
    command = [sys.executable, "-m", "infra.local.firestore", "--port", "0", "--indexes", str(file)]
    refused = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603 - our own words
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert "is not an index file" in refused.stderr
