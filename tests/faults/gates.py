"""Stands between a function's process and the world: counts every call that leaves it and makes one of them go wrong.

The gates hang on the outermost seam of the client libraries (gRPC's channel, httpx's and requests' transports), so that
everything of ours and of theirs is under test. A failure is what the library raises or returns when the real thing
happens; a kill is SIGKILL, sent to this very process at this very call.
"""

from __future__ import annotations

import json
import os
import random
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NoReturn

import grpc
import grpc.aio
import httpx
import requests
from requests.adapters import HTTPAdapter

RETRY_AFTER = 3  # seconds


class Fault(StrEnum):
    """What happens to a call; "after" means that it has taken effect."""

    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"
    TIMEOUT_BEFORE = "timed out before"
    TIMEOUT_AFTER = "timed out after"
    BUSY = "429"
    ERROR = "500"
    DROPPED_BEFORE = "dropped before"
    DROPPED_AFTER = "dropped after"


KILLS = frozenset({Fault.KILLED_BEFORE, Fault.KILLED_AFTER})
LATE = frozenset({Fault.KILLED_AFTER, Fault.TIMEOUT_AFTER, Fault.DROPPED_AFTER})
_STATUS = {
    Fault.TIMEOUT_BEFORE: grpc.StatusCode.DEADLINE_EXCEEDED,
    Fault.TIMEOUT_AFTER: grpc.StatusCode.DEADLINE_EXCEEDED,
    Fault.BUSY: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Fault.ERROR: grpc.StatusCode.INTERNAL,
    Fault.DROPPED_BEFORE: grpc.StatusCode.UNAVAILABLE,
    Fault.DROPPED_AFTER: grpc.StatusCode.UNAVAILABLE,
}
_ANSWERS = {Fault.BUSY: 429, Fault.ERROR: 500}


@dataclass(slots=True)
class Gate:
    """The one gate of a process; ``at`` is the number of the call that ``fault`` strikes, counted from 1.

    ``kill_chance`` kills at any call instead, for runs under load. ``traffic`` gets a line a call.
    """

    name: str
    traffic: int  # a file descriptor, opened for appending
    at: int = 0
    fault: Fault | None = None
    kill_chance: float = 0.0
    count: int = 0
    _dice: random.Random = field(default_factory=random.SystemRandom)

    def before(self, method: str) -> Fault | None:
        """Count a call before it leaves and return the fault it suffers, unless that is death at once."""
        self.count += 1
        fault = self.fault if self.count == self.at else None
        if self.kill_chance and self._dice.random() < self.kill_chance:
            fault = self._dice.choice(sorted(KILLS))
        line = {"function": self.name, "number": self.count, "method": method, "struck": fault}
        os.write(self.traffic, (json.dumps(line) + "\n").encode())
        if fault is Fault.KILLED_BEFORE:
            die()
        return fault


def die() -> NoReturn:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable: nobody survives SIGKILL")


def install(gate: Gate) -> None:
    """Put the gate into every library through which a function reaches the world."""
    _gate_grpc(gate)
    _gate_httpx(gate)
    _gate_requests(gate)


def _gate_grpc(gate: Gate) -> None:
    real = grpc.aio.insecure_channel
    grpc.aio.insecure_channel = lambda *given, **more: _Channel(gate, real(*given, **more))


@dataclass(slots=True)
class _Channel:
    """A gRPC channel whose calls pass the gate."""

    gate: Gate
    channel: Any

    def unary_unary(self, method: str, **more: Any) -> Any:
        real, name = self.channel.unary_unary(method, **more), method.rpartition("/")[2]

        async def call(request: Any, **how: Any) -> Any:
            fault = self.gate.before(name)
            if fault and fault not in LATE:
                raise _grpc_error(fault)
            answer = await real(request, **how)
            _after(fault)
            return answer

        return call

    def unary_stream(self, method: str, **more: Any) -> Any:
        real, name = self.channel.unary_stream(method, **more), method.rpartition("/")[2]
        return lambda request, **how: _Stream(self.gate, name, real(request, **how))

    async def close(self) -> None:
        await self.channel.close()


@dataclass(slots=True)
class _Stream:
    """A gRPC call that answers with a stream; it goes wrong before its first answer or after its last."""

    gate: Gate
    name: str
    call: Any

    async def __aiter__(self) -> AsyncIterator[Any]:
        fault = self.gate.before(self.name)
        if fault and fault not in LATE:
            self.call.cancel()
            raise _grpc_error(fault)
        answers = [answer async for answer in self.call]
        _after(fault)
        for answer in answers:
            yield answer

    def cancel(self) -> None:
        self.call.cancel()


def _after(fault: Fault | None) -> None:
    if fault is Fault.KILLED_AFTER:
        die()
    if fault:
        raise _grpc_error(fault)


def _grpc_error(fault: Fault) -> grpc.aio.AioRpcError:
    nothing = grpc.aio.Metadata()
    return grpc.aio.AioRpcError(_STATUS[fault], nothing, nothing, details=f"ordered: {fault}")


def _gate_httpx(gate: Gate) -> None:
    real = httpx.AsyncHTTPTransport.handle_async_request

    async def handle(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        fault = gate.before(request.url.path.rpartition("/")[2])
        match fault:
            case Fault.BUSY | Fault.ERROR:
                return httpx.Response(_ANSWERS[fault], json=_refusal(_ANSWERS[fault]), request=request)
            case Fault.TIMEOUT_BEFORE:
                raise httpx.ReadTimeout("ordered", request=request)
            case Fault.DROPPED_BEFORE:
                raise httpx.RemoteProtocolError("ordered", request=request)
        response = await real(self, request)
        match fault:
            case Fault.KILLED_AFTER:
                await response.aread()
                die()
            case Fault.TIMEOUT_AFTER:
                await response.aread()
                raise httpx.ReadTimeout("ordered", request=request)
            case Fault.DROPPED_AFTER:
                await response.aread()
                raise httpx.ReadError("ordered", request=request)
        return response

    httpx.AsyncHTTPTransport.handle_async_request = handle  # type: ignore[method-assign]  # the gate


def _gate_requests(gate: Gate) -> None:
    real = HTTPAdapter.send

    def send(self: HTTPAdapter, request: requests.PreparedRequest, *given: Any, **more: Any) -> requests.Response:
        fault = gate.before(str(request.url).partition("?")[0].rpartition("/")[2])
        match fault:
            case Fault.BUSY | Fault.ERROR:
                return _answered(request, _ANSWERS[fault])
            case Fault.TIMEOUT_BEFORE:
                raise requests.ReadTimeout("ordered", request=request)
            case Fault.DROPPED_BEFORE:
                raise requests.ConnectionError("ordered", request=request)
        response = real(self, request, *given, **more)
        match fault:
            case Fault.KILLED_AFTER:
                die()
            case Fault.TIMEOUT_AFTER:
                raise requests.ReadTimeout("ordered", request=request)
            case Fault.DROPPED_AFTER:
                raise requests.ConnectionError("ordered", request=request)
        return response

    HTTPAdapter.send = send  # type: ignore[method-assign]  # the gate


def _answered(request: requests.PreparedRequest, status: int) -> requests.Response:
    response = requests.Response()
    response.status_code, response.request, response.url = status, request, str(request.url)
    response._content = json.dumps({"error": {"code": status, "message": "ordered", "status": "ORDERED"}}).encode()
    return response


def _refusal(status: int) -> dict[str, Any]:
    """Write a refusal as the Bot API does."""
    refusal: dict[str, Any] = {"ok": False, "error_code": status, "description": "Ordered to fail"}
    if status == _ANSWERS[Fault.BUSY]:
        refusal |= {
            "description": f"Too Many Requests: retry after {RETRY_AFTER}",
            "parameters": {"retry_after": RETRY_AFTER},
        }
    return refusal
