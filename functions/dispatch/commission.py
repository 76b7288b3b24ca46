"""How the price of an order is shared between the master and the house."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.money import BasisPoints, Kopecks, share

DEFAULT_RATE: BasisPoints = 30_00
HIGHEST_RATE: BasisPoints = 100_00
# The space before the sign may be the no-break one that we show ourselves.
_PERCENT = re.compile(r"\s*([0-9]{1,3})(?:[.,]([0-9]{1,2}))?\s*%?\s*")


@dataclass(frozen=True, slots=True)
class Split:
    """A price taken apart; both parts add up to it to the kopeck."""

    price: Kopecks
    commission: Kopecks

    @property
    def earned(self) -> Kopecks:
        """What stays with the master."""
        return self.price - self.commission


def split(price: Kopecks, rate: BasisPoints) -> Split:
    """Share a price; the commission is rounded half up to the kopeck."""
    return Split(price, share(price, rate))


def parse_rate(text: str) -> BasisPoints | None:
    """Read a percentage as people write it (``30``, ``30 %``, ``12,5%``); ``None`` if it is not one from 0 to 100."""
    found = _PERCENT.fullmatch(text)
    rate = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None
    return rate if rate is None or rate <= HIGHEST_RATE else None


def show_rate(rate: BasisPoints) -> str:
    """Write a percentage for people: ``30 %``, ``12,5 %``."""
    whole, part = divmod(rate, 100)
    return f"{whole}{f',{part:02d}'.rstrip('0') if part else ''}\u00a0%"
