"""The desks that this deployment has turned on, and what each of them brings to the doors that serve all."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

from shared import config

if TYPE_CHECKING:
    from shared.delivery.posting import Poster
    from shared.sheets.book import Book
    from shared.store.port import Store


class Tokens(Protocol):
    """The settings of a desk's bots."""

    @property
    def tokens(self) -> dict[str, str]:
        """The token of each account."""


class Desk(Protocol):
    """What a desk's ``wiring`` offers."""

    Voices: type[Tokens]
    Sheet: type[Any]

    def posters(self, store: Store) -> dict[str, Poster]:
        """Say who knows how the desk's postings look."""

    def book(self, store: Store) -> Book:
        """Return the desk's spreadsheet."""

    async def prepare(self, store: Store) -> None:
        """Put into the store what the Sheet needs to show from the first day."""


@dataclass(frozen=True)
class Desks:
    """Which desks are on."""

    names: Sequence[str] = config.env("DESKS", "the desks to run, such as dispatch", parse=config.words)


def wiring(name: str) -> Desk:
    """Return the wiring of a desk; the doors that serve all know desks by name only."""
    module: Any = importlib.import_module(f"functions.{name}.wiring")
    return cast("Desk", module)
