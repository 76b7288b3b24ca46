"""Decides what an A1 notation means and how one is written.

https://developers.google.com/workspace/sheets/api/guides/concepts#cell
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CELL = r"\$?([A-Za-z]{1,3})?\$?([1-9][0-9]*)?"
_CELLS = re.compile(rf"{_CELL}(?::{_CELL})?")
# A title that could not be mistaken for anything else stands without quotes: Sheet1, all_apis, but 'tab01', 'Заявки'.
_PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*")


class Box(NamedTuple):
    """A rectangle of cells, half-open, counted from zero; ``None`` is an open side."""

    top: int | None = None
    left: int | None = None
    bottom: int | None = None
    right: int | None = None


class Cells(NamedTuple):
    """A rectangle whose every side is known."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return self.right - self.left


EVERYTHING = Box()


def letters(column: int) -> str:
    """Return the name of a column: 0 is ``A``, 26 is ``AA``."""
    name = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column(name: str) -> int:
    """Return the index of the column called ``name``."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def parse(text: str) -> Box | None:
    """Return the rectangle ``text`` names without a sheet (``A1``, ``B2:C``, ``3:5``), or ``None`` if it names none."""
    match = _CELLS.fullmatch(text)
    if match is None or not text:
        return None
    left, top, right, bottom = match.groups()
    if ":" not in text:
        # A letter or a number alone is the title of a sheet, not a column or a row.
        return _box(left, top, left, top) if left and top else None
    if not (left or top) or not (right or bottom):
        return None
    return _box(left, top, right, bottom)


def _box(left: str | None, top: str | None, right: str | None, bottom: str | None) -> Box:
    """Put corners given in any order into order; what one corner leaves out is open."""
    rows = sorted(int(number) for number in (top, bottom) if number)
    columns = sorted(column(name) for name in (left, right) if name)
    return Box(
        top=rows[0] - 1 if rows else None,
        left=columns[0] if columns else None,
        bottom=rows[1] if len(rows) > 1 else None,
        right=columns[1] + 1 if len(columns) > 1 else None,
    )


def split(text: str) -> tuple[str | None, str]:
    """Return the title a range names, without its quotes, and the rest: ``'My tab'!A1`` is ``("My tab", "A1")``."""
    if text.startswith("'"):
        match = re.fullmatch(r"'((?:[^']|'')*)'(?:!(.*))?", text, re.DOTALL)
        return (match[1].replace("''", "'"), match[2] or "") if match else (None, text)
    title, mark, cells = text.rpartition("!")
    return (title, cells) if mark else (None, text)


def quoted(title: str) -> str:
    """Return a title as it stands before the exclamation mark."""
    if _PLAIN_TITLE.fullmatch(title) and not _LIKE_A_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def write(title: str, box: Box | Cells) -> str:
    """Return the range in A1 notation; a single cell is written once, what is open is left out."""
    if box == EVERYTHING:
        return quoted(title)
    top = None if box.top is None else box.top + 1
    if box.left is None and box.right is None:
        return f"{quoted(title)}!{top or 1}:{'' if box.bottom is None else box.bottom}"
    if box.bottom is not None or top is not None:
        top = top or 1
    start = f"{letters(box.left or 0)}{top or ''}"
    end = f"{'' if box.right is None else letters(box.right - 1)}{'' if box.bottom is None else box.bottom}"
    alone = start == end and top is not None
    return f"{quoted(title)}!{start}" if alone or not end else f"{quoted(title)}!{start}:{end}"
