"""Starts the server from the command line."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

# gRPC's own complaints about a client that went away are no news to anybody.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

from infra.local.firestore.indexes import BadIndexFile
from infra.local.firestore.server import Settings, Taken, running
from infra.local.firestore.store import OtherVersion


def _settings(arguments: list[str] | None = None) -> Settings:
    parser = argparse.ArgumentParser(prog="python -m infra.local.firestore", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="where gRPC clients connect (0: any free port)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--admin-port", type=int, default=0, help="where /admin answers (default: any free port)")
    parser.add_argument("--data", type=Path, help="the folder to keep documents in (default: forget them at the end)")
    parser.add_argument("--indexes", type=Path, help="a firestore.indexes.json: refuse queries that lack their index")
    given = parser.parse_args(arguments)
    return Settings(given.port, given.host, given.admin_port, given.data, given.indexes)


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with running(settings) as addresses:
        print(f"firestore ready on {addresses.grpc}, admin on {addresses.admin}", flush=True)  # noqa: T201 - the line others wait for
        await stop.wait()


def main() -> int:
    """Run until told to stop; 1 if a port or folder cannot be used or the index file is none."""
    try:
        asyncio.run(_run(_settings()))
    except (Taken, BadIndexFile, OtherVersion) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command speaks to its terminal
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
