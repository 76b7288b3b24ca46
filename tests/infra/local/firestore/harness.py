"""Starts a server of our own as a process, the way people do."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# The client's own annotations cannot be checked against: an update time that is no datetime, methods without self.
Client = Any
Home = Any
Collection = Any
Query = Any
Transaction = Any

Request = dict[str, Any]
PATHS = (
    "Unquoted property names must match regex ([a-zA-Z_][a-zA-Z_0-9]*), "
    r"and quoted property names must match regex (`(?:[^`\\]|(?:\\.))+`)"
)
REPOSITORY = Path(__file__).parents[4]


@dataclass(frozen=True)
class Running:
    """A server process and where it answers."""

    process: subprocess.Popen[str]
    host: str
    admin: str

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(10)


def start(*arguments: str) -> Running:
    """Start a server of our own on free ports and wait until it says that it is ready."""
    command = [sys.executable, "-m", "infra.local.firestore", "--port", "0", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)  # noqa: S603 - our own words
    assert process.stdout is not None
    words = process.stdout.readline().split()
    return Running(process, words[3].rstrip(","), words[-1])


def value(content: Any) -> Request:
    """Return the protocol's form of a value."""
    if isinstance(content, list):
        return {"array_value": {"values": [value(element) for element in content]}}
    if isinstance(content, dict):
        return {"map_value": {"fields": {key: value(inner) for key, inner in content.items()}}}
    return {{int: "integer_value", str: "string_value", bool: "boolean_value"}[type(content)]: content}
