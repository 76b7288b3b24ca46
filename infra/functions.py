"""Decides what may stand in ``infra/functions.toml``, the one list of what is deployed.

The launcher, the tests and the deployment read the same typed records. Every mistake in the list is told at once::

    [functions.system_deliver]
    desk = "system"
    trigger = "firestore"          # http | firestore | schedule
    event = "created"              # created | updated | deleted | written
    document = "outbox/{entry}"
    retry = true
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("functions.toml")
SYSTEM = "system"

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_SETTING = re.compile(r"[A-Z][A-Z0-9_]*")
_MEMORY = re.compile(r"[1-9][0-9]*(Mi|Gi)")
_SEGMENT = re.compile(r"[^/{}]+|\{\w+(=\*\*)?\}")
_CRON = re.compile(r"\S+( \S+){4}")


class FunctionsListError(Exception):
    """The list cannot be deployed as it stands; the message names every mistake and its place."""


class DocumentEvent(StrEnum):
    """What can happen to a document; ``written`` is any of the three."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    WRITTEN = "written"


class Invoker(StrEnum):
    """Who may call a function: anybody, the scheduler (the function checks), or Eventarc (the platform checks)."""

    PUBLIC = "public"
    SCHEDULER = "scheduler"
    EVENTARC = "eventarc"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpTrigger:
    """Called by anyone; ``webhook`` is a Telegram bot's settings prefix, as ``DISPATCH_CLIENT_BOT``."""

    webhook: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTrigger:
    """Called when a document whose path fits the pattern changes."""

    event: DocumentEvent
    document: str
    retry: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleTrigger:
    """Called by the clock: five cron fields in ``TIME_ZONE``; a failed run is tried ``retry_count`` times more."""

    schedule: str
    retry_count: int = 0


Trigger = HttpTrigger | DocumentTrigger | ScheduleTrigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One deployed function; what the list leaves out is as ``gcloud functions deploy`` has it, with one instance."""

    name: str
    desk: str
    trigger: Trigger
    memory: str
    timeout: int  # seconds
    concurrency: int
    max_instances: int
    secrets: tuple[str, ...]

    @property
    def invoker(self) -> Invoker:
        """Say who may call it, which follows from its trigger."""
        return _INVOKERS[type(self.trigger)]


_INVOKERS: dict[type[Trigger], Invoker] = {
    HttpTrigger: Invoker.PUBLIC,
    DocumentTrigger: Invoker.EVENTARC,
    ScheduleTrigger: Invoker.SCHEDULER,
}
_TRIGGERS: dict[str, tuple[type[Trigger], frozenset[str]]] = {
    "http": (HttpTrigger, frozenset({"webhook"})),
    "firestore": (DocumentTrigger, frozenset({"event", "document", "retry"})),
    "schedule": (ScheduleTrigger, frozenset({"schedule", "retry_count"})),
}
_SHARED_KEYS = frozenset(
    {"desk", "trigger", "invoker", "memory", "timeout", "concurrency", "max_instances", "secrets"},
)


def read(path: Path = LIST, *, desks: Iterable[str] | None = None) -> tuple[Function, ...]:
    """Return the functions of the list in its order; ``desks`` keeps those desks and ``system`` only."""
    try:
        raw = tomllib.loads(path.read_text())
    except FileNotFoundError as error:
        raise FunctionsListError(f"{path} does not exist; it lists the functions to serve") from error
    except tomllib.TOMLDecodeError as error:
        raise FunctionsListError(f"{path}: {error}") from error
    try:
        functions = parse(raw)
    except FunctionsListError as error:
        raise FunctionsListError(f"{path}:\n{error}") from error
    if desks is None:
        return functions
    wanted = {*desks, SYSTEM}
    return tuple(function for function in functions if function.desk in wanted)


def parse(raw: Mapping[str, Any]) -> tuple[Function, ...]:
    """Turn the decoded TOML into records, or raise one error that names every mistake."""
    problems = [f"[{table}] is not known: only [functions.NAME] stands here" for table in raw if table != "functions"]
    functions = []
    tables = raw.get("functions")
    for name, row in (tables if isinstance(tables, dict) else {}).items():
        reader = _Row(name, row if isinstance(row, dict) else {})
        function = reader.function()
        problems += [f"functions.{name}: {problem}" for problem in reader.problems]
        if function is not None:
            functions.append(function)
    if not functions and not problems:
        problems.append("no function stands here; each is a table [functions.NAME]")
    if problems:
        raise FunctionsListError("\n".join(problems))
    return tuple(functions)


class _Row:
    """Reads one table and collects what is wrong with it."""

    def __init__(self, name: str, row: dict[str, Any]) -> None:
        self._name = name
        self._row = row
        self.problems: list[str] = []

    def function(self) -> Function | None:
        """Return the record, or ``None`` with the reasons in ``problems``."""
        if not _NAME.fullmatch(self._name):
            self.problems.append("a name has small letters, digits and _, begins with a letter, at most 63")
        kind = self._choice("trigger", _TRIGGERS)
        if kind is None:
            return None
        trigger, keys = _TRIGGERS[kind]
        self._refuse_unknown(_SHARED_KEYS | keys)
        invoker = _INVOKERS[trigger].value
        if self._row.get("invoker", invoker) != invoker:
            self.problems.append(f"invoker of a {kind} function is {invoker!r}, not {self._row['invoker']!r}")
        shared: dict[str, Any] = {
            "desk": self._text("desk", _NAME, "a desk's name, as dispatch, or system", required=True),
            "memory": self._text("memory", _MEMORY, "as 256Mi or 1Gi") or "256Mi",
            "timeout": self._number("timeout", 1, 3600, 60),
            "concurrency": self._number("concurrency", 1, 1000, 1),
            "max_instances": self._number("max_instances", 1, 1000, 1),
            "secrets": self._secrets(),
        }
        own = self._trigger(trigger)
        return None if self.problems else Function(name=self._name, trigger=trigger(**own), **shared)

    def _trigger(self, trigger: type[Trigger]) -> dict[str, Any]:
        if trigger is HttpTrigger:
            return {"webhook": self._webhook()}
        if trigger is ScheduleTrigger:
            return {
                "schedule": self._text("schedule", _CRON, "five cron fields, as '*/5 * * * *'", required=True),
                "retry_count": self._number("retry_count", 0, 5, 0),
            }
        return {
            "event": DocumentEvent(self._choice("event", DocumentEvent) or DocumentEvent.WRITTEN),
            "document": self._document(),
            "retry": self._value("retry", bool, "true or false", default=False),
        }

    def _webhook(self) -> str | None:
        prefix = self._text("webhook", _SETTING, "a settings prefix, as DISPATCH_CLIENT_BOT")
        if prefix is not None and f"{prefix}_WEBHOOK_SECRET" not in self._row.get("secrets", []):
            self.problems.append(f"a webhook checks its secret: add {prefix}_WEBHOOK_SECRET to secrets")
        return prefix

    def _document(self) -> str | None:
        """A pattern names documents, so unless it ends in ``{any=**}`` its segments are even in number."""
        pattern: str | None = self._value("document", str, "a path pattern, as orders/{order}")
        if pattern is None:
            self.problems.append("document is missing: which documents, as orders/{order}")
            return None
        segments = pattern.split("/")
        fits = all(_SEGMENT.fullmatch(segment) for segment in segments)
        if not fits or (len(segments) % 2 and not segments[-1].endswith("=**}")):
            self.problems.append(f"document {pattern!r} is no document's path, as orders/{{order}} or a/{{any=**}}")
        return pattern

    def _secrets(self) -> tuple[str, ...]:
        names = self._value("secrets", list, "a list of settings", default=[])
        wrong = [name for name in names if not isinstance(name, str) or not _SETTING.fullmatch(name)]
        self.problems += [f"secrets: {name!r} is no setting's name" for name in wrong]
        return tuple(name for name in names if name not in wrong)

    def _refuse_unknown(self, known: frozenset[str]) -> None:
        for key in self._row.keys() - known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"; is it {near[0]}?" if near else ""
            self.problems.append(f"{key} is not known to a {self._row['trigger']} function{hint}")

    def _value(self, key: str, kind: type, wanted: str, *, default: Any = None) -> Any:  # noqa: ANN401 - raw TOML
        value = self._row.get(key, default)
        if key in self._row and type(value) is not kind:
            self.problems.append(f"{key} must be {wanted}, not {value!r}")
            return default
        return value

    def _text(self, key: str, form: re.Pattern[str], wanted: str, *, required: bool = False) -> str | None:
        value: str | None = self._value(key, str, wanted)
        if value is None and required and key not in self._row:
            self.problems.append(f"{key} is missing: {wanted}")
        if value is not None and not form.fullmatch(value):
            self.problems.append(f"{key} must be {wanted}, not {value!r}")
        return value

    def _number(self, key: str, least: int, most: int, default: int) -> int:
        value: int = self._value(key, int, "a whole number", default=default)
        if not least <= value <= most:
            self.problems.append(f"{key} must lie between {least} and {most}, not {value}")
        return value

    def _choice(self, key: str, choices: Iterable[str]) -> str | None:
        value = self._row.get(key)
        if value not in (known := [str(choice) for choice in choices]):
            said = "it is missing" if value is None else f"not {value!r}"
            self.problems.append(f"{key} must be one of {', '.join(known)}; {said}")
            return None
        return str(value)
