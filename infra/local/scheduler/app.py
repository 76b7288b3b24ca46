"""Decides what can be asked and ordered at the scheduler's address.

- ``GET /certs`` answers ``{key id: certificate}`` as https://www.googleapis.com/oauth2/v1/certs does.
- ``GET /admin/jobs`` lists the jobs: schedule, next run, last run, last status.
- ``POST /admin/jobs/NAME/run`` runs one now and answers ``{"status", "body", "seconds", "attempts"}`` when it is done.
- ``POST /admin/pause`` and ``POST /admin/resume`` stop and start the clock for all jobs.
- ``POST /admin/token`` ``{"audience", "email"?, "kind"?}`` answers ``{"token"}``; ``kind`` is ``valid``, ``expired``,
  ``forged`` (signed with a stranger's key under our key's name), ``unsigned`` or ``unverified`` (the e-mail is).
- ``/admin/faults`` and ``/admin/counts`` by the names of jobs, and ``certs`` for the certificates.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Lifespan, Scope

from infra.local.faults import Faults
from infra.local.http import FaultyHTTP
from infra.local.oidc import LIFETIME, Keys, claims_of, unsigned
from infra.local.scheduler.jobs import Job
from infra.local.scheduler.runner import Runner

TOKENS: dict[str, Callable[[Keys, dict[str, Any]], str]] = {
    "valid": lambda keys, claims: keys.sign(claims),
    "expired": lambda keys, claims: keys.sign(
        {**claims, "iat": claims["iat"] - 2 * LIFETIME, "exp": int(time.time()) - LIFETIME},
    ),
    "forged": lambda keys, claims: Keys.generated().sign(claims, key_id=keys.id),
    "unsigned": lambda _, claims: unsigned(claims),
    "unverified": lambda keys, claims: keys.sign({**claims, "email_verified": False}),
}


class Desk:
    """The handlers and what they work on."""

    def __init__(self, jobs: dict[str, Job], runner: Runner, keys: Keys, account: str) -> None:
        self._jobs = jobs
        self._runner = runner
        self._keys = keys
        self._account = account

    async def certs(self, _request: Request) -> Response:
        """Answer the certificates."""
        return JSONResponse(self._keys.certificates, headers={"Cache-Control": "public, max-age=3600"})

    async def jobs(self, _request: Request) -> Response:
        """Answer every job."""
        return JSONResponse([_told(job) for job in self._jobs.values()])

    async def run(self, request: Request) -> Response:
        """Run one job and answer how it went."""
        job = self._jobs.get(request.path_params["name"])
        if job is None:
            return JSONResponse({"error": f"no job {request.path_params['name']}"}, status_code=404)
        run = await self._runner.run(job, datetime.now(UTC))
        told = {"status": run.status, "body": run.body, "seconds": round(run.seconds, 3), "attempts": run.attempts}
        return JSONResponse(told)

    async def pause(self, request: Request) -> Response:
        """Stop or start the clock."""
        self._runner.paused = request.url.path.endswith("pause")
        return JSONResponse({"paused": self._runner.paused})

    async def token(self, request: Request) -> Response:
        """Sign, or pretend to."""
        try:
            asked = await request.json()
            claims = claims_of(str(asked.get("email", self._account)), str(asked["audience"]))
            token = TOKENS[asked.get("kind", "valid")](self._keys, claims)
        except (ValueError, TypeError, AttributeError, KeyError):
            kinds = ", ".join(TOKENS)
            return JSONResponse({"error": f'say {{"audience", "email"?, "kind"?: {kinds}}}'}, status_code=400)
        return JSONResponse({"token": token})


def application(desk: Desk, faults: Faults, lifespan: Lifespan[Starlette]) -> ASGIApp:
    """Return the scheduler's address."""
    routes = [
        Route("/certs", desk.certs),
        Route("/admin/jobs", desk.jobs),
        Route("/admin/jobs/{name}/run", desk.run, methods=["POST"]),
        Route("/admin/pause", desk.pause, methods=["POST"]),
        Route("/admin/resume", desk.pause, methods=["POST"]),
        Route("/admin/token", desk.token, methods=["POST"]),
        *faults.routes(),
    ]
    return FaultyHTTP(Starlette(routes=routes, lifespan=lifespan), faults, method_of=_method)


def _method(scope: Scope) -> str | None:
    return "certs" if scope["path"] == "/certs" else None


def _told(job: Job) -> dict[str, Any]:
    last = job.last
    return {
        "name": job.function.name,
        "schedule": job.trigger.schedule,
        "time_zone": job.zone.key,
        "next_run": job.next_run.isoformat(),
        "running": job.lock.locked(),
        "runs": job.runs,
        "last_run": last.begun.isoformat() if last else None,
        "last_status": last.status if last else None,
        "last_seconds": round(last.seconds, 3) if last else None,
        "last_body": last.body[:500] if last else None,
    }
