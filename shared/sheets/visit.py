"""Makes one pass over a spreadsheet: look, decide, commit, look again, write, and check what was hit.

Two looks and at most two kinds of writes, whatever changed. Between any two calls staff may do anything and this
process may die; what is remembered in Firestore before each step lets the next pass end in the right state.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from shared.clock import Clock
from shared.sheets import drafts, gone, hints, news, records, setup, state
from shared.sheets.api import Sheets, by_tab
from shared.sheets.book import Book, Shown
from shared.sheets.commands import Office
from shared.sheets.journal import Journal
from shared.sheets.look import Look
from shared.sheets.news import News
from shared.sheets.sight import Known, see
from shared.sheets.state import Memory, TabState
from shared.sheets.strike import Strike
from shared.sheets.tab import Headers, Layout
from shared.sheets.work import Counts, Work
from shared.store.port import Store
from shared.store.records import Query, Record
from shared.texts import Catalogue, Texts

TEXTS = Path(__file__).parent / "texts"
CATALOGUE = Catalogue([TEXTS])
HINTS = 200
HELD = 20  # sentences a tab: whoever is told needs no more
_IDLE_CALLS = 2  # the version and one look
_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """What a pass goes by."""

    large: int = 20_000  # rows from which on the file's version is asked before it is read
    rest: timedelta = timedelta(minutes=15)  # how long an unchanged version is believed
    lag: timedelta = timedelta(seconds=30)  # a commit may become visible a little later than its own time says


@dataclass(slots=True)
class Report:
    """What a pass did, what it left alone and why."""

    counts: Counts = field(default_factory=Counts)
    calls: int = 0
    held: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)  # tabs that were there and are no more
    again: bool = False
    wait: float = 0.0  # seconds after which an answer that was seen may go


def layouts(book: Book) -> dict[str, Layout]:
    """Return a book's layouts by title."""
    texts = CATALOGUE.speak(book.language)
    headers = Headers(*(texts(f"sheet-{name}") for name in ("key", "twin", "confirm", "remark")))
    return {shown.tab.title: Layout(shown.tab, headers) for shown in book.tabs}


def shape(layout: Layout) -> str:
    """Return the fingerprint of a declaration, by which a deploy that changed it is noticed."""
    return hashlib.blake2b(repr(layout.all).encode(), digest_size=8).hexdigest()


class Visit:
    """One pass over one spreadsheet; whoever makes it holds the spreadsheet's lease."""

    def __init__(self, book: Book, sheets: Sheets, store: Store, clock: Clock, limits: Limits) -> None:
        self._book = book
        self._sheets = sheets
        self._store = store
        self._clock = clock
        self._limits = limits
        self._layouts = layouts(book)
        self._memory: Memory
        self._hints: list[Record] = []
        self._version = ""
        self._news: dict[str, News] = {}
        self._texts: Texts = CATALOGUE.speak(book.language)
        self.report = Report()

    async def run(self) -> Report:
        """Make the pass; raises ``SheetFailure`` or ``StoreFailure``, after which the next one ends the work."""
        self._hints = await self._store.query(Query(hints.folder(self._book.spreadsheet), limit=HINTS))
        main = await state.main(self._store, self._book.spreadsheet)
        tabs = state.tabs(main, self._layouts)
        for shown in self._book.tabs:
            self._news[shown.tab.title] = await self._read(shown, main, tabs[shown.tab.title])
        if await self._rests(main):
            return self.report
        self._memory = await state.recall(self._store, main, tabs, self._layouts)
        await self._prepare()
        looks = await self._look()
        if await self._mended(looks):
            return self.report
        works = [
            await self._work(shown, looks[shown.tab.title]) for shown in self._book.tabs if shown.tab.title in looks
        ]
        if await self._refilled(works):
            return self.report
        for work in works:
            await records.settle(work)
            await drafts.settle(work)
            await gone.settle(work)
            await records.append(work)
        strike = Strike(self._book.spreadsheet, self._sheets, self._store, self._memory, works)
        try:
            open_ = await strike.carry_out()
        finally:
            self.report.calls += strike.calls
        await self._settle(works, open_, again=strike.again)
        return self.report

    async def _prepare(self) -> None:
        """Bring the spreadsheet into shape where the declaration or the sheet changed."""
        wanted = {title: shape(layout) for title, layout in self._layouts.items()}
        tabs = self._memory.tabs
        if all(tabs[title].shape == own for title, own in wanted.items()):
            return
        known = {title for title, tab in tabs.items() if tab.sheet >= 0}
        self.report.calls += 4
        found = await setup.prepare(self._sheets, self._book.spreadsheet, list(self._layouts.values()), known)
        for title, sheet in found.items():
            tabs[title].sheet, tabs[title].shape = sheet, wanted[title]
        for title in self._layouts.keys() - found.keys():
            self.report.gone.append(title)
            self.report.held.append(self._texts("sheet-tab-gone", tab=title))
        await state.remember(self._store, self._memory, self._memory.journal)

    async def _read(self, shown: Shown, main: Record, tab: TabState) -> News:
        if tab.shape != shape(self._layouts[shown.tab.title]):
            # A column may be new: every record is looked at again to fill it.
            tab.cursor, tab.after = state.BEGINNING, ""
        found = await news.read(self._store, shown.tab.collection, tab, main.version, self._limits.lag)
        self.report.again |= found.more
        return found

    async def _rests(self, main: Record) -> bool:
        """Whether a large spreadsheet is as it was when a pass found nothing to do; one cheap call tells."""
        rest = main.data.get("rest", {})
        if main.data.get("rows", 0) < self._limits.large:
            return False
        self.report.calls += 1
        self._version = await self._sheets.version(self._book.spreadsheet)
        stirred = any(each.records for each in self._news.values())
        return not stirred and rest.get("version") == self._version and self._clock() < rest["until"]

    async def _look(self) -> dict[str, Look]:
        """Look at every column of every tab at one moment."""
        here = [layout for title, layout in self._layouts.items() if title not in self.report.gone]
        marks = {layout.mark(column): (layout, column) for layout in here for column in layout.all}
        self.report.calls += 1
        return by_tab(marks, await self._sheets.look(self._book.spreadsheet, list(marks)))

    async def _mended(self, looks: Mapping[str, Look]) -> bool:
        """Where columns or the header are gone, remember them as empty and have the next pass bring them back."""
        broken = {title: look for title, look in looks.items() if look.absent or look.header < 0}
        for title, look in broken.items():
            for index, column in enumerate(self._layouts[title].values):
                if column.field in look.absent and look.strips:
                    self._memory.empty_column(title, index)
            self._memory.tabs[title].shape = ""
        if broken:
            await self._postpone()
        return bool(broken)

    async def _refilled(self, works: Sequence[Work]) -> bool:
        """Where whole columns were emptied, remember them as empty; the next pass fills them in."""
        lost = [(work.title, index) for work in works for index in work.sight.emptied]
        for title, index in lost:
            self._memory.empty_column(title, index)
        if lost:
            await self._postpone()
        return bool(lost)

    async def _postpone(self) -> None:
        await self._store.commit(state.settled(self._memory, self._layouts, self._memory.journal, takings=()))
        self.report.again = True

    async def _work(self, shown: Shown, look: Look) -> Work:
        """Find out what a look at a tab means."""
        title, memory = shown.tab.title, self._memory
        changed = self._news[title].records
        office = Office(
            self._book.spreadsheet,
            shown,
            self._layouts[title],
            self._book.zone,
            self._texts,
            self._store,
            self._clock,
            memory.generation,
        )
        bases, reserved = memory.bases[title], memory.tabs[title].reserved
        strangers = {key for row in look.rows for key in (row.key, row.twin) if key} - bases.keys() - reserved.keys()
        adopted = await self._adopted(office, shown.tab.collection, strangers)
        shows = {key: records.marks_of(office, record) for key, record in adopted.items()}
        runs = frozenset(memory.tabs[title].runs)
        known = Known(bases, reserved.keys(), shows, memory.journal.of(title), runs, self._says_copy)
        now = self._clock()
        work = Work(office, memory, see(self._layouts[title], look, known, now), now, changed, adopted)
        work.plan.headers = look.renamed
        if work.sight.restored:
            work.held.append(self._texts("sheet-restored", tab=title))
        work.grace, work.hints = self._book.grace, hints.known(self._hints)
        work.due = {key for key in changed if key not in work.sight.rows and key in work.sight.resolved.mentioned}
        return work

    def _says_copy(self, key: str) -> str:
        return self._texts("sheet-copy", key=key)

    async def _adopted(self, office: Office, collection: str, strangers: set[str]) -> dict[str, Record]:
        """Find the records of rows that we do not remember: added by us before a crash, old ones, or come back."""
        found = {}
        usable = sorted(key for key in strangers if "/" not in key and key.strip(".") and len(key) < _LONGEST_KEY)
        for record in await records.read_many(self._store, [f"{collection}/{key}" for key in usable]):
            if record.exists and record.data.get("archived_at"):
                if not await office.reappeared(record):
                    (found[record.id],) = await self._store.read(record.path)
            elif record.exists:
                found[record.id] = record
        return found

    def _nothing_to_do(self, works: Sequence[Work]) -> bool:
        """Whether the next look would show what this one has shown, if nobody touches anything."""
        missing = any(note.missing_since for notes in self._memory.notes.values() for note in notes.values())
        idle = self.report.calls == _IDLE_CALLS and not self.report.again and not missing
        return idle and bool(self._version) and not any(work.wait or work.held for work in works)

    async def _settle(self, works: Sequence[Work], open_: Journal, *, again: bool) -> None:
        """Remember what both sides agree on now, and what is still open."""
        moved = False
        for work in works:
            found = self._news[work.title]
            work.state.cursor, work.state.after = found.cursor, found.after
            work.state.due = sorted(work.due)
            moved |= bool(work.changed)
            self.report.held += work.held[:HELD]
            self.report.again |= work.again
            if work.wait:
                self.report.wait = min(self.report.wait or work.wait, work.wait)
            for name in Counts.__slots__:
                total = getattr(self.report.counts, name) + getattr(work.counts, name)
                setattr(self.report.counts, name, total)
        self.report.again |= again
        until = self._clock() + self._limits.rest
        rest = {"version": self._version, "until": until} if self._nothing_to_do(works) else {}
        kept = self._memory.main.data.get("rest", {}).get("version", "") == rest.get("version", "")
        if moved or not kept or state.stirred(self._memory, open_):
            self._memory.rest = rest
            forgotten = hints.stale(self._hints, self._clock())
            await self._store.commit([*forgotten, *state.settled(self._memory, self._layouts, open_)])
