"""Moves the oldest closed rows of a large tab, whole as they stand, into an archive tab of their year.

Copying and deleting are one atomic call, so no row is ever lost or doubled; but rows may move before it, and then it
takes wrong ones. What was taken is read afterwards, and a row that was not meant goes back whole. The records stay
as they are: they are found by number and counted as before.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Protocol

from shared.errors import SheetFailure
from shared.sheets.api import Sheets, by_tab
from shared.sheets.book import Shown
from shared.sheets.cells import key as key_of
from shared.sheets.cells import seal
from shared.sheets.fingerprints import NOTHING
from shared.sheets.look import MARKER, Look
from shared.sheets.state import Memory
from shared.sheets.tab import Layout
from shared.store.records import Write, put

MOST = 50_000  # rows of a tab from which on its oldest are moved
ROOM = 5_000  # so many fewer are left
BATCH = 500  # rows a call


class Shelvable(Shown, Protocol):
    """A tab whose closed records may leave it."""

    async def closed(self, limit: int) -> Sequence[tuple[str, date]]:
        """Return the keys of closed records with the day of closing, the oldest first."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """An archive tab, as far as it is needed to put rows there; ``new`` where it has to be made."""

    title: str
    sheet: int
    row: int  # the first free one
    room: int  # rows that it has
    width: int
    new: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """Rows of one year on their way, and what is remembered of them until they have arrived."""

    shelf: Shelf
    numbers: tuple[int, ...]
    keys: tuple[str, ...]


def chosen(memory: Memory, title: str, closed: Iterable[tuple[str, date]], looks: tuple[Look, Look]) -> list[str]:
    """Choose the rows to go: of one year, in both looks the same and as agreed, with nothing pending."""
    first, second = ({row.key: row for row in look.rows if row.agreed} for look in looks)
    due, bases, notes = set(memory.tabs[title].due), memory.bases[title], memory.notes[title]
    keys: list[str] = []
    year = 0
    for key, day in closed:
        row = first.get(key)
        quiet = key in bases and key not in due and notes.get(key, NOTHING) == NOTHING
        if row is None or not quiet or second.get(key) != row or bases[key].seal != seal(row.cells):
            continue
        year = year or day.year
        if day.year == year:
            keys.append(key)
        if len(keys) == BATCH:
            break
    return keys


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of neighbouring rows: the first, and the one behind the last."""
    for _, group in groupby(enumerate(sorted(numbers)), lambda each: each[1] - each[0]):
        stretch = [number for _, number in group]
        yield stretch[0], stretch[-1] + 1


def carrying(move: Move, sheet: int, header: int) -> list[dict[str, Any]]:
    """Write the one call that copies rows into the archive and deletes them where they were."""
    shelf, requests = move.shelf, []
    if shelf.new:
        grid = {"rowCount": shelf.row + len(move.numbers), "columnCount": shelf.width, "frozenRowCount": 1}
        properties = {"sheetId": shelf.sheet, "title": shelf.title, "gridProperties": grid}
        requests += [{"addSheet": {"properties": properties}}, _copy(sheet, header, header + 1, shelf.sheet, 0)]
    elif shelf.row + len(move.numbers) > shelf.room:
        more = shelf.row + len(move.numbers) - shelf.room
        requests.append({"appendDimension": {"sheetId": shelf.sheet, "dimension": "ROWS", "length": more}})
    at = shelf.row
    for start, end in runs(move.numbers):
        requests.append(_copy(sheet, start, end, shelf.sheet, at))
        at += end - start
    return [*requests, *(_delete(sheet, start, end) for start, end in reversed(list(runs(move.numbers))))]


def returning(shelf: Shelf, sheet: int, rows: int, wrong: Sequence[int]) -> list[dict[str, Any]]:
    """Write the one call that puts rows back below the tab's others and takes them out of the archive."""
    requests: list[dict[str, Any]] = [
        {"appendDimension": {"sheetId": sheet, "dimension": "ROWS", "length": len(wrong)}}
    ]
    requests += [_copy(shelf.sheet, row, row + 1, sheet, rows + at) for at, row in enumerate(wrong)]
    return [*requests, *(_delete(shelf.sheet, row, row + 1) for row in sorted(wrong, reverse=True))]


def _copy(source: int, start: int, end: int, target: int, at: int) -> dict[str, Any]:
    taken = {"sheetId": source, "startRowIndex": start, "endRowIndex": end}
    given = {"sheetId": target, "startRowIndex": at, "endRowIndex": at + end - start}
    return {"copyPaste": {"source": taken, "destination": given, "pasteType": "PASTE_NORMAL"}}


def _delete(sheet: int, start: int, end: int) -> dict[str, Any]:
    span = {"sheetId": sheet, "dimension": "ROWS", "startIndex": start, "endIndex": end}
    return {"deleteDimension": {"range": span}}


@dataclass(frozen=True, slots=True)
class Librarian:
    """Carries rows of one tab into the archive; whoever asks it holds the spreadsheet's lease."""

    sheets: Sheets
    spreadsheet: str
    layout: Layout
    memory: Memory

    async def look(self) -> Look:
        """Look at the whole tab."""
        marks = {self.layout.mark(column): (self.layout, column) for column in self.layout.all}
        looks = by_tab(marks, await self.sheets.look(self.spreadsheet, list(marks)))
        return looks[self.layout.tab.title]

    async def shelf(self, name: str, header: int) -> Shelf:
        """Find the archive tab whose columns are the tab's own as they stand now, or say which has to be made."""
        sheet = self.memory.tabs[self.layout.tab.title].sheet
        described = {
            each["properties"]["title"]: each["properties"]
            for each in (await self.sheets.describe(self.spreadsheet)).get("sheets", ())
        }
        own = next(each for each in described.values() if each.get("sheetId", 0) == sheet)
        titles = [title for title in (name, *(f"{name} ({number})" for number in range(2, 30))) if title in described]
        ids = {title: described[title].get("sheetId", 0) for title in titles}
        spans = dict.fromkeys(ids.values(), (0, 1)) | {sheet: (header, header + 1)}
        tops = {each: _names(rows) for each, rows in (await self.sheets.rows(self.spreadsheet, spans)).items()}
        width = own["gridProperties"]["columnCount"]
        for title in titles:
            if tops.get(ids[title]) == tops.get(sheet):
                room = described[title]["gridProperties"]["rowCount"]
                filled = (await self.sheets.rows(self.spreadsheet, {ids[title]: (0, room)})).get(ids[title], [])
                return Shelf(title, ids[title], len(filled), room, width)
        free = max((each.get("sheetId", 0) for each in described.values()), default=0) + 1
        title = name if name not in described else f"{name} ({len(titles) + 1})"
        return Shelf(title, free, 1, 0, width, new=True)

    async def arrived(self, move: Move, look: Look) -> tuple[list[str], list[int]]:
        """Return which of the rows arrived, and the archive's rows that were not meant."""
        shelf, column = move.shelf, look.strips[self.layout.key.field].column
        end = shelf.row + len(move.keys)
        rows = (await self.sheets.rows(self.spreadsheet, {shelf.sheet: (shelf.row, end)})).get(shelf.sheet, [])
        keys = [key_of(row[column]) if len(row) > column else "" for row in rows]
        wrong = [shelf.row + at for at, key in enumerate(keys) if key not in move.keys and any(rows[at])]
        return [key for key in keys if key in move.keys], wrong

    async def put_back(self, move: Move, wrong: Sequence[int]) -> None:
        """Give the tab back the rows that were taken by mistake."""
        sheet = self.memory.tabs[self.layout.tab.title].sheet
        for each in (await self.sheets.describe(self.spreadsheet)).get("sheets", ()):
            if each["properties"].get("sheetId", 0) == sheet:
                rows = each["properties"]["gridProperties"]["rowCount"]
                await self.sheets.change(self.spreadsheet, returning(move.shelf, sheet, rows, wrong))
                return
        raise SheetFailure(f"the tab {self.layout.tab.title!r} is gone", status=404)


def _names(rows: Sequence[Sequence[Any]]) -> list[str]:
    return [str(cell).partition(MARKER)[0].strip() for cell in (rows[0] if rows else ())]


def remembered(memory: Memory, title: str, keys: Iterable[str], number: int) -> Write:
    """Keep the keys of rows that were moved, so that no row is added for them again."""
    return put(f"{memory.main.path}/archive/{title}-{number}", {"keys": zlib.compress("\n".join(keys).encode())})


def recalled(data: Mapping[str, Any]) -> list[str]:
    """Read them back."""
    return zlib.decompress(data["keys"]).decode().split("\n") if data else []
