"""The story of an order: client, masters, owner and operator, from the first message to the Sheet and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from functions.dispatch.commission import split
from functions.dispatch.order_form import CATALOGUE
from infra.local.walk.office import Office
from infra.local.walk.people import Person
from shared import money

Tell = Callable[[str], None]

words = CATALOGUE.speak("ru")  # people look for what the catalogue says, whatever it says today


@dataclass(slots=True)
class Cast:
    """Who plays."""

    client: Person
    quick: Person
    slow: Person
    owner: Person
    office: Office


@dataclass(slots=True)
class Played:
    """What came of it: the numbers of the two orders."""

    by_bot: str
    by_phone: str


def play(cast: Cast, tell: Tell, look: Tell) -> Played:
    """Play the whole story; ``tell`` hears what happens next, ``look`` after which step the Sheet is worth a look."""
    tell("Two people apply as masters, the owner approves them")
    for master in (cast.quick, cast.slow):
        register(master, cast.owner)
    for master in (cast.quick, cast.slow):
        cast.office.shows("Мастера", str(master.id), {"Статус": "Активен"})
    look("the masters are approved")

    tell("A client orders in the bot")
    number = order(cast.client)
    for master in (cast.quick, cast.slow):
        master.sees(f"Заказ #{number}")
    cast.office.shows("Заявки", number, {"Статус": "Новая"})
    look("the order is offered")

    tell("The quicker master accepts; the other sees it, the client learns who comes")
    accept(cast.quick, cast.slow, cast.client, number)
    cast.office.shows("Заявки", number, {"Статус": "В работе", "Мастер": cast.quick.name})
    look("the order is taken")

    tell("The work is completed, the price confirmed with the commission in sight")
    complete(cast.quick, cast.client, cast.office.record(f"orders/{number}")["rate"])
    cast.office.run("dispatch_count_statistics")
    cast.office.shows("Заявки", number, {"Статус": "Выполнена", "Цена": "3\u00a0500,50\u00a0₽"})
    look("the order is completed")

    tell("The operator types an order that came by phone into the Sheet")
    phoned = typed_by_operator(cast.office)
    cast.slow.sees(f"Заказ #{phoned}")
    look("the operator's order has its number and is offered")
    return Played(number, phoned)


def register(master: Person, owner: Person) -> None:
    """Apply as a master and be approved."""
    master.write("/start")
    master.sees(words("registration-ask-name"))
    master.write(master.name)
    master.sees(words("registration-ask-phone"))
    master.share_contact()
    master.sees(words("registration-summary"))
    master.press(words("form-confirm"))
    master.sees(words("master-waiting"))
    owner.sees(master.name)
    owner.press(words("owner-approve", name=master.name))
    owner.sees(words("standing-active"))
    master.sees(words("master-approved"))


def order(client: Person) -> str:
    """Order an electrician, question by question, and return the order's number."""
    client.write("/start")
    client.sees(words("client-greeting"))
    client.press(words("menu-order"))
    client.sees("0%")
    client.press(words("category-sockets"))
    client.sees("20%")
    client.write("Искрит розетка на кухне, пахнет гарью")
    client.sees("40%")
    client.write("ул. Садовая, 12, кв. 34")
    client.sees("60%")
    client.write(client.name)
    client.sees("80%")
    client.share_contact()
    client.sees("100%")
    client.press(words("form-confirm"))
    placed = client.sees("Заказ #")
    found = re.search(r"#(\d{6})", placed["text"])
    if found is None:
        raise AssertionError(f"no number in: {placed['text']}")
    return found.group(1)


def accept(quick: Person, slow: Person, client: Person, number: str) -> None:
    """Let the quicker master take the order and the other one press too late."""
    quick.press(words("offer-take"))
    quick.sees(words("accepted-title", number=number))
    slow.sees(words("offer-gone", number=number, name=quick.name))
    client.sees(quick.name)


def complete(master: Person, client: Person, rate: int) -> None:
    """Complete the order at a price; ``rate`` is the commission it was accepted at."""
    master.press(words("offer-done"))
    master.sees(words("completion-ask-price"))
    master.write("3 500,50")
    master.sees(money.text(split(350050, rate).earned))
    master.press(words("form-confirm"))
    master.sees("3\u00a0500,50\u00a0₽")
    client.sees("3\u00a0500,50\u00a0₽")


def typed_by_operator(office: Office) -> str:
    """Type an order into the first free row of the Sheet and return the number it was given."""
    before = {row["ID"] for row in office.tab("Заявки")}
    cells = {"Имя": "Пётр", "Телефон": "8 916 555-44-33", "Проблема": "Нет света в коридоре", "Адрес": "пр. Мира, 7"}
    office.type("Заявки", len(office.tab("Заявки")) + 2, cells)
    row = office.shows("Заявки", "", {"Имя": "Пётр", "Статус": "Новая"}, but=before)
    return str(row["ID"])
