"""Carries a pass's plan out: journal, new rows and clearings, second look, cells; and sees what was hit.

The first write addresses nothing: rows are added below everything, and a cell of staff's is emptied only if it holds
the very text that was read there. The second addresses columns by their marks and rows as the second look saw them.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shared.errors import SheetFailure
from shared.log import log
from shared.sheets import aim, cells, growth, state
from shared.sheets.aim import Aimed, Shot
from shared.sheets.api import Sheets, by_tab
from shared.sheets.cells import EMPTY, Raw
from shared.sheets.fingerprints import Base, Notes
from shared.sheets.journal import Draft, Entry, Journal
from shared.sheets.look import Look, Row
from shared.sheets.sight import blank
from shared.sheets.state import Memory
from shared.sheets.tab import Layout
from shared.sheets.work import Clear, Work
from shared.store.port import Store

_AUDITS_A_COMMIT = 200
_DRAFTS = 200  # rows without a key, at most, whose content is kept while we write
_TRIES = 10  # passes without an answer whose tokens are still expected
SHOTS = 8  # calls that write cells, at most; the rest is the next pass's


@dataclass
class Strike:
    """The writing half of a pass."""

    spreadsheet: str
    sheets: Sheets
    store: Store
    memory: Memory
    works: Sequence[Work]
    calls: int = 0
    again: bool = False

    def __post_init__(self) -> None:
        self._token = secrets.token_hex(4)
        self._astray: list[Entry] = []
        self._missed = False  # whether anything planned has not been seen to land
        self._carried = tuple(entry for work in self.works for entry in work.sight.recalled.carried)
        self._journal = Journal(self._carried)

    async def carry_out(self) -> Journal:
        """Write the plan and return what of the journal stays open."""
        audits = [audit for work in self.works for audit in work.audits]
        for start in range(0, len(audits), _AUDITS_A_COMMIT):
            await self.store.commit(audits[start : start + _AUDITS_A_COMMIT])
        if all(work.plan.empty and not work.clears and not work.stray_keys for work in self.works):
            return Journal(tuple(entry for entry in self._carried if not entry.applied))
        self._journal = Journal((*self._carried, *self._entries()), (*self._typed(), *self._hidden()))
        for work in self.works:
            if not work.plan.empty or work.clears:
                known = work.state.runs
                work.state.runs = [*known[:1], *known[1:][-_TRIES:], self._token]
        await state.remember(self.store, self.memory, self._journal)
        cleared = await self._grow()
        if any(not work.plan.empty or work.clears for work in self.works):
            await self._fire(cleared)
        self.again |= self._missed
        if self._missed:
            return replace(self._journal, entries=(*self._carried, *self._astray))
        return Journal(tuple(entry for entry in self._carried if not entry.applied))

    def _entries(self) -> list[Entry]:
        """List what is about to be written; of the later calls of a pass each has its own part."""
        entries = []
        for work in self.works:
            columns = work.layout.values
            for clear in work.clears:
                field = columns[clear.index].field
                entries.append(Entry(work.title, clear.key, {field: EMPTY}, f"{self._token}.0", work.now))
            for target in work.plan.targets:
                own = _marks(work.layout, target.values)
                if own:
                    entries.append(Entry(work.title, target.key, own, f"{self._token}.1", work.now))
        return entries

    def _typed(self) -> list[Draft]:
        """Keep what rows without a key hold: no record could give it back."""
        found = []
        for work in self.works:
            ghosts = {row.number for row, _ in work.sight.recalled.ghosts}
            resolved = work.sight.resolved
            rows = [*resolved.drafts, *(each.row for each in resolved.doubtful)]
            kept = [row for row in rows if row.number not in ghosts and work.sight.is_typed(row)]
            found += [Draft(work.title, row.cells) for row in kept[:_DRAFTS]]
        return found

    def _hidden(self) -> tuple[Draft, ...]:
        """Keep what rows held that a write of ours has hidden, until they have it back."""
        return self.memory.journal.drafts if any(work.sight.recalled.ghosts for work in self.works) else ()

    async def _grow(self) -> list[tuple[Work, Clear]]:
        """Add rows that bear nothing but their keys, and empty cells; return the cells that were emptied."""
        requests: list[dict[str, Any]] = []
        asked = []
        for work in self.works:
            requests += growth.appending(work)
            for clear in work.clears:
                asked.append((len(requests), work, clear))
                requests.append(growth.clearing(work, clear))
            requests += [growth.clearing(work, clear) for clear in work.stray_keys]
            if work.clears:
                requests += growth.stamping(work, f"{self._token}.0")
            requests += growth.noting(work)
        if not requests:
            return []
        self.calls += 1
        try:
            replies = await self.sheets.change(self.spreadsheet, requests)
        except SheetFailure as failure:
            self._full(failure)
            return []
        return [(work, clear) for number, work, clear in asked if growth.occurred(replies[number])]

    def _full(self, failure: SheetFailure) -> None:
        """Go on without new rows where there is no room for them; any other failure ends the pass."""
        growing = [work for work in self.works if work.appends]
        if not failure.refused or not growing:
            raise failure
        log.error("no rows can be added", spreadsheet=self.spreadsheet, cause=str(failure))
        growing[0].held.append(growing[0].texts("sheet-full"))

    async def _fire(self, cleared: Sequence[tuple[Work, Clear]]) -> None:
        """Look again, aim at the rows as they stand now, and write."""
        firing = [work for work in self.works if not work.plan.empty or work.clears]
        marks = {
            work.layout.mark(column): (work.layout, column)
            for work in firing
            for column in work.layout.all
            if column.field in _watched(work)
        }
        self.calls += 1
        looks = by_tab(marks, await self.sheets.look(self.spreadsheet, list(marks)))
        self._check_clears(firing, looks, cleared)
        await self._note_unread(firing, looks)
        aimed = {work.title: aim.aim(work.plan, looks[work.title]) for work in firing}
        self._missed |= any(len(aimed[work.title]) < len(work.plan.targets) for work in firing)
        volleys = {title: list(aim.volleys(each)) for title, each in aimed.items()}
        longest = max(1, *(len(each) for each in volleys.values()))
        self._missed |= longest > SHOTS
        if longest > 1:
            await self._divide(firing, volleys)
        for number in range(min(longest, SHOTS)):
            shots = [shot for work in firing if (shot := self._shot(work, number, volleys[work.title], looks))]
            if shots:
                looks = looks | await self._shoot(shots)

    async def _divide(self, works: Sequence[Work], volleys: Mapping[str, Sequence[tuple[Aimed, ...]]]) -> None:
        """Tell in the journal which call writes what, where one is not enough."""
        entries = [
            Entry(work.title, each.target.key, own, f"{self._token}.{number + 1}", work.now)
            for work in works
            for number, volley in enumerate(volleys[work.title])
            for each in volley
            if (own := _marks(work.layout, each.values))
        ]
        whole = [entry for entry in self._journal.entries if entry.token != f"{self._token}.1"]
        self._journal = replace(self._journal, entries=(*whole, *entries))
        await state.remember(self.store, self.memory, self._journal)

    def _shot(
        self, work: Work, number: int, volleys: Sequence[tuple[Aimed, ...]], looks: Mapping[str, Look]
    ) -> tuple[Work, Shot] | None:
        """Aim one call's part of a tab; after the first call, at the rows as its answer has shown them."""
        wanted = volleys[number] if number < len(volleys) else ()
        aimed = aim.again(wanted, looks[work.title]) if number else wanted
        self._missed |= len(aimed) < len(wanted)
        headers = () if number else work.plan.headers
        if not aimed and not headers:
            return None
        return work, Shot(work.layout, tuple(aimed), headers, looks[work.title].header, f"{self._token}.{number + 1}")

    def _check_clears(
        self, works: Sequence[Work], looks: Mapping[str, Look], cleared: Sequence[tuple[Work, Clear]]
    ) -> None:
        """Count what was emptied as agreed, if it was the right row's."""
        done = {(work.title, clear) for work, clear in cleared}
        for work in works:
            rows = {row.key: row for row in looks[work.title].rows if row.agreed}
            for clear in work.clears:
                row = rows.get(clear.key)
                hit = (work.title, clear) in done
                if hit and row and row.cells[clear.index] != clear.text:
                    work.landed(clear.key, {clear.index: ""})
                    continue
                self._missed = True
                work.due.add(clear.key)
                if hit:
                    field = work.layout.values[clear.index].field
                    token = f"{self._token}.0"
                    self._astray.append(Entry(work.title, clear.key, {field: EMPTY}, token, work.now, applied=True))

    async def _note_unread(self, works: Sequence[Work], looks: Mapping[str, Look]) -> None:
        """Remember what staff changed between our two looks, in case a write of ours hides it."""
        unread = tuple(
            each for work in works for each in aim.unread(work.sight.resolved.rows, looks[work.title], work.plan)
        )
        if unread:
            self.again = True
            self._journal = replace(self._journal, unread=unread)
            await state.remember(self.store, self.memory, self._journal)

    async def _shoot(self, shots: Sequence[tuple[Work, Shot]]) -> dict[str, Look]:
        """Make one call and see from its answer what was hit."""
        columns: dict[int, list[Raw | None]] = {}
        marks = {}
        for work, shot in shots:
            filled = shot.columns()
            for column in work.layout.all:
                if column.field in filled:
                    columns[work.layout.mark(column)] = filled[column.field]
                    marks[work.layout.mark(column)] = (work.layout, column)
        self.calls += 1
        answers = by_tab(marks, await self.sheets.write(self.spreadsheet, columns))
        for work, shot in shots:
            work.state.runs = [self._token] if shot.header >= 0 else work.state.runs
            self._check(work, shot, answers[work.title])
        return answers

    def _check(self, work: Work, shot: Shot, answer: Look) -> None:
        """Count what landed as agreed; what hit another row stays in the journal, with the row that it hit."""
        result = aim.hit(shot, answer)
        for each, row in result.landed:
            self._landed(work, each, {index: row.cells[index] for index in each.values})
        for each, other in result.strayed:
            self._missed = True
            work.counts.strayed += 1
            own = _marks(work.layout, each.values)
            whose = None if other.key in work.sight.twice else _whose(other)
            key = each.target.key
            self._astray.append(Entry(work.title, key, own, shot.token, work.now, applied=True, landed=whose))

    def _landed(self, work: Work, each: Aimed, values: dict[int, Raw]) -> None:
        key = each.target.key
        if key in work.appends and key not in work.bases:
            self.memory.set_base(work.title, key, Base((EMPTY,) * len(work.layout.values)))
            self.memory.note(work.title, key, Notes(work.returned.get(key, "")))
            work.predicted[key] = list(blank(work.layout))
            work.counts.appended += 1
        if key:
            work.landed(key, values)
        whole = len(each.values) == len(each.target.values)
        self._missed |= not whole
        if whole:
            work.due.discard(key)


def _whose(row: Row) -> str | None:
    """Name the record whose row was hit: empty for a row without one, nothing where it cannot be told."""
    if row.agreed:
        return row.key
    return None if row.key or row.twin else ""


def _marks(layout: Layout, values: Mapping[int, Raw]) -> dict[str, bytes]:
    return {layout.values[index].field: cells.mark(layout.values[index], raw) for index, raw in values.items()}


def _watched(work: Work) -> set[str]:
    return {*work.plan.fields(), *(work.layout.values[clear.index].field for clear in work.clears)}
