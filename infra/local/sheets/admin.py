"""Decides what can be asked of the stand-in itself, by the launcher and by tests.

- ``POST /admin/spreadsheets`` ``{"id"?, "title", "locale"?, "timeZone"?}`` creates a spreadsheet with a chosen id.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.sheets.book import new_id, new_spreadsheet
from infra.local.sheets.service import Service


def routes(service: Service) -> list[Route]:
    """Return the admin addresses."""

    async def create(request: Request) -> Response:
        asked = await request.json()
        book_id = asked.get("id") or new_id()
        if book_id not in service.ids():
            book = new_spreadsheet(
                book_id, asked["title"], asked.get("locale", "en_US"), asked.get("timeZone", "Etc/GMT")
            )
            service.add(book)
        return JSONResponse({"id": book_id})

    return [Route("/admin/spreadsheets", create, methods=["POST"])]
