"""What can happen to an order: placed, taken, handed over, completed, cancelled, opened again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import blake2s

from functions.dispatch.commission import split
from functions.dispatch.models import Master, Order, Status
from functions.dispatch.moves import Actor, may
from shared.money import BasisPoints, Kopecks


class NotAllowed(Exception):
    """The table of moves does not let this actor make this move."""

    def __init__(self, order: Order, to: Status) -> None:
        super().__init__(f"{order.number}: {order.status} → {to}")
        self.order = order
        self.to = to


def number(cause: str, attempt: int) -> str:
    """Derive an order's number, six digits that are easy to say, from what caused it.

    A number that is already somebody's makes the commit fail, and the next attempt derives another.
    """
    digest = blake2s(f"{cause}\x1f{attempt}".encode(), digest_size=8).digest()
    return str(100_000 + int.from_bytes(digest) % 900_000)


def taken(order: Order, master: Master, rate: BasisPoints, actor: Actor, now: datetime) -> Order:
    """Give an order to a master at the rate in force now."""
    _check(order, Status.TAKEN, actor)
    moved = replace(order, status=Status.TAKEN, taken_at=now, rate=rate)
    return replace(moved, master=master.id, master_name=master.name, master_language=master.language)


def released(order: Order, actor: Actor) -> Order:
    """Open an order again for everybody."""
    _check(order, Status.NEW, actor)
    moved = replace(order, status=Status.NEW, master="", master_name="", rate=0)
    return replace(moved, taken_at=None, cancelled_at=None, cancelled_by="")


def completed(order: Order, price: Kopecks, actor: Actor, now: datetime) -> Order:
    """Complete an order at its final price."""
    _check(order, Status.DONE, actor)
    shares = split(price, order.rate)
    return replace(order, status=Status.DONE, price=price, commission=shares.commission, done_at=now)


def repriced(order: Order, price: Kopecks) -> Order:
    """Correct the price of a completed order; the rate stays the one it was accepted at."""
    return replace(order, price=price, commission=split(price, order.rate).commission)


def settled_anew(master: Master, before: Order, after: Order) -> Master:
    """Correct a master's account by what the price of a completed order was corrected by."""
    commission = (after.commission or 0) - (before.commission or 0)
    price = (after.price or 0) - (before.price or 0)
    return replace(master, earned=master.earned + price - commission, commission=master.commission + commission)


def cancelled(order: Order, actor: Actor, now: datetime) -> Order:
    """Call an order off."""
    _check(order, Status.CANCELLED, actor)
    return replace(order, status=Status.CANCELLED, cancelled_at=now, cancelled_by=actor.value)


def credited(master: Master, order: Order) -> Master:
    """Add a completed order to its master's account."""
    price, commission = order.price or 0, order.commission or 0
    return replace(
        master,
        done=master.done + 1,
        earned=master.earned + price - commission,
        commission=master.commission + commission,
    )


def _check(order: Order, to: Status, actor: Actor) -> None:
    if not may(actor, order.status, to):
        raise NotAllowed(order, to)
