"""The desk's two bots as running functions, one client's and two master's, at the local Telegram and Firestore."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from shared.store.firestore import Firestore
from shared.store.records import Record
from tests.functions.running import Function
from tests.stand_ins import FirestoreStandIn, Json, Process, TelegramStandIn

PROJECT = "test-dispatch"
SECRET = "a-secret-of-ours"
CLIENTS, MASTERS, OWNER = 810_001, 810_002, 900_000_001


def environment(firestore: str, telegram: str, project: str = PROJECT) -> dict[str, str]:
    """Return the settings of the desk's functions."""
    return {
        "GOOGLE_CLOUD_PROJECT": project,
        "FIRESTORE_EMULATOR_HOST": firestore,
        "TELEGRAM_API_URL": telegram,
        "TIME_ZONE": "Europe/Moscow",
        "DISPATCH_CLIENT_BOT_TOKEN": f"{CLIENTS}:token-{CLIENTS}",
        "DISPATCH_CLIENT_BOT_WEBHOOK_SECRET": SECRET,
        "DISPATCH_MASTER_BOT_TOKEN": f"{MASTERS}:token-{MASTERS}",
        "DISPATCH_MASTER_BOT_WEBHOOK_SECRET": SECRET,
        "ADMIN_TELEGRAM_ID": str(OWNER),
    }


@pytest.fixture(scope="session")
def running(
    firestore_process: Process, telegram_process: Process, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Function]]:
    """The functions; they start together, once a session."""
    settings = environment(firestore_process.words[3], telegram_process.words[-1])
    folder = tmp_path_factory.mktemp("functions")
    targets = {"clients": "dispatch_client_bot", "masters": "dispatch_master_bot", "more": "dispatch_master_bot"}
    started = {name: Function(target, settings, folder / f"{name}.log") for name, target in targets.items()}
    for each in started.values():
        each.launch()
    for each in started.values():
        each.wait()
    yield started
    for each in started.values():
        each.kill()


@dataclass
class Phone:
    """One person's phone with one bot in it; what the bot answers comes back as the webhook's response."""

    telegram: TelegramStandIn
    person: int

    async def write(self, text: str, **order: Any) -> Json:
        """Write to the bot."""
        return await self._act("send", text=text, **order)

    async def share(self, **order: Any) -> Json:
        """Share a contact."""
        return await self._act("contact", **order)

    async def press(self, data: str, **order: Any) -> Json:
        """Press a button that has this payload, the newest on screen; a forged one where there is none."""
        said = [each for each in (await self.chat())["messages"] if each["from"] == "bot"]
        there = [each for each in said if data in payloads(each)]
        message = (there or said)[-1]["message_id"]
        return await self._act("press", message_id=message, data=data, forged=not there, **order)

    async def chat(self) -> Json:
        """Return the chat."""
        return await self.telegram.chat(self.person)

    async def _act(self, do: str, **order: Any) -> Json:
        acted = await self.telegram.act(self.person, do, wait=True, **order)
        (delivery,) = acted["deliveries"]
        assert delivery["status"] == 200, delivery
        answer: Json = json.loads(delivery["answer"] or "{}")
        return answer


def payloads(message: Json) -> list[str]:
    """Return the payloads of the buttons under a message."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row]


def confirmation(message: Json) -> str:
    """Return the payload that confirms a summary."""
    (found,) = [data for data in payloads(message) if ":yes:" in data]
    return found


@dataclass(frozen=True)
class Cost:
    """What the local Firestore and the local Telegram have counted: requests, documents, calls of the Bot API."""

    reads: int = 1
    queries: int = 0
    documents: int = 1
    commits: int = 1
    writes: int = 3
    calls: tuple[str, ...] = ()


@dataclass
class Business:
    """The running desk: its records, its bots, its people."""

    firestore: FirestoreStandIn
    telegram: TelegramStandIn
    running: dict[str, Function]
    workers: TelegramStandIn

    async def client(self, **about: Any) -> Phone:
        """A person with the client's bot, who has not written yet."""
        return Phone(self.telegram, await self.telegram.person(met=False, **about))

    async def master(self, **about: Any) -> Phone:
        """A person with the master's bot, who has not written yet."""
        return Phone(self.workers, await self.workers.person(met=False, **about))

    async def free(self) -> None:
        """Begin to count."""
        for each in (self.firestore, self.telegram):
            await each.forget()
        await self.firestore.admin.delete("/admin/documents")

    async def cost(self) -> Cost:
        """Return what was spent since; what a function answers in the webhook's response has no request of its own."""
        documents = (await self.firestore.admin.get("/admin/documents")).json()
        counts = (await self.telegram.admin.get("/admin/counts")).json()
        called = sorted(name for name, count in counts.items() for _ in range(count["calls"]) if count["bytes_in"])
        asked = await self.firestore.calls()
        return Cost(
            reads=asked.get("GetDocument", 0) + asked.get("BatchGetDocuments", 0),
            queries=asked.get("RunQuery", 0),
            documents=documents["reads"],
            commits=asked.get("Commit", 0),
            writes=documents["writes"],
            calls=tuple(called),
        )

    async def owner(self) -> Phone:
        """The owner, with the master's bot."""
        about = {"id": OWNER, "first_name": "Ольга", "language_code": "ru"}
        (await self.workers.admin.post("/admin/people", json=about)).raise_for_status()
        phone = Phone(self.workers, OWNER)
        await phone.write("/start")
        return phone

    async def order(self, client: Phone) -> str:
        """Let a client place an order; return its number."""
        proposal = await client.write("Искрит розетка, ул. Мира, 10, Анна, +7 916 123-45-67")
        (agree,) = [data for data in payloads(proposal) if ":take" in data]
        await client.press(confirmation(await client.press(agree)))
        record = await self.record(f"conversations/telegram:dispatch_client_bot:{client.person}")
        number: str = record.data["memory"]["orders"][0]
        return number

    async def approved(self) -> Phone:
        """A master whom the owner has approved."""
        master = await self.master()
        for words in ("/start", "Иван Петров"):
            await master.write(words)
        await master.press(confirmation(await master.write("+7 903 111-22-33")))
        await (await self.owner()).press(f"approve:{master.person}")
        return master

    async def record(self, path: str) -> Record:
        """Read a record."""
        return await self.firestore.get(path)


@pytest.fixture
async def business(
    running: dict[str, Function],
    firestore: FirestoreStandIn,
    telegram: TelegramStandIn,
) -> AsyncIterator[Business]:
    """The desk at work; every test brings people of its own."""
    store = Firestore(PROJECT, emulator=firestore.host)
    records = FirestoreStandIn(firestore.admin, firestore.host, PROJECT, store)
    bots = {"clients": CLIENTS, "masters": MASTERS}
    doors = {name: TelegramStandIn(telegram.admin, telegram.url, bot) for name, bot in bots.items()}
    for name, each in doors.items():
        await listen(telegram.admin, each.token, running[name].url)
    yield Business(records, doors["clients"], running, doors["masters"])
    await store.close()


async def listen(admin: httpx.AsyncClient, token: str, url: str) -> None:
    """Let a bot's updates come to a function."""
    hook = {"url": url, "secret_token": SECRET, "max_connections": 100}
    (await admin.post(f"/bot{token}/setWebhook", json=hook)).raise_for_status()
