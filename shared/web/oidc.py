"""Decides whether a request carries the scheduler's token: signature, issuer, audience, expiry and whose it is.

https://cloud.google.com/scheduler/docs/http-target-auth
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.config import CERTIFICATES
from shared.errors import StoreUnavailable
from shared.log import log

ISSUERS = frozenset({"https://accounts.google.com", "accounts.google.com"})
SKEW_SECONDS = 10
KEPT_SECONDS = 3600.0
_ASK_SECONDS = 5.0
_NOT_SOONER_SECONDS = 30.0


@dataclass(slots=True)
class Verifier:
    """Knows whose tokens count; the certificates are fetched once an hour, and anew for a key never seen."""

    email: str
    address: str = CERTIFICATES
    _certificates: Mapping[str, str] = field(default_factory=dict)
    _fetched_at: float = float("-inf")
    _fetching: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def authentic(self, authorization: str, audience: str) -> bool:
        """Whether the header carries a valid token of our service account for ``audience``."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            return False
        from google.auth import exceptions, jwt  # noqa: PLC0415 - a door that is no job never needs it

        try:
            header: Mapping[str, str] = jwt.decode_header(token)  # type: ignore[no-untyped-call]  # no types
            await self._refresh(header.get("kid", ""))
            claims: Mapping[str, Any] = jwt.decode(  # type: ignore[no-untyped-call]  # as above
                token, certs=self._certificates, audience=audience, clock_skew_in_seconds=SKEW_SECONDS
            )
        except (exceptions.GoogleAuthError, ValueError, TypeError) as error:
            log.warning("token refused", cause=type(error).__name__)
            return False
        return (
            claims.get("iss") in ISSUERS and claims.get("email") == self.email and claims.get("email_verified") is True
        )

    async def _refresh(self, key: str) -> None:
        async with self._fetching:
            age = time.monotonic() - self._fetched_at
            if age < _NOT_SOONER_SECONDS or (age < KEPT_SECONDS and key in self._certificates):
                return
            import httpx  # noqa: PLC0415 - as above

            try:
                async with httpx.AsyncClient(timeout=_ASK_SECONDS) as client:
                    answer = (await client.get(self.address)).raise_for_status()
                self._certificates, self._fetched_at = _certificates(answer.json()), time.monotonic()
            except (httpx.HTTPError, ValueError) as error:
                if not self._certificates:
                    raise StoreUnavailable("the certificates could not be fetched") from error


def _certificates(answer: Any) -> Mapping[str, str]:  # noqa: ANN401 - whatever the address says
    if not isinstance(answer, dict) or not answer:
        raise ValueError("not a list of certificates")
    return answer
