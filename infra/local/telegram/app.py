"""Decides how HTTP becomes calls: ``/bot<token>/<method>``, ``/file/bot<token>/<path>`` and the admin address."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from infra.local.faults import Fault, Kind
from infra.local.http import FaultyHTTP
from infra.local.telegram import admin, copies, editing, media, menus, polling, profile, queries, sending
from infra.local.telegram.arguments import parse
from infra.local.telegram.bots import Bot
from infra.local.telegram.calls import NAMES, Call, execute
from infra.local.telegram.errors import ApiError, not_found, too_many_requests
from infra.local.telegram.uploads import fetch_links
from infra.local.telegram.wire import Answer
from infra.local.telegram.world import World

METHODS_LIVE_IN = (copies, editing, media, menus, polling, profile, queries, sending)
API_PATH = re.compile(r"/bot([^/]*)/([^/]*)/?")
UNDONE = (Kind.TIMEOUT, Kind.DROP_BEFORE, Kind.ANSWER)
IGNORED_IN_RESPONSES = ("setwebhook", "deletewebhook", "close", "logout")


def build(folder: Path | None = None, *, limits: bool = False) -> FaultyHTTP:
    """Return the whole stand-in as one application; ``folder`` is where it remembers."""
    world = World(folder, obey=lambda bot, answer: _obey(world, bot, answer), limits=limits)

    @contextlib.asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        world.start()
        yield
        world.stop()

    async def api(request: Request) -> Response:
        return await _serve(world, request)

    async def file(request: Request) -> Response:
        return _download(world, request)

    routes = [
        Route("/bot{token}/{method}", api, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", file),
        *admin.routes(world),
        *world.faults.routes(),
    ]
    return FaultyHTTP(Starlette(routes=routes, lifespan=life), world.faults, method_of=_method_of, refusal=_refusal)


async def _serve(world: World, request: Request) -> Response:
    try:
        bot = world.bots.by_token(request.path_params["token"])
        content_type = request.headers.get("content-type", "")
        arguments = parse(content_type, await request.body(), request.scope["query_string"])
        await fetch_links(arguments)
        result = await execute(Call(world, bot, arguments, "api"), request.path_params["method"])
    except ApiError as error:
        return _refused(error)
    return JSONResponse({"ok": True, "result": result})


def _download(world: World, request: Request) -> Response:
    try:
        bot = world.bots.by_token(request.path_params["token"])
    except ApiError as error:
        return _refused(error)
    content = world.files.at(bot.id, request.path_params["path"])
    return _refused(not_found()) if content is None else Response(content, media_type="application/octet-stream")


async def _obey(world: World, bot: Bot, answer: Answer) -> None:
    """Carry out the method a webhook answered with; what becomes of it nobody learns."""
    with contextlib.suppress(ApiError):
        arguments = parse(answer.headers.get("content-type", ""), answer.body)
        method = arguments.text("method").lower()
        if not method or method in IGNORED_IN_RESPONSES or method.startswith("get"):
            return
        fault = world.faults.take(NAMES.get(method, method))
        if fault is None or fault.kind not in UNDONE:
            await fetch_links(arguments)
            await execute(Call(world, bot, arguments, "webhook_response"), method)


def _method_of(scope: Scope) -> str | None:
    path = API_PATH.fullmatch(scope["path"])
    return NAMES.get(path[2].lower(), path[2]) if path else None


def _refused(error: ApiError) -> Response:
    parameters = error.parameters or {}
    headers = {"Retry-After": str(parameters["retry_after"])} if "retry_after" in parameters else {}
    return JSONResponse(error.body(), status_code=error.code, headers=headers)


def _refusal(fault: Fault) -> Response:
    if fault.retry_after is not None:
        return _refused(too_many_requests(fault.retry_after))
    return _refused(ApiError(fault.status, f"{HTTPStatus(fault.status).phrase}: ordered to fail"))
