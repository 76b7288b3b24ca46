"""Makes function processes in milliseconds: everything is imported once, and each function is a fork of that.

``python -m tests.faults.zygote`` reads an order a line from its standard input, ``{"function", "environment", "log",
"traffic", "clock", "at"?, "fault"?, "kill_chance"?}``, and answers ``{"pid", "port"}``. A fork serves one function of
``main.py`` through the functions framework's own application. It sees the time of the run's clock, and its pacing
waits a fiftieth. All forks end with the zygote, which ends with its input.
"""

# ruff: noqa: F401 - most imports are made for the forks, so that none of them has to

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import mmap
import os
import signal
import socket
import struct
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio._backends._asyncio
import anyio.streams.tls
import cryptography.x509
import google.auth.jwt
import google.cloud.firestore_v1
import google.events.cloud.firestore
import gspread
import h11
import httpcore
import phonenumbers.data.region_RU
import telegram
import uvicorn
import uvicorn.lifespan.off
import uvicorn.loops.auto
import uvicorn.protocols.http.auto
import uvicorn.protocols.websockets.auto
from functions_framework.aio import create_asgi_app

import functions.dispatch.client_bot
import functions.dispatch.master_bot
import functions.dispatch.offers
import functions.dispatch.sheet
import functions.dispatch.statistics
import main as table_of_contents
import shared.channels.telegram.outbound
import shared.channels.telegram.webhook
import shared.sheets.mirror
import shared.store.firestore
import shared.web.jobs
from shared import clock
from shared.delivery import deliver
from shared.delivery.pace import Pace
from tests.faults.gates import Fault, Gate, install

HOST = "127.0.0.1"
HASTE = 50  # how much faster a pace passes
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Serve orders until the input ends."""
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a fork: its death shows on its connections
    for line in sys.stdin:
        order = json.loads(line)
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.bind((HOST, 0))
        listener.listen(128)
        pid = os.fork()
        if not pid:
            _be(order, listener)
        sys.stdout.write(json.dumps({"pid": pid, "port": listener.getsockname()[1]}) + "\n")
        sys.stdout.flush()
        listener.close()


def _be(order: Mapping[str, Any], listener: socket.socket) -> None:
    """Become a function's process, for the rest of its life."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for here, there in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(here, there)
    os.environ.clear()
    os.environ.update(order["environment"], FUNCTION_TARGET=order["function"])
    _set_clock(Path(order["clock"]))
    _pass_gates(order)
    try:
        _serve(order["function"], listener)
    finally:
        os._exit(1)


def _set_clock(file: Path) -> None:
    """Show the run's time, which is so many seconds ahead as the file says, and let a pace pass quickly."""
    with file.open("r+b") as opened:
        shown = mmap.mmap(opened.fileno(), 8)
    clock.now = lambda: datetime.now(UTC) + timedelta(seconds=struct.unpack("d", shown)[0])

    async def sleep(seconds: float) -> None:
        """Let the time pass that a delivery waits for its turn: for everybody, and at once."""
        await asyncio.sleep(seconds / HASTE)
        shown[:] = struct.pack("d", struct.unpack("d", shown)[0] + seconds)

    deliver.asyncio = _Hasty(sleep)  # type: ignore[attr-defined,assignment]  # all of asyncio but its sleep

    async def wait(self: Pace, chat: str) -> None:
        await asyncio.sleep(max(0.0, self.slot(chat) - self.time()) / HASTE)

    Pace.wait = wait  # type: ignore[method-assign]  # time passes more quickly, that is all


class _Hasty:
    """The module asyncio with another sleep."""

    def __init__(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        self.sleep = sleep

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)


def _pass_gates(order: Mapping[str, Any]) -> None:
    traffic = os.open(order["traffic"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    fault = Fault(order["fault"]) if order.get("fault") else None
    install(Gate(order["function"], traffic, order.get("at", 0), fault, order.get("kill_chance", 0.0)))


def _serve(name: str, listener: socket.socket) -> None:
    app = create_asgi_app(name, str(Path(__file__).parents[2] / "main.py"))  # type: ignore[no-untyped-call]  # no types
    config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off", timeout_keep_alive=60)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
