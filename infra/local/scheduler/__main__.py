"""Start the scheduler alone.

``python -m infra.local.scheduler --port 8084 --functions http://127.0.0.1:8080 --time-zone Europe/Moscow``
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from infra import functions
from infra.local.faults import Faults
from infra.local.http import serve
from infra.local.oidc import Keys
from infra.local.scheduler.app import Desk, application
from infra.local.scheduler.jobs import Job, jobs_of
from infra.local.scheduler.runner import Runner
from infra.local.vital import vital


def main() -> None:
    """Read the command line and ring until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.scheduler", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--functions", required=True, help="the address the functions answer at")
    parser.add_argument(
        "--public-url", help="the address they are known by, the tokens' audience; --functions if unsaid"
    )
    parser.add_argument("--time-zone", default="Europe/Moscow")
    parser.add_argument("--account", default="jobs@frontdesk-local.iam.gserviceaccount.com", help="who is calling")
    parser.add_argument("--keys", type=Path, default=Path(".local/keys"), help="where the signing key is")
    parser.add_argument("--list", type=Path, default=functions.LIST, help="the list of functions")
    parser.add_argument("--desks", help="the desks that are on, as dispatch,realty; all unless said")
    asked = parser.parse_args()
    try:
        listed = functions.read(asked.list, desks=asked.desks.split(",") if asked.desks else None)
        jobs = jobs_of(listed, ZoneInfo(asked.time_zone))
    except functions.FunctionsListError as error:
        sys.exit(str(error))
    except (ZoneInfoNotFoundError, ValueError):
        sys.exit(f"TIME_ZONE: {asked.time_zone!r} is no time zone; it is a name as Europe/Moscow or Asia/Tbilisi")
    _serve(asked, jobs)


def _serve(asked: argparse.Namespace, jobs: dict[str, Job]) -> None:
    faults, keys = Faults(), Keys.kept_in(asked.keys)
    public_url = asked.public_url or asked.functions
    runner = Runner(keys, faults, address=asked.functions, public_url=public_url, account=asked.account)

    @contextlib.asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        keeping = [vital(runner.keep(job)) for job in jobs.values()]
        yield
        for task in keeping:
            task.cancel()
        await runner.close()

    desk = Desk(jobs, runner, keys, asked.account)
    serve("scheduler", application(desk, faults, lifespan), host="127.0.0.1", port=asked.port)


if __name__ == "__main__":
    main()
