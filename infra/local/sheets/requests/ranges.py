"""Decides how requests name, protect and merge ranges."""

from __future__ import annotations

import re
import secrets
from typing import Any

from infra.local.sheets import masks
from infra.local.sheets.a1 import Cells
from infra.local.sheets.book import Spreadsheet, number_not_in
from infra.local.sheets.errors import Refused
from infra.local.sheets.ranges import as_grid_range, grid_range
from infra.local.sheets.shapes import MESSAGES

_NAME = re.compile(r"[^\W\d]\w{0,249}")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")


def _normal(book: Spreadsheet, range_: dict[str, Any]) -> dict[str, Any]:
    place = grid_range(book, range_).starts_inside()
    return as_grid_range(place.sheet.id, place.box)


def add_named(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Give a range a name."""
    asked = request.get("namedRange", {})
    named_id = asked.get("namedRangeId") or str(secrets.randbelow(2**31))
    if any(named["namedRangeId"] == named_id for named in book.named_ranges):
        raise Refused(f"A named range with ID {named_id} already exists.")
    named = {"namedRangeId": named_id, "name": asked.get("name", ""), "range": _normal(book, asked.get("range", {}))}
    _check_name(book, named)
    book.named_ranges.append(named)
    return {"addNamedRange": {"namedRange": named}}


def _check_name(book: Spreadsheet, named: dict[str, Any]) -> None:
    name = named["name"]
    if not _NAME.fullmatch(name) or _LIKE_A_CELL.fullmatch(name) or name.upper() in ("TRUE", "FALSE"):
        raise Refused(f'The name "{name}" is invalid for a named range.')
    if any(other is not named and other["name"].casefold() == name.casefold() for other in book.named_ranges):
        raise Refused(f'A named range with the name "{name}" already exists.')


def _named(book: Spreadsheet, named_id: str) -> dict[str, Any]:
    for named in book.named_ranges:
        if named["namedRangeId"] == named_id:
            return named
    raise Refused(f"No named range with id: {named_id}")


def update_named(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Change the name or the range of a named range."""
    asked = request.get("namedRange", {})
    named = _named(book, asked.get("namedRangeId", ""))
    masks.merge(named, asked, masks.of_change(request.get("fields")), MESSAGES["NamedRange"])
    named["range"] = _normal(book, named.get("range", {}))
    _check_name(book, named)
    return {}


def delete_named(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Take a name away."""
    book.named_ranges.remove(_named(book, request.get("namedRangeId", "")))
    return {}


def add_protected(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Protect a range, from everybody but its editors or by a warning only."""
    asked = dict(request.get("protectedRange", {}))
    taken = {part["protectedRangeId"] for sheet in book.sheets for part in sheet.parts.get("protectedRanges", [])}
    if asked.get("protectedRangeId", 0) in taken:
        raise Refused(f"A protected range with ID {asked['protectedRangeId']} already exists.")
    asked["protectedRangeId"] = asked.get("protectedRangeId") or number_not_in(taken)
    part = _protected_part(book, asked)
    sheet = book.sheet(part["range"].get("sheetId", 0))
    sheet.parts.setdefault("protectedRanges", []).append(part)
    return {"addProtectedRange": {"protectedRange": part}}


def _protected_part(book: Spreadsheet, asked: dict[str, Any]) -> dict[str, Any]:
    if "namedRangeId" in asked:
        asked["range"] = _named(book, asked["namedRangeId"])["range"]
    if "range" not in asked:
        raise Refused("protectedRange.range must be specified.")
    part = {"protectedRangeId": asked["protectedRangeId"], "range": _normal(book, asked["range"])}
    for name in ("namedRangeId", "description", "warningOnly", "unprotectedRanges"):
        if asked.get(name):
            part[name] = asked[name]
    part["requestingUserCanEdit"] = True
    if not part.get("warningOnly"):
        part["editors"] = _editors(book, asked.get("editors"))
    return part


def _editors(book: Spreadsheet, asked: dict[str, Any] | None) -> dict[str, Any]:
    """Return who may edit a range: its owner and those named, or where nobody says all who may edit the document."""
    people = [one for one in book.file["permissions"].values() if "emailAddress" in one]
    roles = ("owner", "writer") if asked is None else ("owner",)
    users = [one["emailAddress"] for one in people if one["role"] in roles]
    named = asked or {}
    editors = {**named, "users": [*users, *(user for user in named.get("users", []) if user not in users)]}
    return {name: part for name, part in editors.items() if part}


def _protected(book: Spreadsheet, protected_id: int) -> tuple[list[dict[str, Any]], int]:
    for sheet in book.sheets:
        parts = sheet.parts.get("protectedRanges", [])
        for place, part in enumerate(parts):
            if part["protectedRangeId"] == protected_id:
                return parts, place
    raise Refused(f"No protected range with id: {protected_id}")


def update_protected(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Change what the mask names of a protected range."""
    asked = request.get("protectedRange", {})
    parts, place = _protected(book, asked.get("protectedRangeId", 0))
    changed = dict(parts[place])
    masks.merge(changed, asked, masks.of_change(request.get("fields")), MESSAGES["ProtectedRange"])
    parts[place] = _protected_part(book, changed)
    return {}


def delete_protected(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Open a protected range."""
    parts, place = _protected(book, request.get("protectedRangeId", 0))
    del parts[place]
    return {}


def merge_cells(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Merge a range into one cell, or each of its rows or columns; only the first value of each stays."""
    place = grid_range(book, request.get("range", {})).starts_inside()
    sheet = place.sheet
    whole = place.cells
    merges = sheet.parts.setdefault("merges", [])
    _check_cut(merges, whole)
    merges[:] = [merge for merge in merges if not _touches(merge, whole)]
    kind = request.get("mergeType", "MERGE_ALL")
    pieces = [whole]
    if kind == "MERGE_ROWS":
        pieces = [whole._replace(top=row, bottom=row + 1) for row in range(whole.top, whole.bottom)]
    elif kind == "MERGE_COLUMNS":
        pieces = [whole._replace(left=column, right=column + 1) for column in range(whole.left, whole.right)]
    for piece in pieces:
        if piece.height * piece.width > 1:
            merges.append(as_grid_range(sheet.id, piece))
            for row in range(piece.top, piece.bottom):
                for column in range(piece.left, piece.right):
                    if (row, column) != (piece.top, piece.left):
                        sheet.put(row, column, None)
    return {}


def unmerge_cells(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Take apart every merged cell in a range."""
    place = grid_range(book, request.get("range", {})).starts_inside()
    merges = place.sheet.parts.setdefault("merges", [])
    _check_cut(merges, place.cells)
    merges[:] = [merge for merge in merges if not _touches(merge, place.cells)]
    return {}


def _touches(merge: dict[str, Any], cells: Cells) -> bool:
    rows: bool = merge["startRowIndex"] < cells.bottom and cells.top < merge["endRowIndex"]
    columns: bool = merge["startColumnIndex"] < cells.right and cells.left < merge["endColumnIndex"]
    return rows and columns


def _check_cut(merges: list[dict[str, Any]], cells: Cells) -> None:
    for merge in merges:
        inside = (
            cells.top <= merge["startRowIndex"]
            and merge["endRowIndex"] <= cells.bottom
            and cells.left <= merge["startColumnIndex"]
            and merge["endColumnIndex"] <= cells.right
        )
        if _touches(merge, cells) and not inside:
            raise Refused("You must select all cells in a merged range to merge or unmerge them.")
