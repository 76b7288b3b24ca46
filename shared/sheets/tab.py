"""Declares a tab of a spreadsheet: its columns, who may change each, what they hold, and which of them is the key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Owner(StrEnum):
    """Who may change a column's cells; what anybody else writes there is explained and set back."""

    SYSTEM = "system"
    STAFF = "staff"
    BOTH = "both"


class Kind(StrEnum):
    """What a column holds: how a value is written into a cell, formatted, and read back."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # kopecks in the record, roubles in the cell
    PERCENT = "percent"  # basis points in the record, a share in the cell
    DATE = "date"
    TIME = "time"
    TICK = "tick"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``field`` is its name for good, the header is what people see and may be changed by a deploy."""

    header: str
    field: str
    owner: Owner = Owner.SYSTEM
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    required: bool = False
    width: int = 0  # pixels; 0 leaves it to Google
    hidden: bool = False
    note: str = ""
    answer: bool = False  # a text of staff's that goes to a person, and leaves the cell when it has gone

    @property
    def staffs(self) -> bool:
        """Whether staff may change it."""
        return self.owner is not Owner.SYSTEM


@dataclass(frozen=True)
class Tab:
    """A tab: the records of ``collection``, a row each; ``key`` is the header of the visible ID, or empty."""

    title: str
    collection: str
    columns: tuple[Column, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Headers:
    """What the columns that the mirror adds are called."""

    key: str
    twin: str
    confirm: str
    remark: str


@dataclass(frozen=True)
class Layout:
    """A tab with the mirror's own columns: the key twice, the values between, staff's confirmation, our remark.

    The hidden twin stands left of the visible remark, so that whoever selects the whole table takes it along.
    """

    tab: Tab
    headers: Headers

    @cached_property
    def key(self) -> Column:
        """The column of the visible ID, or a hidden one where the tab shows none."""
        mine = Column(self.headers.key, "_key", hidden=True)
        return next((column for column in self.tab.columns if column.header == self.tab.key), mine)

    @cached_property
    def twin(self) -> Column:
        """The hidden column in which every key stands a second time."""
        return Column(self.headers.twin, "_twin", hidden=True)

    @cached_property
    def desk(self) -> tuple[Column, ...]:
        """The desk's columns without the key."""
        return tuple(column for column in self.tab.columns if column is not self.key)

    @cached_property
    def values(self) -> tuple[Column, ...]:
        """Every column but the keys, in the order in which cells and fingerprints are kept."""
        confirm = Column(self.headers.confirm, "_confirm", Owner.STAFF, width=110)
        remark = Column(self.headers.remark, "_remark", width=360)
        return (*self.desk, confirm, remark)

    @cached_property
    def all(self) -> tuple[Column, ...]:
        """Every column from left to right."""
        hidden = (self.twin,) if self.key in self.tab.columns else (self.key, self.twin)
        return (*self.tab.columns, *hidden, *self.values[-2:])

    @cached_property
    def answer(self) -> int:
        """Where among the values the answer to a person is typed, or -1."""
        return next((index for index, column in enumerate(self.values) if column.answer), -1)

    @property
    def confirm(self) -> int:
        """Where among the values staff confirm what a remark asks."""
        return len(self.values) - 2

    @property
    def remark(self) -> int:
        """Where among the values our explanations stand."""
        return len(self.values) - 1

    def mark(self, column: Column) -> int:
        """Return the id of the developer metadata that finds a column wherever staff move it.

        Derived, so that creating it twice is refused by Google instead of making a second one. Positive 31 bits:
        https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.developerMetadata
        """
        digest = hashlib.blake2b(f"{self.tab.title}/{column.field}".encode(), digest_size=4).digest()
        return (int.from_bytes(digest, "big") & 0x7FFFFFFF) or 1
