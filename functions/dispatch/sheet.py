"""The desk's tabs: columns, who owns each, how a record becomes a row, and what a changed cell commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from functions.dispatch import office, orders, settings, statistics
from functions.dispatch.models import OFFERS, Category, Master, Order, Source, Standing, Status, order_path
from functions.dispatch.office import Incomplete, Refused
from functions.dispatch.order_form import CATALOGUE
from functions.dispatch.settings import FOLDER, RATE
from shared import phone
from shared.delivery.outbox import Posting
from shared.sheets.book import Book, Decision, Edit, Shown
from shared.sheets.tab import Column, Kind, Owner, Tab
from shared.store.port import Store
from shared.store.records import Query, Record, create
from shared.store.records import replace as replaced

_T = CATALOGUE.speak("ru")
_CATEGORIES = {_T(f"category-{each.value}"): each for each in Category}

ORDERS = Tab(
    "Заявки",
    "orders",
    key="ID",
    columns=(
        Column("ID", "number", width=80),
        Column("Дата", "created_at", kind=Kind.TIME, width=130),
        Column("Источник", "source", Owner.BOTH, Kind.CHOICE, tuple(Source), width=90),
        Column("Имя", "name", Owner.BOTH, required=True, width=140),
        Column("Телефон", "phone", Owner.BOTH, required=True, width=140),
        Column("Категория", "category", Owner.BOTH, Kind.CHOICE, tuple(_CATEGORIES), width=180),
        Column("Проблема", "problem", Owner.BOTH, required=True, width=260),
        Column("Адрес", "address", Owner.BOTH, required=True, width=220),
        Column("Статус", "status", Owner.BOTH, Kind.CHOICE, tuple(Status), width=100),
        Column("Мастер", "master_name", Owner.BOTH, width=150),
        Column("Цена", "price", Owner.BOTH, Kind.MONEY, width=100),
        Column("Комиссия", "commission", kind=Kind.MONEY, width=100),
        Column("Дата выполнения", "done_at", kind=Kind.TIME, width=130),
    ),
)
MASTERS = Tab(
    "Мастера",
    "masters",
    key="ID",
    columns=(
        Column("ID", "id", width=100),
        Column("ФИО", "name", Owner.BOTH, width=180),
        Column("Телефон", "phone", Owner.BOTH, width=140),
        Column("Telegram ID", "telegram", width=100),
        Column("Статус", "standing", Owner.BOTH, Kind.CHOICE, tuple(Standing), width=100),
        Column("На смене", "on_shift", Owner.BOTH, Kind.TICK, width=80),
        Column("Заказов", "done", kind=Kind.NUMBER, width=80),
        Column("Заработано", "earned", kind=Kind.MONEY, width=110),
        Column("Комиссия", "commission", kind=Kind.MONEY, width=110),
        Column("Долг", "debt", kind=Kind.MONEY, width=110),
        Column("Рейтинг", "rating", Owner.BOTH, width=80),
        Column("Оплачено", "paid", Owner.BOTH, Kind.MONEY, width=110),
    ),
)
STATISTICS = Tab(
    "Статистика",
    statistics.COLLECTION,
    key="Период",
    columns=(
        Column("Период", "key", width=110),
        Column("Вид", "kind", width=80),
        Column("Заявок", "received", kind=Kind.NUMBER),
        *(Column(each.value, each.value, kind=Kind.NUMBER) for each in Source),
        Column("Принято", "accepted", kind=Kind.NUMBER),
        Column("Выполнено", "done", kind=Kind.NUMBER),
        Column("Отменено", "cancelled", kind=Kind.NUMBER),
        Column("До принятия, мин (медиана)", "median_wait", kind=Kind.NUMBER, width=190),
        Column("До принятия, мин (P90)", "p90_wait", kind=Kind.NUMBER, width=170),
        Column("Выручка", "revenue", kind=Kind.MONEY, width=110),
        Column("Комиссия", "commission", kind=Kind.MONEY, width=110),
    ),
)
SETTINGS = Tab(
    "Настройки",
    settings.COLLECTION,
    columns=(Column("Настройка", "text", width=420), Column("Значение", "value", Owner.BOTH, width=260)),
)
_REQUIRED = {column.field: column.header for column in ORDERS.columns if column.required}
_KINDS = {"day": "день", "week": "неделя", "month": "месяц"}


def _fixed(desk: office.Desk, value: Any) -> None:  # noqa: ANN401, ARG001 - the form of a command
    raise Refused("sheet-fixed")


# What a changed cell commands, in the order in which cells changed together are carried out.
_COMMANDS: Mapping[str, Callable[[office.Desk, Any], None]] = {
    "Источник": _fixed,
    "Категория": lambda desk, value: desk.recategorise(_CATEGORIES.get(value or "")),
    "Имя": lambda desk, value: desk.correct("name", value),
    "Телефон": lambda desk, value: desk.correct("phone", value),
    "Проблема": lambda desk, value: desk.correct("problem", value),
    "Адрес": lambda desk, value: desk.correct("address", value),
    "Цена": lambda desk, value: desk.set_price(value),
    "Мастер": lambda desk, value: desk.assign(value or ""),
    "Статус": lambda desk, value: desk.move(Status(value) if value else None),
}


def _carried_out(desk: office.Desk, header: str, value: Any) -> None:  # noqa: ANN401 - a cell of any kind
    """Carry out what one cell commands; a refusal names the column."""
    try:
        _COMMANDS[header](desk, value)
    except Refused as refused:
        refused.about(header)
        raise


class Fixed:
    """What tabs have in common whose rows staff neither add nor delete."""

    async def vanished(self, record: Record, now: datetime) -> Decision:  # noqa: ARG002 - the mirror's form
        """Bring the row back."""
        return Decision(refused=_T("sheet-row-stays"))

    async def reappeared(self, record: Record, now: datetime) -> Decision:  # noqa: ARG002 - as above
        """Nothing was ever away."""
        return Decision()


@dataclass(frozen=True, slots=True)
class OrdersTab:
    """The tab in which the operator works."""

    store: Store
    tab: Tab = ORDERS

    def row(self, record: Record) -> Mapping[str, Any]:
        """Show an order."""
        order = Order.read(record)
        values = {column.header: getattr(order, column.field) for column in ORDERS.columns}
        shown = {"Категория": _T(f"category-{order.category.value}"), "Телефон": phone.show(order.phone)}
        return values | shown

    async def edited(self, edit: Edit) -> Decision:
        """Carry out what the operator typed: a new order, or changes of one."""
        try:
            return await (self._changed(edit) if edit.record.exists else self._placed(edit))
        except Incomplete as missing:
            return Decision(incomplete=missing.sentence)
        except Refused as refused:
            return Decision(refused=refused.sentence)

    async def vanished(self, record: Record, now: datetime) -> Decision:
        """Put a closed order into the archive; an open one comes back."""
        order = Order.read(record)
        if order.status in {Status.NEW, Status.TAKEN}:
            return Decision(refused=_T("sheet-open-order-stays"))
        return Decision((replaced(record, replace(order, archived_at=now).as_record()),))

    async def reappeared(self, record: Record, now: datetime) -> Decision:  # noqa: ARG002 - the mirror's form
        """Take an order out of the archive."""
        return Decision((replaced(record, replace(Order.read(record), archived_at=None).as_record()),))

    async def _placed(self, edit: Edit) -> Decision:
        fields = {column.field: edit.row.get(column.header) for column in ORDERS.columns}
        fields["category"] = _CATEGORIES.get(fields["category"] or "")
        number = edit.key or await self._free_number(edit.seed)
        order = office.placed(number, fields, edit.now, _REQUIRED)
        desk = await self._desk(Record(order.path), order, edit.now, needs_staff=True)
        for header in ("Цена", "Мастер", "Статус"):
            if edit.row.get(header):
                _carried_out(desk, header, edit.row[header])
        if desk.order.status is Status.NEW:
            desk.mail.append(Posting(OFFERS, number))
        return Decision((create(order.path, desk.order.as_record()), *desk.accounts()), tuple(desk.mail), key=number)

    async def _free_number(self, seed: str) -> str:
        """Choose a number that no order has; the commit that creates the order has the last word."""
        candidates = [orders.number(seed, attempt) for attempt in range(5)]
        records = await self.store.read(*(order_path(number) for number in candidates))
        return next(record.id for record in records if not record.exists)

    async def _changed(self, edit: Edit) -> Decision:
        needs_staff = not edit.cells.keys().isdisjoint({"Статус", "Мастер", "Цена"})
        desk = await self._desk(edit.record, Order.read(edit.record), edit.now, needs_staff=needs_staff)
        for header in _COMMANDS:
            if header in edit.cells:
                _carried_out(desk, header, edit.cells[header][1])
        return Decision(desk.writes(), tuple(desk.mail))

    async def _desk(self, record: Record, order: Order, now: datetime, *, needs_staff: bool) -> office.Desk:
        masters = await self.store.query(Query("masters")) if needs_staff else []
        (rate,) = await self.store.read(RATE.path)
        return office.Desk(record, order, office.Staff(masters), RATE.value(rate), now)


@dataclass(frozen=True, slots=True)
class MastersTab(Fixed):
    """The tab in which the owner looks after the masters."""

    store: Store
    tab: Tab = MASTERS

    def row(self, record: Record) -> Mapping[str, Any]:
        """Show a master."""
        master = Master.read(record)
        own = {"Telegram ID": master.id, "Телефон": phone.show(master.phone)}
        plain = (column for column in MASTERS.columns if column.header not in own)
        return {column.header: getattr(master, column.field) for column in plain} | own

    async def edited(self, edit: Edit) -> Decision:
        """Carry out what the owner typed about a master."""
        if not edit.record.exists:
            return Decision(incomplete=_T("sheet-masters-register"))
        master, mail = Master.read(edit.record), []
        try:
            for header, (_, after) in edit.cells.items():
                if header == "Статус":
                    (folder,) = await self.store.read(FOLDER.path)
                    master, notice = office.moved(master, Standing(after) if after else None, FOLDER.value(folder))
                    mail.append(notice)
                else:
                    master = office.corrected(master, _MASTER_FIELDS[header], after)
        except Refused as refused:
            refused.about(header)
            return Decision(refused=refused.sentence)
        return Decision((replaced(edit.record, master.as_record()),), tuple(mail))


@dataclass(frozen=True, slots=True)
class StatisticsTab(Fixed):
    """The tab of the desk's figures."""

    tab: Tab = STATISTICS

    def row(self, record: Record) -> Mapping[str, Any]:
        """Show a period; waits are shown in minutes."""
        values = {column.header: record.data.get(column.field) for column in STATISTICS.columns}
        minutes = {
            column.header: round(record.data[column.field] / 60, 1)
            for column in STATISTICS.columns
            if column.field.endswith("_wait") and record.data.get(column.field) is not None
        }
        return values | minutes | {"Период": record.id, "Вид": _KINDS[record.data["kind"]]}

    async def edited(self, edit: Edit) -> Decision:  # noqa: ARG002 - nothing here is staff's
        """Refuse: the figures are counted."""
        return Decision(refused=_T("sheet-row-stays"))


@dataclass(frozen=True, slots=True)
class SettingsTab(Fixed):
    """The tab of the owner's settings."""

    tab: Tab = SETTINGS

    def row(self, record: Record) -> Mapping[str, Any]:
        """Show a setting."""
        setting = settings.BY_KEY[record.id]
        return {"Настройка": _T(setting.text), "Значение": setting.show(setting.value(record))}

    async def edited(self, edit: Edit) -> Decision:
        """Set a setting, if its value is one."""
        if not edit.record.exists:
            return Decision(incomplete=_T("sheet-settings-fixed"))
        setting = settings.BY_KEY[edit.record.id]
        typed = str(edit.cells["Значение"][1] or "")
        value = setting.parse(typed)
        if value is None:
            return Decision(refused=_T("sheet-bad-setting", value=typed, setting=_T(setting.text)))
        return Decision((replaced(edit.record, setting.as_record(value)),))


def book(spreadsheet: str, store: Store, zone: ZoneInfo) -> Book:
    """Return the desk's spreadsheet."""
    tabs: tuple[Shown, ...] = (OrdersTab(store), MastersTab(store), StatisticsTab(), SettingsTab())
    return Book(spreadsheet, tabs, zone)


_MASTER_FIELDS = {"ФИО": "name", "Телефон": "phone", "На смене": "on_shift", "Рейтинг": "rating", "Оплачено": "paid"}
