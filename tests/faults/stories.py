"""The stories that are played under every fault: the whole order, the registration, the office."""

from __future__ import annotations

from functions.dispatch.models import Master, Order, Standing, Status
from shared.store.records import Query, put
from tests.faults.office import OFFICE
from tests.faults.people import ANNA, IVAN, OLGA, PYOTR, words
from tests.faults.story import SAME, Story, presses, says, shares_contact
from tests.faults.world import World

PRICE, RATE = 350_050, 3_000


async def masters_at_work(world: World) -> None:
    """Let there be two masters on shift."""
    for person in (IVAN, PYOTR):
        master = Master(str(person.id), person.name, f"+{person.phone}", standing=Standing.ACTIVE)
        await world.store.commit([put(master.path, master.as_record())])


async def nobody_yet(_: World) -> None:
    """Let nobody work here yet."""


async def order_completed(world: World) -> list[str]:
    """One order, one master, one commission, and accounts that agree with it."""
    orders = [Order.read(record) for record in await world.store.query(Query("orders"))]
    if len(orders) != 1:
        return [f"{len(orders)} orders: {orders}"]
    (order,) = orders
    told = (order.problem, order.address, order.name, order.phone, order.category.value)
    wanted = ("Искрит розетка на кухне", "ул. Садовая, 12, кв. 34", "Анна", f"+{ANNA.phone}", "sockets")
    problems = [] if told == wanted else [f"the order holds {told}"]
    done = (order.status, order.master, order.price, order.rate, order.commission)
    if done != (Status.DONE, str(IVAN.id), PRICE, RATE, 105_015):
        problems.append(f"the order ended as {done}")
    sums = {}
    for record in await world.store.query(Query("masters")):
        master = Master.read(record)
        sums[master.id] = (master.accepted, master.done, master.earned, master.commission)
    if sums != {str(IVAN.id): (1, 1, PRICE - 105_015, 105_015), str(PYOTR.id): (0, 0, 0, 0)}:
        problems.append(f"the masters' accounts are {sums}")
    return problems


async def ivan_registered(world: World) -> list[str]:
    """One master, approved."""
    masters = [Master.read(record) for record in await world.store.query(Query("masters"))]
    known = [(each.id, each.name, each.phone, each.standing) for each in masters]
    wanted = [(str(IVAN.id), "Иван Быстров", f"+{IVAN.phone}", Standing.ACTIVE)]
    return [] if known == wanted else [f"the masters are {known}"]


ORDER = Story(
    "the whole order",
    {"anna": ANNA, "ivan": IVAN, "pyotr": PYOTR},
    (
        presses("anna", words("menu-order"), "0%"),
        presses("anna", words("category-sockets"), "20%"),
        says("anna", "Искрит розетка на кухне", "40%"),
        says("anna", "ул. Садовая, 12, кв. 34", "60%"),
        says("anna", "Анна", "80%"),
        shares_contact("anna", words("order-summary")),
        presses(
            "anna",
            words("form-confirm"),
            "Заказ #",
            ("ivan", words("offer-title")),
            ("pyotr", words("offer-title")),
            again=words("menu-orders"),
        ),
        presses(
            "ivan",
            words("offer-take"),
            "ваш!",
            ("pyotr", "уже забрал"),
            ("anna", "к вам приедет Иван"),
            again=words("master-menu-mine"),
        ),
        presses("ivan", words("offer-done"), words("completion-ask-price")),
        says("ivan", "3 500,50", words("completion-summary")),
        presses("ivan", words("form-confirm"), "завершён", ("anna", "выполнен"), again=words("master-menu-statistics")),
    ),
    masters_at_work,
    order_completed,
)

REGISTRATION = Story(
    "registration",
    {"owner": OLGA, "ivan": IVAN},
    (
        says("ivan", "/start", words("registration-ask-name")),
        says("ivan", "Иван Быстров", words("registration-ask-phone")),
        shares_contact("ivan", words("registration-summary")),
        presses("ivan", words("form-confirm"), words("master-waiting"), ("owner", "Иван Быстров")),
        presses(
            "owner",
            words("owner-approve", name=IVAN.name),
            words("standing-active"),
            ("ivan", words("master-approved")),
            again=SAME,
        ),
    ),
    nobody_yet,
    ivan_registered,
)

STORIES = {story.name: story for story in (ORDER, REGISTRATION, OFFICE)}
