"""The desks that this deployment has turned on, and what each of them brings to the doors that serve all."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
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


def _known(text: str) -> Sequence[str]:
    """Read the names of desks that there are."""
    names = config.words(text)
    for name in names:
        if not name.isidentifier() or find_spec(f"functions.{name}") is None:
            raise ValueError(f"there is no desk called {name}")
    if not names:
        raise ValueError("it names no desk")
    return names


@dataclass(frozen=True)
class Desks:
    """Which desks are on."""

    names: Sequence[str] = config.env("DESKS", "the desks to run, such as dispatch", parse=_known)

    def wirings(self) -> list[Desk]:
        """Return the wiring of each."""
        return [wiring(name) for name in self.names]


def wiring(name: str) -> Desk:
    """Return the wiring of a desk; the doors that serve all know desks by name only."""
    module: Any = importlib.import_module(f"functions.{name}.wiring")
    return cast("Desk", module)
