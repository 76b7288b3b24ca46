"""Faults and process manners of the HTTP stand-ins, watched by a real client over a real socket."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

PROGRAM = """
import asyncio
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from infra.local.faults import Faults
from infra.local.http import FaultyHTTP, serve

done = []

async def work(request):
    done.append(await request.body())
    return JSONResponse({"done": len(done)})

async def hang(request):
    await asyncio.sleep(3600)

async def asked(request):
    return JSONResponse(len(done))

faults = Faults()
hangs = [Route(path, hang) for path in ("/hang", "/admin/hang")]
app = Starlette(routes=[Route("/work", work, methods=["POST"]), Route("/admin/done", asked), *hangs, *faults.routes()])
method_of = lambda scope: None if scope["path"].startswith("/admin/") else "work"
serve("clerk", FaultyHTTP(app, faults, method_of=method_of), host="127.0.0.1", port=%d)
"""


def start(port: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM % port]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    clerk = start()
    yield clerk
    clerk.kill()
    clerk.communicate()


@pytest.fixture
def clerk(process: subprocess.Popen[str]) -> Iterator[httpx.Client]:
    assert process.stdout
    ready = process.stdout.readline()
    with httpx.Client(base_url=ready.split()[-1]) as client:
        yield client


def order(clerk: httpx.Client, **fault: object) -> None:
    clerk.post("/admin/faults", json=fault).raise_for_status()


def done(clerk: httpx.Client) -> int:
    return int(clerk.get("/admin/done").text)


def test_it_works_when_nothing_is_ordered(clerk: httpx.Client) -> None:
    assert clerk.post("/work", content=b"12345").json() == {"done": 1}
    assert clerk.get("/admin/counts").json() == {"work": {"calls": 1, "bytes_in": 5, "bytes_out": 10, "faults": 0}}


def test_drop_before_cuts_the_line_and_does_not_do_the_work(clerk: httpx.Client) -> None:
    order(clerk, kind="drop_before")
    with pytest.raises(httpx.TransportError):
        clerk.post("/work")
    assert done(clerk) == 0


def test_drop_after_cuts_the_line_but_does_the_work(clerk: httpx.Client) -> None:
    order(clerk, kind="drop_after", times=2)
    for _ in range(2):
        with pytest.raises(httpx.TransportError):
            clerk.post("/work")
    assert clerk.post("/work").json() == {"done": 3}


def test_timeout_holds_the_line_without_doing_the_work(clerk: httpx.Client) -> None:
    order(clerk, kind="timeout", seconds=60)
    with pytest.raises(httpx.ReadTimeout):
        clerk.post("/work", timeout=0.2)
    assert done(clerk) == 0


def test_timeout_drops_the_line_when_its_seconds_are_over(clerk: httpx.Client) -> None:
    order(clerk, kind="timeout", seconds=0.1)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        clerk.post("/work")


def test_answer_refuses_with_the_status_ordered(clerk: httpx.Client) -> None:
    order(clerk, kind="answer", status=429, retry_after=3)
    refused = clerk.post("/work")
    assert (refused.status_code, refused.headers["Retry-After"], done(clerk)) == (429, "3", 0)


def test_malformed_does_the_work_and_answers_what_is_not_json(clerk: httpx.Client) -> None:
    order(clerk, kind="malformed")
    answer = clerk.post("/work")
    assert (answer.status_code, done(clerk)) == (200, 1)
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()


def test_small_answers_are_not_held_back(clerk: httpx.Client) -> None:
    clerk.post("/work")
    assert min(clerk.post("/work").elapsed.total_seconds() for _ in range(5)) < 0.03


def test_slow_answers_in_the_end(clerk: httpx.Client) -> None:
    order(clerk, kind="slow", seconds=0.1)
    answer = clerk.post("/work")
    assert (answer.json(), answer.elapsed.total_seconds() >= 0.1) == ({"done": 1}, True)


def test_faults_do_not_reach_the_admin_address(clerk: httpx.Client) -> None:
    order(clerk, kind="drop_before", method="*")
    assert done(clerk) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_told_to(process: subprocess.Popen[str], clerk: httpx.Client, number: int) -> None:
    assert clerk.post("/work").is_success
    process.send_signal(number)
    assert (process.wait(timeout=5), process.communicate()[1]) == (0, "")


@pytest.mark.parametrize("path", ["/hang", "/admin/hang"])
def test_it_stops_cleanly_while_somebody_waits(process: subprocess.Popen[str], clerk: httpx.Client, path: str) -> None:
    with socket.create_connection((clerk.base_url.host, clerk.base_url.port or 80)) as waiting:
        waiting.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert done(clerk) == 0
        process.terminate()
        assert (process.wait(timeout=10), process.communicate()[1]) == (0, "")


def test_a_taken_port_is_one_clear_line_and_exit_code_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        second = start(port)
        _, errors = second.communicate(timeout=20)
    assert second.returncode == 1
    assert errors == f"clerk: cannot listen on 127.0.0.1:{port}: Address already in use\n"
