"""What a master's press on an order results in: it is theirs, it is taken, it is declined, it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from textwrap import shorten

from functions.dispatch import cards, earnings, notices, orders
from functions.dispatch.earnings import Period
from functions.dispatch.models import OFFERS, Master, Order, Status
from functions.dispatch.moves import Actor
from functions.dispatch.order_form import CATALOGUE
from functions.dispatch.registration import keyboard
from functions.dispatch.settings import RATE
from shared import money
from shared.channels.events import Pressed
from shared.channels.messages import Button, Message, Say
from shared.conversation.models import Turn
from shared.conversation.turns import Scene
from shared.delivery import fanout
from shared.delivery.outbox import Posting
from shared.money import Kopecks
from shared.store.records import Record
from shared.store.records import replace as replaced
from shared.texts import Texts

BRIEF = 120  # characters of a description in a list


@dataclass(frozen=True, slots=True)
class Held:
    """An order and a master with the records they were read from."""

    order_record: Record
    order: Order
    master_record: Record
    master: Master


def taken(scene: Scene, held: Held, zone: tzinfo) -> Turn:
    """Give the order to the master who pressed, if nobody has it; the commit decides, not this reading."""
    texts, order, master = _texts(scene), held.order, held.master
    if order.status is not Status.NEW:
        return _as_it_stands(scene, order, master, zone)
    order = orders.taken(order, master, RATE.value(scene.known.record(RATE.path)), Actor.MASTER, scene.now)
    busier = replace(master, accepted=master.accepted + 1)
    shown = _shown(scene, cards.accepted(order, texts, zone), done_button(texts, order))
    return replace(
        shown,
        writes=(replaced(held.order_record, order.as_record()), replaced(held.master_record, busier.as_record())),
        mail=(Posting(OFFERS, order.number), *notices.master_comes(order, master)),
    )


def declined(scene: Scene, posting: Record, held: Held, zone: tzinfo) -> Turn:
    """Note that a master does not want an order; it stays open for the others."""
    texts, order = _texts(scene), held.order
    if order.status is not Status.NEW:
        return _as_it_stands(scene, order, held.master, zone)
    marked = fanout.marked(posting, held.master.id, "declined") if posting.exists else None
    text = texts("offer-declined-number", number=order.number) if marked else texts("offer-declined")
    return replace(_shown(scene, text), writes=(marked,) if marked else ())


def completed(scene: Scene, held: Held, price: Kopecks) -> Turn:
    """Complete the order: price, commission, the master's account and the client's notice in one commit."""
    texts = _texts(scene)
    order = orders.completed(held.order, price, Actor.MASTER, scene.now)
    master = orders.credited(held.master, order)
    conversation = replace(scene.conversation, draft=None)
    return Turn(
        conversation,
        (Say(Message(cards.finished(order, texts), keyboard=keyboard(texts))),),
        (replaced(held.order_record, order.as_record()), replaced(held.master_record, master.as_record())),
        (*notices.work_done(order), Posting(OFFERS, order.number)),
    )


def listed(scene: Scene, found: Sequence[Order], zone: tzinfo, *, show_client: bool) -> Turn:
    """List the orders that are still free, each with its button."""
    texts = _texts(scene)
    if not found:
        return _menu(scene, texts("master-no-new"))
    text = "\n\n".join(cards.offer(_brief(order), texts, zone, show_client=show_client) for order in found)
    buttons = tuple((Button(texts("offer-take-number", number=o.number), f"take:{o.number}"),) for o in found)
    return Turn(scene.conversation, (Say(Message(text, buttons=buttons)),))


def working_on(scene: Scene, found: Sequence[Order], zone: tzinfo) -> Turn:
    """List the orders the master has, each with the button that completes it."""
    texts = _texts(scene)
    if not found:
        return _menu(scene, texts("master-no-mine"))
    text = "\n\n".join(cards.accepted(_brief(order), texts, zone) for order in found)
    buttons = tuple((Button(texts("offer-done-number", number=o.number), f"done:{o.number}"),) for o in found)
    return Turn(scene.conversation, (Say(Message(text, buttons=buttons)),))


def _brief(order: Order) -> Order:
    """Shorten what a client wrote at length, so that a list of orders fits into one message."""
    return replace(order, problem=shorten(order.problem, BRIEF, placeholder="…"))


def gone(order: Order, texts: Texts) -> str:
    """Say who has an order that is no longer free."""
    if order.status is Status.CANCELLED:
        return texts("offer-cancelled", number=order.number)
    return texts("offer-gone", number=order.number, name=order.master_name)


def done_button(texts: Texts, order: Order) -> Button:
    """The button under an order that a master has."""
    return Button(texts("offer-done"), f"done:{order.number}")


def earned_line(texts: Texts, period: Period, done: Sequence[Order]) -> str:
    """Write what a period came to."""
    sums = earnings.earned(done, period.start)
    amounts = {name: money.text(getattr(sums, name)) for name in ("revenue", "commission", "earned")}
    return texts("statistics-period", period=texts(period.text), done=sums.done, **amounts)


def account_line(texts: Texts, master: Master) -> str:
    """Write what a master has earned in all, and owes."""
    return texts("statistics-account", done=master.done, earned=money.text(master.earned), debt=money.text(master.debt))


def posting_path(number: str, sheet: str) -> str:
    """Where the part of an order's offers stands that a button speaks of."""
    return fanout.path(OFFERS, number, int(sheet or 0))


def _texts(scene: Scene) -> Texts:
    return CATALOGUE.speak(scene.conversation.language)


def _as_it_stands(scene: Scene, order: Order, master: Master, zone: tzinfo) -> Turn:
    """Show an order that is no longer free: to the master who has it as theirs, to anybody else as gone."""
    texts = _texts(scene)
    if order.master == master.id and order.status is Status.TAKEN:
        return _shown(scene, cards.accepted(order, texts, zone), done_button(texts, order))
    if order.master == master.id and order.status is Status.DONE:
        return _shown(scene, cards.finished(order, texts))
    return _shown(scene, gone(order, texts))


def _shown(scene: Scene, text: str, *buttons: Button) -> Turn:
    content = scene.event.content
    edits = content.message if isinstance(content, Pressed) else ""
    return Turn(scene.conversation, (Say(Message(text, buttons=((buttons,) if buttons else ())), edits),))


def _menu(scene: Scene, text: str) -> Turn:
    return Turn(scene.conversation, (Say(Message(text, keyboard=keyboard(_texts(scene)))),))
