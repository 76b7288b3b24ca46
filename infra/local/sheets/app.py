"""Decides how a request comes to its method, and how refusals, faults and counts are dealt with on the way."""

from __future__ import annotations

import inspect
from http import HTTPStatus
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Scope

from infra.local.faults import Count, Fault
from infra.local.http import FaultyHTTP
from infra.local.sheets import masks
from infra.local.sheets.admin import routes as admin_routes
from infra.local.sheets.answer import Answer
from infra.local.sheets.api.methods import method_for
from infra.local.sheets.call import Call
from infra.local.sheets.errors import STATUSES, Refused, Unsupported
from infra.local.sheets.service import Service

# What the service says of a fault on its own side, and of too many requests.
_WORDS = {
    429: "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service"
    " 'sheets.googleapis.com' for consumer 'project_number:000000000000'.",
    500: "Internal error encountered.",
    503: "The service is currently unavailable.",
}


def build(service: Service) -> ASGIApp:
    """Return the whole stand-in: the API, its admin address and the faults it can be told to have."""

    async def api(request: Request) -> Response:
        return await _answer(service, request)

    verbs = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    app = Starlette(
        routes=[*service.faults.routes(), *admin_routes(service), Route("/{path:path}", api, methods=verbs)]
    )
    return FaultyHTTP(app, service.faults, method_of=_name, refusal=_refusal)


def _name(scope: Scope) -> str | None:
    found = method_for(scope["method"], scope["path"])
    return found[0].name if found else None


def _refusal(fault: Fault) -> Response:
    code = fault.status if fault.status in STATUSES else 500
    answer = Refused(_WORDS.get(code, HTTPStatus(code).phrase), code).answer()
    answer.status_code = fault.status
    if fault.retry_after is not None:
        answer.headers["Retry-After"] = str(fault.retry_after)
    return answer


async def _answer(service: Service, request: Request) -> Response:
    found = method_for(request.method, request.scope["path"])
    if found is None:
        return Refused("Method not found.", 404).answer()
    method, names = found
    parameters = parse_qs(request.url.query, keep_blank_values=True)
    call = Call(service, names, parameters, await request.body())
    try:
        if "authorization" not in request.headers and not call.parameters.get("access_token"):
            raise _unauthenticated()
        answer = method.handler(call)
        if inspect.isawaitable(answer):
            answer = await answer
        return Answer(masks.only(masks.parse(call.text("fields")), answer))
    except Unsupported as refused:
        service.faults.counts.setdefault(f"unsupported: {refused.feature}", Count()).calls += 1
        return refused.answer()
    except Refused as refused:
        return refused.answer()


def _unauthenticated() -> Refused:
    return Refused(
        "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other"
        " valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
        401,
    )
