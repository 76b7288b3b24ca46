"""Brings a spreadsheet into the declared shape: tabs, columns with their marks, headers; staff's own things stay.

Asked again it finds nothing to do. One ``batchUpdate`` does everything or nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from shared.sheets import dress
from shared.sheets.api import Sheets
from shared.sheets.cells import Raw
from shared.sheets.look import MARKER
from shared.sheets.tab import Column, Layout

_TOP = 10  # rows in which a header is looked for


@dataclass(slots=True)
class Standing:
    """What a tab is at the moment, and where our columns stand in it."""

    layout: Layout
    sheet: int
    header: int = 0
    frozen: int = 0
    protected: bool = False
    new: bool = False
    named: bool = False
    shielded: bool = False  # staff's own first row stays: ours goes above it
    headless: bool = False
    stale: list[int] = field(default_factory=list)  # marks of ours that are somewhere else
    at: dict[str, int] = field(default_factory=dict)
    unmarked: list[str] = field(default_factory=list)
    width: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What the calls before have shown of a spreadsheet."""

    described: Sequence[Mapping[str, Any]]
    metadata: Sequence[Mapping[str, Any]]
    tops: Mapping[int, Sequence[Sequence[Raw]]]

    def tab(self, sheet: int) -> Mapping[str, Any]:
        """Return the description of a tab."""
        return next(each for each in self.described if each["properties"].get("sheetId", 0) == sheet)

    def sheet(self, layout: Layout) -> int | None:
        """Find a tab by the mark it bears, or by its title."""
        for each in self.metadata:
            location = each.get("location", {})
            if each.get("metadataId") == dress.tab_mark(layout) and location.get("locationType") == "SHEET":
                return int(location.get("sheetId", 0))
        for each in self.described:
            if each["properties"].get("title", "").strip().casefold() == layout.tab.title.casefold():
                return int(each["properties"].get("sheetId", 0))
        return None


async def prepare(
    sheets: Sheets, spreadsheet: str, layouts: Sequence[Layout], known: Collection[str]
) -> dict[str, int]:
    """Make a spreadsheet fit and return its tabs' ids by title.

    A tab that was ``known`` and is gone is left out: made anew, its rows would be taken for deleted. Three or four
    calls. Raises ``SheetFailure`` where the spreadsheet cannot be opened.
    """
    described = (await sheets.describe(spreadsheet)).get("sheets", [])
    metadata = await sheets.metadata(spreadsheet, dress.METADATA)
    found = Found(described, metadata, {})
    present = {layout.tab.title: sheet for layout in layouts if (sheet := found.sheet(layout)) is not None}
    layouts = [layout for layout in layouts if layout.tab.title in present or layout.tab.title not in known]
    tops = await sheets.rows(spreadsheet, dict.fromkeys(present.values(), (0, _TOP))) if present else {}
    standings = [_standing(layout, replace(found, tops=tops)) for layout in layouts]
    requests = [request for standing in standings for request in _requests(standing)]
    if requests:
        await sheets.change(spreadsheet, requests)
    return {standing.layout.tab.title: standing.sheet for standing in standings}


def _standing(layout: Layout, found: Found) -> Standing:
    sheet = found.sheet(layout)
    if sheet is None:
        return Standing(layout, _free(layout, found), new=True, width=len(layout.all))
    own = found.tab(sheet)
    grid = own["properties"].get("gridProperties", {})
    standing = Standing(layout, sheet, frozen=grid.get("frozenRowCount", 0), width=grid.get("columnCount", 0))
    described = {each.get("description") for each in own.get("protectedRanges", ())}
    standing.protected = dress.protection(layout) in described
    standing.named = any(each.get("metadataId") == dress.tab_mark(layout) for each in found.metadata)
    _marked(standing, found)
    _headed(standing, found.tops.get(sheet, ()))
    return standing


def _free(layout: Layout, found: Found) -> int:
    """Choose the id of a tab to be made."""
    taken = {each["properties"].get("sheetId", 0) for each in found.described}
    sheet = dress.tab_mark(layout)
    while sheet in taken:
        sheet += 1
    return sheet


def _marked(standing: Standing, found: Found) -> None:
    """Find the columns that bear our marks."""
    spans = {each.get("metadataId"): each.get("location", {}).get("dimensionRange", {}) for each in found.metadata}
    for column in standing.layout.all:
        span = spans.get(standing.layout.mark(column), {})
        if span.get("dimension") == "COLUMNS" and span.get("sheetId", 0) == standing.sheet:
            standing.at[column.field] = span.get("startIndex", 0)
        elif standing.layout.mark(column) in spans:
            standing.stale.append(standing.layout.mark(column))


def _headed(standing: Standing, top: Sequence[Sequence[Raw]]) -> None:
    """Find the header, and the columns that bear one of ours and no mark."""
    headers = {column.header.casefold(): column for column in standing.layout.all}
    rows = [[_header(raw) for raw in row] for row in top]
    votes = [len(headers.keys() & set(row)) for row in rows]
    best = max(range(len(votes)), key=lambda number: (votes[number], -number), default=0)
    marked = _twin_row(standing, top)
    if (votes[best] if votes else 0) * 2 < len(standing.at):
        standing.headless = marked < 0  # staff deleted the header's row, or only renamed what they see of it
        standing.header = max(marked, 0)
    elif votes and votes[best]:
        standing.header = best
        taken = set(standing.at.values())
        for index, raw in enumerate(rows[best]):
            owner = headers.get(raw)
            if owner and owner.field not in standing.at and index not in taken:
                standing.at[owner.field] = index
                standing.unmarked.append(owner.field)
    else:
        standing.shielded = any(rows[0]) if rows else False


def _twin_row(standing: Standing, top: Sequence[Sequence[Raw]]) -> int:
    """Return the row in which the hidden column bears our header, or -1."""
    twin = standing.layout.twin
    at = standing.at.get(twin.field, -1)
    rows = (number for number, row in enumerate(top) if 0 <= at < len(row) and _header(row[at]) == _header(twin.header))
    return next(rows, -1)


def _header(raw: Raw) -> str:
    """Read a header's cell; that of the hidden column carries a token behind its name."""
    return str(raw).partition(MARKER)[0].strip().casefold()


def _requests(standing: Standing) -> list[dict[str, Any]]:
    """List what has to be done, in the order in which it must be done."""
    layout, sheet = standing.layout, standing.sheet
    requests = [dress.add_tab(layout, sheet)] if standing.new else []
    requests += [dress.forget(mark) for mark in standing.stale]
    if not standing.named:
        requests.append(dress.name_tab(layout, sheet))
    if standing.shielded or standing.headless:
        requests.append(dress.insert_row(sheet))
    for column in layout.all:
        if column.field in standing.unmarked:
            requests.append(dress.mark(layout, sheet, column, standing.at[column.field], adopted=True))
        if standing.headless and column.field in standing.at:
            requests.append(dress.head(sheet, column, standing.at[column.field], standing.header))
    for column in layout.all:
        if column.field not in standing.at:
            requests += _create(standing, column)
    if not standing.frozen:
        requests.append(dress.freeze(sheet, standing.header + 1))
    if not standing.protected:
        requests.append(dress.protect(layout, sheet, standing.header))
    return requests


def _create(standing: Standing, column: Column) -> list[dict[str, Any]]:
    """Make a column, right of the one that is declared before it."""
    requests = []
    order = [each.field for each in standing.layout.all]
    before = [standing.at[name] for name in order[: order.index(column.field)] if name in standing.at]
    index = max(before) + 1 if before else 0
    if not standing.new:
        if index >= standing.width:
            requests.append(dress.append_column(standing.sheet))
        else:
            requests.append(dress.insert_column(standing.sheet, index))
        standing.width += 1
        standing.at = {name: at + (at >= index) for name, at in standing.at.items()}
    standing.at[column.field] = index
    return [*requests, *dress.column(standing.layout, standing.sheet, column, index, standing.header)]
