"""Decides which headers pass the gateway and what it says of a request's origin, as Google's front end does.

Hop-by-hop headers are those of RFC 9110, section 7.6.1. What Cloud Run adds:
https://cloud.google.com/run/docs/trace and https://cloud.google.com/functions/docs/reference/headers.
"""

from __future__ import annotations

import random

from infra.local.upstream import Headers

HOP_BY_HOP = frozenset(
    {
        *(b"connection", b"keep-alive", b"proxy-connection", b"proxy-authenticate", b"proxy-authorization"),
        *(b"te", b"trailer", b"trailers", b"transfer-encoding", b"upgrade"),
    },
)
_REQUEST_ONLY = HOP_BY_HOP | {b"content-length", b"expect"}
_ANSWER_ONLY = HOP_BY_HOP | {b"date", b"server"}  # the gateway's own server writes these two


def of_request(headers: Headers, *, client: str, scheme: str, body: bytes) -> Headers:
    """Return what a function gets: the client's own headers, the length of the body, where it came from, a trace."""
    passed = _without(headers, _REQUEST_ONLY)
    names = {name: value for name, value in headers if name in _OF_ORIGIN}
    if body or b"content-length" in names or b"transfer-encoding" in names:
        passed.append((b"content-length", b"%d" % len(body)))
    behind = names.get(b"x-forwarded-for")
    passed.append((b"x-forwarded-for", b"%s,%s" % (behind, client.encode()) if behind else client.encode()))
    if b"x-forwarded-proto" not in names:  # a tunnel before us has said what the public side speaks
        passed.append((b"x-forwarded-proto", scheme.encode()))
    if b"x-cloud-trace-context" not in names:
        trace, span = random.getrandbits(128), random.getrandbits(63)
        passed.append((b"x-cloud-trace-context", b"%032x/%d;o=1" % (trace, span)))
    return passed


def of_answer(headers: Headers) -> Headers:
    """Return what the client gets of a function's headers."""
    return _without(headers, _ANSWER_ONLY)


_OF_ORIGIN = frozenset(
    {b"content-length", b"transfer-encoding", b"x-forwarded-for", b"x-forwarded-proto", b"x-cloud-trace-context"},
)


def _without(headers: Headers, names: frozenset[bytes]) -> Headers:
    for name, value in headers:
        if name == b"connection":
            names |= {option.strip().lower() for option in value.split(b",")}
    return [(name, value) for name, value in headers if name not in names and name != b"x-forwarded-for"]
