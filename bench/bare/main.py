"""Functions that do nothing: what the framework costs by itself, and what importing Firestore's client costs."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


@functions_framework.aio.http
async def bare(request: Request) -> Response:
    """Read the body and answer."""
    return JSONResponse({"bytes": len(await request.body())})
