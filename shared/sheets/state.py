"""Reads and writes what the mirror remembers of a spreadsheet: cursors, fingerprints, the journal, edits just taken."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shared.sheets import journal as journals
from shared.sheets.cells import EMPTY
from shared.sheets.fingerprints import NOTHING, Base, Notes, Shelf, pack, room, unpack
from shared.sheets.journal import Journal
from shared.sheets.tab import Layout
from shared.store.port import Store
from shared.store.records import Query, Record, Write, change, put, remove

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_SHELVES_A_READ = 4


@dataclass(slots=True)
class TabState:
    """What is remembered of a tab."""

    cursor: datetime = BEGINNING  # records changed later have not been looked at
    after: str = ""  # with the last page full: the path of its last record, whose ``changed_at`` is the cursor
    shelves: int = 0
    reserved: dict[str, datetime] = field(default_factory=dict)  # keys given to typed rows that are no records yet
    shape: str = ""  # of the layout when the sheet was last prepared
    sheet: int = -1  # the tab's id, once it is known
    due: list[str] = field(default_factory=list)  # keys whose rows do not show their records yet
    runs: list[str] = field(default_factory=list)  # whose token the hidden header may bear: the last known, and tries
    let_go: bool = False  # the owner agreed that many vanished rows are meant

    def as_record(self) -> dict[str, Any]:
        """Return it as a record keeps it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Taking:
    """A staff edit that was carried out, kept in the very commit that did so until the fingerprints are written."""

    record: Record

    @property
    def tab(self) -> str:
        """The tab's title."""
        return str(self.record.data["tab"])

    @property
    def key(self) -> str:
        """The record's key."""
        return str(self.record.data["key"])

    @property
    def marks(self) -> Mapping[str, bytes]:
        """What the cells held that were taken, by field."""
        return dict(self.record.data["marks"])

    @property
    def born(self) -> bool:
        """Whether it made the record."""
        return bool(self.record.data.get("born"))

    @property
    def step(self) -> int:
        """How many edits of this row were taken since the fingerprints were last written."""
        return int(self.record.data["step"])


@dataclass(slots=True)
class Memory:
    """What is remembered of a spreadsheet, as one pass has read it."""

    main: Record
    tabs: dict[str, TabState]
    bases: dict[str, dict[str, Base]]  # by tab and key
    notes: dict[str, dict[str, Notes]]
    journal: Journal
    takings: dict[tuple[str, str], Taking]
    shelf_of: dict[str, dict[str, int]]
    dirty: set[tuple[str, int]] = field(default_factory=set)  # shelves to be written
    rest: dict[str, Any] = field(default_factory=dict)  # the version of a large file in which there is nothing to do
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)  # rows a shelf

    @property
    def spreadsheet(self) -> str:
        """The spreadsheet's id."""
        return self.main.id

    @property
    def generation(self) -> int:
        """How often the fingerprints have been written."""
        return int(self.main.data.get("generation", 0))

    def set_base(self, tab: str, key: str, base: Base) -> None:
        """Remember what a row was agreed to hold."""
        if self.bases[tab].get(key) != base:
            self.bases[tab][key] = base
            self._touch(tab, key)

    def drop(self, tab: str, key: str) -> None:
        """Forget a row."""
        self._touch(tab, key)
        self.bases[tab].pop(key, None)
        self.notes[tab].pop(key, None)
        shelf = self.shelf_of[tab].pop(key, None)
        if shelf is not None:
            self.counts[(tab, shelf)] -= 1

    def note(self, tab: str, key: str, notes: Notes) -> None:
        """Remember something of a row beside its cells."""
        if self.notes[tab].get(key, NOTHING) != notes and key in self.bases[tab]:
            self.notes[tab][key] = notes
            self._touch(tab, key)

    def empty_column(self, tab: str, index: int) -> None:
        """Remember of a column that it holds nothing, and look at every record again to fill it."""
        for key, base in list(self.bases[tab].items()):
            marks = (*base.marks[:index], EMPTY, *base.marks[index + 1 :])
            self.set_base(tab, key, Base(marks))
        self.tabs[tab].cursor, self.tabs[tab].after = BEGINNING, ""

    def _touch(self, tab: str, key: str) -> None:
        places = self.shelf_of[tab]
        if key not in places:
            places[key] = self._roomy(tab, len(self.bases[tab][key].marks))
            self.counts[(tab, places[key])] += 1
        self.dirty.add((tab, places[key]))

    def _roomy(self, tab: str, width: int) -> int:
        """Return the last shelf, or a new one where it is full."""
        state = self.tabs[tab]
        if state.shelves == 0 or self.counts[(tab, state.shelves - 1)] >= room(width):
            state.shelves += 1
        return state.shelves - 1


async def main(store: Store, spreadsheet: str) -> Record:
    """Read the record that says where everything else is."""
    (record,) = await store.read(f"sheets/{spreadsheet}")
    return record


def tabs(main: Record, titles: Iterable[str]) -> dict[str, TabState]:
    """Read what is remembered of the tabs as such."""
    kept: Mapping[str, Any] = main.data.get("tabs", {})
    return {title: TabState(**kept[title]) if title in kept else TabState() for title in titles}


async def recall(store: Store, main: Record, tabs: dict[str, TabState], layouts: Mapping[str, Layout]) -> Memory:
    """Read everything remembered of a spreadsheet's rows, and what was on its way."""
    root = main.path
    paths = [f"{root}/shelves/{title}-{number}" for title, tab in tabs.items() for number in range(tab.shelves)]
    paths += [f"{root}/journal/{number}" for number in range(main.data.get("journal", 0))]
    found: dict[str, Record] = {}
    for start in range(0, len(paths), _SHELVES_A_READ):
        found |= {record.path: record for record in await store.read(*paths[start : start + _SHELVES_A_READ])}
    journal = journals.read(record.data for path, record in found.items() if "/journal/" in path)
    takings = [Taking(record) for record in await store.query(Query(f"{root}/taken"))]
    memory = Memory(main, tabs, {}, {}, journal, {(each.tab, each.key): each for each in takings}, {})
    for title, layout in layouts.items():
        _stand(memory, title, [column.field for column in layout.values], found)
    return memory


def _stand(memory: Memory, title: str, fields: list[str], found: Mapping[str, Record]) -> None:
    """Put a tab's shelves up; an edit that was taken counts as agreed."""
    bases, notes = memory.bases.setdefault(title, {}), memory.notes.setdefault(title, {})
    places: dict[str, int] = {}
    memory.shelf_of[title] = places
    for number in range(memory.tabs[title].shelves):
        shelf = unpack(found[f"sheets/{memory.spreadsheet}/shelves/{title}-{number}"].data, fields)
        bases |= shelf.rows
        notes |= shelf.notes
        places.update(dict.fromkeys(shelf.rows, number))
        memory.counts[(title, number)] = len(shelf.rows)
    for (tab, key), taking in memory.takings.items():
        if tab == title:
            taken = taking.marks
            old = bases[key].marks if key in bases else tuple(taken.get(name, EMPTY) for name in fields)
            marks = tuple(taken.get(name, mark) for name, mark in zip(fields, old, strict=True))
            memory.set_base(title, key, Base(marks))


async def remember(store: Store, memory: Memory, journal: Journal) -> None:
    """Write the journal before the sheet is touched; fails where somebody else works on this spreadsheet."""
    fields = _main(memory, journal, memory.generation)
    (*_, version) = await store.commit([*_parts(memory, journal), change(memory.main, **fields)])
    memory.main = Record(memory.main.path, {**memory.main.data, **fields}, version)


def stirred(memory: Memory, journal: Journal) -> bool:
    """Whether anything has to be remembered that is not."""
    fields = _main(memory, journal, memory.generation)
    return bool(memory.dirty or memory.takings) or memory.main.data != {**memory.main.data, **fields}


def settled(
    memory: Memory, layouts: Mapping[str, Layout], journal: Journal, takings: Iterable[Taking] | None = None
) -> list[Write]:
    """Write the fingerprints at the end of a pass, with whatever of the journal is still open."""
    shelves = [_shelved(memory, tab, number, layouts[tab]) for tab, number in sorted(memory.dirty)]
    taken = [remove(taking.record) for taking in (memory.takings.values() if takings is None else takings)]
    main = change(memory.main, **_main(memory, journal, memory.generation + bool(shelves or taken)))
    return [*shelves, *taken, *_parts(memory, journal), main]


def _main(memory: Memory, journal: Journal, generation: int) -> dict[str, Any]:
    tabs = {**memory.main.data.get("tabs", {}), **{title: tab.as_record() for title, tab in memory.tabs.items()}}
    parts = len(list(journals.parts(journal))) if journal else 0
    rows = sum(len(bases) for bases in memory.bases.values())
    return {"journal": parts, "tabs": tabs, "generation": generation, "rows": rows, "rest": memory.rest}


def _parts(memory: Memory, journal: Journal) -> list[Write]:
    records = list(journals.parts(journal)) if journal else []
    return [put(f"{memory.main.path}/journal/{number}", data) for number, data in enumerate(records)]


def _shelved(memory: Memory, tab: str, number: int, layout: Layout) -> Write:
    keys = [key for key, shelf in memory.shelf_of[tab].items() if shelf == number and key in memory.bases[tab]]
    notes = {key: memory.notes[tab][key] for key in keys if memory.notes[tab].get(key, NOTHING) != NOTHING}
    shelf = Shelf({key: memory.bases[tab][key] for key in keys}, notes)
    fields = [column.field for column in layout.values]
    return put(f"{memory.main.path}/shelves/{tab}-{number}", pack(shelf, fields))


def taking_path(spreadsheet: str, tab: str, key: str) -> str:
    """Return where the taking of a row's edit is kept."""
    name = hashlib.blake2b(f"{tab}/{key}".encode(), digest_size=12).hexdigest()
    return f"sheets/{spreadsheet}/taken/{name}"
