"""Runs a scheduled function: recognises the scheduler, keeps a record of the run, says what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared.clock import Clock
from shared.config import Caller
from shared.errors import Failure, StoreUnavailable
from shared.log import log
from shared.store.port import Store
from shared.store.records import merge
from shared.web.oidc import Verifier

Job = Callable[[], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs jobs for the one caller who may start them."""

    verifier: Verifier
    public: str
    store: Store
    clock: Clock

    @classmethod
    def of(cls, caller: Caller, store: Store, clock: Clock) -> Runner:
        """Build what runs the jobs of one instance."""
        return cls(Verifier(caller.email, caller.certificates), caller.public, store, clock)

    async def run(self, request: Request, name: str, job: Job) -> Response:
        """Run ``job`` if the scheduler asks; 401 to anybody else, 503 where it should ask again."""
        if not await self.verifier.authentic(request.headers.get("authorization", ""), f"{self.public}/{name}"):
            return JSONResponse({"error": "only the scheduler starts this job"}, status_code=401)
        began = self.clock()
        try:
            came = dict(await job())
        except StoreUnavailable:
            raise
        except Failure as failure:
            await self._record(name, began_at=began, error=str(failure)[:500])
            log.warning("job failed", job=name, cause=str(failure))
            return JSONResponse({"error": str(failure)}, status_code=503, headers={"retry-after": "10"})
        except Exception as error:
            await self._record(name, began_at=began, error=f"{type(error).__name__}: {error}"[:500])
            raise
        seconds = (self.clock() - began).total_seconds()
        await self._record(name, began_at=began, seconds=seconds, result=came, error=None)
        log.info("job done", job=name, seconds=seconds, **came)
        return JSONResponse(came)

    async def _record(self, name: str, **fields: Any) -> None:  # noqa: ANN401 - a field holds whatever a document can
        await self.store.commit([merge(f"jobs/{name}", **fields)])
