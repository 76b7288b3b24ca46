"""Answers the admin address: the change feed, the accounts, ordered failures, and clearing a database."""

from __future__ import annotations

from dataclasses import asdict

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.faults import Faults
from infra.local.firestore import changes, sweeping
from infra.local.firestore.engine import Engine, Usage
from infra.local.firestore.names import database_key

_MOST_CHANGES = 1000
_LONGEST_WAIT = 60.0


class Admin:
    """The admin address of one server."""

    def __init__(self, engine: Engine, faults: Faults) -> None:
        self._engine = engine
        self._faults = faults

    def application(self) -> Starlette:
        """Return the ASGI application."""
        return Starlette(
            routes=[
                *self._faults.routes(),
                Route("/admin/changes", self._changes, methods=["GET"]),
                Route("/admin/sweep", self._sweep, methods=["POST"]),
                Route("/admin/documents", self._documents, methods=["GET", "DELETE"]),
                Route(
                    "/emulator/v1/projects/{project}/databases/{database}/documents", self._clear, methods=["DELETE"]
                ),
            ]
        )

    async def _changes(self, request: Request) -> Response:
        try:
            after = int(request.query_params.get("after", "-1"))
            limit = int(request.query_params.get("limit", "100"))
            wait = float(request.query_params.get("wait", "0"))
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        if after < 0:
            return JSONResponse({"changes": [], "next": changes.latest(self._engine.store.reader)})
        wait = max(0.0, min(wait, _LONGEST_WAIT))
        found = await changes.since(self._engine, after, max(1, min(limit, _MOST_CHANGES)), wait)
        return JSONResponse({"changes": found, "next": found[-1]["seq"] if found else after})

    async def _documents(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._engine.usage = Usage()
        return JSONResponse(asdict(self._engine.usage))

    async def _sweep(self, _: Request) -> Response:
        return JSONResponse({"deleted": await sweeping.sweep(self._engine)})

    async def _clear(self, request: Request) -> Response:
        name = "projects/{project}/databases/{database}".format(**request.path_params)
        await self._engine.committer.run(lambda _: self._engine.store.clear(database_key(name)))
        return JSONResponse({})
