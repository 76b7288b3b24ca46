"""Decides who takes part: our client bot, aiogram, python-telegram-bot twice, and a function that does nothing."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import machine, story
from bench.processes import HOST, ROOT, Running, framework, free_port, module, running, wait_for
from shared.store.firestore import Firestore
from shared.store.records import Query

VENV = ROOT / ".local/bench/venv"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
TOKEN = "1:bench-token-of-nobody"  # noqa: S105 - of nobody's bot
PROJECT = "bench"
REDIS_POLICY = ("--appendonly", "yes", "--appendfsync", "always", "--save", "")


@dataclass(frozen=True, slots=True)
class Contender:
    """Somebody who answers updates at ``port``; ``store`` is what keeps their answers."""

    name: str
    port: int
    process: Running
    store: Running | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """What contenders stand on: a Bot API that says yes, a Firestore, and Redis where it is installed."""

    bot_api: str
    firestore: Running
    folder: Path
    redis: Running | None
    redis_url: str = ""

    @property
    def settings(self) -> dict[str, str]:
        """What our functions are given."""
        return {
            "GOOGLE_CLOUD_PROJECT": PROJECT,
            "FIRESTORE_EMULATOR_HOST": self.firestore.words[3],
            "TELEGRAM_API_URL": self.bot_api,
            "TIME_ZONE": "Europe/Moscow",
            "DISPATCH_CLIENT_BOT_TOKEN": TOKEN,
            "DISPATCH_CLIENT_BOT_WEBHOOK_SECRET": story.SECRET,
            "XDG_RUNTIME_DIR": str(self.folder),
        }


@contextlib.contextmanager
def stage(folder: Path, *, peers: bool = True) -> Iterator[Stage]:
    """Set the stage."""
    indexes = ROOT / "infra/firestore.indexes.json"
    firestore = module("infra.local.firestore", "--port", 0, "--data", folder / "firestore", "--indexes", indexes)
    with contextlib.ExitStack() as stack:
        bot_api = stack.enter_context(running(module("bench.bot_api", 0), speaks=True))
        kept = stack.enter_context(running(firestore, speaks=True))
        server = shutil.which("redis-server") if peers else None
        if server is None:
            yield Stage(bot_api.words[-1], kept, folder, None)
            return
        port = free_port()
        (folder / "redis").mkdir()
        command = [server, "--port", str(port), "--bind", HOST, "--dir", str(folder / "redis"), *REDIS_POLICY]
        redis = stack.enter_context(running(command))
        wait_for(port, redis)
        yield Stage(bot_api.words[-1], kept, folder, redis, f"redis://{HOST}:{port}/0")


@contextlib.contextmanager
def ours(stage: Stage, *, core: int = machine.MEASURED) -> Iterator[Contender]:
    """Serve our client bot as it is deployed."""
    port = free_port()
    with running(framework("dispatch_client_bot", ROOT / "main.py", port), stage.settings, core=core) as process:
        wait_for(port, process)
        yield Contender("frontdesk", port, process, stage.firestore)


@contextlib.contextmanager
def bare(stage: Stage) -> Iterator[Contender]:
    """Serve the function that does nothing."""
    port = free_port()
    source = ROOT / "bench/bare/main.py"
    own = {"XDG_RUNTIME_DIR": str(stage.folder)}
    with running(framework("bare", source, port), own, core=machine.MEASURED) as process:
        wait_for(port, process)
        yield Contender("bare function", port, process)


PEERS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "aiogram, Redis": ("bench.peers.aiogram_bot", {}),
    "PTB, pickle": ("bench.peers.ptb_bot", {"PERSISTENCE": "pickle"}),
    "PTB, Redis": ("bench.peers.ptb_bot", {"PERSISTENCE": "redis", "REPLY": "response"}),
}


@contextlib.contextmanager
def peer(name: str, stage: Stage) -> Iterator[Contender]:
    """Serve one of the peers from the bench's own environment."""
    code, own = PEERS[name]
    port = free_port()
    environment = {
        **own,
        "PORT": str(port),
        "REDIS_URL": stage.redis_url.replace("/0", f"/{list(PEERS).index(name)}"),
        "TELEGRAM_API_URL": stage.bot_api,
        "BOT_TOKEN": TOKEN,
        "WEBHOOK_SECRET": story.SECRET,
        "PICKLE_FOLDER": str(stage.folder),
    }
    with running([VENV / "bin/python", "-m", code], environment, core=machine.MEASURED) as process:
        wait_for(port, process)
        yield Contender(name, port, process, stage.redis)


def orders_kept(stage: Stage, contender: Contender) -> int:
    """Count the orders that a contender's store holds: who loses some must not win by it."""
    if contender.name in PEERS:
        port, number = stage.redis_url.rpartition(":")[2].split("/")[0], list(PEERS).index(contender.name)
        command = ["redis-cli", "-p", port, "-n", str(number), "--scan", "--pattern", "orders:*"]
        return len(subprocess.run(command, capture_output=True, check=True, text=True).stdout.split())  # noqa: S603 - our own words
    return asyncio.run(_orders(stage))


async def _orders(stage: Stage) -> int:
    store = Firestore(PROJECT, emulator=stage.firestore.words[3])
    found = len(await store.query(Query("orders")))
    await store.close()
    return found


def missing() -> list[str]:
    """Say what the peers lack on this machine, having made their environment if that was all."""
    lacking = []
    if shutil.which("redis-server") is None:
        lacking.append("redis-server is not installed (Debian: apt install redis-server): the peers are left out")
    elif not (VENV / ".ready").exists() or (VENV / ".ready").read_text() != REQUIREMENTS.read_text():
        lacking += _make_environment()
    return lacking


def _make_environment() -> list[str]:
    sys.stderr.write(f"Making {VENV} from {REQUIREMENTS.name} (once)\n")
    install: list[str | Path] = [VENV / "bin/pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
    try:
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)  # noqa: S603 - our own words
        subprocess.run([*install, "-r", REQUIREMENTS], check=True)  # noqa: S603 - as above
    except (OSError, subprocess.CalledProcessError) as error:
        return [f"the peers' environment could not be made ({error}): they are left out"]
    (VENV / ".ready").write_text(REQUIREMENTS.read_text())
    return []
