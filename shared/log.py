"""Writes one JSON object per line, in Cloud Logging's form, without secrets and without full phone numbers.

https://cloud.google.com/logging/docs/structured-logging
"""

from __future__ import annotations

import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_PHONE = re.compile(r"(?<![\w-])\+?\d[\d ()\-\u00a0]{8,}\d(?!\w)")
# In an address a token stands right behind "bot"; what has no letter is an id.
_TOKEN = re.compile(r"\d{6,}:(?=[\d_-]*[A-Za-z])[A-Za-z0-9_-]{10,}")
_BEARER = re.compile(r"(?i)(bearer\s+)[\w.~+/-]+=*")
# Our own names of things: an engineer looks for them, and no phone number is ever part of one.
_IDS = frozenset({"conversation", "update", "entry", "event_id", "function", "time", "trace"})
_SEVERITY = {"debug": "DEBUG", "info": "INFO", "warning": "WARNING", "error": "ERROR", "critical": "CRITICAL"}


def mask(text: str) -> str:
    """Take out of a text what a log must not keep, or cannot: half a surrogate pair has no form in UTF-8."""
    text = text.encode("utf-8", "replace").decode()
    text = _TOKEN.sub("<token>", _BEARER.sub(r"\1<token>", text))
    return _PHONE.sub(lambda found: _short(found.group()), text)


def _short(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return f"<phone …{digits[-2:]}>" if len(digits) >= 10 else number  # noqa: PLR2004 - shorter is a date or an id


def _masked(value: Any) -> Any:  # noqa: ANN401 - whatever somebody logs
    match value:
        case str():
            return mask(value)
        case dict():
            return {key: _masked(each) for key, each in value.items()}
        case list() | tuple():
            return [_masked(each) for each in value]
        case None | bool() | int() | float():
            return value
    return mask(repr(value))


def _cloud(_: object, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Give a line the names that Cloud Logging reads."""
    line = {key: value if key in _IDS else _masked(value) for key, value in line.items()}
    line["severity"] = _SEVERITY.get(method, "DEFAULT")
    line["message"] = line.pop("event", "")
    if method == "error" and "exception" in line:
        line["stack_trace"] = line.pop("exception")
    if "trace" in line:
        line["logging.googleapis.com/trace"] = line.pop("trace")
    return line


structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.TimeStamper(fmt="iso", key="time"),
        structlog.processors.format_exc_info,
        _cloud,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ],
    logger_factory=structlog.PrintLoggerFactory(file=sys.stdout),
    cache_logger_on_first_use=True,
)

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
bound = structlog.contextvars.bound_contextvars
