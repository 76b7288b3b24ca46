"""How an order reads to its client, to a master before and after acceptance, and when it is over."""

from __future__ import annotations

from datetime import tzinfo

from functions.dispatch.commission import show_rate, split
from functions.dispatch.models import Order, Status
from shared import money, phone
from shared.texts import Texts


def for_client(order: Order, texts: Texts) -> str:
    """Write an order for its client."""
    lines = [
        texts("card-title", number=order.number),
        texts("card-status", status=texts(_STATUS[order.status])),
        texts("card-category", category=texts(f"category-{order.category.value}")),
        texts("card-problem", problem=order.problem),
        texts("card-address", address=order.address),
    ]
    if order.master_name:
        lines.append(texts("card-master", name=order.master_name))
    if order.price is not None:
        lines.append(texts("card-price", price=money.text(order.price)))
    return "\n".join(lines)


def offer(order: Order, texts: Texts, zone: tzinfo, *, show_client: bool) -> str:
    """Write an offer; the client's name and phone only where the owner says so."""
    hidden = texts("card-after-acceptance")
    return "\n".join(
        (
            texts("offer-title"),
            "",
            *_head(order, texts, zone),
            texts("card-client", name=order.name if show_client else hidden),
            texts("card-phone", phone=phone.show(order.phone) if show_client else hidden),
        )
    )


def accepted(order: Order, texts: Texts, zone: tzinfo) -> str:
    """Write an order for the master who has it, with everything needed to go there."""
    return "\n".join(
        (
            texts("accepted-title", number=order.number),
            "",
            *_head(order, texts, zone),
            texts("card-client", name=order.name),
            texts("card-phone", phone=phone.show(order.phone)),
        )
    )


def details(order: Order, texts: Texts) -> str:
    """Write an order that the office hands over, with everything but the time it came in."""
    return "\n".join(
        (
            texts("accepted-title", number=order.number),
            texts("card-category", category=texts(f"category-{order.category.value}")),
            texts("card-problem", problem=order.problem),
            texts("card-address", address=order.address),
            texts("card-client", name=order.name),
            texts("card-phone", phone=phone.show(order.phone)),
        )
    )


def finished(order: Order, texts: Texts) -> str:
    """Write the account of a completed order for its master."""
    shares = split(order.price or 0, order.rate)
    return texts(
        "finished",
        number=order.number,
        price=money.text(shares.price),
        rate=show_rate(order.rate),
        commission=money.text(shares.commission),
        earned=money.text(shares.earned),
    )


def _head(order: Order, texts: Texts, zone: tzinfo) -> tuple[str, ...]:
    at = order.created_at.astimezone(zone)
    return (
        texts("card-number", number=order.number),
        texts("card-time", time=f"{at:%d.%m.%Y %H:%M}"),
        texts("card-category", category=texts(f"category-{order.category.value}")),
        texts("card-problem", problem=order.problem),
        texts("card-address", address=order.address),
    )


_STATUS = {
    Status.NEW: "status-new",
    Status.TAKEN: "status-taken",
    Status.DONE: "status-done",
    Status.CANCELLED: "status-cancelled",
}
