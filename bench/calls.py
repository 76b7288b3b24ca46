"""What a step and a whole order ask of Firestore, the Bot API and Sheets, counted by the stand-ins."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import ask, contenders
from bench.story import HEADERS, Client
from bench.wire import Line
from functions.dispatch.commission import DEFAULT_RATE as RATE
from infra.local.walk.__main__ import assemble
from infra.local.walk.order import Cast, accept, complete, order, register
from tests.stand import Stand

Row = dict[str, Any]


def measure(folder: Path) -> dict[str, Any]:
    """Count the steps with the bot alone, then a whole order with everything running."""
    return {"steps": _steps(folder), "order": _order(folder / "cloud")}


def _steps(folder: Path) -> list[Row]:
    """Count what each update makes the client's bot ask for, with nothing else running."""
    with contenders.stage(folder, peers=False) as stage, contenders.ours(stage) as bot:
        asyncio.run(_play(bot.port, Client(), lambda _: None))
        rows: list[Row] = []
        admin, before = stage.firestore.words[-1], [ask.get(f"{stage.bot_api}/counts")]
        _forget(admin)

        def note(step: str) -> None:
            after = ask.get(f"{stage.bot_api}/counts")
            made = {
                name: after[name] - before[-1].get(name, 0) for name in after if after[name] != before[-1].get(name)
            }
            rows.append({"step": step, **_asked(admin), "bot_api": made})
            before.append(after)
            _forget(admin)

        asyncio.run(_play(bot.port, Client(), note))
    return rows


async def _play(port: int, client: Client, note: Callable[[str], None]) -> None:
    line = await Line.open(port)
    for step, body in client.updates():
        client.heard(await line.post(body, HEADERS), step)
        note(step)
    await line.close()


def _order(folder: Path) -> list[Row]:
    """Count every phase of an order with two masters on shift, all functions and triggers running."""
    stand = Stand(folder)
    stand.start()
    try:
        ask.post(f"{stand.places['LOCAL_SCHEDULER']}/admin/pause")
        cast = assemble(folder)
        number = ""
        phases: list[tuple[str, Callable[[], object]]] = [
            ("two masters register", lambda: _register(cast)),
            ("the first pass over the Sheet makes the tabs", lambda: cast.office.run("system_sync_sheets")),
            ("a pass over the Sheet with nothing to do", lambda: cast.office.run("system_sync_sheets")),
            ("the client orders, both masters get the offer", lambda: order(cast.client)),
            ("a master accepts", lambda: accept(cast.quick, cast.slow, cast.client, number)),
            ("the master completes", lambda: complete(cast.quick, cast.client, RATE)),
        ]
        rows = []
        for name, phase in phases:
            _forget(stand.places["LOCAL_FIRESTORE_ADMIN"], stand.places["LOCAL_TELEGRAM"], stand.places["LOCAL_SHEETS"])
            said = phase()
            number = said if isinstance(said, str) else number
            stand.settled(60)
            rows.append({"phase": name, **_asked(stand.places["LOCAL_FIRESTORE_ADMIN"]), **_spoken(stand.places)})
        return rows
    finally:
        stand.stop()


def _register(cast: Cast) -> None:
    for master in (cast.quick, cast.slow):
        register(master, cast.owner)


def _forget(firestore: str, *others: str) -> None:
    ask.forget(firestore, documents=True)
    for other in others:
        ask.forget(other)


def _asked(admin: str) -> Row:
    calls, documents = ask.calls(admin), ask.documents(admin)
    return {
        "read_calls": sum(calls.get(name, 0) for name in ("BatchGetDocuments", "GetDocument")),
        "queries": calls.get("RunQuery", 0) + calls.get("RunAggregationQuery", 0),
        "commits": calls.get("Commit", 0),
        "documents_read": documents["reads"],
        "documents_written": documents["writes"],
    }


def _spoken(places: dict[str, str]) -> Row:
    """Return the calls to the Bot API, with those that rode in webhooks' responses, and to Sheets."""
    return {"bot_api": ask.calls(places["LOCAL_TELEGRAM"]), "sheets": ask.calls(places["LOCAL_SHEETS"])}
