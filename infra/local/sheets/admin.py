"""Decides what can be asked of the stand-in itself, by the launcher, the stage and tests. All of it is JSON.

- ``POST /admin/spreadsheets`` ``{"id"?, "title", "locale"?, "timeZone"?}`` creates a spreadsheet with a chosen id, or
  leaves the one there is; ``GET`` lists them.
- ``GET /admin/sheets/{id}`` is the whole content as a person sees it (``staff/view.py``); with
  ``?after=VERSION&wait=SECONDS`` it answers as soon as the version is higher, or with 204 when the time is up.
- ``POST /admin/edit`` ``{"spreadsheet", "sheet": TITLE, "do", ...}`` is an edit by hand, which spends no quota:

  - ``type`` ``cell text``, ``paste`` ``cell values``, ``copy`` ``range cell``, ``clear`` ``range``,
    ``note`` ``cell text``;
  - ``sort`` ``column descending? range?``, ``filter`` ``column hide`` (neither: the filter is taken away);
  - ``rename_header`` ``column text``; a column is named by ``column`` (letters) or ``header`` (what stands in it);
  - ``insert_rows`` ``at count?``, ``delete_rows`` ``at count?``, ``duplicate_row`` ``row``,
    ``move_rows`` ``from to count? how?`` (``cut``, the default, or ``drag``); rows are counted from 1;
  - ``insert_column`` ``at text?``, ``delete_column`` ``column``, ``move_column`` ``column to``;
  - ``undo`` takes back the last edit by hand.

- ``POST /admin/between`` ``{"edit": EDIT, "after_calls"?: 1, "when"?: "after"|"before", "method"?: "*"}`` makes the
  edit just after or before the n-th API call (of that method) that follows; ``GET`` lists what is ``waiting`` and what
  ``failed``, ``DELETE`` forgets both.
- ``POST /admin/quota`` ``{"on", "per_user"?, "per_project"?}`` switches the quota and starts a new minute.
- ``POST /admin/append_gap`` ``{"seconds"}`` lets appends that arrive within so many seconds overwrite each other.
- ``/admin/faults`` and ``/admin/counts`` as of every stand-in; methods are named as in ``api/methods.py``, and what
  this stand-in cannot do is counted as ``unsupported: ...``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.sheets.book import new_id, new_spreadsheet
from infra.local.sheets.errors import Refused
from infra.local.sheets.service import Service
from infra.local.sheets.staff.edits import Staff
from infra.local.sheets.staff.view import view

Answer = Callable[[Request], Awaitable[Response]]


def routes(service: Service, staff: Staff) -> list[Route]:
    """Return the admin addresses."""
    desk = _Desk(service, staff)
    return [
        Route("/admin/spreadsheets", _said(desk.spreadsheets), methods=["GET", "POST"]),
        Route("/admin/sheets/{id}", _said(desk.sheets), methods=["GET"]),
        Route("/admin/edit", _said(desk.edit), methods=["POST"]),
        Route("/admin/between", _said(desk.between), methods=["GET", "POST", "DELETE"]),
        Route("/admin/quota", _said(desk.quota), methods=["POST"]),
        Route("/admin/append_gap", _said(desk.append_gap), methods=["POST"]),
    ]


def _said(answer: Answer) -> Answer:
    """Let ``answer`` say in JSON what was wrong with a request."""

    async def said(request: Request) -> Response:
        try:
            return await answer(request)
        except Refused as refused:
            return JSONResponse({"error": refused.message}, status_code=refused.code)
        except (ValueError, TypeError, KeyError) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, status_code=400)

    return said


class _Desk:
    """Where the stand-in itself is asked."""

    def __init__(self, service: Service, staff: Staff) -> None:
        self._service = service
        self._staff = staff

    async def spreadsheets(self, request: Request) -> Response:
        if request.method == "POST":
            asked = await request.json()
            book_id = asked.get("id") or new_id()
            if book_id not in self._service.ids():
                locale, zone = asked.get("locale", "en_US"), asked.get("timeZone", "Etc/GMT")
                self._service.add(new_spreadsheet(book_id, asked["title"], locale, zone))
            return JSONResponse({"id": book_id})
        books = [self._service.book(book_id) for book_id in self._service.ids()]
        return JSONResponse(
            [{"id": book.id, "title": book.properties["title"], "version": book.file["version"]} for book in books]
        )

    async def sheets(self, request: Request) -> Response:
        book_id = request.path_params["id"]
        after = request.query_params.get("after")
        if after is not None:
            try:
                async with asyncio.timeout(float(request.query_params.get("wait", 0))):
                    while self._service.book(book_id).file["version"] <= int(after):
                        await self._service.changed.wait()
            except (TimeoutError, asyncio.CancelledError):
                # The time is up, or the stand-in is being stopped, which no page needs to hear of as an error.
                return Response(status_code=204)
        return JSONResponse(view(self._service.book(book_id)))

    async def edit(self, request: Request) -> Response:
        return JSONResponse({"version": self._staff.edit(await request.json())})

    async def between(self, request: Request) -> Response:
        between = self._service.between
        if request.method == "POST":
            between.order(await request.json())
        elif request.method == "DELETE":
            between.forget()
        return JSONResponse(between.listed())

    async def quota(self, request: Request) -> Response:
        asked: dict[str, Any] = await request.json()
        quota = self._service.quota
        quota.on = bool(asked["on"])
        quota.per_user = int(asked.get("per_user", quota.per_user))
        quota.per_project = int(asked.get("per_project", quota.per_project))
        quota.forget()
        return JSONResponse({"on": quota.on, "per_user": quota.per_user, "per_project": quota.per_project})

    async def append_gap(self, request: Request) -> Response:
        self._service.append_gap = float((await request.json())["seconds"])
        return JSONResponse({"seconds": self._service.append_gap})
