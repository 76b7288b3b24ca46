"""The doors of the scheduler that serve every desk."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from functions.system import wiring
from shared import clock
from shared.web import door
from shared.wiring import store

SWEEP_PER_SECOND = 5.0  # beside the delivery itself, which has its own pace


SYNC_SECONDS = 100  # the function's limit, as infra/functions.toml has it


@door.http(wiring.Syncing)
async def system_sync_sheets(request: Request) -> Response:
    """Bring every desk's spreadsheet and its records together, each minute."""

    async def sync() -> dict[str, int]:
        return await wiring.sync(SYNC_SECONDS)

    return await wiring.runner().run(request, "system_sync_sheets", sync)


@door.http(wiring.Balancing)
async def system_balance_ledger(request: Request) -> Response:
    """Hold what came in against what is on record, each night; what does not balance is named and alarms."""
    from shared.conversation.ledger import Ledger  # noqa: PLC0415 - no other function needs it

    return await wiring.runner().run(request, "system_balance_ledger", Ledger(store(), clock.now).check)


@door.http(wiring.Sweeping)
async def system_sweep_outbox(request: Request) -> Response:
    """Send what should have left by now, each minute."""

    async def sweep() -> dict[str, int]:
        return {"lanes": await wiring.delivery(SWEEP_PER_SECOND).sweep()}

    return await wiring.runner().run(request, "system_sweep_outbox", sweep)
