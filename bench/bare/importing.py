"""A function that imports Firestore's client and does nothing: what a cold start is held against."""

from __future__ import annotations

import functions_framework.aio
from google.cloud import firestore
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


@functions_framework.aio.http
async def importing(request: Request) -> Response:
    """Read the body and answer."""
    return JSONResponse({"bytes": len(await request.body()), "client": firestore.AsyncClient.__name__})
