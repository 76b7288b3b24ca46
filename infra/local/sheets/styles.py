"""Decides how what a cell carries beside its value is kept: once for all the cells that carry the same."""

from __future__ import annotations

import json
from typing import Any

# A style is the part of a ``CellData`` that many cells share: ``userEnteredFormat``, ``dataValidation``,
# ``textFormatRuns``. Its number stands in the cell; number 0 is the plain cell.
Style = dict[str, Any]

PLAIN = 0


class Styles:
    """The styles of one spreadsheet, numbered in the order of their first use; a style is never changed."""

    def __init__(self, known: list[Style] | None = None) -> None:
        self._styles: list[Style] = known or [{}]
        self._numbers = {_key(style): number for number, style in enumerate(self._styles)}
        self._saved = len(known or [])

    def __getitem__(self, number: int) -> Style:
        return self._styles[number]

    def __len__(self) -> int:
        return len(self._styles)

    def number(self, style: Style) -> int:
        """Return the number of ``style``, new or known; empty parts are left out."""
        kept = {name: part for name, part in style.items() if part}
        key = _key(kept)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._styles)
            self._styles.append(kept)
        return number

    def unsaved(self) -> list[tuple[int, Style]]:
        """Return the styles first used since the last call, with their numbers."""
        fresh = list(enumerate(self._styles))[self._saved :]
        self._saved = len(self._styles)
        return fresh


def _key(style: Style) -> str:
    return json.dumps(style, sort_keys=True)
