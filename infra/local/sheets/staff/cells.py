"""Decides what a person does to cells: types, pastes, clears, sorts, filters, and renames a header."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from infra.local.sheets import a1, values
from infra.local.sheets.a1 import Box, Cells
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.entered import enter
from infra.local.sheets.errors import Refused
from infra.local.sheets.grid import Sheet, Spot
from infra.local.sheets.language import language
from infra.local.sheets.ranges import Place, as_grid_range, resolve
from infra.local.sheets.requests import copying, looks, sorting
from infra.local.sheets.staff import undo
from infra.local.sheets.staff.undo import Undo

Order = dict[str, Any]


def type_(book: Spreadsheet, sheet: Sheet, order: Order) -> Undo:
    """Type ``text`` into ``cell``; a strict drop-down takes only what it offers."""
    cells = place_of(sheet, order["cell"]).lies_inside().cells
    spot = Spot(sheet, cells.top, cells.left)
    text = str(order["text"])
    _check_choice(book, spot, text)
    back = undo.of_cells(sheet, cells)
    values.put_entered(book, spot, enter(text, language(book.properties["locale"])), text)
    return back


def _check_choice(book: Spreadsheet, spot: Spot, text: str) -> None:
    rule = book.styles[spot.row.style(spot.column)].get("dataValidation", {})
    condition = rule.get("condition", {})
    if not text or not rule.get("strict") or condition.get("type") != "ONE_OF_LIST":
        return
    offered = [value.get("userEnteredValue", "") for value in condition["values"]]
    if text not in offered:
        raise Refused(f"The data you entered violates the data validation rules set on this cell: {', '.join(offered)}")


def place_of(sheet: Sheet, text: str) -> Place:
    """Return the cells of ``sheet`` that ``text`` names."""
    box = a1.parse(text)
    if box is None:
        raise Refused(f"Unable to parse range: {text}")
    return Place(sheet, box)


def paste(book: Spreadsheet, sheet: Sheet, order: Order) -> Undo:
    """Paste a rectangle of texts at ``cell``, as if each had been typed; the grid grows for it."""
    start = place_of(sheet, order["cell"]).cells
    rows: list[list[Any]] = order["values"]
    sheet.grow(start.top + len(rows), start.left + max(map(len, rows), default=0))
    area = Cells(start.top, start.left, start.top + len(rows), start.left + max(map(len, rows), default=0))
    back = undo.of_cells(sheet, area)
    spoken = language(book.properties["locale"])
    for row_index, row in enumerate(rows, area.top):
        for column, text in enumerate(map(str, row), area.left):
            values.put_entered(book, Spot(sheet, row_index, column), enter(text, spoken), text)
    return back


def copy(book: Spreadsheet, sheet: Sheet, order: Order) -> Undo:
    """Copy ``range`` and paste it at ``cell``, with formats, notes and drop-downs."""
    source, start = place_of(sheet, order["range"]).cells, place_of(sheet, order["cell"]).cells
    area = Cells(start.top, start.left, start.top + source.height, start.left + source.width)
    sheet.grow(area.bottom, area.right)
    back = undo.of_cells(sheet, area)
    ranges = {name: as_grid_range(sheet.id, cells) for name, cells in (("source", source), ("destination", area))}
    copying.copy_paste(book, dict(ranges))
    return back


def clear(_book: Spreadsheet, sheet: Sheet, order: Order) -> Undo:
    """Empty ``range``."""
    place = place_of(sheet, order["range"])
    back = undo.of_cells(sheet, place.cells)
    values.clear(place)
    return back


def sort(book: Spreadsheet, sheet: Sheet, order: Order) -> Undo:
    """Sort by ``column`` the cells of ``range``, or everything below the header; ``descending`` turns it round."""
    cells = place_of(sheet, order["range"]).cells if "range" in order else _body(sheet)
    back = undo.of_cells(sheet, cells)
    direction = "DESCENDING" if order.get("descending") else "ASCENDING"
    sorting.sort(book, sheet, cells, [{"dimensionIndex": column_of(sheet, order), "sortOrder": direction}])
    return back


def _body(sheet: Sheet) -> Cells:
    return Cells(header_rows(sheet), 0, max(sheet.last_row(), header_rows(sheet)), len(sheet.columns))


def header_rows(sheet: Sheet) -> int:
    """Return how many rows are the header: those that are frozen, one where none is."""
    return int(sheet.properties.get("gridProperties", {}).get("frozenRowCount", 0)) or 1


def column_of(sheet: Sheet, order: Order) -> int:
    """Return the column an order means, by its letters (``column``) or by what its header says (``header``)."""
    if "column" in order:
        return place_of(sheet, f"{order['column']}1").lies_inside().cells.left
    for row in sheet.rows[: header_rows(sheet)]:
        if order["header"] in row.values:
            return row.values.index(order["header"])
    raise Refused(f"No column is headed {order['header']}.")


def rename_header(_book: Spreadsheet, sheet: Sheet, order: Order) -> Undo:
    """Write ``text`` over the header of a column."""
    column = column_of(sheet, order)
    cells = Cells(header_rows(sheet) - 1, column, header_rows(sheet), column + 1)
    back = undo.of_cells(sheet, cells)
    sheet.put(cells.top, column, order["text"] or None)
    return back


def filter_(book: Spreadsheet, sheet: Sheet, order: Order) -> Undo:
    """Filter a column so that the values in ``hide`` are not seen; without a column take the filter away."""
    back = undo.of_part(sheet, "basicFilter")
    if "column" not in order and "header" not in order:
        sheet.parts.pop("basicFilter", None)
        return back
    body = _body(sheet)
    range_ = as_grid_range(sheet.id, Box(body.top - 1, 0, body.bottom, body.right))
    specs = dict(_kept_specs(sheet))
    specs[column_of(sheet, order)] = {"hiddenValues": [str(value) for value in order["hide"]]}
    listed = [{"columnIndex": column, "filterCriteria": criteria} for column, criteria in sorted(specs.items())]
    looks.set_basic_filter(book, {"filter": {"range": range_, "filterSpecs": listed}})
    return back


def _kept_specs(sheet: Sheet) -> Iterator[tuple[int, dict[str, Any]]]:
    for spec in sheet.parts.get("basicFilter", {}).get("filterSpecs", []):
        yield spec.get("columnIndex", 0), spec.get("filterCriteria", {})


def note(_book: Spreadsheet, sheet: Sheet, order: Order) -> Undo:
    """Leave a note with ``text`` on ``cell``."""
    cells = place_of(sheet, order["cell"]).lies_inside().cells
    back = undo.of_cells(sheet, cells)
    row = sheet.rows[cells.top]
    row.put_note(cells.left, str(order["text"]))
    sheet.touched.add(row)
    return back


def resolved(book: Spreadsheet, title: str) -> Sheet:
    """Return the sheet a person means by its title."""
    return resolve(book, a1.quoted(title)).sheet
