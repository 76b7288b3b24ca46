"""What the office commands by changing cells: corrections, assignment, completion, cancellation, by the one table.

Every command is decided from the order's present state, whatever the cell showed when it was typed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from functions.dispatch import notices, order_form, orders, registration, troubles
from functions.dispatch.models import OFFERS, Category, Master, Order, Source, Standing, Status
from functions.dispatch.moves import Actor, may
from functions.dispatch.order_form import CATALOGUE
from shared import phone
from shared.conversation.form import Refusal
from shared.delivery.outbox import Mail, Posting
from shared.money import MOST, BasisPoints, Kopecks
from shared.money import text as text_of
from shared.store.records import Record, Write
from shared.store.records import replace as replaced

_TEXTS = CATALOGUE.speak


class Refused(Exception):
    """The office asks for something the desk does not do; the sentence says why."""

    def __init__(self, text: str, **values: str | int) -> None:
        super().__init__(text)
        self.sentence = _TEXTS("ru")(text, **values)

    def about(self, header: str) -> None:
        """Name the column that the sentence is about."""
        self.sentence = f"«{header}»: {self.sentence}"


class Incomplete(Refused):
    """Something is still missing; what was typed stays."""


class Unreadable(Incomplete):
    """Several cells of a typed row cannot be read; each is named."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("sheet-cell-needed")
        self.sentence = " ".join(sentences)


@dataclass(slots=True)
class Staff:
    """The masters."""

    records: Sequence[Record]

    def named(self, words: str) -> tuple[Record, Master]:
        """Find the one active master whom a cell names, by name or by Telegram id; raises ``Refused``."""
        wanted = words.strip().casefold()
        found = [(record, Master.read(record)) for record in self.records]
        meant = [(r, m) for r, m in found if m.active and wanted in {m.name.casefold(), m.id}]
        if len(meant) > 1:
            raise Refused("sheet-ambiguous-master", value=words)
        if not meant:
            raise Refused("sheet-unknown-master", value=words)
        return meant[0]

    def by_id(self, identity: str) -> tuple[Record, Master]:
        """Return the master of an order, whatever has become of them since."""
        record = next(record for record in self.records if record.id == identity)
        return record, Master.read(record)


@dataclass(slots=True)
class Desk:
    """One order on the office's desk, while its changed cells are carried out one after the other."""

    record: Record
    order: Order
    staff: Staff
    rate: BasisPoints
    now: datetime
    mail: list[Mail] = field(default_factory=list)
    masters: dict[str, tuple[Record, Master]] = field(default_factory=dict)

    def correct(self, name: str, value: Any) -> None:  # noqa: ANN401 - a cell of any kind
        """Correct what the client said; raises ``Refused`` where it could not have been said."""
        self.order = replace(self.order, **{name: _read(name, value)})  # type: ignore[arg-type]  # the four fields are texts

    def recategorise(self, category: Category | None) -> None:
        """Put the order under another category."""
        if category is None:
            raise Refused("sheet-cell-needed")
        self.order = replace(self.order, category=category)

    def set_price(self, price: Kopecks | None) -> None:
        """Note the price; with the completion it counts, and what is corrected after it is settled anew."""
        done = self.order.status is Status.DONE
        if self.order.status is Status.CANCELLED:
            raise Refused("sheet-final")
        if (price is None and done) or (price is not None and not 0 < price <= MOST):
            raise Refused("sheet-bad-price", value="" if price is None else text_of(price))
        if not done or price is None:
            self.order = replace(self.order, price=price)
            return
        repriced = orders.repriced(self.order, price)
        record, master = self._master_of_order()
        self.masters[master.id] = (record, orders.settled_anew(master, self.order, repriced))
        self.order = repriced

    def assign(self, words: str) -> None:
        """Give the order to the master whom the cell names, or open it for all where the cell is empty."""
        if not words:
            self.move(Status.NEW)
            return
        record, master = self._known(words)
        if self.order.status is Status.TAKEN and self.order.master == master.id:
            return
        if self.order.status is Status.TAKEN:
            self._withdraw()
            self.order = orders.released(self.order, Actor.OPERATOR)
        self._check(Status.TAKEN)
        self.order = orders.taken(self.order, master, self.rate, Actor.OPERATOR, self.now)
        self.masters[master.id] = (record, replace(master, accepted=master.accepted + 1))
        self.mail += [notices.assigned(self.order), *notices.master_comes(self.order, master), self._posting()]

    def move(self, to: Status | None) -> None:
        """Move the order; raises ``Refused`` where the table forbids it, ``Incomplete`` for want of facts."""
        if to is None:
            raise Refused("sheet-cell-needed")
        if self.order.status is to:
            return
        self._check(to)
        match to:
            case Status.NEW:
                self._open_again()
            case Status.TAKEN:
                raise Incomplete("sheet-needs-master")
            case Status.DONE:
                self._complete()
            case Status.CANCELLED:
                self._cancel()

    def writes(self) -> tuple[Write, ...]:
        """Return what has changed, each on condition that nobody else touched it."""
        return (replaced(self.record, self.order.as_record()), *self.accounts())

    def accounts(self) -> tuple[Write, ...]:
        """Return what has changed of the masters."""
        return tuple(replaced(record, master.as_record()) for record, master in self.masters.values())

    def _open_again(self) -> None:
        if self.order.status is Status.TAKEN:
            self._withdraw()
            self.mail += notices.to_client(self.order, "client-order-open-again")
        self.order = orders.released(self.order, Actor.OPERATOR)
        self.mail.append(self._posting())

    def _complete(self) -> None:
        if self.order.price is None:
            raise Incomplete("sheet-needs-price")
        self.order = orders.completed(self.order, self.order.price, Actor.OPERATOR, self.now)
        record, master = self._master_of_order()
        self.masters[master.id] = (record, orders.credited(master, self.order))
        told = (*notices.work_done(self.order), notices.to_master(self.order, "master-order-closed"))
        self.mail += [*told, self._posting()]

    def _cancel(self) -> None:
        if self.order.master:
            self.mail.append(notices.to_master(self.order, "master-order-cancelled"))
        self.order = orders.cancelled(self.order, Actor.OPERATOR, self.now)
        self.mail += [*notices.to_client(self.order, "client-cancelled-by-office"), self._posting()]

    def _withdraw(self) -> None:
        self.mail.append(notices.to_master(self.order, "master-order-withdrawn"))

    def _master_of_order(self) -> tuple[Record, Master]:
        identity = self.order.master
        return self.masters.get(identity) or self.staff.by_id(identity)

    def _known(self, words: str) -> tuple[Record, Master]:
        record, master = self.staff.named(words)
        return self.masters.get(master.id, (record, master))

    def _posting(self) -> Posting:
        return Posting(OFFERS, self.order.number)

    def _check(self, to: Status) -> None:
        if not may(Actor.OPERATOR, self.order.status, to):
            raise Refused("sheet-no-move", **{"from": self.order.status.value, "to": to.value})


def placed(number: str, row: Mapping[str, Any], now: datetime, required: Mapping[str, str]) -> Order:
    """Read an order that the office typed; raises ``Incomplete`` for what is missing or cannot be read.

    ``required`` names the header of each field that an order cannot do without.
    """
    missing = [header for name, header in required.items() if not row.get(name)]
    if missing:
        raise Incomplete("sheet-order-needs", columns=", ".join(f"«{header}»" for header in missing))
    values, wrong = {}, []
    for name, header in required.items():
        try:
            values[name] = _read(name, row[name])
        except Refused as refused:
            refused.about(header)
            wrong.append(refused.sentence)
    if wrong:
        raise Unreadable(wrong)
    category = Category(row["category"]) if row.get("category") else troubles.category(str(row["problem"]))
    source = Source(row["source"]) if row.get("source") else Source.PHONE
    return Order(number=number, source=source, category=category, created_at=now, **values)  # type: ignore[arg-type]  # texts all


def _read(name: str, value: Any) -> str:  # noqa: ANN401 - as above
    if value in {None, ""}:
        raise Refused("sheet-cell-needed")
    parsed = _FIELDS[name](str(value))
    if isinstance(parsed, Refusal):
        raise Refused(_SENTENCES.get(parsed.text, "sheet-bad-value"), value=str(value), **parsed.values)
    return parsed


def moved(master: Master, standing: Standing | None, folder: str) -> tuple[Master, Mail]:
    """Move a master at the office's word; raises ``Refused`` where the table does not have the move."""
    if standing is None:
        raise Refused("sheet-cell-needed")
    if not registration.may_become(master, standing):
        raise Refused("sheet-master-no-move", **{"from": master.standing.value, "to": standing.value})
    return registration.moved(master, standing, folder)


def corrected(master: Master, name: str, value: Any) -> Master:  # noqa: ANN401 - a cell of any kind
    """Correct what is known of a master; raises ``Refused`` for what cannot be."""
    if name in {"name", "phone"}:
        value = _read(name, value)
    elif name == "paid":
        value = value or 0
        if not 0 <= value <= MOST:
            raise Refused("sheet-bad-price", value=text_of(value))
    elif name == "rating":
        value = str(value or "")
    return replace(master, **{name: value})


def phone_number(text: str) -> str | Refusal:
    """Take a phone number however a spreadsheet mangled it (``7.9161234567E+10``, ``79161234567.0``)."""
    return phone.parse(text) or phone.parse(_unmangled(text)) or Refusal("form-bad-phone")


def _unmangled(text: str) -> str:
    try:
        return f"{float(text.replace(',', '.')):.0f}"
    except ValueError:
        return text


_FIELDS: Mapping[str, Callable[[str], str | Refusal]] = {
    "name": order_form.name,
    "phone": phone_number,
    "problem": order_form.problem,
    "address": order_form.address,
}
_SENTENCES = {"form-bad-phone": "sheet-bad-phone", "form-too-long": "sheet-too-long"}
