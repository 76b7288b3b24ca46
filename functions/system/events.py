"""The doors of what happens in the store."""

from __future__ import annotations

from cloudevents.http import CloudEvent

from functions.system import wiring
from shared.web import door

PER_SECOND = 25.0  # Telegram allows a bot about thirty messages a second in all


@door.event(wiring.Delivering)
async def system_deliver(happened: CloudEvent) -> None:
    """Send what a new entry of the outbox says its lane holds."""
    await wiring.delivery(PER_SECOND).deliver(happened["document"].rpartition("/")[2])
