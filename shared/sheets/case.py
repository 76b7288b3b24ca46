"""Holds a row that has to be looked at closely, beside its record."""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.sheets.commands import Outcome
from shared.sheets.fingerprints import Notes
from shared.sheets.look import Row
from shared.sheets.merge import Marks, Settled
from shared.store.records import Record


@dataclass(slots=True)
class Case:
    """What is known of the row, and what becomes of it."""

    key: str
    row: Row  # with staff's own values, also where ours hide them
    record: Record
    base: Marks
    sheet: Marks
    settled: Settled
    outcome: Outcome | None = None
    kept: set[int] = field(default_factory=set)  # staff's cells that are neither taken nor set back yet
    hold: str = ""  # why an answer is held
    answer: Notes | None = None  # with what is remembered of an answer that is not sent
