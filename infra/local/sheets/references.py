"""Decides how formulas keep pointing at the same cells when rows or columns come, go or move."""

from __future__ import annotations

import re

from infra.local.sheets import a1
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.grid import Formula, Sheet
from infra.local.sheets.spans import Change

_TEXT_OR_REFERENCE = re.compile(
    r"""("(?:[^"]|"")*")
      | (?P<sheet>'(?:[^']|'')+'!|[^\W\d]\w*!)?
        (?<![\w$])(?P<c1>\$?[A-Za-z]{1,3})(?P<r1>\$?\d+)(?::(?P<c2>\$?[A-Za-z]{1,3})(?P<r2>\$?\d+))?(?![\w(])""",
    re.VERBOSE,
)


_GONE = "#REF!"  # what stands in a formula for cells that are gone


def adjust(book: Spreadsheet, changed: Sheet, dimension: str, change: Change) -> None:
    """Rewrite the references to ``changed`` in every formula of the spreadsheet."""
    for sheet in book.sheets:
        for row in sheet.rows:
            for column, value in enumerate(row.values):
                if isinstance(value, Formula):
                    text = _rewritten(value.text, sheet, changed, dimension, change)
                    if text != value.text:
                        row.values[column] = Formula(text)
                        sheet.touched.add(row)


def _rewritten(text: str, sheet: Sheet, changed: Sheet, dimension: str, change: Change) -> str:
    def replace(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        title = a1.split(f"{match['sheet']}A1")[0] if match["sheet"] else sheet.title
        if (title or "").casefold() != changed.title.casefold():
            return match[0]
        moved = _moved(match, dimension, change)
        return moved if moved == _GONE else f"{match['sheet'] or ''}{moved}"

    return _TEXT_OR_REFERENCE.sub(replace, text)


def _moved(match: re.Match[str], dimension: str, change: Change) -> str:
    """Return a reference to where its cells now are, ``#REF!`` where they are gone."""
    first, last = (match["c1"], match["r1"]), (match["c2"] or match["c1"], match["r2"] or match["r1"])
    low, high = _index(first, dimension), _index(last, dimension)
    span = change.span((low, high + 1)) if match["c2"] else None
    if match["c2"]:
        if span is None:
            return _GONE
        return f"{_with(first, dimension, span[0])}:{_with(last, dimension, span[1] - 1)}"
    point = change.point(low)
    return _GONE if point is None else _with(first, dimension, point)


def _index(corner: tuple[str, str], dimension: str) -> int:
    letters, number = (part.lstrip("$") for part in corner)
    return int(number) - 1 if dimension == "ROWS" else a1.column(letters)


def _with(corner: tuple[str, str], dimension: str, index: int) -> str:
    letters, number = corner
    if dimension == "ROWS":
        return f"{letters}{'$' * number.startswith('$')}{index + 1}"
    return f"{'$' * letters.startswith('$')}{a1.letters(index)}{number}"


def shifted(text: str, rows: int, columns: int) -> str:
    """Return a formula as it reads when copied so many rows down and columns across; ``$`` holds a part fast."""

    def replace(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        corners = [_shift(match["c1"], match["r1"], rows, columns)]
        if match["c2"]:
            corners.append(_shift(match["c2"], match["r2"], rows, columns))
        return _GONE if _GONE in corners else (match["sheet"] or "") + ":".join(corners)

    return _TEXT_OR_REFERENCE.sub(replace, text)


def _shift(letters: str, number: str, rows: int, columns: int) -> str:
    column = a1.column(letters.lstrip("$")) + (0 if letters.startswith("$") else columns)
    row = int(number.lstrip("$")) + (0 if number.startswith("$") else rows)
    if column < 0 or row < 1:
        return _GONE
    return f"{'$' * letters.startswith('$')}{a1.letters(column)}{'$' * number.startswith('$')}{row}"
