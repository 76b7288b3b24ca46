"""Where the CPU time of our client bot goes, layer by layer."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

from bench import contenders, machine
from bench.processes import ROOT, framework, free_port, running, wait_for
from bench.speed import drive
from bench.story import HEADERS, STEPS
from bench.wire import Line

# The innermost frame that belongs to a layer decides; what several layers use (h11, anyio, json) belongs to none.
_LAYERS = (
    ("Bot API call (answerCallbackQuery)", ("/telegram/", "/httpx/", "/httpcore/")),
    ("gRPC", ("/grpc/",)),
    ("store: messages there and back", ("/shared/store/", "/google/protobuf/", "/google/cloud/", "/proto/")),
    ("log", ("/structlog/", "/shared/log.py")),
    ("texts", ("/fluent/", "/shared/texts.py")),
    ("turn: decode, decide, encode", ("/shared/", "/functions/", "/phonenumbers/")),
    ("HTTP server and framework", ("/uvicorn/", "/starlette/", "/functions_framework/", "/gunicorn/", "/bench/")),
    ("event loop, gRPC's own thread", ("/asyncio/", "selectors.py")),
)
_TOP = 25


def measure(folder: Path, *, orders: int) -> dict[str, Any]:
    """Sample the bot while clients fill the form."""
    out, port = folder / "profile.json", free_port()
    source = ROOT / "bench/profiled/main.py"
    with contenders.stage(folder, peers=False) as stage:
        settings = {**stage.settings, "PROFILE": str(out), "PYTHONPATH": str(ROOT)}
        with running(framework("dispatch_client_bot", source, port), settings, core=machine.MEASURED) as bot:
            wait_for(port, bot)
            asyncio.run(drive(port, max(4, orders // 10)))
            asyncio.run(_tell(port, "begin"))
            cpu = bot.cpu()
            asyncio.run(drive(port, orders))
            used = bot.cpu() - cpu
            asyncio.run(_tell(port, "end"))
    stacks: Counter[str] = Counter(json.loads(out.read_text()))
    total = sum(stacks.values())
    layers: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for stack, count in stacks.items():
        frames = stack.split(";")
        layers[_layer(frames)] += count
        for frame in {_short(frame) for frame in frames}:
            places[frame] += count
    per_update = used / (orders * len(STEPS)) * 1000
    shares = {name: round(count / total, 4) for name, count in layers.most_common()}
    named = {place: round(count / total, 4) for place, count in places.most_common(400) if _telling(place)}
    return {
        "samples": total,
        "cpu_ms": round(per_update, 3),
        "layers": shares,
        "places": dict(list(named.items())[:_TOP]),
    }


async def _tell(port: int, what: str) -> None:
    line = await Line.open(port)
    await line.post(b"{}", {**HEADERS, "x-profile": what})
    await line.close()


def _layer(frames: list[str]) -> str:
    for frame in frames:
        for name, marks in _LAYERS:
            if any(mark in frame for mark in marks) and not (name.startswith("event loop") and frame is not frames[0]):
                return name
    return "other"


def _short(frame: str) -> str:
    path, _, name = frame.rpartition(":")
    for root in (f"{ROOT}/", "site-packages/"):
        path = path.rpartition(root)[2]
    return f"{path}:{name}"


def _telling(place: str) -> bool:
    """Whether a place tells more than that there is a server and a loop."""
    return place.startswith(
        ("shared/", "functions/", "grpc/", "httpx/", "httpcore/", "h11/", "fluent/", "telegram/_bot")
    )
