"""The desk that the mirror is tested with: orders in one tab, and hands to play staff, bot and scheduler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from shared.channels.messages import Message, Say
from shared.delivery.outbox import Notice
from shared.sheets.api import Sheets
from shared.sheets.book import Book, Decision, Edit
from shared.sheets.mirror import Mirror, Outcome
from shared.sheets.tab import Column, Kind, Owner, Tab
from shared.store.port import Store
from shared.store.records import SERVER_TIME, Query, Record, create, replace
from tests.stand_ins import StandIn, Watch

ZONE = ZoneInfo("Europe/Moscow")
STATUSES = ("Новая", "В работе", "Выполнена", "Отменена")
ORDERS = Tab(
    "Заявки",
    "orders",
    (
        Column("ID", "id"),
        Column("Дата", "created_at", kind=Kind.TIME),
        Column("Имя", "name", Owner.BOTH, required=True),
        Column("Телефон", "phone", Owner.BOTH, required=True),
        Column("Статус", "status", Owner.BOTH, Kind.CHOICE, STATUSES),
        Column("Цена", "price", Owner.BOTH, Kind.MONEY),
        Column("Комиссия", "commission", kind=Kind.MONEY),
        Column("Заметки", "notes", Owner.STAFF),
    ),
    key="ID",
)
FIELDS = {column.header: column.field for column in ORDERS.columns}


@dataclass
class Orders:
    """The desk's rules: a finished order stays finished, completion needs a price, an open order keeps its row."""

    store: Store
    tab: Tab = ORDERS
    asked: list[Edit] = field(default_factory=list)

    def row(self, record: Record) -> Mapping[str, Any]:
        if record.data["status"] not in STATUSES:
            raise ValueError(record.data["status"])
        return {header: record.data.get(name) for header, name in FIELDS.items()} | {"ID": record.id}

    async def edited(self, edit: Edit) -> Decision:
        self.asked.append(edit)
        if not edit.record.exists:
            return self._placed(edit)
        data = dict(edit.record.data) | {FIELDS[header]: after for header, (_, after) in edit.cells.items()}
        status, now = data.get("status"), edit.record.data.get("status")
        if now == "Выполнена" and status != now:
            return Decision(refused="Выполненную заявку не меняют.")
        if status == "Выполнена" and not data.get("price"):
            return Decision(incomplete="Впишите цену.")
        if not data.get("name") or not status:
            return Decision(refused="Имя и статус нужны.")
        mail: tuple[Notice, ...] = ()
        if status == "Выполнена" and now != status:
            data["commission"] = data["price"] * 3 // 10
            mail = (Notice("client", "1", Say(Message("Готово"))),)
        return Decision((replace(edit.record, data | {"changed_at": SERVER_TIME}),), mail)

    def _placed(self, edit: Edit) -> Decision:
        missing = [name for name in ("Имя", "Телефон") if not edit.row.get(name)]
        if missing:
            return Decision(incomplete=f"Заполните: {', '.join(missing)}.")
        number = edit.key or str(int(edit.seed[:6], 16) % 900_000 + 100_000)
        data = {name: edit.row.get(header) for header, name in FIELDS.items() if header != "ID"}
        data |= {"status": data["status"] or "Новая", "created_at": edit.now, "changed_at": SERVER_TIME}
        return Decision((create(f"orders/{number}", data),), key=number)

    async def vanished(self, record: Record, now: datetime) -> Decision:
        if record.data.get("status") == "В работе":
            return Decision(refused="Заявка в работе: сначала закройте её.")
        return Decision((replace(record, {**record.data, "archived_at": now, "changed_at": SERVER_TIME}),))

    async def closed(self, limit: int) -> list[tuple[str, date]]:
        found = [
            record.id for record in await self.store.query(Query("orders")) if record.data["status"] in STATUSES[2:]
        ]
        return [(key, date(2026, 11, 1)) for key in sorted(found)[:limit]]

    async def reappeared(self, record: Record, now: datetime) -> Decision:  # noqa: ARG002
        return Decision((replace(record, {**record.data, "archived_at": None, "changed_at": SERVER_TIME}),))


class Office(StandIn):
    """Everybody at once."""

    def __init__(
        self,
        spreadsheet: str,
        store: Store,
        sheets: Sheets,
        admin: httpx.AsyncClient,
        clock: Watch,
        *,
        desk: Callable[[Store], Any] = Orders,
    ) -> None:
        super().__init__(admin)
        self.spreadsheet = spreadsheet
        self.store = store
        self.sheets = sheets
        self.clock = clock
        self.desk = desk(store)
        self.tab: Tab = self.desk.tab
        self.book = Book(spreadsheet, (self.desk,), ZONE)
        self.pauses: list[float] = []
        self.mirror = Mirror(sheets, store, clock, timedelta(seconds=60), pause=self.pause)

    async def pause(self, seconds: float) -> None:
        """Let time pass without waiting for it."""
        self.pauses.append(seconds)
        self.clock.move(seconds)

    async def sync(self, **how: Any) -> Outcome:
        """Let the scheduler come round, well after the minute before."""
        self.clock.move(61)
        return await self.mirror.sync(self.book, **how)

    async def order(self, number: str, **fields: Any) -> None:
        """Have a client place an order, or the bot change one."""
        (record,) = await self.store.read(f"orders/{number}")
        usual = {
            "name": f"Клиент {number}",
            "phone": f"+7916000{number}",
            "status": "Новая",
            "created_at": self.clock(),
        }
        data = (dict(record.data) or usual) | fields | {"changed_at": SERVER_TIME}
        await self.store.commit([replace(record, data)])

    async def record(self, number: str) -> Mapping[str, Any]:
        (record,) = await self.store.read(f"orders/{number}")
        return record.data

    async def records(self) -> dict[str, Mapping[str, Any]]:
        return {record.id: record.data for record in await self.store.query(Query("orders"))}

    async def audit(self) -> list[Mapping[str, Any]]:
        return [record.data for record in await self.store.query(Query("audit"))]

    async def mail(self) -> list[Mapping[str, Any]]:
        return [record.data for record in await self.store.query(Query("outbox", order=("order",)))]

    async def staff(self, do: str, **how: Any) -> None:
        """Do something in the sheet by hand."""
        answer = await self.admin.post(
            "/admin/edit", json={"spreadsheet": self.spreadsheet, "sheet": self.tab.title, "do": do, **how}
        )
        assert answer.status_code == 200, answer.text

    async def between(self, do: str, method: str, *, when: str = "before", nth: int = 1, **how: Any) -> None:
        """Order staff to do something just before or after a call of the mirror's."""
        edit = {"spreadsheet": self.spreadsheet, "sheet": self.tab.title, "do": do, **how}
        order = {"edit": edit, "after_calls": nth, "when": when, "method": method}
        assert (await self.admin.post("/admin/between", json=order)).status_code == 200

    async def grid(self, tab: str = "") -> list[list[Any]]:
        """Return every cell of a tab, unformatted, as the API gives it."""
        address = f"/v4/spreadsheets/{self.spreadsheet}/values/{tab or self.tab.title}"
        answer = await self.admin.get(address, params={"valueRenderOption": "UNFORMATTED_VALUE"})
        return list(answer.json().get("values", []))

    async def rows(self, landmark: str = "") -> list[dict[str, Any]]:
        """Return the rows below the header that hold anything, by header, with their number as people count."""
        grid = await self.grid()
        at = next(number for number, row in enumerate(grid) if (landmark or self.tab.key) in row)
        header = [str(cell).partition(" · ")[0].strip() for cell in grid[at]]
        rows = []
        for number, row in enumerate(grid):
            if number != at and any(cell != "" for cell in row):
                cells = [*row, *[""] * (len(header) - len(row))]
                rows.append(dict(zip(header, cells, strict=False)) | {"row": number + 1})
        return rows

    async def row(self, key: str) -> dict[str, Any]:
        """Return the one row that bears a key."""
        found = [row for row in await self.rows() if str(row[self.tab.key]) == key]
        assert len(found) == 1, found
        return found[0]

    async def type(self, key: str, header: str, text: str) -> None:
        """Type into the cell of a record's row."""
        await self.type_at((await self.row(key))["row"], header, text)

    async def type_at(self, row: int, header: str, text: str) -> None:
        """Type into a row's cell."""
        await self.staff("type", cell=f"{await self.letter(header)}{row}", text=text)

    async def letter(self, header: str, landmark: str = "") -> str:
        """Return the letter of a column; ``landmark`` is a header by which the header's row is known."""
        grid = await self.grid()
        at = next(row for row in grid if (landmark or self.tab.key) in row)
        index = [str(cell).partition(" · ")[0].strip() for cell in at].index(header)
        return chr(ord("A") + index)

    async def seen(self) -> Any:
        """Return the spreadsheet as a person sees it, with notes."""
        return (await self.admin.get(f"/admin/sheets/{self.spreadsheet}")).json()

    async def spent(self) -> int:
        """Return how many API calls the mirror has made since it was asked last."""
        calls = await self.calls()
        await self.admin.delete("/admin/counts")
        return sum(count for name, count in calls.items() if name != "values.get")
