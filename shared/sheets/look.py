"""Decides what one look at a tab shows: where its header stands, and its rows with their keys and cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple

from shared.sheets import cells
from shared.sheets.cells import Raw
from shared.sheets.tab import Column, Layout


@dataclass(frozen=True, slots=True)
class Strip:
    """A column as the API returned it: where it stands and its cells from the top, without trailing empty ones."""

    column: int
    cells: Sequence[Raw]


MARKER = " · "


class Row(NamedTuple):
    """A row; ``number`` counts from zero, ``cells`` are those of the layout's values."""

    number: int
    key: str
    twin: str
    cells: tuple[Raw, ...]

    @property
    def agreed(self) -> bool:
        """Whether it bears one key twice."""
        return self.key == self.twin != ""


@dataclass(frozen=True)
class Look:
    """What was seen of a tab at one moment; ``strips`` are by field and may be fewer than the layout's columns."""

    layout: Layout
    strips: Mapping[str, Strip]

    @cached_property
    def header(self) -> int:
        """The row in which most of our columns bear their headers, or -1."""
        votes: dict[int, int] = {}
        for column in self.layout.all:
            strip = self.strips.get(column.field)
            for number, raw in enumerate(strip.cells if strip else ()):
                if raw == column.header or token_of(raw, column.header):
                    votes[number] = votes.get(number, 0) + 1
                    break
        best = max(votes, key=lambda number: (votes[number], -number), default=-1)
        if best >= 0 and votes[best] * 2 >= len(self.strips):
            return best
        return self._marked  # staff may have renamed every header that they see

    @property
    def _marked(self) -> int:
        """The one row in which the hidden column bears our header, or -1."""
        own = self.layout.twin.header
        cells = enumerate(self._cells(self.layout.twin.field))
        found = [number for number, raw in cells if raw == own or token_of(raw, own)]
        return found[0] if len(found) == 1 else -1

    @cached_property
    def renamed(self) -> tuple[str, ...]:
        """The fields whose column bears another header than ours."""
        return tuple(
            column.field for column in self.layout.all if column.field in self.strips and not self._headed(column)
        )

    @cached_property
    def tokens(self) -> frozenset[str]:
        """The tokens of the calls that wrote last, wherever the header's row has been moved since."""
        strip = self.strips.get(self.layout.twin.field)
        found = {token_of(raw, self.layout.twin.header) for raw in (strip.cells if strip else ())}
        return frozenset(found - {""})

    @cached_property
    def absent(self) -> tuple[str, ...]:
        """The fields whose column was not found."""
        return tuple(column.field for column in self.layout.all if column.field not in self.strips)

    @cached_property
    def runs(self) -> frozenset[str]:
        """The passes whose calls wrote last."""
        return frozenset(token.partition(".")[0] for token in self.tokens)

    @cached_property
    def height(self) -> int:
        """The number of rows that hold anything of ours."""
        return max((len(strip.cells) for strip in self.strips.values()), default=0)

    @cached_property
    def rows(self) -> list[Row]:
        """Every row that holds anything of ours, but the header and what stands above it without a key."""
        copied = self.layout.key.header  # somebody may have copied the header's row
        return [row for row in self._every if row.key != copied and (row.number > self.header or row.key or row.twin)]

    @cached_property
    def _every(self) -> list[Row]:
        keys, twins = self._keys(self.layout.key.field), self._keys(self.layout.twin.field)
        columns = [self._cells(column.field) for column in self.layout.values]
        numbers = range(self.height)
        bodies = zip_longest(*columns, fillvalue="") if columns else (() for _ in numbers)
        found = zip_longest(numbers, keys, twins, bodies, fillvalue="")
        blank = ("",) * len(columns)
        return [
            Row(int(number), key, twin, tuple(body) or blank)
            for number, key, twin, body in found
            if number != self.header and (key or twin or any(raw != "" for raw in body))
        ]

    def _keys(self, field: str) -> list[str]:
        keys = [cells.key(raw) for raw in self._cells(field)]
        if field == self.layout.twin.field:
            twin = self.layout.twin.header + MARKER
            return ["" if key.startswith(twin) else key for key in keys]
        return keys

    def _headed(self, column: Column) -> bool:
        raw = _at(self.strips[column.field], self.header)
        return raw == column.header or bool(token_of(raw, column.header))

    def _cells(self, field: str) -> Sequence[Raw]:
        strip = self.strips.get(field)
        return strip.cells if strip else ()


def _at(strip: Strip, number: int) -> Raw:
    return strip.cells[number] if 0 <= number < len(strip.cells) else ""


def marked(header: str, token: str) -> str:
    """Write a call's token into the header of the hidden column."""
    return f"{header}{MARKER}{token}"


def token_of(raw: Raw, header: str) -> str:
    """Read the token back; empty where the text is none of ours."""
    prefix = header + MARKER
    return raw[len(prefix) :] if isinstance(raw, str) and raw.startswith(prefix) else ""
