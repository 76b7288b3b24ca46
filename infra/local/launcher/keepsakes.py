"""Decides the values that are made once and kept with the data: tokens and secrets of the local bots, sheets' ids."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from infra.local import settings_file

FIRST_BOT = 7_900_000_001  # far from the ids that the Telegram stand-in gives to people
LOCAL = ":local-"


class Keepsakes:
    """What is kept in ``path``; each value is made when it is first asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = settings_file.read(path)

    def bot_token(self, name: str) -> str:
        """Return a token of Telegram's shape, of a bot that no other local bot is."""
        bots = [int(value.partition(":")[0]) for value in self._kept.values() if LOCAL in value]
        return self._keep(name, lambda: f"{max([FIRST_BOT - 1, *bots]) + 1}{LOCAL}{secrets.token_hex(14)}")

    def secret(self, name: str) -> str:
        """Return a secret of letters, digits, ``_`` and ``-``."""
        return self._keep(name, lambda: secrets.token_urlsafe(32))

    def sheet_id(self, name: str) -> str:
        """Return the id of a spreadsheet."""
        return self._keep(name, lambda: f"local-{secrets.token_urlsafe(24)}")

    @property
    def all(self) -> Mapping[str, str]:
        """Return everything that is kept."""
        return self._kept

    def _keep(self, name: str, make: Callable[[], str]) -> str:
        if name not in self._kept:
            self._kept[name] = make()
            settings_file.write(self._path, self._kept, heading="Made once by make run and kept; nobody else's.")
        return self._kept[name]
