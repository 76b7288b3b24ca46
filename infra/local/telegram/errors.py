"""Decides how a refused call is worded.

``ApiError`` carries the whole of Telegram's error form: an HTTP status, a description, and sometimes parameters.
Descriptions follow the server's source, https://github.com/tdlib/telegram-bot-api (Client.cpp, ClientManager.cpp).
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A call refused; ``code`` is both the HTTP status and the ``error_code``."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """Return the answer's body."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> ApiError:
    """Refuse a call whose parameters are at fault."""
    return ApiError(400, f"Bad Request: {reason}")


def too_many_requests(seconds: int) -> ApiError:
    """Refuse a call that came too early; ``seconds`` is how long to wait."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def unauthorized() -> ApiError:
    """Refuse a token."""
    return ApiError(401, "Unauthorized")


def not_found() -> ApiError:
    """Refuse a method or a file nobody knows."""
    return ApiError(404, "Not Found")


class AdminError(Exception):
    """An act at the admin address that makes no sense; ``status`` is the HTTP status of the answer."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status
