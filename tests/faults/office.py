"""The story of the office: staff work in the Sheet while the mirror runs over it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from functions.dispatch.models import Category, Master, Order, Source, Standing, Status
from shared.store.records import Query, put
from tests.faults.people import IVAN, PYOTR, words
from tests.faults.story import Story, rings, types, types_during
from tests.faults.world import MINUTE, World

SYNC, TAB = "system_sync_sheets", "Заявки"
NUMBER, PRICE = "123456", "2 000"
TYPED = {"Имя": "Пётр", "Телефон": "8 916 555-44-33", "Проблема": "Нет света в коридоре", "Адрес": "пр. Мира, 7"}

Cell = Callable[[World], Awaitable[Mapping[str, Any]]]


async def given(world: World) -> None:
    """Let there be two masters and an order that nobody has, all of it in the Sheet."""
    for person in (IVAN, PYOTR):
        master = Master(str(person.id), person.name, f"+{person.phone}", standing=Standing.ACTIVE)
        await world.store.commit([put(master.path, master.as_record())])
    told = ("Анна", "+79161234567", Category.SOCKETS, "Искрит розетка", "ул. Садовая, 12")
    order = Order(NUMBER, Source.PHONE, *told, datetime.now(UTC))
    await world.store.commit([put(order.path, order.as_record())])
    await world.ring_until(SYNC, _shows(NUMBER))
    await world.settle()


def cell(number: str, header: str) -> Cell:
    """Name a cell of an order's row; without a number, of the first free row."""

    async def found(world: World) -> Mapping[str, Any]:
        rows = await world.tab(TAB)
        keys = [row[0] for row in rows]
        at = keys.index(number) if number else max(index for index, row in enumerate(rows) if any(row[:13])) + 1
        if not number and header != "Имя":
            at -= 1  # the row that has just been begun
        return {"sheet": TAB, "cell": f"{chr(ord('A') + rows[0].index(header))}{at + 1}"}

    return found


def _shows(number: str) -> Callable[[World], Awaitable[bool]]:
    async def shown(world: World) -> bool:
        return any(row and row[0] == number for row in await world.tab(TAB))

    return shown


async def _given_away(world: World) -> bool:
    (record,) = await world.store.read(f"orders/{NUMBER}")
    return Order.read(record).status is Status.TAKEN


async def _priced(world: World) -> bool:
    (record,) = await world.store.read(f"orders/{NUMBER}")
    return bool(record.data["price"])


async def _entered(world: World) -> bool:
    numbers = [record.id for record in await world.store.query(Query("orders"))]
    keys = [row[0] for row in await world.tab(TAB)]
    return len(numbers) > 1 and all(number in keys for number in numbers)


async def outcome(world: World) -> list[str]:
    """Two orders, a row each, the cells that staff typed, and nobody served twice."""
    for _ in range(3):
        world.leap(MINUTE)
        await world.ring(SYNC)
        await world.settle()
    orders = {record.id: Order.read(record) for record in await world.store.query(Query("orders"))}
    told = {(o.name, o.phone, o.status, o.master, o.price, o.source) for o in orders.values()}
    wanted = {
        ("Анна", "+79161234567", Status.TAKEN, str(IVAN.id), 200_000, Source.PHONE),
        ("Пётр", "+79165554433", Status.NEW, "", None, Source.PHONE),
    }
    problems = [] if told == wanted and len(orders) == len(wanted) else [f"the orders are {told}"]
    rows = (await world.tab(TAB))[1:]
    shown = sorted((row[0], row[3], row[8], row[9]) for row in rows if any(row[:13]))
    due = sorted((number, o.name, o.status.value, o.master_name) for number, o in orders.items())
    problems += [] if shown == due else [f"the rows are {shown}, the orders {due}"]
    (ivan,) = await world.store.read(f"masters/{IVAN.id}")
    problems += [] if ivan.data["accepted"] == 1 else [f"Ivan took {ivan.data['accepted']}"]
    return problems


OFFICE = Story(
    "the office",
    {"ivan": IVAN, "pyotr": PYOTR},
    (
        types(cell(NUMBER, "Мастер"), IVAN.name),
        types_during("values.batchGetByDataFilter", cell(NUMBER, "Цена"), PRICE),
        rings(SYNC, ("ivan", words("master-order-assigned")), until=_given_away),
        rings(SYNC, until=_priced),
        *(types(cell("", header), text) for header, text in TYPED.items()),
        rings(SYNC, ("ivan", words("offer-title")), ("pyotr", words("offer-title")), until=_entered),
    ),
    given,
    outcome,
    triggers=("system_deliver", "dispatch_show_order"),
    jobs=("system_sweep_outbox", SYNC),
)
