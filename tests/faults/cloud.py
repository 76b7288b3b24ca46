"""The stand-ins that many runs share, one after the other, and the gateway through which the functions are called."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.types import Receive, Scope, Send

from infra.local.oidc import Keys
from tests.faults.functions import Functions, Zygote
from tests.stand_ins import REPOSITORY, Process

HASTE = 500  # how much faster Telegram's patience passes


@dataclass
class Cloud:
    """Everything outside the functions."""

    firestore: Process
    telegram: Process
    sheets: Process
    zygote: Zygote
    folder: Path
    keys: Keys = field(default_factory=Keys.generated)
    gate: str = ""
    runs: dict[str, Functions] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def admins(self) -> dict[str, str]:
        """The admin addresses of the stand-ins."""
        return {
            "firestore": self.firestore.words[-1],
            "telegram": self.telegram.words[-1],
            "sheets": self.sheets.words[-1],
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request at ``/RUN/FUNCTION`` on, and answer ``/certs`` with our certificates."""
        if scope["path"] == "/certs":
            await _answer(send, 200, [(b"content-type", b"application/json")], _json(self.keys.certificates))
            return
        _, run, name = scope["path"].split("/", 2)
        body, more = bytearray(), True
        while more:
            part = await receive()
            body += part.get("body", b"")
            more = part.get("more_body", False)
        if run not in self.runs:
            await _answer(send, 410, [], b"")  # a run that has ended: nobody waits for the answer
            return
        answer = await self.runs[run].deliver(name, list(scope["headers"]), bytes(body))
        headers = [(key, value) for key, value in answer.headers if key in {b"content-type", b"retry-after"}]
        await _answer(send, answer.status, headers, answer.body)


@asynccontextmanager
async def running() -> AsyncIterator[Cloud]:
    """Start the stand-ins and the gateway for the length of a block."""
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    indexes = str(REPOSITORY / "infra/firestore.indexes.json")
    parts = (Process("firestore", "--indexes", indexes), Process("telegram"), Process("sheets"))
    cloud = Cloud(*parts, zygote=Zygote(), folder=folder)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    cloud.gate = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(cloud, log_level="critical", access_log=False, lifespan="off", timeout_keep_alive=60)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        async with httpx.AsyncClient(trust_env=False) as client:
            address = f"{cloud.admins['telegram']}/admin/clock"
            (await client.post(address, json={"speed": HASTE})).raise_for_status()
        yield cloud
    finally:
        server.should_exit = server.force_exit = True
        await serving
        cloud.zygote.close()
        for part in parts:
            part.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
