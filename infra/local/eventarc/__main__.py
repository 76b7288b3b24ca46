"""Start the triggers alone.

``python -m infra.local.eventarc --changes http://127.0.0.1:8085 --functions http://127.0.0.1:8080 --port 8086``
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from infra import functions
from infra.functions import Function
from infra.local.eventarc.admin import application
from infra.local.eventarc.courier import Courier
from infra.local.eventarc.feed import Feed, begin, follow
from infra.local.eventarc.mailbox import Mailbox
from infra.local.eventarc.policy import Policy
from infra.local.http import serve
from infra.local.oidc import Keys
from infra.local.vital import vital


def main() -> None:
    """Read the command line and carry events until told to stop."""
    usual = Policy()
    parser = argparse.ArgumentParser(prog="python -m infra.local.eventarc", description=__doc__)
    parser.add_argument("--changes", required=True, help="the Firestore server's admin address")
    parser.add_argument("--functions", required=True, help="the address the functions answer at")
    parser.add_argument("--port", type=int, default=0, help="the triggers' own admin address; 0 takes a free one")
    parser.add_argument("--data", type=Path, default=Path(".local/eventarc"), help="where undelivered events are kept")
    parser.add_argument("--keys", type=Path, default=Path(".local/keys"), help="where the signing key is")
    parser.add_argument("--list", type=Path, default=functions.LIST, help="the list of functions")
    parser.add_argument("--desks", help="the desks that are on, as dispatch,realty; all unless said")
    parser.add_argument("--twice", type=float, default=usual.twice, help="the share of events that come twice")
    parser.add_argument("--seed", type=int, default=usual.seed, help="which ones do")
    parser.add_argument("--first-pause", type=float, default=usual.first_pause, help="seconds before the first retry")
    asked = parser.parse_args()
    try:
        listed = functions.read(asked.list, desks=asked.desks.split(",") if asked.desks else None)
    except functions.FunctionsListError as error:
        sys.exit(str(error))
    policy = Policy(twice=asked.twice, seed=asked.seed, first_pause=asked.first_pause)
    _serve(asked, listed, policy)


def _serve(asked: argparse.Namespace, listed: tuple[Function, ...], policy: Policy) -> None:
    with contextlib.closing(Mailbox(asked.data)) as mailbox:
        courier = Courier(listed, mailbox, Keys.kept_in(asked.keys), asked.functions)
        courier.policy = policy

        @contextlib.asynccontextmanager
        async def lifespan(_app: object) -> AsyncIterator[None]:
            async with Feed(asked.changes) as feed:
                cursor = await begin(feed, mailbox)
                for owed in mailbox.all_owed():
                    courier.send(owed)
                following = vital(follow(feed, mailbox, courier, cursor))
                yield
                following.cancel()
                courier.close()

        serve("eventarc", application(courier, lifespan), host="127.0.0.1", port=asked.port)


if __name__ == "__main__":
    main()
