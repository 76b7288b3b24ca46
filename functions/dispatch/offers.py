"""Offers of an order to the masters: who gets one, and what each of them should see now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from functions.dispatch import acceptance, cards
from functions.dispatch.models import MASTER_BOT, Master, Order, Standing, Status, order_path
from functions.dispatch.order_form import CATALOGUE
from functions.dispatch.settings import SHOW_CLIENT
from shared.channels.messages import Button, Message
from shared.delivery.fanout import Face, Faces, Recipient
from shared.store.port import Store
from shared.store.records import Query

ACTIVE = Query("masters", (("standing", "==", Standing.ACTIVE), ("on_shift", "==", True)))


@dataclass(frozen=True, slots=True)
class Offers:
    """What the delivery has to know about offers."""

    store: Store
    zone: tzinfo
    account: str = MASTER_BOT

    async def audience(self, subject: str) -> list[Recipient]:  # noqa: ARG002 - every order goes to all of them
        """Every active master on shift, in no particular order of merit."""
        masters = [Master.read(record) for record in await self.store.query(ACTIVE)]
        return [Recipient(master.id, master.id, master.language) for master in masters]

    async def faces(self, subject: str, sheet: int) -> Faces:
        """Read the order and say what it looks like to each master."""
        record, shown = await self.store.read(order_path(subject), SHOW_CLIENT.path)
        order, show_client = Order.read(record), SHOW_CLIENT.value(shown)
        return lambda each: face(order, each, self.zone, sheet=sheet, show_client=show_client)


def face(order: Order, each: Recipient, zone: tzinfo, *, sheet: int, show_client: bool) -> Face | None:
    """Say what one master should see of an order: the offer, their own order, or who was quicker."""
    texts = CATALOGUE.speak(each.language)
    mine = order.master == each.who
    if mine and order.status is Status.TAKEN:
        done = ((acceptance.done_button(texts, order),),)
        return Face("accepted", Message(cards.accepted(order, texts, zone), buttons=done), outcome="accepted")
    if mine and order.status is Status.DONE:
        return Face("done", Message(cards.finished(order, texts)))
    if each.outcome == "declined":
        return None
    if order.status is Status.NEW:
        take = (Button(texts("offer-take"), f"take:{order.number}"),)
        decline = (Button(texts("offer-decline"), f"decline:{order.number}-{sheet}"),)
        text = cards.offer(order, texts, zone, show_client=show_client)
        return Face("offer", Message(text, buttons=(take, decline)), fresh=True, outcome="sent")
    # An order may be taken and completed before the others have been told: to them it is gone either way.
    name = "cancelled" if order.status is Status.CANCELLED else f"gone:{order.master}"
    return Face(name, Message(acceptance.gone(order, texts)))
