"""Reads the environment once, into frozen typed settings, and says which key is wrong and where to get it.

A settings class is a frozen dataclass whose fields are made with ``env``; a field whose type is itself a settings class
is read the same way. Values come from the environment, then from ``.env`` in the working folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

S = TypeVar("S")

TELEGRAM = "https://api.telegram.org"
SHEETS = "https://sheets.googleapis.com"
DRIVE = "https://www.googleapis.com"
CERTIFICATES = "https://www.googleapis.com/oauth2/v1/certs"


class ConfigurationError(SystemExit):
    """A setting is missing or malformed: the process ends with a sentence instead of a traceback."""


def env(name: str, where: str, *, parse: Callable[[str], Any] = str, default: Any = MISSING) -> Any:  # noqa: ANN401 - stands for a field of any type
    """Declare a field that is read from ``name``; ``where`` tells a person where to get it.

    ``parse`` turns the text into the value and raises ``ValueError`` with a sentence where it cannot.
    """
    metadata = {"name": name, "where": where, "parse": parse, "default": default}
    return field(metadata=metadata)


def load(settings: type[S], environment: Mapping[str, str] | None = None) -> S:
    """Read a settings class from the environment; raises ``ConfigurationError`` naming every key that is wrong."""
    problems: list[str] = []
    loaded = _load(settings, _environment() if environment is None else environment, problems)
    if problems or loaded is None:
        raise ConfigurationError("Frontdesk cannot start:\n" + "\n".join(f"- {problem}" for problem in problems))
    return loaded


def check(settings: type[Any], function: str) -> None:
    """End the process where ``function`` is the one it was started for and its settings are not in order."""
    if os.environ.get("FUNCTION_TARGET") == function:
        load(settings)


def zone(text: str) -> ZoneInfo:
    """Read a time zone's name."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("not the name of a time zone, such as Europe/Moscow") from error


def words(text: str) -> tuple[str, ...]:
    """Read names separated by commas."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def address(text: str) -> str:
    """Read the address of a service, without a slash at its end."""
    if not text.startswith(("http://", "https://")):
        raise ValueError("not an address: it must begin with https:// or http://")
    return text.rstrip("/")


def token(text: str) -> str:
    """Read a bot's token."""
    number, colon, secret = text.partition(":")
    if not (number.isdigit() and colon and secret):
        raise ValueError("not a bot token: it looks like 123456789:AA…")
    return text


def secret(text: str) -> str:
    """Read a webhook's secret; Telegram takes no other signs."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", text):
        raise ValueError("1 to 256 letters, digits, _ and - are allowed")
    return text


def host(text: str) -> str:
    """Read ``host:port``."""
    if not re.fullmatch(r"[^\s/:]+:\d{1,5}|\[[0-9a-fA-F:]+\]:\d{1,5}", text):
        raise ValueError("not host:port, such as 127.0.0.1:8081")
    return text


def number(text: str) -> str:
    """Read an id that is a number."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError("not a number")
    return text


def email(text: str) -> str:
    """Read an e-mail address."""
    if not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", text):
        raise ValueError("not an e-mail address")
    return text


def spreadsheet(text: str) -> str:
    """Read a spreadsheet's id, also out of its whole address."""
    found = re.search(r"/spreadsheets/d/([\w-]+)", text)
    if not found and not re.fullmatch(r"[\w-]+", text):
        raise ValueError("neither an id nor the address of a spreadsheet")
    return found.group(1) if found else text


@dataclass(frozen=True)
class Store:
    """Where the records are."""

    project: str = env("GOOGLE_CLOUD_PROJECT", "the project's id, on the first page of the Google Cloud console")
    emulator: str = env(
        "FIRESTORE_EMULATOR_HOST", "host:port of a local Firestore; leave empty in the cloud", parse=host, default=""
    )


@dataclass(frozen=True)
class Telegram:
    """Where the Bot API is."""

    address: str = env("TELEGRAM_API_URL", "where the Bot API is", parse=address, default=TELEGRAM)


@dataclass(frozen=True)
class Google:
    """Where Google's documents are."""

    sheets: str = env("SHEETS_API_URL", "where the Sheets API is", parse=address, default=SHEETS)
    drive: str = env("DRIVE_API_URL", "where the Drive API is", parse=address, default=DRIVE)


@dataclass(frozen=True)
class Caller:
    """Who may start the jobs."""

    email: str = env(
        "JOBS_SERVICE_ACCOUNT", "the e-mail of the service account that Cloud Scheduler calls with", parse=email
    )
    public: str = env(
        "PUBLIC_URL", "the address all functions share: https://REGION-PROJECT.cloudfunctions.net", parse=address
    )
    certificates: str = env("OIDC_CERTS_URL", "where Google's certificates are", parse=address, default=CERTIFICATES)


@cache
def _environment() -> Mapping[str, str]:
    file = Path(".env")
    if not file.exists():
        return os.environ
    from dotenv import dotenv_values  # noqa: PLC0415 - in the cloud there is no such file

    return {name: value for name, value in dotenv_values(file).items() if value is not None} | dict(os.environ)


def _load(settings: type[S], environment: Mapping[str, str], problems: list[str]) -> S | None:
    hints = get_type_hints(settings)
    values: dict[str, Any] = {}
    for each in fields(settings):  # type: ignore[arg-type]  # every settings class is a dataclass
        if "name" in each.metadata:
            values[each.name] = _value(each.metadata, environment, problems)
        else:
            values[each.name] = _load(hints[each.name], environment, problems)
    return None if problems else settings(**values)


def _value(wanted: Mapping[str, Any], environment: Mapping[str, str], problems: list[str]) -> Any:  # noqa: ANN401 - of the field's own type
    name, text = wanted["name"], environment.get(wanted["name"], "").strip()
    if not text:
        if wanted["default"] is MISSING:
            problems.append(f"{name} is not set: {wanted['where']}")
            return None
        return wanted["default"]
    try:
        return wanted["parse"](text)
    except ValueError as error:
        problems.append(f"{name} is malformed ({error}): {wanted['where']}")
        return None


def project() -> str:
    """Return the project's id, for the log."""
    return _environment().get("GOOGLE_CLOUD_PROJECT", "")
