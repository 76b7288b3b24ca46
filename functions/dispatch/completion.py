"""The last question of an order: what it cost, confirmed with the shares in sight."""

from __future__ import annotations

from functions.dispatch.commission import show_rate, split
from functions.dispatch.models import Order
from functions.dispatch.order_form import CATALOGUE
from shared import money
from shared.conversation.form import CONFIRM, Draft, Form, Refusal, Step
from shared.texts import Texts


def price(text: str) -> str | Refusal:
    """Take an amount of money; it is kept in kopecks."""
    amount = money.parse(text) if len(text) <= 40 else None  # noqa: PLR2004 - longer than any price
    return str(amount) if amount else Refusal("completion-bad-price")


def _show(value: str, _: Texts) -> str:
    return money.text(int(value))


COMPLETION = Form(
    name="done",
    catalogue=CATALOGUE,
    summary="completion-summary",
    heading="completion-about",
    steps=(Step("price", "completion-ask-price", "label-price", price, show=_show),),
)


def shares(order: Order, draft: Draft, texts: Texts) -> str:
    """Say below the summary how the price will be shared; nothing while there is none."""
    if draft.at != CONFIRM or "price" not in draft.answers:
        return ""
    parts = split(int(draft.answers["price"]), order.rate)
    told = {"commission": money.text(parts.commission), "earned": money.text(parts.earned)}
    return texts("completion-shares", rate=show_rate(order.rate), **told)
