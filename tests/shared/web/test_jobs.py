"""A scheduled function runs for the scheduler alone, and leaves a record of its run."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.errors import Failure, StoreUnavailable
from shared.web import door
from shared.web.jobs import Runner
from shared.web.oidc import Verifier
from tests.shared.web.certificates import Server, handing_out, key
from tests.shared.web.test_door import NoSettings
from tests.stand_ins import FirestoreStandIn, Watch

EMAIL = "jobs@frontdesk.iam.gserviceaccount.com"
PUBLIC = "https://region-project.cloudfunctions.net"


class Sweep:
    """A job that takes three seconds, or fails as it is told."""

    def __init__(self, watch: Watch) -> None:
        self.runs = 0
        self.error: Exception | None = None
        self._watch = watch

    async def __call__(self) -> Mapping[str, Any]:
        self.runs += 1
        if self.error:
            raise self.error
        self._watch.move(3)
        return {"lanes": 5}


@pytest.fixture
def sweep(watch: Watch) -> Sweep:
    return Sweep(watch)


@pytest.fixture
async def server(loopback: None) -> AsyncIterator[Server]:  # noqa: ARG001 - asking is what it is for
    async with handing_out("first") as server:
        yield server


@pytest.fixture
async def client(
    server: Server, firestore: FirestoreStandIn, watch: Watch, sweep: Sweep
) -> AsyncIterator[httpx.AsyncClient]:
    runner = Runner(Verifier(EMAIL, server.address), PUBLIC, firestore.store, watch)

    @door.http(NoSettings)
    async def system_sweep(request: Request) -> Response:
        return await runner.run(request, "system_sweep", sweep)

    transport = httpx.ASGITransport(Starlette(routes=[Route("/", system_sweep, methods=["POST"])]))
    now = int(time.time())
    claims = {"iss": "https://accounts.google.com", "aud": f"{PUBLIC}/system_sweep", "email": EMAIL}
    token = key("first").sign(claims | {"email_verified": True, "iat": now, "exp": now + 3600})
    headers = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://door", headers=headers) as client:
        yield client


async def test_the_scheduler_runs_the_job_and_its_run_is_recorded(
    client: httpx.AsyncClient, firestore: FirestoreStandIn, watch: Watch
) -> None:
    began = watch.time
    answer = await client.post("/")
    assert (answer.status_code, answer.json()) == (200, {"lanes": 5})
    record = await firestore.get("jobs/system_sweep")
    assert record.data == {"began_at": began, "seconds": 3.0, "result": {"lanes": 5}, "error": None}


@pytest.mark.parametrize("header", ["", "Bearer x", "Basic abc"])
async def test_nobody_else_runs_it(
    client: httpx.AsyncClient, sweep: Sweep, firestore: FirestoreStandIn, header: str
) -> None:
    assert (await client.post("/", headers={"authorization": header})).status_code == 401
    assert sweep.runs == 0
    assert await firestore.calls() == {}


async def test_a_token_for_another_job_runs_nothing(
    server: Server, firestore: FirestoreStandIn, watch: Watch, sweep: Sweep, client: httpx.AsyncClient
) -> None:
    runner = Runner(Verifier(EMAIL, server.address), PUBLIC, firestore.store, watch)

    async def another(request: Request) -> Response:
        return await runner.run(request, "another_job", sweep)

    transport = httpx.ASGITransport(Starlette(routes=[Route("/", another, methods=["POST"])]))
    async with httpx.AsyncClient(transport=transport, base_url="http://door", headers=client.headers) as other:
        assert (await other.post("/")).status_code == 401
    assert sweep.runs == 0


async def test_a_job_that_fails_is_recorded_with_its_cause_and_asked_for_again(
    client: httpx.AsyncClient, sweep: Sweep, firestore: FirestoreStandIn
) -> None:
    await client.post("/")
    sweep.error = Failure("the Sheet did not answer")
    answer = await client.post("/")
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
    data = (await firestore.get("jobs/system_sweep")).data
    assert (data["error"], data["result"]) == ("the Sheet did not answer", {"lanes": 5})


async def test_a_job_that_runs_again_forgets_the_failure_before(
    client: httpx.AsyncClient, sweep: Sweep, firestore: FirestoreStandIn
) -> None:
    sweep.error = Failure("the Sheet did not answer")
    await client.post("/")
    sweep.error = None
    await client.post("/")
    assert (await firestore.get("jobs/system_sweep")).data["error"] is None


async def test_a_job_that_breaks_by_a_bug_of_ours_is_recorded_too(
    client: httpx.AsyncClient, sweep: Sweep, firestore: FirestoreStandIn
) -> None:
    sweep.error = ZeroDivisionError("division by zero")
    assert (await client.post("/")).status_code == 503
    assert (await firestore.get("jobs/system_sweep")).data["error"] == "ZeroDivisionError: division by zero"


@pytest.mark.parametrize("error", [StoreUnavailable("down"), None])
async def test_a_store_that_does_not_answer_is_asked_again_by_the_scheduler(
    client: httpx.AsyncClient, sweep: Sweep, firestore: FirestoreStandIn, error: Exception | None
) -> None:
    sweep.error = error
    if error is None:
        await firestore.fail("Commit", "drop_before")
    assert (await client.post("/")).status_code == 503
    assert not (await firestore.get("jobs/system_sweep")).exists
