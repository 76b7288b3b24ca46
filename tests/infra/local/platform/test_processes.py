"""The functions' processes: started on demand, replaced when they die, gone when the platform goes."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.child import Child, eventually, exists

Told = Callable[[str], dict[str, Any]]


def test_a_function_starts_with_its_first_request(start: Callable[[], Child]) -> None:
    with start() as platform, httpx.Client(base_url=platform.address, timeout=20) as client:
        row = client.get("/admin/functions").json()[0]
        assert (row["name"], row["state"], row["instances"]) == ("echo", "cold", [])
        assert client.get("/echo").status_code == 200
        row = client.get("/admin/functions").json()[0]
        assert (row["state"], row["calls"], row["last_status"]) == ("ready", 1, 200)
        assert row["instances"][0]["cold_start_seconds"] > 0


def test_many_first_requests_start_one_process(start: Callable[[], Child]) -> None:
    with start() as platform, httpx.Client(base_url=platform.address, timeout=20) as client:
        pids: list[int] = []
        threads = [threading.Thread(target=lambda: pids.append(client.get("/echo").json()["pid"])) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(pids) == 8
        assert len(set(pids)) == 1


def test_all_are_started_ahead_of_need_when_asked(start: Callable[[], Child]) -> None:
    with start() as platform, httpx.Client(base_url=platform.address, timeout=20) as client:
        client.post("/admin/warm")

        def states() -> dict[str, str]:
            return {row["name"]: row["state"] for row in client.get("/admin/functions").json()}

        eventually(lambda: states()["job"] == "ready", 30)
        assert {name for name, state in states().items() if state != "ready"} == {"absent"}


def test_a_function_that_dies_while_serving_is_a_502_and_starts_again(client: httpx.Client, told: Told) -> None:
    for _ in range(2):
        answer = client.get("/suicidal")
        assert answer.status_code == 502
        assert "suicidal went away while serving" in answer.text
    assert told("suicidal")["last_status"] == 502


def test_killing_ends_master_and_worker_and_what_they_served(client: httpx.Client, told: Told, data: Path) -> None:
    client.get("/slow")
    (data / "begun").unlink()
    (before,) = told("slow")["instances"]
    answers: list[int] = []
    waiting = threading.Thread(target=lambda: answers.append(client.get("/slow?seconds=1.5").status_code))
    waiting.start()
    eventually((data / "begun").exists)
    assert client.post("/admin/functions/slow/kill").json() == {"killed": 1}
    waiting.join()
    assert answers == [502]
    assert client.get("/slow").status_code == 200
    (after,) = told("slow")["instances"]
    assert after["pid"] != before["pid"]
    assert not exists(before["pid"])


def test_others_go_on_when_one_is_killed(client: httpx.Client) -> None:
    before = client.get("/echo").json()["pid"]
    client.post("/admin/functions/loud/kill")
    assert client.get("/echo").json()["pid"] == before


def test_a_worker_killed_by_a_stranger_is_replaced(client: httpx.Client) -> None:
    worker = client.get("/echo").json()["pid"]
    os.kill(worker, signal.SIGKILL)
    eventually(lambda: not exists(worker))
    assert client.get("/echo").json()["pid"] != worker


def test_a_worker_does_not_outlive_its_master(client: httpx.Client, told: Told) -> None:
    worker = client.get("/echo").json()["pid"]
    os.kill(told("echo")["instances"][0]["pid"], signal.SIGKILL)
    eventually(lambda: not exists(worker))
    assert client.get("/echo").json()["pid"] != worker


def test_several_instances_serve_in_turn(client: httpx.Client) -> None:
    row = client.post("/admin/functions/echo", json={"instances": 2}).json()
    assert len(row["instances"]) == 2
    pids = [client.get("/echo").json()["pid"] for _ in range(6)]
    assert len(set(pids)) == 2
    assert all(pids.count(pid) == 3 for pid in pids)
    client.post("/admin/functions/echo", json={"instances": 1})
    assert len({client.get("/echo").json()["pid"] for _ in range(3)}) == 1


@pytest.mark.parametrize("count", [0, 4, "many", None])
def test_no_more_instances_run_than_the_list_allows(client: httpx.Client, count: object) -> None:
    answer = client.post("/admin/functions/echo", json={"instances": count})
    assert (answer.status_code, answer.json()["error"]) == (400, 'say {"instances": N} with N from 1 to 3')


def test_one_that_cannot_start_says_why(client: httpx.Client, told: Told) -> None:
    answer = client.get("/absent")
    assert answer.status_code == 503
    assert "is expected to contain a function named 'absent'" in answer.text
    assert "is expected to contain a function named 'absent'" in told("absent")["failure"]
    assert told("absent")["state"] == "failed"


def test_what_a_function_prints_is_kept(client: httpx.Client, told: Told, data: Path) -> None:
    client.get("/loud")
    eventually(lambda: "heard on stdout" in told("loud")["last_lines"])
    assert "heard on stdout\n" in (data / "logs" / "loud.log").read_text()


def test_a_secret_reaches_only_the_functions_that_list_it(client: httpx.Client) -> None:
    environment = client.get("/echo").json()["environment"]
    assert environment["GREETING"] == "hello"
    assert environment["ECHO_SECRET"] == "of echo"
    assert "SLOW_SECRET" not in environment


def test_a_function_sees_the_platforms_names_and_nothing_of_ours(client: httpx.Client) -> None:
    environment = client.get("/echo").json()["environment"]
    assert (environment["K_SERVICE"], environment["FUNCTION_TARGET"]) == ("echo", "echo")
    assert not [name for name in environment if name.startswith("PYTEST")]


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_nothing_is_left_when_the_platform_goes(start: Callable[[], Child], how: str) -> None:
    platform = start()
    with httpx.Client(base_url=platform.address, timeout=20) as client:
        worker = client.get("/echo").json()["pid"]
        master = client.get("/admin/functions").json()[0]["instances"][0]["pid"]
    assert exists(worker)
    getattr(platform, how)()
    eventually(lambda: not exists(worker) and not exists(master))
