"""The doors of what happens in the store."""

from __future__ import annotations

from cloudevents.http import CloudEvent

from functions.system import wiring
from shared.web import door


@door.event(wiring.Delivering)
async def system_deliver(happened: CloudEvent) -> None:
    """Send what a new entry of the outbox says its lane holds."""
    await wiring.delivery().deliver(happened["document"].rpartition("/")[2])
