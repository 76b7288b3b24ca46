"""What clients, masters and the owner are told about what somebody else did."""

from __future__ import annotations

from functions.dispatch import cards
from functions.dispatch.models import MASTER_BOT, Master, Order
from functions.dispatch.order_form import CATALOGUE
from shared import money, phone
from shared.channels.messages import Button, Message, Say
from shared.delivery.outbox import Notice


def to_client(order: Order, text: str, /, **values: str) -> tuple[Notice, ...]:
    """Tell the client of an order something; nobody where the order came by phone."""
    channel, _, rest = order.client.partition(":")
    account, _, chat = rest.partition(":")
    if not chat:
        return ()
    words = CATALOGUE.speak(order.language)(text, number=order.number, **values)
    return (Notice(account, chat, Say(Message(words)), channel),)


def master_comes(order: Order, master: Master) -> tuple[Notice, ...]:
    """Tell the client who comes."""
    return to_client(order, "client-master-comes", name=master.name, phone=phone.show(master.phone))


def work_done(order: Order) -> tuple[Notice, ...]:
    """Tell the client that the work is done and what it cost."""
    return to_client(order, "client-work-done", price=money.text(order.price or 0))


def assigned(order: Order) -> Notice:
    """Tell a master that the office gave them an order, with everything needed to go there."""
    texts = CATALOGUE.speak(order.master_language)
    text = f"{texts('master-order-assigned')}\n\n{cards.details(order, texts)}"
    done = Button(texts("offer-done"), f"done:{order.number}")
    return Notice(MASTER_BOT, order.master, Say(Message(text, buttons=((done,),))))


def to_master(order: Order, name: str) -> Notice:
    """Tell the master of an order what became of it."""
    text = CATALOGUE.speak(order.master_language)(name, number=order.number)
    return Notice(MASTER_BOT, order.master, Say(Message(text)))


def application(master: Master, owner: str) -> Notice:
    """Ask the owner whether a person may work as a master."""
    text = CATALOGUE.speak("ru")("owner-application", name=master.name, phone=phone.show(master.phone))
    return Notice(MASTER_BOT, owner, Say(Message(text, buttons=(decision(master),))))


def decision(master: Master) -> tuple[Button, Button]:
    """Return the buttons by which the owner decides about an application."""
    texts = CATALOGUE.speak("ru")
    approve = Button(texts("owner-approve", name=master.name), f"approve:{master.id}")
    return approve, Button(texts("owner-turn-down"), f"dismiss:{master.id}")
