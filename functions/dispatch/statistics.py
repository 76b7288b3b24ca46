"""The desk's figures by day, week and month: orders by source, how soon they were accepted, and the money.

An order counts as received in the period in which it was created, as done and as revenue in the period in which it was
completed, as cancelled in the period in which it was called off. Times to accept are those of the orders received.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from math import ceil
from typing import Any

from functions.dispatch.models import Order, Source
from shared.clock import Clock
from shared.store.port import Store
from shared.store.records import SERVER_TIME, Query, put

COLLECTION = "dispatch_statistics"


@dataclass(frozen=True, slots=True)
class Span:
    """A day, a week (from Monday) or a month; ``key`` names it: 2026-11-20, 2026-W47, 2026-11."""

    kind: str
    key: str
    start: datetime
    end: datetime

    def holds(self, at: datetime | None) -> bool:
        """Whether a moment lies in the span."""
        return at is not None and self.start <= at < self.end


def spans(today: date, zone: tzinfo) -> list[Span]:
    """Return the day, the week and the month that a date lies in."""
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    return [
        _span("day", f"{today:%Y-%m-%d}", today, today + timedelta(days=1), zone),
        _span("week", f"{today:%G-W%V}", monday, monday + timedelta(days=7), zone),
        _span("month", f"{today:%Y-%m}", first, (first + timedelta(days=31)).replace(day=1), zone),
    ]


def figures(span: Span, orders: Iterable[Order]) -> dict[str, Any]:
    """Count one span; money is in kopecks, times are in seconds, ``None`` where nothing was accepted."""
    known = list(orders)
    received = [order for order in known if span.holds(order.created_at)]
    done = [order for order in known if span.holds(order.done_at)]
    waits = sorted((o.taken_at - o.created_at).total_seconds() for o in received if o.taken_at)
    return {
        "kind": span.kind,
        "start": span.start,
        "end": span.end,
        "received": len(received),
        **{source.value: sum(order.source is source for order in received) for source in Source},
        "accepted": len(waits),
        "done": len(done),
        "cancelled": sum(span.holds(order.cancelled_at) for order in known),
        "median_wait": percentile(waits, 50),
        "p90_wait": percentile(waits, 90),
        "revenue": sum(order.price or 0 for order in done),
        "commission": sum(order.commission or 0 for order in done),
    }


def percentile(ordered: Sequence[float], percent: int) -> float | None:
    """Return an exact percentile by nearest rank; the median of an even number is the mean of the two in the middle."""
    if not ordered:
        return None
    if percent == 50 and len(ordered) % 2 == 0:  # noqa: PLR2004 - the median
        return (ordered[len(ordered) // 2 - 1] + ordered[len(ordered) // 2]) / 2
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts the spans that may still change and keeps them as records, which the Sheet shows."""

    store: Store
    clock: Clock
    zone: tzinfo

    async def count(self) -> dict[str, int]:
        """Count today's day, week and month; in the night also yesterday's, which are final then."""
        local = self.clock().astimezone(self.zone)
        days = [local.date()] if local.hour >= 1 else [local.date(), local.date() - timedelta(days=1)]
        wanted = {span.key: span for day in days for span in spans(day, self.zone)}
        orders = await self._orders(min(span.start for span in wanted.values()))
        writes = [
            put(f"{COLLECTION}/{key}", figures(span, orders) | {"changed_at": SERVER_TIME})
            for key, span in wanted.items()
        ]
        await self.store.commit(writes)
        return {"orders": len(orders), "spans": len(writes)}

    async def _orders(self, since: datetime) -> list[Order]:
        """Read every order that was created, completed or called off since."""
        found: dict[str, Order] = {}
        for moment in ("created_at", "done_at", "cancelled_at"):
            for record in await self.store.query(Query("orders", ((moment, ">=", since),), (moment,))):
                found[record.id] = Order.read(record)
        return list(found.values())


def _span(kind: str, key: str, first: date, after: date, zone: tzinfo) -> Span:
    return Span(kind, key, datetime.combine(first, time(), zone), datetime.combine(after, time(), zone))
