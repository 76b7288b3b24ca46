"""Holds what one pass does in one tab: what it has seen, what it wants to write, and what it has counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.sheets import cells, hints
from shared.sheets.aim import Plan, Target
from shared.sheets.cells import Raw
from shared.sheets.commands import Office
from shared.sheets.fingerprints import UNSEALED, Base
from shared.sheets.hints import Hint
from shared.sheets.look import Row
from shared.sheets.merge import Marks
from shared.sheets.sight import Sight
from shared.sheets.state import Memory, TabState
from shared.sheets.tab import Layout
from shared.store.records import Record, Write


@dataclass(frozen=True, slots=True)
class Clear:
    """A cell of staff's to be emptied, if it still holds this very text where it was seen."""

    key: str
    index: int
    row: int
    column: int
    text: str


@dataclass(slots=True)
class Counts:
    """What a pass did in a tab."""

    edits: int = 0
    refused: int = 0
    born: int = 0
    appended: int = 0
    cells: int = 0
    strayed: int = 0


@dataclass
class Work:
    """One pass over one tab."""

    office: Office
    memory: Memory
    sight: Sight
    now: datetime
    changed: dict[str, Record]
    adopted: dict[str, Record]
    plan: Plan = field(init=False)
    clears: list[Clear] = field(default_factory=list)
    stray_keys: list[Clear] = field(default_factory=list)  # in rows that hold nothing else
    appends: dict[str, tuple[Raw, ...]] = field(default_factory=dict)  # key: the cells of its row to be
    gone: set[str] = field(default_factory=set)  # keys whose records were archived, as their rows are deleted
    returned: dict[str, str] = field(default_factory=dict)  # deleted rows that come back: why
    audits: list[Write] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    due: set[str] = field(default_factory=set)
    again: bool = False
    grace: timedelta | None = timedelta()
    hints: list[Hint] = field(default_factory=list)
    wait: float = 0.0  # seconds after which an answer's grace is over
    predicted: dict[str, list[Raw]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.plan = Plan(self.sight.layout)

    @property
    def layout(self) -> Layout:
        """The tab's layout."""
        return self.sight.layout

    @property
    def title(self) -> str:
        """The tab's title."""
        return self.layout.tab.title

    @property
    def state(self) -> TabState:
        """What is remembered of the tab."""
        return self.memory.tabs[self.title]

    @property
    def bases(self) -> dict[str, Base]:
        """What both sides last agreed on."""
        return self.memory.bases[self.title]

    def texts(self, name: str, **values: str | int) -> str:
        """Return a sentence for staff."""
        return self.office.texts(name, **values)

    def write(self, key: str, row: Row, wanted: Sequence[Raw], skipped: set[int], bear: tuple[str, str]) -> None:
        """Plan whatever makes a row show its record; ``skipped`` cells stay as they are."""
        values: dict[int, Raw] = {}
        for index, (column, raw) in enumerate(zip(self.layout.values, wanted, strict=True)):
            present = row.cells[index]
            if index in skipped or cells.mark(column, raw) == cells.mark(column, present):
                continue
            if column.staffs and raw == "" and isinstance(present, str):
                place = self.sight.look.strips[column.field].column
                self.clears.append(Clear(key, index, row.number, place, present))
            else:
                values[index] = raw
        if values or any(bear):
            self.plan.targets.append(Target(self.sight.place(row), key, values, row.cells, bear))
        if values or any(bear) or skipped:
            self.predicted[key] = list(row.cells)

    def who(self, row: Row, indices: Sequence[int]) -> str:
        """Return who changed these cells, as far as the edit trigger has told."""
        changed = [(self.layout.values[index].header, row.cells[index]) for index in indices]
        return hints.who(self.hints, self.title, row.key, changed)

    def take_key(self, row: Row) -> None:
        """Take a key away from a row that is nobody's."""
        for column, text in ((self.layout.key, row.key), (self.layout.twin, row.twin)):
            if text:
                place = self.sight.look.strips[column.field].column
                self.stray_keys.append(Clear("", -1, row.number, place, text))

    def agree(self, key: str, row: Row, base: Marks) -> None:
        """Remember what a row and its record agree on; the row is sealed where that is everything."""
        sheet = tuple(cells.mark(column, raw) for column, raw in zip(self.layout.values, row.cells, strict=True))
        self.memory.set_base(self.title, key, Base(base, cells.seal(row.cells) if base == sheet else UNSEALED))

    def landed(self, key: str, values: dict[int, Raw]) -> None:
        """Remember that cells were seen to hold what we wrote."""
        base = self.bases.get(key)
        if base is None:
            return
        marks, predicted = list(base.marks), self.predicted.get(key)
        for index, raw in values.items():
            marks[index] = cells.mark(self.layout.values[index], raw)
            if predicted:
                predicted[index] = raw
        self.counts.cells += len(values)
        whole = predicted and tuple(
            cells.mark(column, raw) for column, raw in zip(self.layout.values, predicted, strict=True)
        )
        sealed = cells.seal(predicted) if predicted and whole == tuple(marks) else UNSEALED
        self.memory.set_base(self.title, key, Base(tuple(marks), sealed))
