"""Decides what the gateway serves beside the functions: a plain page of addresses and the platform's admin address.

- ``GET /admin/functions`` lists every function with its state, processes, calls, last answer and last lines.
- ``POST /admin/functions/NAME`` ``{"instances": 2}`` runs that many, up to the function's ``max_instances``.
- ``POST /admin/functions/NAME/kill`` sends SIGKILL to every process of the function; the next request starts it anew.
- ``POST /admin/warm`` starts one instance of every function, one after another, in the background.
- ``/admin/faults`` and ``/admin/counts``, by the names of functions, are those of every stand-in.
"""

from __future__ import annotations

import html
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from infra.local.faults import Faults
from infra.local.platform.instance import Instance, StartError
from infra.local.platform.platform import Platform
from infra.local.platform.service import Service


def site(platform: Platform, faults: Faults) -> Starlette:
    """Return the application for every address that is no function's."""
    pages = _Pages(platform)
    return Starlette(
        routes=[
            Route("/", pages.front),
            Route("/admin/functions", pages.functions),
            Route("/admin/functions/{name}", pages.scale, methods=["POST"]),
            Route("/admin/functions/{name}/kill", pages.kill, methods=["POST"]),
            Route("/admin/warm", pages.warm, methods=["POST"]),
            *faults.routes(),
        ],
        lifespan=platform.lifespan,
    )


class _Pages:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def front(self, _request: Request) -> Response:
        functions = [(f"/{name}", service.state) for name, service in self._platform.services.items()]
        places = [(url, name) for name, url in self._platform.places().items()]
        title = "Frontdesk, the local cloud"
        return HTMLResponse(
            f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{title}</title><h1>{title}</h1>"
            f"<p>The functions; more of them at <a href='/admin/functions'>/admin/functions</a>.</p>{_list(functions)}"
            f"<p>The other parts, and where they take orders and questions.</p>{_list(places)}",
        )

    async def functions(self, _request: Request) -> Response:
        return JSONResponse([_told(service) for service in self._platform.services.values()])

    async def scale(self, request: Request) -> Response:
        service = self._platform.services.get(request.path_params["name"])
        if service is None:
            return _unknown(request)
        most = service.function.max_instances
        try:
            count = int((await request.json())["instances"])
        except (ValueError, TypeError, KeyError):
            count = 0
        if not 1 <= count <= most:
            return JSONResponse({"error": f'say {{"instances": N}} with N from 1 to {most}'}, status_code=400)
        try:
            await service.scale(count)
        except StartError as error:
            return JSONResponse({"error": str(error)}, status_code=503)
        return JSONResponse(_told(service))

    async def kill(self, request: Request) -> Response:
        service = self._platform.services.get(request.path_params["name"])
        return _unknown(request) if service is None else JSONResponse({"killed": service.kill()})

    async def warm(self, _request: Request) -> Response:
        self._platform.warm()
        return JSONResponse({"warming": True}, status_code=202)


def _list(links: list[tuple[str, str]]) -> str:
    rows = [(html.escape(url), html.escape(word)) for url, word in links]
    return "".join(["<ul>", *(f"<li><a href='{url}'>{url}</a> {word}</li>" for url, word in rows), "</ul>"])


def _unknown(request: Request) -> Response:
    return JSONResponse({"error": f"no function {request.path_params['name']}"}, status_code=404)


def _told(service: Service) -> dict[str, Any]:
    function = service.function
    return {
        "name": function.name,
        "desk": function.desk,
        "invoker": function.invoker,
        "state": service.state,
        "failure": service.failure,
        "wanted": service.wanted,
        "instances": [_told_instance(instance) for instance in service.instances],
        "calls": service.calls,
        "last_status": service.last_status,
        "last_seconds": service.last_seconds,
        "log": str(service.output.path),
        "last_lines": service.output.last_lines(),
    }


def _told_instance(instance: Instance) -> dict[str, Any]:
    return {
        "pid": instance.process.pid,
        "port": instance.port,
        "alive": instance.alive,
        "cold_start_seconds": round(instance.cold_start, 3),
        "in_flight": instance.in_flight,
        "calls": instance.calls,
    }
