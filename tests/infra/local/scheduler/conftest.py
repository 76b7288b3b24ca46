"""Functions of the tests' own and a scheduler that calls them."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.child import Child
from tests.serving import serving

LIST = """
[functions.system_sweep_outbox]
desk = "system"
trigger = "schedule"
schedule = "* * * * *"

[functions.quality_daily_report]
desk = "quality"
trigger = "schedule"
schedule = "30 9 * * 1-5"
retry_count = 1

[functions.bot]
desk = "dispatch"
trigger = "http"
"""
ACCOUNT = "jobs@frontdesk-local.iam.gserviceaccount.com"
PUBLIC_URL = "https://desk.example.com"


@dataclass
class Functions:
    """What the scheduled functions were sent, and what they answer."""

    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    seconds: float = 0.0
    busiest: int = 0
    address: str = ""
    _busy: int = 0

    async def answer(self, request: Request) -> Response:
        self._busy += 1
        self.busiest = max(self.busiest, self._busy)
        self.calls.append((request.path_params["name"], dict(request.headers), await request.body()))
        await asyncio.sleep(self.seconds)
        self._busy -= 1
        return PlainTextResponse("done so far", status_code=self.answers.pop(0) if self.answers else 200)


@pytest.fixture(scope="session")
def served() -> Iterator[Functions]:
    """The functions, served once for all tests."""
    functions = Functions()
    with serving(Starlette(routes=[Route("/{name}", functions.answer, methods=["POST"])])) as functions.address:
        yield functions


@pytest.fixture
def functions(served: Functions) -> Functions:
    """The functions, never called so far."""
    served.calls.clear()
    served.answers.clear()
    served.seconds = served.busiest = 0
    return served


@pytest.fixture(scope="session")
def start(served: Functions, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Child]:
    """Start a scheduler; the same key each time."""
    folder = tmp_path_factory.mktemp("scheduler")
    (folder / "functions.toml").write_text(LIST)

    def start(*more: object) -> Child:
        places = ("--keys", folder, "--list", folder / "functions.toml", "--public-url", PUBLIC_URL)
        addresses = ("--port", 0, "--functions", served.address)
        return Child("infra.local.scheduler", *addresses, *places, *more, log=folder / "scheduler.log")

    return start


@pytest.fixture(scope="session")
def shared(start: Callable[..., Child]) -> Iterator[Child]:
    """One scheduler for all tests."""
    with start() as child:
        yield child


@pytest.fixture
def scheduler(shared: Child) -> Child:
    """The scheduler, with no order to fail."""
    httpx.delete(f"{shared.address}/admin/faults")
    httpx.delete(f"{shared.address}/admin/counts")
    return shared
