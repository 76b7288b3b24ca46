"""What a master did and earned today, this week and this month, in the desk's time zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from functions.dispatch.models import Order
from shared.money import Kopecks
from shared.store.records import Query


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that began at ``start``; ``text`` names what people call it."""

    text: str
    start: datetime


@dataclass(frozen=True, slots=True)
class Earned:
    """What completed orders come to."""

    done: int
    revenue: Kopecks
    commission: Kopecks

    @property
    def earned(self) -> Kopecks:
        """What stays with the master."""
        return self.revenue - self.commission


def periods(now: datetime, zone: tzinfo) -> tuple[Period, ...]:
    """Return the day, the week (from Monday) and the month that ``now`` lies in."""
    today = now.astimezone(zone).date()
    starts = (("day", today), ("week", today - timedelta(days=today.weekday())), ("month", today.replace(day=1)))
    return tuple(Period(f"period-{name}", datetime.combine(start, time(), zone)) for name, start in starts)


def completed_since(master: str, start: datetime) -> Query:
    """Ask for a master's completed orders."""
    return Query("orders", (("master", "==", master), ("done_at", ">=", start)), ("done_at",))


def earned(orders: Iterable[Order], start: datetime) -> Earned:
    """Sum up the orders that were completed since ``start``."""
    done = [order for order in orders if order.done_at and order.done_at >= start]
    return Earned(len(done), sum(order.price or 0 for order in done), sum(order.commission or 0 for order in done))
