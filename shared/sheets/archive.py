"""Keeps a tab at a size that people and the mirror can bear: at night its oldest closed rows move into the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from shared.clock import Clock
from shared.errors import SheetFailure
from shared.sheets import shelving, state
from shared.sheets.api import Sheets
from shared.sheets.book import Book
from shared.sheets.look import Look
from shared.sheets.shelving import BATCH, MOST, ROOM, Librarian, Move, Shelf, Shelvable
from shared.sheets.shift import Begun, Shift
from shared.sheets.state import Memory
from shared.sheets.visit import CATALOGUE, layouts
from shared.store.port import Store
from shared.store.records import Record, change

CALLS = 12
_ASKED = 4  # times as many closed records are asked for as one call moves: some will not be at rest


@dataclass(frozen=True, slots=True)
class Archive:
    """What moves old rows; ``limit`` is the hard limit of the function it runs in, ``most`` rows stay unmoved."""

    sheets: Sheets
    store: Store
    clock: Clock
    limit: timedelta
    most: int = MOST
    room: int = ROOM

    async def tidy(self, book: Book, shown: Shelvable) -> int:
        """Move rows until the tab has room again, and return how many went; what was begun before is ended first."""
        shift, moved = Shift(book.spreadsheet, self.store, self.clock, self.limit), 0
        most = self.most
        while await shift.begin(CALLS, hint=False) is Begun.MINE:
            try:
                gone = await self._batch(book, shown, most)
            finally:
                await shift.end(CALLS)
            if not gone:
                break
            moved, most = moved + gone, self.most - self.room
        return moved

    async def _batch(self, book: Book, shown: Shelvable, most: int) -> int:
        layout = layouts(book)[shown.tab.title]
        main = await state.main(self.store, book.spreadsheet)
        memory = await state.recall(self.store, main, state.tabs(main, main.data.get("tabs", {})), layouts(book))
        librarian = Librarian(self.sheets, book.spreadsheet, layout, memory)
        begun = main.data.get("shelving") or {}
        if begun.get("tab") == shown.tab.title:
            return await self._finish(librarian, Move(Shelf(**begun["shelf"]), (), tuple(begun["keys"])))
        busy = begun or memory.journal or memory.takings
        if busy or len(memory.bases[shown.tab.title]) <= most:
            return 0
        closed = await shown.closed(_ASKED * BATCH)
        looks = await librarian.look(), await librarian.look()
        keys = shelving.chosen(memory, shown.tab.title, closed, looks)
        if not keys:
            return 0
        name = CATALOGUE.speak(book.language)("sheet-archive", year=str(dict(closed)[keys[0]].year))
        move = await self._begin(librarian, name, looks[1], keys)
        return await self._finish(librarian, move)

    async def _begin(self, librarian: Librarian, name: str, look: Look, keys: Sequence[str]) -> Move:
        """Remember what is about to move, and move it."""
        rows = {row.key: row.number for row in look.rows}
        order = sorted(keys, key=rows.__getitem__)
        move = Move(await librarian.shelf(name, look.header), tuple(rows[key] for key in order), tuple(order))
        title, memory = librarian.layout.tab.title, librarian.memory
        memory.main = await self._note(memory, {"tab": title, "shelf": asdict(move.shelf), "keys": list(move.keys)})
        requests = shelving.carrying(move, memory.tabs[title].sheet, look.header)
        await self.sheets.change(librarian.spreadsheet, requests)
        return move

    async def _note(self, memory: Memory, shelving: dict[str, Any]) -> Record:
        (version,) = await self.store.commit([change(memory.main, shelving=shelving)])
        return Record(memory.main.path, {**memory.main.data, "shelving": shelving}, version)

    async def _finish(self, librarian: Librarian, move: Move) -> int:
        """See what has arrived, put back what was not meant, and remember the rest as archived."""
        memory, title = librarian.memory, librarian.layout.tab.title
        try:
            arrived, wrong = await librarian.arrived(move, await librarian.look())
        except SheetFailure as failure:
            if not failure.refused:
                raise
            arrived, wrong = [], []  # the archive's tab was never made: nothing went
        if wrong:
            await librarian.put_back(move, wrong)
        for key in arrived:
            memory.drop(title, key)
        archives = {**memory.main.data.get("archives", {})}
        number = archives[title] = archives.get(title, 0) + bool(arrived)
        kept = [shelving.remembered(memory, title, arrived, number - 1)] if arrived else []
        *writes, main = state.settled(memory, {title: librarian.layout}, memory.journal)
        data = {**(main.data or {}), "shelving": {}, "archives": archives}
        await self.store.commit([*writes, *kept, change(memory.main, **data)])
        return len(arrived)
