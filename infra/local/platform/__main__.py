"""Start the platform alone: ``python -m infra.local.platform --port 8080 --data .local``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from starlette.types import Scope

from infra import functions
from infra.local import settings_file
from infra.local.faults import Faults
from infra.local.http import FaultyHTTP, serve
from infra.local.oidc import Keys
from infra.local.platform.doorkeeper import Doorkeeper
from infra.local.platform.gateway import Gateway, name_of
from infra.local.platform.platform import Platform, Workshop
from infra.local.platform.site import site


def main() -> None:
    """Read the command line and serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.platform", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, default=Path(".local"), help="where logs and keys are")
    parser.add_argument("--settings", type=Path, help="the functions' settings; DATA/run.env unless said")
    parser.add_argument("--list", type=Path, default=functions.LIST, help="the list of functions")
    parser.add_argument("--source", type=Path, default=Path("main.py"))
    parser.add_argument("--verbose", action="store_true", help="repeat what functions print on stderr")
    asked = parser.parse_args()
    settings = settings_file.read(asked.settings or asked.data / "run.env")
    desks = settings["DESKS"].split(",") if "DESKS" in settings else None
    try:
        listed = functions.read(asked.list, desks=desks)
    except functions.FunctionsListError as error:
        sys.exit(str(error))
    workshop = Workshop(
        source=asked.source.resolve(),
        data=asked.data.resolve(),
        functions=listed,
        settings=settings,
        echo=_echo if asked.verbose else None,
    )
    _serve(Platform(workshop), Keys.kept_in(asked.data / "keys"), asked.port)


def _serve(platform: Platform, keys: Keys, port: int) -> None:
    faults = Faults()
    gateway = Gateway(platform.services, Doorkeeper(keys), site(platform, faults))

    def method_of(scope: Scope) -> str | None:
        name = name_of(scope)
        return name if name in platform.services else None

    serve("platform", FaultyHTTP(gateway, faults, method_of=method_of), host="127.0.0.1", port=port)


def _echo(name: str, line: str) -> None:
    print(f"{name}: {line}", file=sys.stderr, flush=True)  # noqa: T201 - asked for with --verbose


if __name__ == "__main__":
    main()
