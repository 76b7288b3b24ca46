"""Decides what becomes of everything tied to places when rows or columns come, go or move.

Named and protected ranges, filters, merges, conditional formats and developer metadata stay with their cells:
https://developers.google.com/workspace/sheets/api/guides/metadata. A sort moves values only, not rows: what is tied
to a row stays where it is (see ``requests/sorting.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.grid import Sheet

SIDES = {"ROWS": ("startRowIndex", "endRowIndex"), "COLUMNS": ("startColumnIndex", "endColumnIndex")}

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Inserted:
    """Room for ``count`` new rows or columns was made at ``at``."""

    at: int
    count: int

    def point(self, index: int) -> int | None:
        """Return where a row or column now is."""
        return index + self.count if index >= self.at else index

    def span(self, span: Span) -> Span | None:
        """Return where a range now is: one that begins here moves, one that this falls into grows."""
        start, end = span
        return (start + self.count if start >= self.at else start, end + self.count if end > self.at else end)


@dataclass(frozen=True, slots=True)
class Deleted:
    """The rows or columns from ``start`` to before ``end`` are gone."""

    start: int
    end: int

    def point(self, index: int) -> int | None:
        """Return where a row or column now is, ``None`` where it is gone."""
        if self.start <= index < self.end:
            return None
        return index - (self.end - self.start) if index >= self.end else index

    def span(self, span: Span) -> Span | None:
        """Return what is left of a range, ``None`` where nothing is."""
        start, end = (self._edge(index) for index in span)
        return (start, end) if start < end else None

    def _edge(self, index: int) -> int:
        return index - (min(index, self.end) - min(index, self.start))


@dataclass(frozen=True, slots=True)
class Moved:
    """The rows or columns from ``start`` to before ``end`` now stand before what was ``to``."""

    start: int
    end: int
    to: int

    def order(self, size: int) -> list[int]:
        """Return the old index of every place."""
        moved = range(self.start, self.end)
        if self.to <= self.start:
            return [*range(self.to), *moved, *range(self.to, self.start), *range(self.end, size)]
        return [*range(self.start), *range(self.end, self.to), *moved, *range(self.to, size)]

    def point(self, index: int) -> int | None:
        """Return where a row or column now is."""
        count = self.end - self.start
        landed = self.to if self.to <= self.start else self.to - count
        if self.start <= index < self.end:
            return landed + index - self.start
        if index >= self.end:
            index -= count
        return index + count if index >= landed else index

    def span(self, span: Span) -> Span | None:
        """Return where a range now is: one that moved whole goes along, any other loses and gains what passed it."""
        start, end = span
        if self.start <= start and end <= self.end:
            first = self.point(start)
            return None if first is None else (first, first + end - start)
        if start <= self.start and self.end <= end and start < self.to < end:
            return span
        count = self.end - self.start
        left = Deleted(self.start, self.end).span(span)
        landed = self.to if self.to <= self.start else self.to - count
        return None if left is None else Inserted(landed, count).span(left)


Change = Inserted | Deleted | Moved


def follow(book: Spreadsheet, sheet: Sheet, dimension: str, change: Change) -> None:
    """Let everything tied to rows or columns of ``sheet`` follow a change of them; what has lost its place goes."""
    for entry in list(book.metadata.values()):
        if entry.sheet_id == sheet.id and entry.dimension == dimension and entry.index is not None:
            entry.index = change.point(entry.index)
            if entry.index is None:
                del book.metadata[entry.id]
    for range_, forget in _tied(book, sheet):
        if not _move(range_, dimension, change):
            forget()
    if dimension == "COLUMNS":
        for criteria in _column_lists(sheet):
            _move_columns(criteria, change)


def _move(range_: dict[str, Any], dimension: str, change: Change) -> bool:
    """Move one range; tell whether anything is left of it. An open side stays open."""
    first, last = SIDES[dimension]
    if first not in range_ and last not in range_:
        return True
    start = range_.get(first, 0)
    if last not in range_:
        range_[first] = change.point(start) or 0
        return True
    span = change.span((start, range_[last]))
    if span is None:
        return False
    range_[first], range_[last] = span
    return True


def _tied(book: Spreadsheet, sheet: Sheet) -> Iterator[tuple[dict[str, Any], Callable[[], object]]]:
    """Walk through the ranges on ``sheet``, each with the way to forget what it belongs to."""
    for named in list(book.named_ranges):
        if named["range"].get("sheetId", 0) == sheet.id:
            yield named["range"], partial(book.named_ranges.remove, named)
    parts = sheet.parts
    for merge in list(parts.get("merges", [])):
        yield merge, partial(parts["merges"].remove, merge)
    for kind in ("protectedRanges", "filterViews"):
        for part in list(parts.get(kind, [])):
            if "range" in part:
                yield part["range"], partial(parts[kind].remove, part)
    for rule in list(parts.get("conditionalFormats", [])):
        for range_ in list(rule["ranges"]):
            yield range_, partial(_forget_range, parts, rule, range_)
    if "basicFilter" in parts:
        yield parts["basicFilter"]["range"], partial(parts.pop, "basicFilter")


def _forget_range(parts: dict[str, Any], rule: dict[str, Any], range_: dict[str, Any]) -> None:
    rule["ranges"].remove(range_)
    if not rule["ranges"]:
        parts["conditionalFormats"].remove(rule)


def _column_lists(sheet: Sheet) -> Iterator[dict[str, Any]]:
    if "basicFilter" in sheet.parts:
        yield sheet.parts["basicFilter"]
    yield from sheet.parts.get("filterViews", [])


def _move_columns(filter_: dict[str, Any], change: Change) -> None:
    """Let the criteria and sort orders of a filter follow their columns."""
    for kind, name in (("filterSpecs", "columnIndex"), ("sortSpecs", "dimensionIndex")):
        kept = []
        for spec in filter_.get(kind, []):
            index = change.point(spec.get(name, 0))
            if index is not None:
                kept.append({**spec, name: index})
        if kind in filter_:
            filter_[kind] = kept
