"""The stand-ins as tests meet them: a process each, a project or a bot of one's own per test, failures on order."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from shared.store.firestore import Firestore
from shared.store.records import Record

REPOSITORY = Path(__file__).parents[1]
Json = dict[str, Any]


class Process:
    """``python -m infra.local.NAME`` on free ports; ``words`` are those of the line that says it is ready."""

    def __init__(self, name: str, *options: str) -> None:
        command = [sys.executable, "-m", f"infra.local.{name}", "--port", "0", *options]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)  # noqa: S603 - ours
        assert self._process.stdout
        self.words = self._process.stdout.readline().replace(",", "").split()
        assert self.words, f"the local {name} did not start"

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.communicate()


@dataclass
class Watch:
    """A clock that stands still until a test moves it."""

    time: datetime = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def move(self, seconds: float) -> None:
        """Let seconds pass."""
        self.time += timedelta(seconds=seconds)


@dataclass
class StandIn:
    """What stand-ins share: the admin address."""

    admin: httpx.AsyncClient

    async def fail(self, method: str, kind: str, **order: Any) -> None:
        """Order the next call of ``method`` to go wrong; see ``infra.local.faults``."""
        (await self.admin.post("/admin/faults", json={"method": method, "kind": kind, **order})).raise_for_status()

    async def forget(self) -> None:
        """Forget what was counted and ordered."""
        await self.admin.delete("/admin/faults")
        await self.admin.delete("/admin/counts")

    async def calls(self) -> dict[str, int]:
        """Return how often each method was called since ``forget``."""
        counts = (await self.admin.get("/admin/counts")).json()
        return {method: count["calls"] for method, count in counts.items()}


@dataclass
class FirestoreStandIn(StandIn):
    """A project of one's own; ``store`` speaks to it as the product does."""

    host: str
    project: str
    store: Firestore

    async def get(self, path: str) -> Record:
        """Read one document."""
        (record,) = await self.store.read(path)
        return record

    def another(self) -> Firestore:
        """Open a second client, as another instance would; whoever asks closes it."""
        return Firestore(self.project, emulator=self.host)


@dataclass
class TelegramStandIn(StandIn):
    """A bot of one's own, and people to talk to it."""

    url: str
    bot: int
    people: list[int] = field(default_factory=list)

    @property
    def token(self) -> str:
        """The bot's token."""
        return f"{self.bot}:token-{self.bot}"

    async def person(self, *, met: bool = True, **about: Any) -> int:
        """Make a person, who has opened the chat with the bot unless told otherwise."""
        about = {"first_name": "Анна", "language_code": "ru", "phone": "79161234567"} | about
        number = int((await self.admin.post("/admin/people", json=about)).raise_for_status().json()["id"])
        if met:
            await self.act(number, "send", text="/start")
        return number

    async def act(self, person: int, do: str, **order: Any) -> Json:
        """Let a person do something."""
        body = {"bot": self.bot, "person": person, "do": do} | order
        answer: Json = (await self.admin.post("/admin/act", json=body)).raise_for_status().json()
        return answer

    async def chat(self, person: int) -> Json:
        """Return a chat as both sides see it."""
        answer: Json = (await self.admin.get(f"/admin/chats/{self.bot}/{person}")).raise_for_status().json()
        return answer

    async def said(self, person: int) -> list[str]:
        """Return the bot's messages as they stand."""
        return [message["text"] for message in (await self.chat(person))["messages"] if message["from"] == "bot"]
