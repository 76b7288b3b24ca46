"""Builds a server from its parts, starts it and stops it."""

from __future__ import annotations

import asyncio
import fcntl
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import uvicorn

from infra.local.faults import Faults
from infra.local.firestore import sweeping
from infra.local.firestore.admin import Admin
from infra.local.firestore.engine import Engine
from infra.local.firestore.indexes import load
from infra.local.firestore.service import Service
from infra.local.firestore.transactions import Limits

_OPTIONS = [
    ("grpc.so_reuseport", 0),
    ("grpc.max_receive_message_length", 64 << 20),
    ("grpc.max_send_message_length", -1),
]
_GRACE = 1.0


class Taken(Exception):
    """Another program has the port or the folder that the server was told to use."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to listen and where to keep the documents; port 0 chooses a free one, no folder a passing one."""

    port: int = 0
    host: str = "127.0.0.1"
    admin_port: int = 0
    data: Path | None = None
    indexes: Path | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a running server listens."""

    grpc: str
    admin: str


class _Admin(uvicorn.Server):
    """Uvicorn without a say in signals: they end the whole server."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, or say in one line that the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only a socket that names its protocol is spared the delay that gathers small answers.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise Taken(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listener


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep a folder to this process: two servers on one file would not know of each other's locks and times."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Taken(f"another server keeps its documents in {folder}") from error
        yield


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Addresses]:
    """Run a server for the length of a block."""
    if settings.data is None:
        with tempfile.TemporaryDirectory(prefix="firestore-") as folder:
            async with _serving(settings, Path(folder), durable=False) as addresses:
                yield addresses
    else:
        with _alone(settings.data):
            async with _serving(settings, settings.data, durable=True) as addresses:
                yield addresses


@asynccontextmanager
async def _serving(settings: Settings, folder: Path, *, durable: bool) -> AsyncIterator[Addresses]:
    # gRPC says nothing useful about a port it cannot have, so we ask for it first.
    _listen(settings.host, settings.port).close()
    admin_socket = _listen(settings.host, settings.admin_port)
    indexes = load(settings.indexes) if settings.indexes else None
    engine = Engine(folder, durable=durable, limits=settings.limits, indexes=indexes)
    faults = Faults()
    server = grpc.aio.server(options=_OPTIONS)
    server.add_generic_rpc_handlers((Service(engine, faults).handler(),))
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    port = server.add_insecure_port(f"{host}:{settings.port}")
    await server.start()
    config = uvicorn.Config(
        Admin(engine, faults).application(), log_level="error", lifespan="off", timeout_graceful_shutdown=1
    )
    admin = _Admin(config)
    sweeper = asyncio.create_task(sweeping.for_ever(engine))
    admin_task = asyncio.create_task(admin.serve(sockets=[admin_socket]))
    try:
        yield Addresses(f"{host}:{port}", f"http://{host}:{admin_socket.getsockname()[1]}")
    finally:
        sweeper.cancel()
        engine.let_go()
        await server.stop(_GRACE)
        admin.should_exit = True
        await admin_task
        await engine.close()
