"""The scheduler's calls, held against the library that the functions check them with."""

import re
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from google.auth.transport import requests
from google.oauth2 import id_token

from tests.child import Child, eventually
from tests.infra.local.scheduler.conftest import ACCOUNT, PUBLIC_URL, Functions

SWEEP = "system_sweep_outbox"


def run(scheduler: Child, name: str = SWEEP) -> dict[str, Any]:
    return dict(httpx.post(f"{scheduler.address}/admin/jobs/{name}/run", timeout=20).json())


def job(scheduler: Child, name: str = SWEEP) -> dict[str, Any]:
    rows = httpx.get(f"{scheduler.address}/admin/jobs").json()
    return next(dict(row) for row in rows if row["name"] == name)


def check(scheduler: Child, token: str, audience: str) -> dict[str, Any]:
    certs = f"{scheduler.address}/certs"
    return dict(id_token.verify_token(token, requests.Request(), audience=audience, certs_url=certs))


def test_a_call_looks_as_cloud_schedulers(functions: Functions, scheduler: Child) -> None:
    assert run(scheduler)["status"] == 200
    ((name, headers, body),) = functions.calls
    assert (name, body) == (SWEEP, b"")
    assert headers["user-agent"] == "Google-Cloud-Scheduler"
    assert headers["x-cloudscheduler"] == "true"
    assert headers["x-cloudscheduler-jobname"] == SWEEP
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", headers["x-cloudscheduler-scheduletime"])


def test_its_token_is_one_that_googles_library_accepts(functions: Functions, scheduler: Child) -> None:
    run(scheduler)
    ((_, headers, _),) = functions.calls
    claims = check(scheduler, headers["authorization"].removeprefix("Bearer "), f"{PUBLIC_URL}/{SWEEP}")
    assert claims["iss"] == "https://accounts.google.com"
    assert (claims["email"], claims["email_verified"]) == (ACCOUNT, True)


def test_a_token_can_be_had_for_any_audience(scheduler: Child) -> None:
    asked = {"audience": "https://x/y", "email": "someone@example.com"}
    token = httpx.post(f"{scheduler.address}/admin/token", json=asked).json()["token"]
    assert check(scheduler, token, "https://x/y")["email"] == "someone@example.com"


@pytest.mark.parametrize(
    ("kind", "told"),
    [("expired", "expired"), ("forged", "signature"), ("unsigned", "JWT|segments|[Kk]ey|algorithm|signature")],
)
def test_a_bad_token_can_be_had_and_is_refused(scheduler: Child, kind: str, told: str) -> None:
    asked = {"audience": "https://x/y", "kind": kind}
    token = httpx.post(f"{scheduler.address}/admin/token", json=asked).json()["token"]
    with pytest.raises(ValueError, match=told):
        check(scheduler, token, "https://x/y")


def test_an_unverified_email_is_signed_all_the_same(scheduler: Child) -> None:
    asked = {"audience": "https://x/y", "kind": "unverified"}
    token = httpx.post(f"{scheduler.address}/admin/token", json=asked).json()["token"]
    assert check(scheduler, token, "https://x/y")["email_verified"] is False


@pytest.mark.parametrize("asked", [{}, {"audience": "x", "kind": "magic"}, []])
def test_a_token_nobody_can_make_is_refused(scheduler: Child, asked: object) -> None:
    assert httpx.post(f"{scheduler.address}/admin/token", json=asked).status_code == 400


def test_the_jobs_are_listed_with_their_next_run_in_the_time_zone(scheduler: Child) -> None:
    report = job(scheduler, "quality_daily_report")
    assert (report["schedule"], report["time_zone"]) == ("30 9 * * 1-5", "Europe/Moscow")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT09:30:00\+03:00", report["next_run"])
    run(scheduler, "quality_daily_report")
    after = job(scheduler, "quality_daily_report")
    assert (after["last_status"], after["last_body"], after["runs"]) == (200, "done so far", report["runs"] + 1)


def test_a_run_answers_what_the_function_answered(functions: Functions, scheduler: Child) -> None:
    functions.answers = [503]
    told = run(scheduler)
    assert (told["status"], told["body"], told["attempts"]) == (503, "done so far", 1)
    assert job(scheduler)["last_status"] == 503


def test_a_run_never_overlaps_itself(functions: Functions, scheduler: Child) -> None:
    functions.seconds = 0.3
    threads = [threading.Thread(target=run, args=(scheduler,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    eventually(lambda: job(scheduler)["running"])
    for thread in threads:
        thread.join()
    assert (len(functions.calls), functions.busiest) == (2, 1)


def test_a_run_without_an_answer_has_status_0(functions: Functions, scheduler: Child) -> None:
    httpx.post(f"{scheduler.address}/admin/faults", json={"method": SWEEP, "kind": "drop_before"})
    assert run(scheduler)["status"] == 0
    assert not functions.calls
    httpx.post(f"{scheduler.address}/admin/faults", json={"method": SWEEP, "kind": "drop_after"})
    assert run(scheduler)["status"] == 0
    assert len(functions.calls) == 1


def test_the_certificates_can_be_made_to_fail(scheduler: Child) -> None:
    fault = {"method": "certs", "kind": "answer", "status": 503}
    httpx.post(f"{scheduler.address}/admin/faults", json=fault)
    assert httpx.get(f"{scheduler.address}/certs").status_code == 503
    assert httpx.get(f"{scheduler.address}/certs").status_code == 200
    assert httpx.get(f"{scheduler.address}/admin/counts").json()["certs"]["calls"] == 2


def test_nobody_knows_an_unlisted_job(scheduler: Child) -> None:
    assert httpx.post(f"{scheduler.address}/admin/jobs/bot/run").status_code == 404


def test_the_key_is_the_same_after_a_restart(start: Callable[..., Child]) -> None:
    with start() as first:
        certs = httpx.get(f"{first.address}/certs").json()
    with start() as second:
        assert httpx.get(f"{second.address}/certs").json() == certs


def test_a_time_zone_that_is_none_is_named(start: Callable[..., Child]) -> None:
    with pytest.raises(AssertionError, match="TIME_ZONE: 'Mars/Olympus' is no time zone"):
        start("--time-zone", "Mars/Olympus")
