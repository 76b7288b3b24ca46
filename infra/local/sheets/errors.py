"""Decides how the service says no: one exception, written in the form of ``google.rpc.Status``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from infra.local.sheets.answer import Answer

# https://cloud.google.com/apis/design/errors: the HTTP code and the canonical name go together.
STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}


class Refused(Exception):
    """A request the service refuses; ``details`` as in ``google.rpc.Status``."""

    def __init__(self, message: str, code: int = 400, details: list[dict[str, Any]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.details = details

    def within(self, where: str) -> Refused:
        """Return the same refusal, said of one part of a request: ``Invalid requests[0].updateCells: ...``."""
        return Refused(f"Invalid {where}: {self.message}", self.code, self.details)

    def answer(self) -> Answer:
        """Write the refusal as Google writes it."""
        error: dict[str, Any] = {"code": self.code, "message": self.message, "status": STATUSES[self.code]}
        if self.details:
            error["details"] = self.details
        return Answer({"error": error}, status_code=self.code)


class Unsupported(Refused):
    """Something Google can do and this stand-in cannot; ``feature`` is what it is counted under."""

    def __init__(self, feature: str) -> None:
        super().__init__(f"{feature} is not implemented by this stand-in.", 501)
        self.feature = feature

    def within(self, _where: str) -> Refused:
        """Stay as it is: what is missing is missing wherever it is asked for."""
        return self


def malformed(message: str, field: str = "", description: str = "") -> Refused:
    """Return the refusal of a body or a parameter of the wrong form, naming the field where it is known."""
    violation = {"description": description or message}
    if field:
        violation["field"] = field
    kind = "type.googleapis.com/google.rpc.BadRequest"
    return Refused(message, 400, [{"@type": kind, "fieldViolations": [violation]}])


def not_found() -> Refused:
    """Return the refusal of a spreadsheet, or of metadata, that does not exist."""
    return Refused("Requested entity was not found.", 404)


@contextmanager
def within(where: str) -> Iterator[None]:
    """Say of a refusal in this block which part of the request it is about."""
    try:
        yield
    except Refused as refused:
        raise refused.within(where) from refused
