"""Start the whole system on this machine: ``python -m infra.local --port 8080 --data .local``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from infra import functions
from infra.local.launcher.launch import launch
from infra.local.launcher.parts import Place
from infra.local.launcher.ports import COUNT, HIGHEST, Ports


def main() -> int:
    """Read the command line and run until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m infra.local", description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="the functions' port; the six behind it are used too")
    parser.add_argument("--data", type=Path, default=Path(".local"), help="where everything is kept between runs")
    parser.add_argument("--env", type=Path, default=Path(".env"), help="your own settings, which win over local ones")
    parser.add_argument("--list", type=Path, default=functions.LIST, help="the list of functions")
    parser.add_argument("--source", type=Path, default=Path("main.py"), help="the file that defines them")
    parser.add_argument("--indexes", type=Path, default=Path("infra/firestore.indexes.json"))
    parser.add_argument("--twice", type=float, default=0.05, help="the share of Firestore events that come twice")
    parser.add_argument("--verbose", action="store_true", help="repeat here what every part prints")
    asked = parser.parse_args()
    if not 1 <= asked.port <= HIGHEST - COUNT:
        parser.error(f"--port is a number from 1 to {HIGHEST - COUNT}")
    if asked.data.exists() and not asked.data.is_dir():
        parser.error(f"--data names a folder, and {asked.data} is a file")
    place = Place(
        ports=Ports(asked.port),
        data=asked.data,
        functions=asked.list,
        source=asked.source,
        indexes=asked.indexes,
        twice=asked.twice,
        verbose=asked.verbose,
    )
    return launch(place, asked.env)


if __name__ == "__main__":
    sys.exit(main())
