"""The doors of the scheduler that serve every desk."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from functions.system import wiring
from shared.web import door

SWEEP_PER_SECOND = 5.0  # beside the delivery itself, which has its own pace


@door.http(wiring.Sweeping)
async def system_sweep_outbox(request: Request) -> Response:
    """Send what should have left by now, each minute."""

    async def sweep() -> dict[str, int]:
        return {"lanes": await wiring.delivery(SWEEP_PER_SECOND).sweep()}

    return await wiring.runner().run(request, "system_sweep_outbox", sweep)
