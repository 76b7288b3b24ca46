"""One run's world: its people, its clock, its records, and what the vendor, the triggers and the scheduler do in it.

Telegram is the local one and redelivers as the real one does, five hundred times as fast. Triggers come from the
store's change feed, one after the other, and come again after ten seconds where the function wants that; the scheduler
rings each minute while something waits. Time is the run's own and passes by leaps.
"""

from __future__ import annotations

import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from infra import functions as deployed
from infra.functions import DocumentTrigger
from infra.local.eventarc.events import Change, body_of, headers_of
from infra.local.oidc import claims_of
from infra.local.upstream import Headers
from shared.store.firestore import Firestore
from shared.store.records import Query, Record
from tests.faults.cloud import Cloud
from tests.faults.functions import Functions
from tests.faults.settings import ACCOUNT, BOTS, SECRET, environment_of
from tests.faults.story import Step, Story, Who

TRIGGER_RETRY = 10.0  # seconds until Eventarc delivers again
MINUTE = 60.0
LEAP = 20.0  # seconds that pass at a time while something waits
MINUTES = 8  # rings until a job counts as stuck; a lease outlives its holder by two minutes
PATIENCE = 45  # leaps until a run counts as stuck
_TRIGGERS = {each.name: each for each in deployed.read() if isinstance(each.trigger, DocumentTrigger)}


class Stuck(AssertionError):
    """Something waits that nobody will ever finish."""


class Watching(Firestore):
    """The harness's own look at the records, which counts its calls so that they are not taken for the product's."""

    calls = 0

    async def read(self, *paths: str) -> list[Record]:
        """Read documents."""
        self.calls += 1
        return await super().read(*paths)

    async def query(self, query: Query) -> list[Record]:
        """Return what a query finds."""
        self.calls += 1
        return await super().query(query)


@dataclass
class Letter:
    """An event on its way to a function."""

    function: str
    change: Change
    due: float


@dataclass
class World:
    """Everything of one run."""

    cloud: Cloud
    story: Story
    project: str
    store: Watching
    functions: Functions
    http: httpx.AsyncClient
    tokens: Mapping[str, str]
    letters: list[Letter] = field(default_factory=list)
    _unheard: set[int] = field(default_factory=set)  # updates from before the story
    _after: int = -1
    _minute: float = 0.0

    @classmethod
    async def made(cls, cloud: Cloud, story: Story) -> World:
        """Make a new world: a project, bots, a spreadsheet and people of its own, and what the story takes as given."""
        number = next(cloud.numbers)
        project, folder = f"run-{number}", cloud.folder / str(number)
        folder.mkdir()
        bots = {"client": 1_000_000 + number, "master": 2_000_000 + number}
        tokens = {name: f"{bot}:token-of-{name}" for name, bot in bots.items()}
        environment = environment_of(cloud, project, tokens)
        functions = Functions(cloud.zygote, folder, environment)
        store = Watching(project, emulator=cloud.firestore.words[3])
        world = cls(cloud, story, project, store, functions, httpx.AsyncClient(trust_env=False, timeout=60), tokens)
        cloud.runs[project] = functions
        world._clock.write_bytes(struct.pack("d", 0.0))
        await world._furnish()
        await story.given(world)
        await world.settle()
        return world

    async def close(self) -> None:
        """End it and leave nothing running."""
        self.functions.close()
        del self.cloud.runs[self.project]
        admin = self.cloud.admins["firestore"]
        await self.http.delete(f"{admin}/emulator/v1/projects/{self.project}/databases/(default)/documents")
        await self.http.aclose()
        await self.store.close()

    @property
    def sheet(self) -> str:
        """The spreadsheet of the run."""
        return f"sheet-{self.project}"

    @property
    def ahead(self) -> float:
        """How many seconds the run's clock is ahead; the functions move it too, when they wait."""
        return float(struct.unpack("d", self._clock.read_bytes())[0])

    def leap(self, seconds: float) -> None:
        """Let time pass."""
        ahead = struct.pack("d", self.ahead + seconds)
        with self._clock.open("r+b") as file:
            file.write(ahead)

    @property
    def _clock(self) -> Path:
        return self.functions.folder / "clock"

    async def do(self, step: Step) -> None:
        """Let a step happen, and wait until the vendor has handed it over."""
        match step.do:
            case "ring":
                await self.ring_until(step.what, step.more["until"])
            case "type":
                edit = {"spreadsheet": self.sheet, "do": "type", "text": step.what, **await step.more["cell"](self)}
                if "after" in step.more:
                    await self.post("sheets", "/admin/between", {"edit": edit, "method": step.more["after"]})
                else:
                    await self.post("sheets", "/admin/edit", edit)
            case "send":
                await self.act(step.who, "send", text=step.what)
            case "contact":
                await self.act(step.who, "contact", own=True)
            case "press":
                await self._press(step)

    async def act(self, who: str, do: str, **order: Any) -> dict[str, Any]:
        """Let a person do something at their phone."""
        person = self.story.people[who]
        body = {"bot": self._bot(person), "person": person.id, "do": do, "wait": True, **order}
        done = await self.post("telegram", "/admin/act", body)
        return dict(done)

    async def chat(self, who: str, after: int = 0) -> dict[str, Any]:
        """Return what is on a person's screen, or what has changed there."""
        person = self.story.people[who]
        path = f"/admin/chats/{self._bot(person)}/{person.id}"
        answer = await self.http.get(self.cloud.admins["telegram"] + path, params={"after": after})
        return dict(answer.json()) if answer.is_success else {"messages": [], "cursor": 0}

    async def updates(self, bot: str) -> list[dict[str, Any]]:
        """Return what a bot has been sent, and what became of it."""
        number = int(self.tokens[bot].partition(":")[0])
        address = f"{self.cloud.admins['telegram']}/admin/updates/{number}"
        answer = await self.http.get(address, params={"limit": 1_000_000})
        return [each for each in answer.json() if each["update_id"] not in self._unheard]

    async def ring(self, job: str) -> bool:
        """Let the scheduler ring once; whether the job says that it is done."""
        claims = claims_of(ACCOUNT, f"{self.cloud.gate}/{self.project}/{job}")
        headers: Headers = [(b"authorization", f"Bearer {self.cloud.keys.sign(claims)}".encode())]
        return (await self.functions.deliver(job, headers, b"")).heard

    async def ring_until(self, job: str, holds: Callable[[World], Awaitable[bool]]) -> None:
        """Let the scheduler ring each minute until something has come about."""
        for _ in range(MINUTES):
            await self.ring(job)
            await self.settle()
            if await holds(self):
                return
            self.leap(MINUTE)
        raise Stuck(f"{MINUTES} rings of {job} did not bring it about")

    async def tab(self, title: str) -> list[list[str]]:
        """Return a tab of the sheet as staff see it."""
        answer = await self.http.get(f"{self.cloud.admins['sheets']}/admin/sheets/{self.sheet}")
        found = [each["rows"] for each in answer.json()["sheets"] if each["title"] == title]
        return [[str(cell) for cell in row] for row in found[0]] if found else []

    async def settle(self) -> None:
        """Let everything happen that will happen by itself; raises ``Stuck`` where something never ends."""
        for _ in range(PATIENCE):
            while await self._bring_letters():
                pass
            if not self.letters and not await self.waiting():
                return
            await self._wait()
        raise Stuck(f"after {PATIENCE * LEAP:.0f} s still waits: {[each.id for each in await self.waiting()]}")

    async def turn(self) -> None:
        """Bring what is due and let some time pass, whoever acts meanwhile."""
        await self._bring_letters()
        await self._wait()

    async def _wait(self) -> None:
        """Let a while pass; the scheduler rings when it makes a minute full."""
        self.leap(LEAP)
        self._minute += LEAP
        if self._minute >= MINUTE:
            self._minute = 0.0
            for job in self.story.jobs:
                await self.ring(job)

    async def waiting(self) -> list[Record]:
        """Return what the outbox still has to send."""
        return await self.store.query(Query("outbox", (("open", "==", True),)))

    async def post(self, part: str, path: str, body: Mapping[str, Any]) -> Any:
        """Ask something of a stand-in."""
        answer = await self.http.post(self.cloud.admins[part] + path, json=body)
        assert answer.is_success, f"{path} {body}: {answer.text}"
        return answer.json()

    def logged(self) -> str:
        """Return what the functions have written to their logs."""
        log = self.functions.folder / "log"
        return log.read_text(errors="replace") if log.exists() else ""

    async def _bring_letters(self) -> bool:
        """Deliver the events that are due; whether there were any."""
        await self._collect()
        due = [each for each in self.letters if each.due <= self.ahead]
        for letter in due:
            self.letters.remove(letter)
            trigger = _TRIGGERS[letter.function].trigger
            assert isinstance(trigger, DocumentTrigger)
            headers = headers_of(letter.change, trigger.event)
            answer = await self.functions.deliver(letter.function, headers, body_of(letter.change))
            if not answer.heard and trigger.retry:
                letter.due = self.ahead + TRIGGER_RETRY
                self.letters.append(letter)
        return bool(due)

    async def _collect(self) -> None:
        address = f"{self.cloud.admins['firestore']}/admin/changes"
        if self._after < 0:
            self._after = (await self.http.get(address)).json()["next"]
        found = (await self.http.get(address, params={"after": self._after, "limit": 1000})).json()
        self._after = found["next"]
        for change in map(Change.from_feed, found["changes"]):
            for name in self.story.triggers:
                trigger = _TRIGGERS[name].trigger
                assert isinstance(trigger, DocumentTrigger)
                if change.project == self.project and change.concerns(trigger):
                    self.letters.append(Letter(name, change, self.ahead))

    async def _press(self, step: Step) -> None:
        for message in reversed((await self.chat(step.who))["messages"]):
            rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
            for button in (button for row in rows for button in row):
                if step.what in button["text"] and not message.get("deleted"):
                    data = {"message_id": message["message_id"], "data": button["callback_data"]}
                    await self.act(step.who, "press", **data)
                    return
        await self.act(step.who, "send", text=step.what)  # a key of the keyboard writes its words

    def _bot(self, person: Who) -> int:
        return int(self.tokens[person.bot].partition(":")[0])

    async def _furnish(self) -> None:
        await self._collect()
        for token in self.tokens.values():
            await self.post("telegram", "/admin/bots", {"token": token})
        await self.post("sheets", "/admin/spreadsheets", {"id": self.sheet, "title": "Диспетчерская"})
        for person in self.story.people.values():
            first, _, last = person.name.partition(" ")
            about = {"id": person.id, "first_name": first, "last_name": last, "language_code": "ru"}
            await self.post("telegram", "/admin/people", about | ({"phone": person.phone} if person.phone else {}))
            # They have opened the chat before the story begins, and nobody has heard of it.
            await self.post(
                "telegram",
                "/admin/act",
                {"bot": self._bot(person), "person": person.id, "do": "send", "text": "/start"},
            )
        for name, token in self.tokens.items():
            self._unheard |= {each["update_id"] for each in await self.updates(name)}
            hook = {"url": f"{self.cloud.gate}/{self.project}/{BOTS[name]}", "secret_token": SECRET}
            await self.post("telegram", f"/bot{token}/setWebhook", hook | {"drop_pending_updates": True})
