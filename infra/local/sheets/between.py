"""Decides when an edit ordered for later happens: just before or just after one of the calls that follow."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Order:
    """An edit that waits for the ``after_calls``-th call of ``method`` (``*`` is any)."""

    edit: dict[str, Any]
    after_calls: int = 1
    when: str = "after"
    method: str = "*"


@dataclass(slots=True)
class Between:
    """The edits that wait for calls."""

    waiting: list[Order] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)  # why edits could not be made when they were due

    def order(self, body: dict[str, Any]) -> None:
        """Take an order, or raise ``ValueError``."""
        order = Order(**body)
        if order.when not in ("before", "after") or order.after_calls < 1:
            raise ValueError("'when' is before or after, 'after_calls' counts from 1")
        self.waiting.append(order)

    def due(self, method: str, when: str) -> list[dict[str, Any]]:
        """Return the edits that a call of ``method`` brings, before or after it; a call is counted before it."""
        concerned = [order for order in self.waiting if order.method in ("*", method)]
        if when == "before":
            for order in concerned:
                order.after_calls -= 1
        ready = [order for order in concerned if order.after_calls <= 0 and order.when == when]
        self.waiting = [order for order in self.waiting if order not in ready]
        return [order.edit for order in ready]

    def listed(self) -> dict[str, Any]:
        """Return what still waits and what went wrong."""
        return {"waiting": [asdict(order) for order in self.waiting], "failed": self.failed}

    def forget(self) -> None:
        """Let nothing wait any longer."""
        self.waiting.clear()
        self.failed.clear()
