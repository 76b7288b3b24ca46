"""Says how Firestore refuses: a gRPC status code and a sentence."""

from __future__ import annotations

from grpc import StatusCode

CONTENTION = "Too much contention on these documents. Please try again."
EXPIRED_TRANSACTION = "The referenced transaction has expired or is no longer valid."


class Refusal(Exception):
    """A request that is answered with a status instead of a result."""

    def __init__(self, code: StatusCode, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


def invalid(text: str) -> Refusal:
    """Refuse a request that no state of the database could make right."""
    return Refusal(StatusCode.INVALID_ARGUMENT, text)


def not_found(text: str) -> Refusal:
    """Refuse because a document is not there."""
    return Refusal(StatusCode.NOT_FOUND, text)


def already_exists(text: str) -> Refusal:
    """Refuse because a document is there."""
    return Refusal(StatusCode.ALREADY_EXISTS, text)


def failed_precondition(text: str) -> Refusal:
    """Refuse because the state of the database is not what the request needs."""
    return Refusal(StatusCode.FAILED_PRECONDITION, text)


def aborted() -> Refusal:
    """Refuse because somebody else holds the documents."""
    return Refusal(StatusCode.ABORTED, CONTENTION)


def unimplemented(text: str) -> Refusal:
    """Refuse what this server does not do."""
    return Refusal(StatusCode.UNIMPLEMENTED, text)
