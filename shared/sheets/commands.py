"""Turns what staff typed into commands of the desk, each applied in one commit with its mail, its audit and its taking.

The taking says that the cells were dealt with. It stands in the same commit as the command, so a pass that dies right
after it does not command twice, and a pass that lost the race finds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from shared.clock import Clock
from shared.delivery import outbox
from shared.errors import Conflict, StoreUnavailable
from shared.sheets import answers, cells
from shared.sheets.book import Decision, Edit, Shown
from shared.sheets.cells import NotAllowed, Raw, Value
from shared.sheets.look import Row
from shared.sheets.state import Taking, taking_path
from shared.sheets.tab import Layout
from shared.store.port import Store
from shared.store.records import Record, Write, create, put
from shared.store.records import replace as replaced
from shared.texts import Texts

TRIES = 3


class Fate(Enum):
    """What became of a changed cell."""

    TAKEN = "carried out"
    BACK = "refused: it goes back to what the record says"
    LEFT = "incomplete: it stays as typed"


@dataclass(slots=True)
class Outcome:
    """What became of a row's changed cells, by position, and what to tell in its remark."""

    fates: dict[int, Fate] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    taking: Taking | None = None
    key: str = ""  # proposed for a typed row

    @property
    def remark(self) -> str:
        """What the row's remark says."""
        return " ".join(dict.fromkeys(self.sentences))


@dataclass(frozen=True, slots=True)
class Typed:
    """A row of which staff changed some cells."""

    key: str
    record: Record
    row: Row
    edits: Sequence[int]
    both: frozenset[int] = frozenset()  # which of them the record changed as well
    taking: Taking | None = None
    base: tuple[bytes, ...] = ()  # of a row that has none yet: what it is taken to have held
    who: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """One tab's way to the desk."""

    spreadsheet: str
    shown: Shown
    layout: Layout
    zone: ZoneInfo
    texts: Texts
    store: Store
    clock: Clock
    generation: int

    def render(self, record: Record, remark: str) -> tuple[Raw, ...]:
        """Return the cells of a record's row."""
        shown = self.shown.row(record)
        desk = [cells.shown(column, shown.get(column.header), self.zone) for column in self.layout.desk]
        return (*desk, "", remark)

    async def take(self, typed: Typed) -> Outcome:
        """Have the desk decide about a row's changed cells; together, and where that is refused, one by one."""
        outcome = Outcome(taking=typed.taking)
        meant, bad = self._read(typed.row, typed.edits, outcome)
        born = not typed.record.exists
        if not meant or (born and bad):
            return outcome
        decision = await self._command(typed, meant, outcome)
        if decision.refused and len(meant) > 1 and not born:
            for index, value in meant.items():
                (record,) = await self.store.read(typed.record.path)
                single = replace(typed, record=record, edits=(index,), taking=outcome.taking)
                self._note(await self._command(single, {index: value}, outcome), [index], outcome)
        else:
            self._note(decision, list(meant), outcome)
        return outcome

    async def propose(self, row: Row, seed: str) -> Outcome:
        """Ask whether a typed row is complete, and which key it shall have; nothing is written."""
        outcome = Outcome()
        filled = [index for index, raw in enumerate(row.cells[: len(self.layout.desk)]) if not cells.is_empty(raw)]
        meant, bad = self._read(row, filled, outcome)
        if bad:
            return outcome
        edit = self._edit(Typed("", Record(""), row, filled), meant, seed)
        decision = await self.shown.edited(edit)
        outcome.sentences += [each for each in (decision.incomplete, decision.refused) if each]
        outcome.key = "" if outcome.sentences else decision.key
        return outcome

    async def vanished(self, record: Record) -> str:
        """Have the desk decide what a deleted row means; returns its refusal, empty where it agreed."""
        return await self._simply(record, "vanished")

    async def reappeared(self, record: Record) -> str:
        """Have the desk decide what the return of a deleted row means; returns its refusal."""
        return await self._simply(record, "reappeared")

    def _read(self, row: Row, indices: Sequence[int], outcome: Outcome) -> tuple[dict[int, Value], bool]:
        """Read cells as values; what a column cannot hold goes back at once."""
        meant: dict[int, Value] = {}
        for index in indices:
            try:
                meant[index] = cells.meant(self.layout.values[index], row.cells[index], self.zone)
            except NotAllowed as error:
                outcome.fates[index] = Fate.BACK
                header = self.layout.values[index].header
                outcome.sentences.append(self.texts(error.text, column=header, **error.details))
        return meant, len(meant) < len(indices)

    def _note(self, decision: Decision, indices: Sequence[int], outcome: Outcome) -> None:
        fate = Fate.BACK if decision.refused else Fate.LEFT if decision.incomplete else Fate.TAKEN
        outcome.fates |= dict.fromkeys(indices, fate)
        outcome.sentences += [each for each in (decision.refused, decision.incomplete) if each]

    async def _command(self, typed: Typed, meant: Mapping[int, Value], outcome: Outcome) -> Decision:
        """Ask the desk and commit what it decides, from the record's present state, until it holds."""
        taking = outcome.taking
        seed = self._seed(typed, list(meant), taking.step if taking else 0)
        for _ in range(TRIES):
            decision = await self.shown.edited(self._edit(typed, meant, seed))
            if decision.refused or decision.incomplete:
                return decision
            writes = self._writes(typed, decision, list(meant), seed, taking)
            try:
                times = await self.store.commit(writes)
            except (Conflict, StoreUnavailable):
                record, kept = await self.store.read(typed.record.path, self._taking_path(typed.key))
                if kept.data.get("seed") == seed:
                    outcome.taking = Taking(kept)
                    return decision
                typed, taking = replace(typed, record=record), Taking(kept) if kept.exists else None
            else:
                outcome.taking = Taking(Record(writes[-1].path, writes[-1].data or {}, times[-1]))
                return decision
        return Decision(incomplete=self.texts("sheet-busy"))

    async def _simply(self, record: Record, event: str) -> str:
        for _ in range(TRIES):
            now = self.clock()
            decide = self.shown.vanished if event == "vanished" else self.shown.reappeared
            decision = await decide(record, now)
            if decision.refused:
                return decision.refused
            seed = self._seed(Typed(record.id, record, Row(-1, record.id, record.id, ()), ()), [], 0, event)
            audit = self._audit(record, event, {})
            mail = outbox.entries(decision.mail, f"sheet:{seed}", now)
            try:
                await self.store.commit([*decision.writes, *mail, create(f"audit/{seed}", audit)])
            except (Conflict, StoreUnavailable):
                record, done = await self.store.read(record.path, f"audit/{seed}")
                if done.exists:
                    return ""
            else:
                return ""
        return self.texts("sheet-busy")

    def _edit(self, typed: Typed, meant: Mapping[int, Value], seed: str) -> Edit:
        shown = self.shown.row(typed.record) if typed.record.exists else {}
        headers = {index: self.layout.values[index].header for index in meant}
        edits = {header: (shown.get(header), meant[index]) for index, header in headers.items()}
        return Edit(typed.key, typed.record, edits, self._row(typed.row), typed.who, self.clock(), seed)

    def _row(self, row: Row) -> dict[str, Value]:
        """Return what stands in a row, as values where they can be read."""
        values: dict[str, Value] = {}
        for column, raw in zip(self.layout.desk, row.cells, strict=False):
            try:
                values[column.header] = cells.meant(column, raw, self.zone)
            except NotAllowed:
                values[column.header] = raw
        return values

    def _writes(
        self, typed: Typed, decision: Decision, indices: Sequence[int], seed: str, taking: Taking | None
    ) -> list[Write]:
        now = self.clock()
        columns = self.layout.values
        born = not typed.record.exists
        # A row that becomes a record is taken whole: its empty cells too.
        taken = range(len(columns)) if born else indices
        marks = dict(zip((column.field for column in columns), typed.base, strict=False))
        marks |= taking.marks if taking else {}
        marks |= {columns[i].field: cells.mark(columns[i], typed.row.cells[i]) for i in taken}
        kept = {"tab": self.layout.tab.title, "key": typed.key, "marks": marks, "seed": seed, "at": now}
        kept |= {"step": taking.step + 1 if taking else 1, "born": born or bool(taking and taking.born)}
        base = taking.record if taking else Record(self._taking_path(typed.key))
        audit = self._audit(typed.record, "born" if born else "edited", self._changes(typed, indices), typed.who)
        mail = outbox.entries(decision.mail, f"sheet:{seed}", now)
        about = {"tab": self.layout.tab.title, "spreadsheet": self.spreadsheet, "path": typed.record.path}
        sent = [
            answers.sent(typed.key, typed.row.cells[i], about | {"who": typed.who}, now)
            for i in indices
            if columns[i].answer
        ]
        return [*decision.writes, *mail, *sent, create(f"audit/{seed}", audit), replaced(base, kept)]

    def _changes(self, typed: Typed, indices: Sequence[int]) -> dict[str, Any]:
        """Describe changed cells for the audit: both values, and whether the record had changed as well."""
        shown = self.shown.row(typed.record) if typed.record.exists else {}
        changes: dict[str, Any] = {}
        for index in indices:
            column = self.layout.values[index]
            before: Raw = cells.shown(column, shown.get(column.header), self.zone)
            changes[column.header] = {"before": before, "after": typed.row.cells[index], "both": index in typed.both}
        return changes

    def _audit(self, record: Record, what: str, changes: Mapping[str, Any], who: str = "") -> dict[str, Any]:
        where = {"spreadsheet": self.spreadsheet, "tab": self.layout.tab.title, "key": record.id, "path": record.path}
        return {"kind": "sheet", **where, "what": what, "cells": dict(changes), "at": self.clock(), "who": who}

    def refusal(self, typed: Typed, indices: Sequence[int], remark: str) -> Write:
        """Write down what staff typed and was set back, so that it can still be read."""
        seed = self._seed(typed, indices, typed.taking.step if typed.taking else 0, "set back")
        audit = self._audit(typed.record, "set back", self._changes(typed, indices), typed.who)
        return put(f"audit/{seed}", audit | {"why": remark})

    def _taking_path(self, key: str) -> str:
        return taking_path(self.spreadsheet, self.layout.tab.title, key)

    def _seed(self, typed: Typed, indices: Sequence[int], step: int, event: str = "") -> str:
        """Name an edit: the same when it is asked about again, another one when it is made again later."""
        columns = self.layout.values
        marks = [(columns[i].field, cells.mark(columns[i], typed.row.cells[i]).hex()) for i in indices]
        named = [self.spreadsheet, self.layout.tab.title, typed.key, self.generation, step, event, marks]
        return hashlib.blake2b(repr(named).encode(), digest_size=12).hexdigest()
