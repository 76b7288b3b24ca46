"""Decides how requests add, copy, change and delete sheets, and change the spreadsheet's properties."""

from __future__ import annotations

import copy
from typing import Any

from infra.local.sheets import dimensions, masks
from infra.local.sheets.book import Spreadsheet, number_not_in
from infra.local.sheets.errors import Refused
from infra.local.sheets.grid import Axis, Row, Sheet, new_sheet
from infra.local.sheets.resource import sheet_properties
from infra.local.sheets.shapes import MESSAGES

_PLAIN = ("hidden", "rightToLeft", "tabColor", "tabColorStyle")
_LONGEST_TITLE = 100


def add_sheet(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Add an empty sheet, at the end unless said otherwise."""
    asked = request.get("properties", {})
    if asked.get("sheetType", "GRID") != "GRID":
        raise Refused(f"Cannot add a sheet of type {asked['sheetType']}.")
    sheet = make_sheet(book, asked)
    book.sheets.insert(min(asked.get("index", len(book.sheets)), len(book.sheets)), sheet)
    return {"addSheet": {"properties": sheet_properties(book, sheet)}}


def make_sheet(book: Spreadsheet, asked: dict[str, Any]) -> Sheet:
    """Return a new sheet with the properties asked for, not yet in the spreadsheet."""
    grid = dict(asked.get("gridProperties", {}))
    rows, columns = grid.pop("rowCount", 1000), grid.pop("columnCount", 26)
    _check_counts(rows, columns)
    book.check_size(rows * columns)
    sheet = new_sheet(_new_sheet_id(book, asked.get("sheetId")), _title(book, asked.get("title")), rows, columns)
    sheet.properties = {name: asked[name] for name in _PLAIN if asked.get(name)}
    if any(grid.values()):
        sheet.properties["gridProperties"] = {name: part for name, part in grid.items() if part}
    _check_frozen(sheet)
    return sheet


def _new_sheet_id(book: Spreadsheet, asked: int | None) -> int:
    taken = {sheet.id for sheet in book.sheets}
    if asked is None:
        return number_not_in(taken)
    if asked < 0:
        raise Refused(f"Sheet IDs must be non-negative: {asked}")
    if asked in taken:
        raise Refused(f"A sheet with the ID {asked} already exists. Please specify another ID.")
    return asked


def _title(book: Spreadsheet, asked: str | None) -> str:
    """Return a title nobody has; without a wish the next number."""
    if asked:
        _check_title(book, asked, None)
        return asked
    word = "Лист" if book.properties["locale"].startswith("ru") else "Sheet"
    number = len(book.sheets) + 1
    while book.titled(f"{word}{number}"):
        number += 1
    return f"{word}{number}"


def _check_title(book: Spreadsheet, title: str, own: Sheet | None) -> None:
    if len(title) > _LONGEST_TITLE:
        raise Refused(f"The sheet title cannot be more than {_LONGEST_TITLE} characters.")
    there = book.titled(title)
    if there is not None and there is not own:
        raise Refused(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _check_counts(rows: int, columns: int) -> None:
    for name, count in (("rowCount", rows), ("columnCount", columns)):
        if count <= 0:
            raise Refused(f"gridProperties.{name} must be greater than 0: {count}")


def _check_frozen(sheet: Sheet) -> None:
    grid = sheet.properties.get("gridProperties", {})
    for noun, there in (("Row", len(sheet.rows)), ("Column", len(sheet.columns))):
        if grid.get(f"frozen{noun}Count", 0) >= there:
            raise Refused(f"You can't freeze all visible {noun.lower()}s on the sheet.")


def delete_sheet(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Delete a sheet with all that is tied to it; the last one stays."""
    sheet = book.sheet(request.get("sheetId", 0))
    others = [other for other in book.sheets if other is not sheet]
    if all(other.properties.get("hidden") for other in others):
        raise Refused(f"You can't remove all the {'visible ' if others else ''}sheets in a document.")
    book.sheets.remove(sheet)
    book.removed.append(sheet.id)
    book.named_ranges[:] = [named for named in book.named_ranges if named["range"].get("sheetId", 0) != sheet.id]
    for entry in [entry for entry in book.metadata.values() if entry.sheet_id == sheet.id]:
        del book.metadata[entry.id]
    return {}


def duplicate_sheet(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Copy a sheet with its cells, formats and filters; developer metadata stays with the original."""
    source = book.sheet(request.get("sourceSheetId", 0))
    book.check_size(len(source.rows) * len(source.columns))
    sheet_id = _new_sheet_id(book, request.get("newSheetId"))
    title = request.get("newSheetName") or copy_title(book, source.title)
    _check_title(book, title, None)
    copied = copy_sheet(source, sheet_id, title)
    book.sheets.insert(min(request.get("insertSheetIndex", 0), len(book.sheets)), copied)
    return {"duplicateSheet": {"properties": sheet_properties(book, copied)}}


def copy_title(book: Spreadsheet, title: str) -> str:
    """Return the title a copy gets that nobody named."""
    wanted = f"Copy of {title}"
    number = 2
    name = wanted
    while book.titled(name):
        name, number = f"{wanted} {number}", number + 1
    return name


def copy_sheet(source: Sheet, sheet_id: int, title: str) -> Sheet:
    """Return a copy of a sheet under another id; ids of what is tied to it are new."""
    copied = Sheet(sheet_id, title, [], copy.deepcopy(source.columns), copy.deepcopy(source.properties))
    copied.rows = [
        _copy_row(row, fresh) for row, fresh in zip(source.rows, copied.fresh_rows(len(source.rows)), strict=True)
    ]
    copied.touched = {row for row in copied.rows if row.values or row.styles or row.notes or row.properties}
    copied.parts = copy.deepcopy(source.parts)
    _readdress(copied.parts, sheet_id)
    for kind, name in (("protectedRanges", "protectedRangeId"), ("filterViews", "filterViewId")):
        for part in copied.parts.get(kind, []):
            part[name] = number_not_in(set())
    return copied


def _copy_row(row: Row, fresh: Row) -> Row:
    fresh.values = list(row.values)
    fresh.styles = dict(row.styles) if row.styles else None
    fresh.notes = dict(row.notes) if row.notes else None
    fresh.properties = dict(row.properties) if row.properties else None
    return fresh


def _readdress(part: Any, sheet_id: int) -> None:  # noqa: ANN401 - any JSON
    """Let every range in ``part`` be of another sheet."""
    if isinstance(part, list):
        for one in part:
            _readdress(one, sheet_id)
    elif isinstance(part, dict):
        if part.keys() & {"startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex", "sheetId"}:
            part["sheetId"] = sheet_id
        for one in part.values():
            _readdress(one, sheet_id)


def update_sheet_properties(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Change what the mask names of a sheet: its title, its place, its size and so on."""
    asked = request.get("properties", {})
    sheet = book.sheet(asked.get("sheetId", 0))
    mask = masks.of_change(request.get("fields"))
    changed = sheet_properties(book, sheet)
    masks.merge(changed, asked, mask, MESSAGES["SheetProperties"])
    if changed.get("sheetId", sheet.id) != sheet.id:
        raise Refused("sheetId cannot be changed.")
    if not changed.get("title"):
        raise Refused("The sheet title cannot be empty.")
    _check_title(book, changed["title"], sheet)
    sheet.title = changed["title"]
    sheet.properties = {name: changed[name] for name in _PLAIN if changed.get(name)}
    if sheet.properties.get("hidden") and all(other.properties.get("hidden") for other in book.sheets):
        raise Refused("You can't hide all the sheets in a document.")
    _resize(book, sheet, dict(changed.get("gridProperties", {})))
    if "index" in mask or masks.EVERYTHING in mask:
        _place(book, sheet, asked.get("index", len(book.sheets)))
    return {}


def _resize(book: Spreadsheet, sheet: Sheet, grid: dict[str, Any]) -> None:
    rows, columns = grid.pop("rowCount", 0), grid.pop("columnCount", 0)
    _check_counts(rows, columns)
    book.check_size(rows * columns - len(sheet.rows) * len(sheet.columns))
    sheet.properties["gridProperties"] = {name: part for name, part in grid.items() if part}
    if rows < len(sheet.rows):
        dimensions.delete(book, Axis(sheet, "ROWS"), rows, len(sheet.rows))
    if columns < len(sheet.columns):
        dimensions.delete(book, Axis(sheet, "COLUMNS"), columns, len(sheet.columns))
    sheet.grow(rows, columns)
    _check_frozen(sheet)


def _place(book: Spreadsheet, sheet: Sheet, index: int) -> None:
    """Move a sheet; the index counts the places as they are before the move."""
    was = book.sheets.index(sheet)
    del book.sheets[was]
    book.sheets.insert(index - 1 if index > was else index, sheet)


def update_spreadsheet_properties(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Change what the mask names of the spreadsheet: title, locale, time zone and so on."""
    mask = masks.of_change(request.get("fields"))
    changed = dict(book.properties)
    masks.merge(changed, request.get("properties", {}), mask, MESSAGES["SpreadsheetProperties"])
    for name in ("title", "locale", "timeZone"):
        if not changed.get(name):
            raise Refused(f"properties.{name} cannot be empty.")
    book.properties = changed
    return {}
