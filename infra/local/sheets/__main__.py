"""Starts the stand-in: ``python -m infra.local.sheets --port 8083 [--host 127.0.0.1] [--data DIR] [--quota]``."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from infra.local.http import serve
from infra.local.sheets.app import build
from infra.local.sheets.quota import Quota
from infra.local.sheets.service import Service
from infra.local.sheets.store import Store


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="infra.local.sheets", description="A local Google Sheets v4 and Drive v3.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", type=Path, default=None, help="folder to keep everything in; without it, memory")
    parser.add_argument("--quota", action="store_true", help="refuse more than 60 reads and 60 writes a minute")
    options = parser.parse_args()
    with closing(Store(options.data)) as store:
        service = Service(store, quota=Quota(on=options.quota))
        serve("sheets", build(service), host=options.host, port=options.port)


if __name__ == "__main__":
    main()
