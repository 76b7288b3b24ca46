"""How long a cold start takes: process start to first authenticated answer, over one that only imports Firestore.

Round after round every function is started once, each behind a start of the bare function, so that both meet the same
machine. The answer is a real one: a bot takes an update, a job a token of the local scheduler, an event function the
CloudEvent of a change.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import ask, contenders, machine, story
from bench.contenders import Stage
from bench.machine import spread
from bench.processes import HOST, ROOT, Running, framework, free_port, module, running, start
from infra import functions
from infra.functions import DocumentTrigger, Function, ScheduleTrigger
from infra.local.eventarc.events import Change, body_of, headers_of
from shared.channels.messages import Message, Say
from shared.delivery import outbox
from shared.delivery.outbox import Notice
from shared.sheets.budget import PATH
from shared.store.firestore import Firestore
from shared.store.records import Write, put

BARE = "bare, imports Firestore"
ACCOUNT = "jobs@bench.iam.gserviceaccount.com"
SHEET = "bench-sheet"
_LIMIT = 60.0


@dataclass(frozen=True, slots=True)
class Request:
    """What a function is asked first."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Start:
    """One cold start: seconds to the first answer, CPU seconds until then, memory at its highest."""

    seconds: float
    cpu: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class World:
    """Everything the functions call."""

    stage: Stage
    sheets: Running
    scheduler: Running

    @property
    def settings(self) -> dict[str, str]:
        """What the functions are given."""
        sheets, scheduler = self.sheets.words[-1], self.scheduler.words[-1]
        return self.stage.settings | {
            "SHEETS_API_URL": sheets,
            "DRIVE_API_URL": sheets,
            "DISPATCH_SHEET_ID": SHEET,
            "DISPATCH_MASTER_BOT_TOKEN": contenders.TOKEN,
            "DISPATCH_MASTER_BOT_WEBHOOK_SECRET": story.SECRET,
            "ADMIN_TELEGRAM_ID": "1",
            "DESKS": "dispatch",
            "PUBLIC_URL": "http://bench",
            "JOBS_SERVICE_ACCOUNT": ACCOUNT,
            "OIDC_CERTS_URL": f"{scheduler}/certs",
        }


def measure(folder: Path, *, rounds: int) -> dict[str, Any]:
    """Measure every function of the list."""
    listed = functions.read()
    found: dict[str, list[Start]] = {name: [] for name in (BARE, *(each.name for each in listed))}
    beside: dict[str, list[Start]] = {each.name: [] for each in listed}
    with _world(folder) as world:
        for turn in range(rounds + 1):
            for each in listed:
                bare = _start("importing", ROOT / "bench/bare/importing.py", {}, Request({}, b"{}"))
                mine = _start(each.name, ROOT / "main.py", world.settings, asyncio.run(_first(world, each)))
                if not turn:
                    continue  # the first round reads the files from the disk
                found[BARE].append(bare)
                beside[each.name].append(bare)
                found[each.name].append(mine)
    rows: dict[str, Any] = {name: _spreads(starts) for name, starts in found.items()}
    for each in listed:
        pairs = list(zip(found[each.name], beside[each.name], strict=True))
        rows[each.name] |= {
            "ratio": spread([mine.seconds / bare.seconds for mine, bare in pairs]),
            "cpu_ratio": spread([mine.cpu / bare.cpu for mine, bare in pairs]),
            "limit_mib": _mebibytes(each.memory),
        }
    return {"functions": rows}


def _spreads(starts: list[Start]) -> dict[str, Any]:
    return {name: spread([getattr(each, name) for each in starts]) for name in ("seconds", "cpu", "peak_mib")}


def _mebibytes(memory: str) -> int:
    return int(memory[:-2]) * (1024 if memory.endswith("Gi") else 1)


@contextlib.contextmanager
def _world(folder: Path) -> Any:  # noqa: ANN401 - a generator of one World
    keys = folder / "keys"
    scheduler = module("infra.local.scheduler", "--port", 0, "--functions", "http://bench", "--account", ACCOUNT)
    with (
        contenders.stage(folder, peers=False) as stage,
        running(module("infra.local.sheets", "--port", 0), speaks=True) as sheets,
        running([*scheduler, "--keys", keys], speaks=True) as ringing,
    ):
        ask.post(f"{ringing.words[-1]}/admin/pause")
        ask.post(f"{sheets.words[-1]}/admin/spreadsheets", {"id": SHEET, "title": "Bench"})
        yield World(stage, sheets, ringing)


def _start(name: str, source: Path, settings: Mapping[str, str], first: Request) -> Start:
    """Start a function, ask it once and end it."""
    port = free_port()
    begun = time.perf_counter()
    process = start(framework(name, source, port), settings, core=machine.MEASURED)
    try:
        while (status := _asked(port, first)) is None:
            if process.process.poll() is not None or time.perf_counter() - begun > _LIMIT:
                raise RuntimeError(f"{name} did not start; BENCH_LOUD=1 shows what it says")
            time.sleep(0.002)
        took, cpu = time.perf_counter() - begun, process.cpu()
        if status // 100 != 2:  # noqa: PLR2004 - the class of what went well
            raise RuntimeError(f"{name} answered {status}")
        return Start(took, cpu, process.memory())
    finally:
        process.end()


def _asked(port: int, first: Request) -> int | None:
    connection = http.client.HTTPConnection(HOST, port, timeout=_LIMIT)
    try:
        connection.request("POST", "/", first.body, dict(first.headers))
        return connection.getresponse().status
    except ConnectionRefusedError:
        return None
    finally:
        connection.close()


async def _first(world: World, function: Function) -> Request:
    """Prepare what a function is asked first; the minute's budget of calls begins anew."""
    store = Firestore(contenders.PROJECT, emulator=world.stage.firestore.words[3])
    try:
        await store.commit([Write(PATH, None)])
        match function.trigger:
            case ScheduleTrigger():
                asked = {"audience": f"http://bench/{function.name}", "kind": "valid"}
                token = ask.post(f"{world.scheduler.words[-1]}/admin/token", asked)["token"]
                return Request({"authorization": f"Bearer {token}"}, b"")
            case DocumentTrigger() as trigger:
                return await _event(store, trigger)
        (_, body), *_ = story.Client().updates()
        return Request(story.HEADERS, body)
    finally:
        await store.close()


async def _event(store: Firestore, trigger: DocumentTrigger) -> Request:
    """Let happen what the function waits for: a notice in the outbox, or an order."""
    now, chat = datetime.now(UTC), str(story.Client().chat)
    path = f"orders/{chat[-6:]}"
    write = put(path, {"changed_at": now - timedelta(days=1)})
    if trigger.document.startswith("outbox"):
        (write,) = outbox.entries((Notice("dispatch_client_bot", chat, Say(Message("Готово"))),), f"cold:{chat}", now)
        await store.commit([write])
    change = Change(
        seq=1,
        id=chat,
        time=now.isoformat(),
        kind=functions.DocumentEvent.CREATED,
        project=contenders.PROJECT,
        database="(default)",
        path=write.path,
        document=b"",
        old_document=b"",
        update_mask=(),
    )
    headers = {name.decode(): value.decode() for name, value in headers_of(change, trigger.event)}
    return Request(headers, body_of(change))
