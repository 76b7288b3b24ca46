"""Plays staff, bot, scheduler and misfortune at random, and knows what must have come of it.

Every value says whose it is (``103:name:7``), and every row has its owner in a private column of staff's, which travels
with the row; so a value in a wrong place gives itself away.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from shared.errors import SheetFailure, StoreUnavailable
from shared.sheets.api import Columns, Sheets, Spans
from shared.sheets.look import Strip
from shared.sheets.mirror import Mirror
from shared.store.port import Store
from shared.store.records import Query, Record, Write
from tests.shared.sheets.office import Office

T = TypeVar("T")
PRIVATE = "Моё"
HELD = ("Это копия", "Строк с номером")
NAMES = {"Имя": "name", "Телефон": "phone", "Заметки": "notes"}


class Died(BaseException):
    """The instance was killed."""


Moment = Callable[[str], Awaitable[None]]


@dataclass
class MeddledSheets:
    """The Sheets API, with something happening before and after every call."""

    sheets: Sheets
    before: Moment
    after: Moment
    delayed: Callable[[str, Coroutine[Any, Any, Any]], bool]
    calls: int = 0

    async def look(self, spreadsheet: str, marks: Sequence[int]) -> dict[int, Strip]:
        return await self._call("look", self.sheets.look(spreadsheet, marks))

    async def write(self, spreadsheet: str, columns: Columns) -> dict[int, Strip]:
        return await self._call("write", self.sheets.write(spreadsheet, columns))

    async def change(self, spreadsheet: str, requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return await self._call("change", self.sheets.change(spreadsheet, requests))

    async def describe(self, spreadsheet: str) -> dict[str, Any]:
        return await self._call("describe", self.sheets.describe(spreadsheet))

    async def metadata(self, spreadsheet: str, key: str) -> list[dict[str, Any]]:
        return await self._call("metadata", self.sheets.metadata(spreadsheet, key))

    async def rows(self, spreadsheet: str, spans: Spans) -> dict[int, list[list[Any]]]:
        return await self._call("rows", self.sheets.rows(spreadsheet, spans))

    async def version(self, spreadsheet: str) -> str:
        return await self._call("version", self.sheets.version(spreadsheet))

    async def _call(self, name: str, call: Coroutine[Any, Any, T]) -> T:
        self.calls += 1
        try:
            await self.before(name)
        except BaseException:
            call.close()
            raise
        if self.delayed(name, call):
            raise SheetFailure(f"{name} gave no answer")
        answer = await call
        await self.after(name)
        return answer


@dataclass
class MortalStore:
    """The store, with the instance dying or the line dropping before or after a commit."""

    store: Store
    before: Moment
    after: Moment

    async def read(self, *paths: str) -> list[Record]:
        return await self.store.read(*paths)

    async def query(self, query: Query) -> list[Record]:
        return await self.store.query(query)

    async def commit(self, writes: Sequence[Write]) -> list[datetime]:
        await self.before("commit")
        times = await self.store.commit(writes)
        await self.after("commit")
        return times


@dataclass
class Play:
    """One story; ``seed`` tells it again."""

    office: Office
    sheets: Sheets
    seed: int
    meddling: float = 0.15  # how likely something happens at each moment
    misfortune: float = 0.03
    story: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - a play, no secret
        self.count = 0
        self.typed: dict[tuple[str, str], str] = {}  # the last value staff typed, by owner and header
        self.window: dict[tuple[str, str], str] = {}  # typed since the mirror looked last
        self.lost: set[tuple[str, str]] = set()  # in the one window in which an edit may be lost
        self.drafts: dict[str, dict[str, str]] = {}  # typed rows: what was typed
        self.tampered: set[str] = set()  # owners whose row staff copied or deleted
        self.torn = False
        self.quiet = True
        self.most_calls = 0
        self.late: list[Coroutine[Any, Any, Any]] = []
        self.meddled = MeddledSheets(self.sheets, self._before, self._after, self._delayed)
        mortal = MortalStore(self.office.store, self._store_before, self._store_after)
        self.office.desk.store = mortal
        self.mirror = Mirror(self.meddled, mortal, self.office.clock, self.office.mirror.limit)

    def tell(self, what: str) -> None:
        """Write the story down, for whoever has to understand a failure."""
        self.story.append(what)

    async def prepare(self, orders: int = 5) -> None:
        """Open the desk: some orders shown, each with its owner in the private column."""
        for number in range(101, 101 + orders):
            await self.bot_changes(str(number), all_=True)
        await self.sync()
        await self.office.staff("insert_column", at="C", text=PRIVATE)
        await self.mark_owners()

    async def mark_owners(self) -> None:
        """Let staff write the owner into rows that have none yet."""
        for row in await self.office.rows():
            if not row[PRIVATE] and row["ID"] and row["ID"] == row["Ключ (копия)"]:
                await self.office.type_at(row["row"], PRIVATE, f"o{row['ID']}")

    async def sync(self) -> None:
        """Let the scheduler come round; whatever befalls the pass, the next one goes on."""
        if self.late:
            self.office.clock.move(91)
        else:
            self.office.clock.move(151)
        before = self.meddled.calls
        try:
            outcome = await self.mirror.sync(self.office.book)
        except (SheetFailure, StoreUnavailable, Died, BaseExceptionGroup) as error:
            self.tell(f"pass failed: {error!r}")
        else:
            made = len(outcome.passes)
            self.tell(f"passes: {made}, calls {[each.calls for each in outcome.passes]} {outcome.held}")
            if self.quiet is False and made:
                self.most_calls = max(self.most_calls, *(report.calls for report in outcome.passes))
        self.tell(f"calls {self.meddled.calls - before}")
        if self.late and self.meddled.calls > before:
            await self._arrive()
        await self.check_owners()

    async def run(self, rounds: int = 8) -> None:
        """Play some rounds, then let everybody rest until nothing moves any more."""
        self.quiet = False
        for _ in range(rounds):
            for _ in range(self.chance.randrange(3)):
                await self._something()
            await self.sync()
            if not self.torn:
                await self.mark_owners()
        self.quiet = True
        if self.torn:
            await self._untear()
        for _ in range(6):
            await self.sync()

    def _delayed(self, name: str, call: Coroutine[Any, Any, Any]) -> bool:
        """Let a write that gave no answer in time be carried out a little later all the same."""
        if self.quiet or name not in ("write", "change") or self.chance.random() >= self.misfortune / 2:
            return False
        self.tell(f"!! {name} will come late")
        self.late.append(call)
        return True

    async def _arrive(self) -> None:
        """Carry out what was on its way."""
        for call in self.late:
            self.tell("!! a late call is carried out")
            with contextlib.suppress(SheetFailure):
                await call
            await self._overwritten()
        self.late.clear()

    async def _before(self, name: str) -> None:
        if self.quiet:
            return
        if self.late and self.chance.random() < 0.5:
            await self._arrive()
        if self.chance.random() < self.meddling:
            self.tell(f"-- before {name}")
            await self._something()
        await self._misfortune(f"before {name}")
        if name == "look":
            self.window.clear()

    async def _after(self, name: str) -> None:
        if self.quiet:
            return
        if name in ("write", "change"):
            await self._overwritten()
        await self._misfortune(f"after {name}")

    async def _store_before(self, name: str) -> None:
        if not self.quiet:
            await self._misfortune(f"before {name}")

    async def _store_after(self, name: str) -> None:
        if not self.quiet:
            await self._misfortune(f"after {name}")

    async def _misfortune(self, when: str) -> None:
        roll = self.chance.random()
        if roll < self.misfortune / 2:
            self.tell(f"!! died {when}")
            raise Died(when)
        if roll < self.misfortune:
            self.tell(f"!! dropped {when}")
            raise StoreUnavailable(when) if "commit" in when else SheetFailure(when)

    async def _overwritten(self) -> None:
        """Note which of staff's values our write has hit in the very moment between look and write."""
        if not self.window:
            return
        present = {str(cell) for row in await self.office.grid() for cell in row}
        for cell, value in self.window.items():
            if value not in present:
                self.tell(f"   lost in the window: {value}")
                self.lost.add(cell)
        self.window.clear()

    async def _something(self) -> None:
        if self.torn:
            if self.chance.random() < 0.3:
                await self._untear()
            return
        moves: dict[Callable[[], Awaitable[None]], int] = {
            self._type: 8,
            self._bot: 4,
            self._sort: 3,
            self._insert: 2,
            self._cut: 2,
            self._drag: 2,
            self._draft: 2,
            self._finish_draft: 2,
        }
        rare = [self._wipe, self._bot_wipes, self._tick, self._move_column, self._rename, self._tear, self._duplicate]
        rarer = [self._delete, self._delete_blank, self._spoil_key]
        moves |= dict.fromkeys([*rare, *rarer], 1)
        (move,) = self.chance.choices(list(moves), list(moves.values()))
        await move()

    def _value(self, owner: str, header: str) -> str:
        self.count += 1
        return f"{owner}:{NAMES[header]}:{self.count}"

    async def _owned(self) -> list[dict[str, Any]]:
        return [row for row in await self.office.rows() if row.get(PRIVATE)]

    async def _type(self) -> None:
        rows = await self._owned()
        if not rows:
            return
        row, header = self.chance.choice(rows), self.chance.choice(list(NAMES))
        owner = str(row[PRIVATE])[1:]
        value = self._value(owner, header)
        self.tell(f"types {value} at {row['row']} (ID {row['ID']})")
        await self.office.type_at(row["row"], header, value)
        if owner not in self.tampered:
            self.typed[(owner, header)] = self.window[(owner, header)] = value
            self.lost.discard((owner, header))

    async def _bot(self) -> None:
        records = [key for key, data in (await self.office.records()).items() if not data.get("archived_at")]
        if self.chance.random() < 0.3 or not records:
            self.count += 1
            await self.bot_changes(str(100 + self.count * 7), all_=True)
        else:
            await self.bot_changes(self.chance.choice(records))

    async def bot_changes(self, key: str, *, all_: bool = False) -> None:
        """Let a client place or change an order."""
        owner = key if all_ else str((await self.office.record(key))["name"]).partition(":")[0]
        headers = list(NAMES) if all_ else [self.chance.choice(list(NAMES))]
        fields = {NAMES[header]: self._value(owner, header) for header in headers}
        if self.chance.random() < 0.3:
            fields["status"] = self.chance.choice(["Новая", "В работе", "Отменена"])
        self.tell(f"bot: {key} {fields}")
        await self.office.order(key, **fields)

    async def _wipe(self) -> None:
        """Staff empty a note; nothing is claimed of it afterwards."""
        rows = [row for row in await self._owned() if row["Заметки"]]
        if rows:
            row = self.chance.choice(rows)
            self.tell(f"wipes the note at {row['row']} (ID {row['ID']})")
            self.typed.pop((str(row[PRIVATE])[1:], "Заметки"), None)
            self.window.pop((str(row[PRIVATE])[1:], "Заметки"), None)
            await self.office.staff("clear", range=f"{await self.office.letter('Заметки')}{row['row']}")

    async def _bot_wipes(self) -> None:
        records = [key for key, data in (await self.office.records()).items() if not data.get("archived_at")]
        if records:
            key = self.chance.choice(records)
            self.tell(f"bot: {key} without a note")
            await self.office.order(key, notes="")

    async def _tick(self) -> None:
        """Staff confirm a copy: it becomes a record of its own, with the values it was copied with."""
        rows = [row for row in await self.office.rows() if row["Замечание"].startswith(HELD[0])]
        if rows:
            row = self.chance.choice(rows)
            self.tell(f"confirms the copy at {row['row']} (ID {row['ID']})")
            await self.office.type_at(row["row"], "Подтвердить", "да")

    async def _sort(self) -> None:
        header = self.chance.choice(["Имя", "Статус", "ID", "Заметки", "Телефон"])
        descending = self.chance.random() < 0.5
        self.tell(f"sorts by {header} {descending}")
        await self.office.staff("sort", column=await self.office.letter(header), descending=descending)

    async def _insert(self) -> None:
        at = self.chance.randrange(2, 2 + len(await self.office.rows()) + 1)
        self.tell(f"inserts above {at}")
        await self.office.staff("insert_rows", at=at, count=self.chance.randrange(1, 3))

    async def _cut(self) -> None:
        rows = await self._owned()
        if not rows:
            return
        row = self.chance.choice(rows)["row"]
        to = len(await self.office.grid()) + self.chance.randrange(1, 4)
        self.tell(f"cuts {row} to {to}")
        await self.office.staff("move_rows", **{"from": row, "to": to})

    async def _drag(self) -> None:
        last = len(await self.office.grid())
        if last < 4:
            return
        row, to = self.chance.randrange(2, last), self.chance.randrange(2, last)
        if to not in (row, row + 1):
            self.tell(f"drags {row} to {to}")
            await self.office.staff("move_rows", **{"from": row, "to": to, "how": "drag"})

    async def _move_column(self) -> None:
        header = self.chance.choice(["Имя", "Статус", "ID", PRIVATE])
        self.tell(f"moves column {header}")
        column = await self.office.letter(header)
        to = self.chance.choice([letter for letter in "BDFH" if letter not in (column, chr(ord(column) + 1))])
        await self.office.staff("move_column", column=column, to=to)

    async def _rename(self) -> None:
        header = self.chance.choice(["Имя", "Статус"])
        grid = await self.office.grid()
        if any(header in row for row in grid[:1]):
            self.tell(f"renames {header} by a blank")
            await self.office.staff("rename_header", column=await self.office.letter(header), text=f"{header} ")

    async def _draft(self) -> None:
        self.count += 1
        owner = f"t{self.count}"
        row = len(await self.office.grid()) + 1
        value = self._value(owner, "Имя")
        self.tell(f"begins a row {owner} at {row}")
        await self.office.type_at(row, PRIVATE, f"o{owner}")
        await self.office.type_at(row, "Имя", value)
        self.drafts[owner] = {"Имя": value}

    async def _finish_draft(self) -> None:
        rows = [row for row in await self._owned() if str(row[PRIVATE])[1:] in self.drafts and not row["Телефон"]]
        if not rows:
            return
        row = self.chance.choice(rows)
        owner = str(row[PRIVATE])[1:]
        value = self._value(owner, "Телефон")
        self.tell(f"completes the row {owner} at {row['row']}")
        await self.office.type_at(row["row"], "Телефон", value)
        self.drafts[owner]["Телефон"] = value

    async def _tear(self) -> None:
        """Sort a part of the columns; staff notice and undo it, a pass or two later."""
        rows = len(await self.office.grid())
        letter = await self.office.letter(self.chance.choice(["Имя", "Телефон"]))
        twin = await self.office.letter("Ключ (копия)")
        span = self.chance.choice([f"{letter}2:{letter}{rows}", f"A2:{chr(ord(twin) - 1)}{rows}"])
        self.tell(f"sorts only {span} by {letter}")
        await self.office.staff("sort", range=span, column=letter)
        self.torn = True

    async def _untear(self) -> None:
        self.tell("undoes the sort")
        await self.office.staff("undo")
        self.torn = False

    async def _duplicate(self) -> None:
        rows = await self._owned()
        if rows:
            row = self.chance.choice(rows)
            self.tell(f"duplicates {row['row']} (ID {row['ID']})")
            self.tampered.add(str(row[PRIVATE])[1:])
            await self.office.staff("duplicate_row", row=row["row"])

    async def _delete(self) -> None:
        rows = await self._owned()
        if len(rows) > 4:
            row = self.chance.choice(rows)
            self.tell(f"deletes {row['row']} (ID {row['ID']})")
            self.tampered.add(str(row[PRIVATE])[1:])
            await self.office.staff("delete_rows", at=row["row"])

    async def _delete_blank(self) -> None:
        grid = await self.office.grid()
        blank = [number for number, row in enumerate(grid, 1) if number > 1 and not any(cell != "" for cell in row)]
        if blank:
            self.tell(f"deletes the blank row {blank[0]}")
            await self.office.staff("delete_rows", at=blank[0])

    async def _spoil_key(self) -> None:
        rows = [row for row in await self._owned() if row["ID"]]
        if rows:
            row = self.chance.choice(rows)
            text = self.chance.choice(["", str(self.chance.choice(rows)["ID"]), "999"])
            self.tell(f"writes {text!r} over the ID of {row['row']} (ID {row['ID']})")
            await self.office.type_at(row["row"], "ID", text)

    async def check_owners(self) -> None:
        """Expect no record to hold a value of another's."""
        for key, data in (await self.office.records()).items():
            owners = {str(data[name]).partition(":")[0] for name in NAMES.values() if data.get(name)}
            assert len(owners) == 1, (key, data)
            if key.isdigit() and len(key) < 6:
                assert owners == {key}, (key, data)

    async def check_rest(self) -> None:
        """Expect both sides to be equal, and nothing that staff typed to be lost."""
        rows, records = await self.office.rows(), await self.office.records()
        for row in rows:
            owner, named = str(row[PRIVATE])[1:], str(row["Имя"]).partition(":")[0]
            assert not owner or not named or owner == named, row
        for key, data in records.items():
            own = [
                row for row in rows if row["ID"] == row["Ключ (копия)"] == key and not row["Замечание"].startswith(HELD)
            ]
            if data.get("archived_at"):
                continue
            owner = str(data["name"]).partition(":")[0]
            if owner in self.tampered and not own:
                continue  # deleted, or held until staff say which of the rows it is
            assert len(own) == 1, (key, own)
            shown = {header: own[0][header] or None for header in NAMES}
            assert shown == {header: data.get(name) or None for header, name in NAMES.items()}, (key, own[0], data)
        audits = {
            str(cell["after"])
            for line in await self.office.audit()
            for cell in line["cells"].values()
            if "after" in cell
        }
        kept = {str(value) for data in records.values() for value in data.values()}
        standing = {str(cell) for row in await self.office.grid() for cell in row}
        for (owner, header), value in self.typed.items():
            if owner in self.tampered or (owner, header) in self.lost:
                continue
            assert value in audits | kept or (owner in self.drafts and value in standing), (owner, header, value)
        for owner, typed in self.drafts.items():
            if owner not in self.tampered:
                await self._check_draft(owner, typed, rows, records)

    async def _check_draft(
        self, owner: str, typed: dict[str, str], rows: list[dict[str, Any]], records: dict[str, Mapping[str, Any]]
    ) -> None:
        born = [key for key, data in records.items() if str(data["name"]).partition(":")[0] == owner]
        assert len(born) <= 1, (owner, born)
        if not born:
            (row,) = [row for row in rows if str(row[PRIVATE])[1:] == owner]
            for header in typed:
                assert str(row[header]).partition(":")[0] == owner, (owner, row)
            assert len(typed) == 1, (owner, row)
