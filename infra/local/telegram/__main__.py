"""Starts the stand-in: ``python -m infra.local.telegram --port 8082 [--host 127.0.0.1] [--data DIR] [--limits]``."""

from __future__ import annotations

import argparse
from pathlib import Path

from infra.local.http import serve
from infra.local.telegram.app import build


def main() -> None:
    """Serve until told to stop; the ready line is ``telegram ready on http://HOST:PORT``."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.local.telegram", description="The Telegram Bot API, locally."
    )
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", type=Path, help="where to remember; without it, nowhere")
    parser.add_argument("--limits", action="store_true", help="refuse what comes too fast, as Telegram does")
    options = parser.parse_args()
    serve("telegram", build(options.data, limits=options.limits), host=options.host, port=options.port)


if __name__ == "__main__":
    main()
