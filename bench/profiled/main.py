"""The client bot with a sampler inside: where its CPU time goes, however busy the machine is.

The timer counts the process's own CPU time, user and system, of all its threads; at every tick the stack of the main
thread is noted. What gRPC's own thread uses shows where the main thread stands meanwhile, mostly in the event loop.
"""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from pathlib import Path
from types import FrameType

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from functions.dispatch import webhooks

_TICK = 0.001  # seconds of CPU time
_seen: Counter[str] = Counter()


def _note(_signal: int, frame: FrameType | None) -> None:
    stack = []
    while frame:
        stack.append(f"{frame.f_code.co_filename}:{frame.f_code.co_qualname}")
        frame = frame.f_back
    _seen[";".join(stack)] += 1


def _tell() -> None:
    Path(os.environ["PROFILE"]).write_text(json.dumps(_seen))


@functions_framework.aio.http
async def dispatch_client_bot(request: Request) -> Response:
    """Answer as the real one does; the sampler begins and ends when it is told to, behind gunicorn's fork."""
    match request.headers.get("x-profile"):
        case "begin":
            signal.signal(signal.SIGPROF, _note)
            signal.setitimer(signal.ITIMER_PROF, _TICK, _TICK)
        case "end":
            signal.setitimer(signal.ITIMER_PROF, 0)
            _tell()
    return await webhooks.dispatch_client_bot(request)
