"""Decides how rows and columns come, go and move, with everything in them and everything tied to them."""

from __future__ import annotations

from typing import Any

from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.errors import Refused
from infra.local.sheets.grid import Axis, Row, Sheet
from infra.local.sheets.references import adjust
from infra.local.sheets.spans import Change, Deleted, Inserted, Moved, follow


def insert(book: Spreadsheet, axis: Axis, at: int, count: int, *, like_before: bool = False) -> None:
    """Insert empty rows or columns that look like those after them, or before them."""
    sheet, dimension = axis
    model = at - 1 if like_before else at
    book.check_size(count * (len(sheet.columns) if dimension == "ROWS" else len(sheet.rows)))
    if dimension == "ROWS":
        fresh = sheet.fresh_rows(count)
        if model < len(sheet.rows):
            _look_alike(sheet, fresh, sheet.rows[model])
        sheet.rows[at:at] = fresh
        sheet.reordered = True
    else:
        properties = sheet.columns[model] if model < len(sheet.columns) else {}
        sheet.columns[at:at] = [dict(properties) for _ in range(count)]
        _rearrange_columns(sheet, Inserted(at, count), model)
    _settle(book, sheet, dimension, Inserted(at, count))


def _look_alike(sheet: Sheet, fresh: list[Row], model: Row) -> None:
    """Give new rows the formats and the validation of another; values, notes and being hidden are its own."""
    for row in fresh:
        if model.styles:
            row.styles = dict(model.styles)
            sheet.touched.add(row)


def delete(book: Spreadsheet, axis: Axis, start: int, end: int) -> None:
    """Delete rows or columns; a sheet keeps at least one, beside the frozen ones."""
    _check_deletion(axis, start, end)
    sheet, dimension = axis
    if dimension == "ROWS":
        sheet.forget(sheet.rows[start:end])
        del sheet.rows[start:end]
    else:
        del sheet.columns[start:end]
        _rearrange_columns(sheet, Deleted(start, end))
    _settle(book, sheet, dimension, Deleted(start, end))


def _check_deletion(axis: Axis, start: int, end: int) -> None:
    noun, there = "row" if axis.dimension == "ROWS" else "column", axis.size
    if start >= there:
        raise Refused(
            f"Cannot delete a {noun} that doesn't exist. Tried to delete {noun} index {start} but there are only"
            f" {there} {noun}s."
        )
    if end - start >= there:
        raise Refused(f"You can't delete all the {noun}s on the sheet.")
    frozen = axis.sheet.properties.get("gridProperties", {}).get(f"frozen{noun.capitalize()}Count", 0)
    if frozen and start <= frozen and end >= there:
        raise Refused(f"Sorry, it is not possible to delete all non-frozen {noun}s.")


def move(book: Spreadsheet, axis: Axis, start: int, end: int, to: int) -> None:
    """Move rows or columns to stand before what is now at ``to``."""
    sheet, dimension = axis
    change = Moved(start, end, to)
    _check_merges(sheet, dimension, change)
    if dimension == "ROWS":
        sheet.rows[:] = [sheet.rows[old] for old in change.order(len(sheet.rows))]
        sheet.reordered = True
    else:
        sheet.columns[:] = [sheet.columns[old] for old in change.order(len(sheet.columns))]
        _rearrange_columns(sheet, change)
    _settle(book, sheet, dimension, change)


def _check_merges(sheet: Sheet, dimension: str, change: Moved) -> None:
    first, last, noun = {
        "ROWS": ("startRowIndex", "endRowIndex", "row"),
        "COLUMNS": ("startColumnIndex", "endColumnIndex", "column"),
    }[dimension]
    for merge in sheet.parts.get("merges", []):
        start, end = merge[first], merge[last]
        cut = any(start < edge < end for edge in (change.start, change.end, change.to))
        if cut or (end - start > 1 and start < change.end and end > change.start):
            raise Refused(
                f"Sorry, it is not possible to move a {noun} to a position that crosses a merged cell."
                " Please unmerge and try again."
            )


def _rearrange_columns(sheet: Sheet, change: Change, model: int | None = None) -> None:
    """Let the cells of every row follow a change of columns; new columns take the styles of ``model``."""
    for row in sheet.rows:
        if not row.values and not row.styles and not row.notes:
            continue
        row.values = _rearranged(row.values, change)
        copied = row.style(model) if model is not None else 0
        row.styles = _followed(row.styles, change)
        row.notes = _followed(row.notes, change)
        if copied and isinstance(change, Inserted):
            for column in range(change.at, change.at + change.count):
                row.put_style(column, copied)
        sheet.touched.add(row)


def _rearranged(values: list[Any], change: Change) -> list[Any]:
    placed = {change.point(old): value for old, value in enumerate(values) if value is not None}
    placed.pop(None, None)
    moved: list[Any] = [None] * (max((index for index in placed if index is not None), default=-1) + 1)
    for index, value in placed.items():
        if index is not None:
            moved[index] = value
    return moved


def _followed(parts: dict[int, Any] | None, change: Change) -> dict[int, Any] | None:
    moved = {change.point(column): part for column, part in (parts or {}).items()}
    return {column: part for column, part in moved.items() if column is not None} or None


def _settle(book: Spreadsheet, sheet: Sheet, dimension: str, change: Change) -> None:
    follow(book, sheet, dimension, change)
    adjust(book, sheet, dimension, change)
