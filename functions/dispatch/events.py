"""The doors of what happens to the desk's records."""

from __future__ import annotations

from cloudevents.http import CloudEvent

from functions.dispatch import wiring
from shared.web import door
from shared.wiring import mirror, store

SYNC_SECONDS = 100  # the function's limit, as infra/functions.toml has it


@door.event(wiring.Showing)
async def dispatch_show_order(happened: CloudEvent) -> None:  # noqa: ARG001 - which order it was does not matter
    """Show the staff within seconds what happened to an order, instead of within the minute."""
    await mirror(SYNC_SECONDS).sync(wiring.book(store()))
