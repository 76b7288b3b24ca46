"""The desk's records: orders, masters, and the words that staff use for their states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from shared.money import BasisPoints, Kopecks
from shared.store.records import SERVER_TIME, Record

CLIENT_BOT = "dispatch_client_bot"
MASTER_BOT = "dispatch_master_bot"
OFFERS = "dispatch.offers"  # the topic under which offers are kept up to date


class Status(StrEnum):
    """Where an order stands, in the staff's words."""

    NEW = "Новая"
    TAKEN = "В работе"
    DONE = "Выполнена"
    CANCELLED = "Отменена"


class Source(StrEnum):
    """How an order came."""

    TELEGRAM = "telegram"
    WEBSITE = "website"
    PHONE = "phone"
    DIRECT = "direct"


class Standing(StrEnum):
    """Where a master stands, in the staff's words."""

    WAITING = "Ожидает"
    ACTIVE = "Активен"
    PAUSED = "На паузе"
    DISMISSED = "Уволен"


class Category(StrEnum):
    """What the trouble is about; people read the catalogue's ``category-…``."""

    SOCKETS = "sockets"
    LIGHTING = "lighting"
    WIRING = "wiring"
    PANEL = "panel"
    APPLIANCES = "appliances"
    URGENT = "urgent"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A record that the Sheet shows: whatever writes it also stamps ``changed_at``."""

    def as_record(self) -> dict[str, Any]:
        """Return the record as the store keeps it."""
        return {each.name: getattr(self, each.name) for each in fields(self)} | {"changed_at": SERVER_TIME}

    @classmethod
    def _known(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        return {each.name: data[each.name] for each in fields(cls) if each.name in data}


@dataclass(frozen=True, slots=True)
class Order(_Kept):
    """An order. Times are UTC, money is kopecks; ``rate`` is the commission in force when it was accepted.

    ``client`` is the key of the client's conversation, empty where the order came by phone.
    """

    number: str
    source: Source
    name: str
    phone: str
    category: Category
    problem: str
    address: str
    created_at: datetime
    status: Status = Status.NEW
    client: str = ""
    language: str = "ru"
    master: str = ""
    master_name: str = ""
    master_language: str = "ru"
    rate: BasisPoints = 0
    price: Kopecks | None = None
    commission: Kopecks | None = None
    taken_at: datetime | None = None
    done_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancelled_by: str = ""
    archived_at: datetime | None = None

    @property
    def path(self) -> str:
        """Where the record stands."""
        return order_path(self.number)

    @classmethod
    def read(cls, record: Record) -> Self:
        """Read an order from its record."""
        known = cls._known(record.data)
        kinds = {"source": Source, "category": Category, "status": Status}
        return cls(**known | {name: kind(known[name]) for name, kind in kinds.items() if name in known})


@dataclass(frozen=True, slots=True)
class Master(_Kept):
    """A master; ``id`` is the person's id in Telegram, sums are kopecks over all time."""

    id: str
    name: str
    phone: str
    language: str = "ru"
    standing: Standing = Standing.WAITING
    on_shift: bool = True
    accepted: int = 0
    done: int = 0
    earned: Kopecks = 0
    commission: Kopecks = 0
    paid: Kopecks = 0
    rating: str = ""
    created_at: datetime | None = None

    @property
    def path(self) -> str:
        """Where the record stands."""
        return master_path(self.id)

    @property
    def debt(self) -> Kopecks:
        """The commission that the master still owes."""
        return self.commission - self.paid

    @property
    def active(self) -> bool:
        """Whether the master may take orders."""
        return self.standing is Standing.ACTIVE

    @classmethod
    def read(cls, record: Record) -> Self:
        """Read a master from their record."""
        known = cls._known(record.data)
        return cls(**known | {"standing": Standing(known["standing"])})


def order_path(number: str) -> str:
    """Where the order with this number stands."""
    return f"orders/{number}"


def master_path(identity: str) -> str:
    """Where the master with this Telegram id stands."""
    return f"masters/{identity}"
