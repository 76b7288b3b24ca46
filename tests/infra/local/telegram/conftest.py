"""The stand-in as a process, a webhook that remembers, and a bot of one's own per test."""

import asyncio
import contextlib
import itertools
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram import Bot

from tests.infra.local.telegram import contract

Json = dict[str, Any]
numbers = itertools.count(5001)


class Process:
    """``python -m infra.local.telegram`` on a free port."""

    def __init__(self, *options: str, port: int = 0) -> None:
        command = [sys.executable, "-m", "infra.local.telegram", "--port", str(port), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
        assert self.process.stdout
        self.ready = self.process.stdout.readline().strip()
        self.url = self.ready.split()[-1]

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.communicate()

    def stop(self) -> int:
        """Ask it to end; return its exit code."""
        self.process.terminate()
        self.process.communicate(timeout=10)
        return self.process.returncode


@dataclass
class Request:
    """What a webhook heard."""

    path: str
    headers: dict[str, str]
    update: Json
    at: float


@dataclass
class Webhook:
    """A webhook on a real socket; ``replies`` answers a request with raw bytes, or ``None`` to hang up."""

    url: str = ""
    heard: list[Request] = field(default_factory=list)
    replies: Callable[[Request], Awaitable[bytes | None]] | None = None
    in_flight: int = 0
    most_in_flight: int = 0
    lines: list[asyncio.StreamWriter] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def until(self, count: int, seconds: float = 5) -> list[Request]:
        """Return what was heard once there are ``count`` requests."""
        async with asyncio.timeout(seconds), self.news:
            await self.news.wait_for(lambda: len(self.heard) >= count)
        return self.heard

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until either side hangs up."""
        self.lines.append(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                await self._answer(reader, writer)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers["content-length"]))
        request = Request(head[0], headers, json.loads(body), asyncio.get_running_loop().time())
        self.in_flight += 1
        self.most_in_flight = max(self.in_flight, self.most_in_flight)
        self.heard.append(request)
        async with self.news:
            self.news.notify_all()
        try:
            answer = await self.replies(request) if self.replies else reply(200)
        finally:
            self.in_flight -= 1
        if answer is None:
            raise ConnectionError
        writer.write(answer)
        await writer.drain()


def reply(status: int, body: bytes = b"", content_type: str = "application/json", **headers: str) -> bytes:
    """Write an HTTP answer."""
    lines = [f"HTTP/1.1 {status} Reason {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Stage:
    """One bot, one person, one webhook: what most tests play on."""

    admin: httpx.AsyncClient
    bot: Bot
    bot_id: int
    person: int
    webhook: Webhook

    async def act(self, do: str, **order: Any) -> Json:
        """Let the person do something; fail where the admin address refuses."""
        answer = await self.try_act(do, **order)
        assert answer.is_success, answer.text
        result: Json = answer.json()
        return result

    async def try_act(self, do: str, **order: Any) -> httpx.Response:
        """Let the person try something."""
        body = {"bot": self.bot_id, "person": self.person, "do": do} | order
        return await self.admin.post("/admin/act", json=body)

    async def chat(self, **query: Any) -> Json:
        """Return the chat as both see it."""
        answer = await self.admin.get(f"/admin/chats/{self.bot_id}/{self.person}", params=query, timeout=30)
        assert answer.is_success, answer.text
        result: Json = answer.json()
        return result

    async def said(self) -> list[str]:
        """Return the texts the bot has sent, as they stand."""
        return [message["text"] for message in (await self.chat())["messages"] if message["from"] == "bot"]

    async def listen(self, **options: Any) -> None:
        """Point the bot at the webhook."""
        await self.bot.set_webhook(self.webhook.url, **options)

    async def clock(self, **hands: float) -> None:
        """Set the stand-in's clock."""
        (await self.admin.post("/admin/clock", json=hands)).raise_for_status()


@pytest.fixture(scope="session")
def service() -> Iterator[Process]:
    process = Process()
    yield process
    process.kill()


@pytest.fixture
async def webhook() -> AsyncIterator[Webhook]:
    hook = Webhook()
    server = await asyncio.start_server(hook.serve, "127.0.0.1", 0)
    hook.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    yield hook
    server.close()
    for line in hook.lines:
        line.close()
    await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def stage_at(url: str, webhook: Webhook, number: int) -> AsyncIterator[Stage]:
    """Set a stage at a running stand-in; the person has not written yet."""
    bot = Bot(f"{number}:token-{number}", base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")
    async with bot, httpx.AsyncClient(base_url=url) as admin:
        body = {
            "first_name": "Анна",
            "last_name": "Ким",
            "username": "anna",
            "language_code": "ru",
            "phone": "79990001122",
        }
        person = (await admin.post("/admin/people", json=body)).json()["id"]
        yield Stage(admin, bot, number, person, webhook)
        await admin.post("/admin/clock", json={"offset": 0, "speed": 1, "silence": 60})
        await admin.delete("/admin/faults")


@pytest.fixture
async def stage(service: Process, webhook: Webhook) -> AsyncIterator[Stage]:
    """A stage on which the person has already said /start, before the bot began to listen."""
    async with stage_at(service.url, webhook, next(numbers)) as stage:
        await stage.act("send", text="/start")
        await stage.bot.delete_webhook(drop_pending_updates=True)
        yield stage


@pytest.fixture
async def other(service: Process, webhook: Webhook) -> AsyncIterator[Stage]:
    """A second bot with a person of its own."""
    async with stage_at(service.url, webhook, next(numbers)) as stage:
        yield stage


@pytest.fixture
async def api(service: Process) -> AsyncIterator[contract.Api]:
    """The API under contract: the real one where the environment names it."""
    async with httpx.AsyncClient() as client:
        if contract.TOKEN:
            url, token, chat = contract.URL, contract.TOKEN, contract.CHAT
            await asyncio.sleep(contract.PACE)
        else:
            url, token = service.url, f"{next(numbers)}:contract"
            chat = (await client.post(f"{url}/admin/people", json={"first_name": "Анна"})).json()["id"]
            await client.get(f"{url}/bot{token}/getMe")
            body = {"bot": token, "person": chat, "do": "send", "text": "/start"}
            (await client.post(f"{url}/admin/act", json=body)).raise_for_status()
        bot = Bot(token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")
        async with bot:
            yield contract.Api(url, bot, chat, client)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"
