"""Brings a spreadsheet into the declared shape: tabs, columns with their marks, headers; staff's own things stay.

Asked again it finds nothing to do. One ``batchUpdate`` does everything or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.errors import SheetFailure
from shared.sheets import dress
from shared.sheets.api import Sheets
from shared.sheets.cells import Raw
from shared.sheets.tab import Column, Layout

METADATA = "frontdesk"
_TOP = 10  # rows in which a header is looked for


class TabGone(SheetFailure):
    """A tab that was there is gone; it is not made anew, as its rows would be taken for deleted."""

    def __init__(self, title: str) -> None:
        super().__init__(f"the tab {title!r} is gone: bring it back from the version history", status=404)
        self.title = title


@dataclass(slots=True)
class Standing:
    """What a tab is at the moment, and where our columns stand in it."""

    layout: Layout
    sheet: int
    header: int = 0
    frozen: int = 0
    protected: bool = False
    new: bool = False
    shielded: bool = False  # staff's own first row stays: ours goes above it
    at: dict[str, int] = field(default_factory=dict)
    unmarked: list[str] = field(default_factory=list)
    width: int = 0


async def prepare(
    sheets: Sheets, spreadsheet: str, layouts: Sequence[Layout], known: Mapping[str, int]
) -> dict[str, int]:
    """Make a spreadsheet fit and return its tabs' ids by title; ``known`` are those that must be there.

    Three or four calls. Raises ``TabGone``, or ``SheetFailure`` where the spreadsheet cannot be opened.
    """
    described = (await sheets.describe(spreadsheet)).get("sheets", [])
    metadata = await sheets.metadata(spreadsheet, METADATA)
    ids = [each["properties"].get("sheetId", 0) for each in described]
    found = {layout.tab.title: _sheet(layout, described, metadata) for layout in layouts}
    for title in known:
        if title in found and found[title] is None:
            raise TabGone(title)
    present = [sheet for sheet in found.values() if sheet is not None]
    tops = await sheets.tops(spreadsheet, present, _TOP) if present else {}
    requests: list[dict[str, Any]] = []
    for layout in layouts:
        standing = _standing(layout, found[layout.tab.title], described, metadata, tops, ids)
        ids.append(standing.sheet)
        requests += _requests(standing)
        found[layout.tab.title] = standing.sheet
    if requests:
        await sheets.change(spreadsheet, requests)
    return {title: sheet for title, sheet in found.items() if sheet is not None}


def _sheet(layout: Layout, described: list[dict[str, Any]], metadata: list[dict[str, Any]]) -> int | None:
    """Find a tab by the mark it bears, or by its title."""
    for each in metadata:
        location = each.get("location", {})
        if each.get("metadataId") == dress.tab_mark(layout) and location.get("locationType") == "SHEET":
            return int(location.get("sheetId", 0))
    for each in described:
        if each["properties"].get("title", "").strip().casefold() == layout.tab.title.casefold():
            return int(each["properties"].get("sheetId", 0))
    return None


def _standing(  # noqa: PLR0913 - what the three calls have shown
    layout: Layout,
    sheet: int | None,
    described: list[dict[str, Any]],
    metadata: list[dict[str, Any]],
    tops: Mapping[int, list[list[Raw]]],
    ids: Sequence[int],
) -> Standing:
    if sheet is None:
        fresh = dress.tab_mark(layout)
        while fresh in ids:
            fresh += 1
        return Standing(layout, fresh, new=True, width=len(layout.all))
    own = next(each for each in described if each["properties"].get("sheetId", 0) == sheet)
    grid = own["properties"].get("gridProperties", {})
    described_as = {each.get("description") for each in own.get("protectedRanges", ())}
    standing = Standing(layout, sheet, frozen=grid.get("frozenRowCount", 0), width=grid.get("columnCount", 0))
    standing.protected = dress.protection(layout) in described_as
    _columns(standing, metadata, tops.get(sheet, []))
    return standing


def _columns(standing: Standing, metadata: list[dict[str, Any]], top: list[list[Raw]]) -> None:
    """Find our columns: by their marks, then by headers that no mark claims."""
    layout = standing.layout
    marked = {each.get("metadataId"): each.get("location", {}).get("dimensionRange", {}) for each in metadata}
    for column in layout.all:
        span = marked.get(layout.mark(column), {})
        if span.get("sheetId", 0) == standing.sheet and span.get("dimension") == "COLUMNS":
            standing.at[column.field] = span.get("startIndex", 0)
    headers = {column.header.casefold(): column for column in layout.all}
    rows = [[str(raw).strip().casefold() for raw in row] for row in top]
    votes = [sum(1 for raw in set(row) if raw in headers) for row in rows]
    standing.header = max(range(len(votes)), key=lambda number: (votes[number], -number), default=0)
    taken = set(standing.at.values())
    for index, raw in enumerate(rows[standing.header] if rows else ()):
        owner = headers.get(raw)
        if owner and owner.field not in standing.at and index not in taken:
            standing.at[owner.field] = index
            standing.unmarked.append(owner.field)
    if rows and not any(votes) and not standing.at:
        standing.header, standing.shielded = 0, any(rows[0])


def _requests(standing: Standing) -> list[dict[str, Any]]:
    """List what has to be done, in the order in which it must be done."""
    layout, requests = standing.layout, []
    if standing.new:
        requests.append(dress.add_tab(layout, standing.sheet))
    if standing.shielded:
        requests.append(dress.insert_row(standing.sheet))
    for name in standing.unmarked:
        column = next(each for each in layout.all if each.field == name)
        requests.append(dress.mark(layout, standing.sheet, column, standing.at[name], adopted=True))
    for column in layout.all:
        if column.field not in standing.at:
            requests += _create(standing, column)
    if not standing.frozen:
        requests.append(dress.freeze(standing.sheet, standing.header + 1))
    if not standing.protected:
        requests.append(dress.protect(layout, standing.sheet, standing.header))
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
