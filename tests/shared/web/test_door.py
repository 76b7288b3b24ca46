"""What every HTTP door and every event door does for its function."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import structlog
from cloudevents.http import CloudEvent
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared import config
from shared.config import ConfigurationError
from shared.errors import StoreFailure, StoreUnavailable
from shared.web import door


@dataclass(frozen=True)
class NoSettings:
    """A function that needs nothing."""


@dataclass(frozen=True)
class Settings:
    """A function that needs a key nobody has."""

    key: str = config.env("A_KEY_NOBODY_HAS", "nowhere")


Handler = Callable[[Request], Awaitable[Response]]


async def call(handler: Handler, **request: Any) -> httpx.Response:
    """Call a door once."""
    function = door.http(NoSettings)(handler)
    transport = httpx.ASGITransport(Starlette(routes=[Route("/", function, methods=["GET", "POST"])]))
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
        return await client.post("/", **request)


async def test_what_the_function_answers_is_the_answer() -> None:
    async def hello(_request: Request) -> Response:
        return JSONResponse({"hello": "world"})

    answer = await call(hello)
    assert (answer.status_code, answer.json()) == (200, {"hello": "world"})


async def test_a_store_that_does_not_answer_asks_to_call_again() -> None:
    async def failing(_request: Request) -> Response:
        raise StoreUnavailable("UNAVAILABLE: Socket closed")

    answer = await call(failing)
    assert (answer.status_code, answer.headers["retry-after"], answer.json()) == (503, "2", {"error": "try again"})


@pytest.mark.parametrize("error", [StoreFailure("no index"), RuntimeError("a bug"), KeyError("x")])
async def test_whatever_else_goes_wrong_asks_to_call_again_and_tells_nobody_what_it_was(error: Exception) -> None:
    async def failing(_request: Request) -> Response:
        raise error

    answer = await call(failing)
    assert (answer.status_code, answer.headers["retry-after"], answer.json()) == (503, "10", {"error": "our fault"})


async def test_a_body_is_read_whole_up_to_the_limit() -> None:
    async def measure(request: Request) -> Response:
        return JSONResponse(len(await door.body(request)))

    assert (await call(measure, content=b"x" * door.LARGEST_BODY)).json() == door.LARGEST_BODY
    assert (await call(measure, content=b"")).json() == 0


@pytest.mark.parametrize("told", [True, False], ids=["its size is told", "its size is not told"])
async def test_a_body_beyond_the_limit_is_refused_without_being_read_to_its_end(told: bool) -> None:  # noqa: FBT001 - a parameter
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(100):
            read += 1 << 16
            yield b"x" * (1 << 16)

    async def measure(request: Request) -> Response:
        return JSONResponse(len(await door.body(request)))

    headers = {"content-length": str(100 << 16)} if told else {}
    assert (await call(measure, content=body(), headers=headers)).status_code == 413
    assert read < 100 << 16


@pytest.mark.parametrize("length", ["-1", "many", "1e9", ""])
async def test_a_length_that_makes_no_sense_is_not_believed(length: str) -> None:
    async def measure(request: Request) -> Response:
        return JSONResponse(len(await door.body(request)))

    answer = await call(measure, content=b"x", headers={b"content-length": length.encode("latin-1")})
    assert answer.json() == 1


@pytest.mark.parametrize(
    ("header", "trace"),
    [
        ("105445aa7843bc8bf206b12000100000/1;o=1", "projects/frontdesk/traces/105445aa7843bc8bf206b12000100000"),
        ("105445aa7843bc8bf206b12000100000", "projects/frontdesk/traces/105445aa7843bc8bf206b12000100000"),
        ("nonsense/1", None),
        ("", None),
    ],
)
async def test_what_a_function_logs_carries_its_name_and_the_callers_trace(
    header: str, trace: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound: dict[str, Any] = {}

    async def logging(_request: Request) -> Response:
        bound.update(structlog.contextvars.get_contextvars())
        return Response()

    monkeypatch.setattr(config, "project", lambda: "frontdesk")
    await call(logging, headers={"x-cloud-trace-context": header})
    assert bound == {"function": "logging"} | ({"trace": trace} if trace else {})
    assert structlog.contextvars.get_contextvars() == {}


def test_a_function_that_is_started_for_is_checked_when_it_is_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    async def my_function(_request: Request) -> Response:
        return Response()

    monkeypatch.setenv("FUNCTION_TARGET", "my_function")
    with pytest.raises(ConfigurationError, match="A_KEY_NOBODY_HAS is not set: nowhere"):
        door.http(Settings)(my_function)


def test_a_function_of_another_desk_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    async def my_function(_request: Request) -> Response:
        return Response()

    async def my_event(_happened: CloudEvent) -> None:
        return None

    monkeypatch.setenv("FUNCTION_TARGET", "another_function")
    assert door.http(Settings)(my_function).__name__ == "my_function"
    assert door.event(Settings)(my_event).__name__ == "my_event"


HAPPENED = {"id": "e-1", "source": "//firestore", "type": "google.cloud.firestore.document.v1.created"}


async def test_an_event_reaches_its_function() -> None:
    heard = []

    @door.event(NoSettings)
    async def listening(happened: CloudEvent) -> None:
        heard.append(happened["document"])

    await listening(CloudEvent(HAPPENED | {"document": "outbox/1"}, b""))
    assert heard == ["outbox/1"]


@pytest.mark.parametrize("error", [StoreUnavailable("down"), RuntimeError("a bug")])
async def test_an_event_whose_function_fails_is_handed_back_to_the_platform(error: Exception) -> None:
    @door.event(NoSettings)
    async def failing(_happened: CloudEvent) -> None:
        raise error

    with pytest.raises(type(error)):
        await failing(CloudEvent(HAPPENED, b""))
