"""A change feed and functions of the tests' own, with the triggers running between them as a process."""

import asyncio
import base64
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore_v1.types import Document
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.child import Child, eventually
from tests.serving import serving

LIST = """
[functions.on_order]
desk = "dispatch"
trigger = "firestore"
event = "created"
document = "orders/{order}"
retry = true
concurrency = 5
max_instances = 2

[functions.on_anything]
desk = "realty"
trigger = "firestore"
event = "written"
document = "leads/{any=**}"
concurrency = 2

[functions.bot]
desk = "dispatch"
trigger = "http"
"""


def document(path: str, text: str) -> bytes:
    """A document as Firestore keeps it."""
    name = f"projects/frontdesk-local/databases/(default)/documents/{path}"
    written: bytes = Document.serialize(Document(name=name, fields={"text": {"string_value": text}}))
    return written


@dataclass
class Call:
    """What a function was sent."""

    function: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def event(self) -> str:
        return self.headers["ce-id"]


@dataclass
class Cloud:
    """Both ends of the triggers: the feed they read and the functions they call."""

    changes: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    answers: dict[str, list[int]] = field(default_factory=dict)  # statuses to give, then 200
    hold: dict[str, float] = field(default_factory=dict)  # seconds a function takes
    busiest: dict[str, int] = field(default_factory=dict)
    address: str = ""
    closing: bool = False
    _busy: dict[str, int] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def reset(self) -> None:
        """Forget everything; who reads the feed for the first time sees no difference."""
        for kept in (self.changes, self.calls, self.answers, self.hold, self.busiest, self._busy):
            kept.clear()
        self._numbers = itertools.count(1)

    def change(self, path: str, kind: str = "created", text: str = "new", old: str = "old", **more: Any) -> str:
        """Let a document change; return the event's id."""
        seq = next(self._numbers)
        row = {
            "seq": seq,
            "id": f"event-{seq}",
            "time": "2026-11-20T10:00:00.123456Z",
            "kind": kind,
            "project": "frontdesk-local",
            "database": "(default)",
            "name": f"projects/frontdesk-local/databases/(default)/documents/{path}",
            "document": None if kind == "deleted" else base64.b64encode(document(path, text)).decode(),
            "old_document": None if kind == "created" else base64.b64encode(document(path, old)).decode(),
            "update_mask": ["text"] if kind == "updated" else [],
            **more,
        }
        self.changes.append(row)
        return str(row["id"])

    def events(self, function: str) -> list[str]:
        """The ids a function was sent, in the order of their coming."""
        return [call.event for call in self.calls if call.function == function]

    def wait_for(self, count: int) -> list[Call]:
        """Wait until the functions have been called so often, in all."""
        eventually(lambda: len(self.calls) >= count)
        return self.calls

    async def feed(self, request: Request) -> Response:
        after, limit = int(request.query_params["after"]), int(request.query_params.get("limit", 100))
        latest = self.changes[-1]["seq"] if self.changes else 0
        if after < 0:
            return JSONResponse({"changes": [], "next": latest})
        ends = time.monotonic() + float(request.query_params.get("wait", 0))
        while not (rows := [row for row in self.changes if row["seq"] > after][:limit]):
            if self.closing or time.monotonic() > ends:
                break
            await asyncio.sleep(0.002)
        return JSONResponse({"changes": rows, "next": rows[-1]["seq"] if rows else after})

    async def function(self, request: Request) -> Response:
        name = request.path_params["name"]
        self._busy[name] = self._busy.get(name, 0) + 1
        self.busiest[name] = max(self._busy[name], self.busiest.get(name, 0))
        self.calls.append(Call(name, dict(request.headers), await request.body(), time.time()))
        ends = time.monotonic() + self.hold.get(name, 0)
        while time.monotonic() < ends and not self.closing:  # noqa: ASYNC110 - the fixture closes from its thread
            await asyncio.sleep(0.01)
        self._busy[name] -= 1
        given = self.answers.get(name, [])
        status = given.pop(0) if given else 200
        return PlainTextResponse(f"answered {status}", status_code=status)


@pytest.fixture(scope="session")
def served() -> Iterator[Cloud]:
    """Both ends, served once for all tests."""
    cloud = Cloud()
    app = Starlette(routes=[Route("/admin/changes", cloud.feed), Route("/{name}", cloud.function, methods=["POST"])])
    with serving(app) as cloud.address:
        yield cloud
        cloud.closing = True


@pytest.fixture
def cloud(served: Cloud) -> Cloud:
    """Both ends as new."""
    served.reset()
    return served


@pytest.fixture
def start(cloud: Cloud, tmp_path: Path) -> Callable[..., Child]:
    """Start the triggers; the same data and keys each time."""
    (tmp_path / "functions.toml").write_text(LIST)

    def start(*more: object, changes: str = "", functions: str = "") -> Child:
        addresses = ("--changes", changes or cloud.address, "--functions", functions or cloud.address)
        places = ("--data", tmp_path, "--keys", tmp_path / "keys", "--list", tmp_path / "functions.toml")
        usual = ("--twice", 0, "--first-pause", 0.05)
        return Child("infra.local.eventarc", *addresses, *places, *usual, *more, log=tmp_path / "eventarc.log")

    return start


@pytest.fixture
def triggers(start: Callable[..., Child]) -> Iterator[Child]:
    with start() as child:
        yield child
