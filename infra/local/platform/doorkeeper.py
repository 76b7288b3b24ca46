"""Decides who may call a private function, as IAM does before a request reaches it.

A function of Eventarc's is private: without a token 403, with a bad one 401, and the signature is gone before the
function sees the token (https://cloud.google.com/run/docs/authenticating/service-to-service). The scheduler's and
everybody's functions are public; what they carry is theirs to check, so it passes untouched.
"""

from __future__ import annotations

import time

from starlette.responses import PlainTextResponse, Response

from infra.functions import Function, Invoker
from infra.local.oidc import EVENTARC_ACCOUNT, InvalidTokenError, Keys
from infra.local.upstream import Headers

REMOVED = b"SIGNATURE_REMOVED_BY_GOOGLE"


class Doorkeeper:
    """Checks the tokens of callers of private functions."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._known: dict[tuple[str, str], float] = {}  # token and audience -> when it expires

    def admit(self, function: Function, headers: Headers) -> Response | Headers:
        """Return the headers that the function may see, or the answer that refuses the request."""
        if function.invoker is not Invoker.EVENTARC:
            return headers
        host = next((value for name, value in headers if name == b"host"), b"").decode("latin-1")
        given = next((value for name, value in headers if name == b"authorization"), b"")
        kind, _, token = given.decode("latin-1").partition(" ")
        if kind.lower() != "bearer":
            return PlainTextResponse("Forbidden: only Eventarc may call this function", status_code=403)
        try:
            self._check(token, f"http://{host}/{function.name}")
        except InvalidTokenError as error:
            return PlainTextResponse(f"Unauthorized: {error}", status_code=401)
        stripped = b"Bearer %s.%s" % (token.rpartition(".")[0].encode(), REMOVED)
        return [(name, stripped if name == b"authorization" else value) for name, value in headers]

    def _check(self, token: str, audience: str) -> None:
        """Tokens serve for an hour and a signature costs half a millisecond, so those that passed are remembered."""
        if self._known.get((token, audience), 0.0) > time.time():
            return
        claims = self._keys.verify(token, audience=audience, email=EVENTARC_ACCOUNT)
        self._known = {known: expires for known, expires in self._known.items() if expires > time.time()}
        self._known[token, audience] = claims["exp"]
