"""Decides how a request comes to its method, and what happens on the way: quota, ordered edits, faults, counts."""

from __future__ import annotations

import inspect
import re
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Scope

from infra.local.faults import Count, Fault
from infra.local.http import FaultyHTTP
from infra.local.sheets import masks
from infra.local.sheets.admin import routes
from infra.local.sheets.answer import Answer
from infra.local.sheets.api.methods import Method, method_for
from infra.local.sheets.call import Call
from infra.local.sheets.errors import STATUSES, Refused, Unsupported
from infra.local.sheets.masks import Mask
from infra.local.sheets.quota import exceeded
from infra.local.sheets.service import Service
from infra.local.sheets.staff.edits import Staff

_TOO_MANY = 429
_WORDS = {500: "Internal error encountered.", 503: "The service is currently unavailable."}


def build(service: Service) -> ASGIApp:
    """Return the whole stand-in: the API, its admin address and the faults it can be told to have."""
    staff = Staff(service)
    door = _Door(service, staff)
    verbs = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    api = Route("/{path:path}", door.answer, methods=verbs)
    app = Starlette(routes=[*service.faults.routes(), *routes(service, staff), api])
    return FaultyHTTP(app, service.faults, method_of=_name, refusal=_refusal)


def _name(scope: Scope) -> str | None:
    found = method_for(scope["method"], scope["path"])
    return found[0].name if found else None


def _refusal(fault: Fault) -> Response:
    """Write an ordered refusal in Google's form and, where they are known, in its words."""
    code = fault.status if fault.status in STATUSES else 500
    refused = exceeded("Read") if code == _TOO_MANY else Refused(_WORDS.get(code, HTTPStatus(code).phrase), code)
    answer = refused.answer()
    answer.status_code = fault.status
    if fault.retry_after is not None:
        answer.headers["Retry-After"] = str(fault.retry_after)
    return answer


class _Door:
    """Takes every request that is not for the admin address."""

    def __init__(self, service: Service, staff: Staff) -> None:
        self._service = service
        self._staff = staff

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        try:
            return await self._call(request, *_method(request))
        except Unsupported as refused:
            self._service.faults.counts.setdefault(f"unsupported: {refused.feature}", Count()).calls += 1
            return refused.answer()
        except Refused as refused:
            return refused.answer()

    async def _call(self, request: Request, method: Method, names: dict[str, str]) -> Response:
        parameters = parse_qs(request.url.query, keep_blank_values=True)
        call = Call(self._service, names, parameters, await request.body())
        # Any token will do, and none as well: what a caller has shown only tells it from others in the quota.
        user = request.headers.get("authorization") or call.text("access_token")
        if method.spends:
            self._service.quota.spend(method.spends, user)
        mask = _mask(method, call)
        self._edit(method, "before")
        answer: Any = method.handler(call)
        if inspect.isawaitable(answer):
            answer = await answer
        self._edit(method, "after")
        if request.method == "DELETE":
            return Response(status_code=HTTPStatus.NO_CONTENT)
        return Answer(masks.only(mask, answer))

    def _edit(self, method: Method, when: str) -> None:
        for edit in self._service.between.due(method.name, when):
            try:
                self._staff.edit(edit)
            except Refused as refused:
                # The caller has nothing to do with it; whoever ordered the edit can ask what became of it.
                self._service.between.failed.append(refused.message)


def _mask(method: Method, call: Call) -> Mask:
    """Return the mask of the answer; Drive looks after its own."""
    mask = masks.parse(call.text("fields")) if method.answers else {}
    masks.check(mask, method.answers)
    return mask


def _method(request: Request) -> tuple[Method, dict[str, str]]:
    path = request.scope["path"]
    found = method_for(request.method, path)
    if found is None:
        without_ids = re.sub(r"(?<=/)[A-Za-z0-9_-]{20,}", "{id}", path)
        raise Unsupported(f"{request.method} {without_ids}")
    return found
