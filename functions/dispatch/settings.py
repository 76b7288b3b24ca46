"""What the owner sets in the tab "Настройки": a record a setting, with what holds where the owner says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from functions.dispatch.commission import DEFAULT_RATE, parse_rate, show_rate
from functions.dispatch.order_form import CATALOGUE
from shared.store.records import SERVER_TIME, Record, Write, create
from shared.texts import DEFAULT

COLLECTION = "dispatch_settings"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: ``text`` names what the owner reads, ``parse`` returns ``None`` for what it cannot take."""

    key: str
    text: str
    default: Any
    parse: Callable[[str], Any]
    show: Callable[[Any], str]

    @property
    def path(self) -> str:
        """Where the record stands."""
        return f"{COLLECTION}/{self.key}"

    def value(self, record: Record) -> Any:  # noqa: ANN401 - each setting has a type of its own
        """Read the value from the setting's record."""
        return record.data.get("value", self.default)

    def as_record(self, value: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
        """Return the setting's record."""
        return {"key": self.key, "value": value, "changed_at": SERVER_TIME}


_FOLDER = re.compile(r"(?:https?://)?(t\.me/addlist/[\w-]+)", re.ASCII)
_FLAGS = {True: "setting-yes", False: "setting-no"}


def _flag(text: str) -> bool | None:
    word = text.strip().casefold()
    return next((flag for flag, name in _FLAGS.items() if word in map(str.casefold, CATALOGUE.every(name))), None)


def _link(text: str) -> str | None:
    """Take the link of a folder as Telegram shows it, with or without its scheme; nothing takes it away."""
    if not text.strip():
        return ""
    found = _FOLDER.fullmatch(text.strip())
    return f"https://{found[1]}" if found else None


def _show_flag(value: bool) -> str:  # noqa: FBT001 - the value of a setting
    return CATALOGUE.speak(DEFAULT)(_FLAGS[value])


RATE = Setting("rate", "setting-rate", DEFAULT_RATE, parse_rate, show_rate)
SHOW_CLIENT = Setting("show_client", "setting-show-client", default=False, parse=_flag, show=_show_flag)
FOLDER = Setting("folder", "setting-folder", "", _link, str)

SETTINGS = (RATE, SHOW_CLIENT, FOLDER)
BY_KEY = {setting.key: setting for setting in SETTINGS}


def missing(records: Iterable[Record]) -> list[Write]:
    """Return the writes that put settings nobody has touched yet into the store, so that the Sheet shows them."""
    there = {record.path for record in records if record.exists}
    return [create(each.path, each.as_record(each.default)) for each in SETTINGS if each.path not in there]
