"""Decides how ``sortRange`` orders rows.

A sort moves what is in the cells of the range (values, formats, notes), not the rows: heights, hidden rows and
developer metadata stay where they are. Google documents this neither way; ``METADATA_FOLLOWS`` is the one place to
change it. That a hidden row stays, that text stands above numbers when descending and that empty cells come last in
either order was observed of the service.
"""

from __future__ import annotations

from typing import Any

from infra.local.sheets import a1
from infra.local.sheets.a1 import Box, Cells
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.errors import Refused
from infra.local.sheets.filtering import hidden_rows
from infra.local.sheets.formula import CellError, Result
from infra.local.sheets.grid import Formula, Row, Sheet, Value
from infra.local.sheets.ranges import grid_range
from infra.local.sheets.references import shifted
from infra.local.sheets.render import Renderer

METADATA_FOLLOWS = False


def sort_range(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Sort the rows of a range by one column or several."""
    place = grid_range(book, request.get("range", {}))
    sheet, there = place.sheet, len(place.sheet.rows)
    if (place.box.top or 0) >= there:
        raise Refused(f"range.startRowIndex is larger than current grid size ({there})")
    if not request.get("sortSpecs"):
        raise Refused("At least one sortSpec must be specified.")
    sort(book, sheet, place.cells, request["sortSpecs"])
    return {}


def sort(book: Spreadsheet, sheet: Sheet, cells: Cells, specs: list[dict[str, Any]]) -> None:
    """Sort the rows of a rectangle, those that are hidden staying where they are."""
    _check_merges(sheet, cells)
    unseen = hidden_rows(book, sheet)
    places = [
        index
        for index in range(cells.top, cells.bottom)
        if index not in unseen and not (sheet.rows[index].properties or {}).get("hiddenByUser")
    ]
    order = list(places)
    renderer = Renderer(book)
    for spec in reversed(specs):
        column = spec.get("dimensionIndex", 0)
        keys = {index: _key(renderer.result(sheet, sheet.rows[index].get(column))) for index in order}
        filled = [index for index in order if keys[index] is not None]
        empty = [index for index in order if keys[index] is None]
        filled.sort(key=keys.__getitem__, reverse=spec.get("sortOrder") == "DESCENDING")  # type: ignore[arg-type] # none is None
        order = filled + empty
    _rearrange(sheet, cells, places, order)
    if METADATA_FOLLOWS:
        _take_metadata(book, sheet, places, order)


def _key(result: Result) -> tuple[int, float | str] | None:
    """Return what a value is compared by: numbers before texts, those before booleans; empty cells have nothing."""
    if result is None or result == "":
        return None
    if isinstance(result, bool):
        return 2, float(result)
    if isinstance(result, int | float):
        return 0, float(result)
    return (3, result.shown) if isinstance(result, CellError) else (1, result.casefold())


def _check_merges(sheet: Sheet, cells: Cells) -> None:
    for merge in sheet.parts.get("merges", []):
        tall = merge["endRowIndex"] - merge["startRowIndex"] > 1
        rows = merge["startRowIndex"] < cells.bottom and cells.top < merge["endRowIndex"]
        columns = merge["startColumnIndex"] < cells.right and cells.left < merge["endColumnIndex"]
        if tall and rows and columns:
            box = Box(merge["startRowIndex"], merge["startColumnIndex"], merge["endRowIndex"], merge["endColumnIndex"])
            where = a1.write(sheet.title, box).rpartition("!")[2]
            raise Refused(f"You can't sort a range containing vertical merges. There is a vertical merge at {where}")


def _rearrange(sheet: Sheet, cells: Cells, places: list[int], order: list[int]) -> None:
    taken = {old: _contents(sheet.rows[old], cells) for old in order}
    for new, old in zip(places, order, strict=True):
        if new != old:
            row = sheet.rows[new]
            for column, (value, style, note) in zip(range(cells.left, cells.right), taken[old], strict=True):
                row.put(column, _moved(value, new - old))
                row.put_style(column, style)
                row.put_note(column, note)
            sheet.touched.add(row)


def _contents(row: Row, cells: Cells) -> list[tuple[Value, int, str]]:
    return [(row.get(column), row.style(column), row.note(column)) for column in range(cells.left, cells.right)]


def _moved(value: Value, rows: int) -> Value:
    """Return a value as it reads in its new row: a formula goes on pointing at its own row."""
    return Formula(shifted(value.text, rows, 0)) if isinstance(value, Formula) else value


def _take_metadata(book: Spreadsheet, sheet: Sheet, places: list[int], order: list[int]) -> None:
    landed = dict(zip(order, places, strict=True))
    for entry in book.metadata.values():
        if entry.sheet_id == sheet.id and entry.dimension == "ROWS" and entry.index is not None:
            entry.index = landed.get(entry.index, entry.index)
