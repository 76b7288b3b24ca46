"""Functions to try the platform with."""

import asyncio
import os
import signal
import time
from pathlib import Path

import functions_framework.aio
from cloudevents.http.event import CloudEvent
from google.events.cloud.firestore import DocumentEventData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse


@functions_framework.aio.http
async def echo(request: Request) -> Response:
    """Say what arrived."""
    body = await request.body()
    return JSONResponse(
        {
            "method": request.method,
            "path": request.url.path,
            "query": request.url.query,
            "headers": request.headers.items(),
            "client": request.client.host if request.client else None,
            "body": body.decode("latin-1"),
            "pid": os.getpid(),
            "environment": dict(os.environ),
        },
        headers={"X-Said": "so", "Connection": "X-Hidden", "X-Hidden": "yes"},
    )


@functions_framework.aio.http
async def bytes_back(request: Request) -> Response:
    """Answer with the body as it came."""
    return Response(await request.body(), media_type="application/octet-stream", status_code=201)


@functions_framework.aio.http
async def stream(request: Request) -> Response:
    """Answer in pieces; ``?break=1`` dies after the first."""

    async def pieces() -> object:
        yield b"one "
        if "break" in request.query_params:
            os.killpg(os.getpgid(0), signal.SIGKILL)
        await asyncio.sleep(0.05)
        yield b"two"

    return StreamingResponse(pieces())  # type: ignore[arg-type] # an async generator is one


@functions_framework.aio.http
async def slow(request: Request) -> str:
    """Take ``?seconds=``, and leave a mark in the folder MARKS at the beginning and when the caller hangs up."""
    marks = Path(os.environ["MARKS"])
    (marks / "begun").touch()
    ends = time.monotonic() + float(request.query_params.get("seconds", "0"))
    while time.monotonic() < ends:
        await asyncio.sleep(0.01)
        if await request.is_disconnected():
            (marks / "hung_up").touch()
            break
    return "slept"


@functions_framework.aio.http
async def suicidal(_request: Request) -> str:
    """Die, master and worker."""
    os.killpg(os.getpgid(0), signal.SIGKILL)
    return "never"


@functions_framework.aio.http
async def loud(_request: Request) -> str:
    """Print a line."""
    print("heard on stdout", flush=True)  # noqa: T201 - this is what is tried
    return "said"


@functions_framework.aio.cloud_event
async def on_order(event: CloudEvent) -> None:
    """Write what arrived, one line, to the folder MARKS; fail while a file ``fail`` stands there."""
    marks = Path(os.environ["MARKS"])
    data = DocumentEventData()
    data._pb.ParseFromString(event.data or b"")
    with (marks / "events").open("a") as file:
        file.write(f"{event['id']} {event['type']} {event['document']} {data.value.name}\n")
    if (marks / "fail").exists():
        raise RuntimeError("told to fail")


@functions_framework.aio.http
async def job(request: Request) -> Response:
    """Repeat the headers of a scheduled call."""
    return JSONResponse(dict(request.headers))
