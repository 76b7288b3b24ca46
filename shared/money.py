"""Money is an integer of the smallest unit (kopecks); this module reads, writes and shares it."""

from __future__ import annotations

import re
from decimal import Decimal

Kopecks = int
BasisPoints = int  # hundredths of a percent: 30 % = 3000

MOST = 10_000_000_00  # ten million roubles: more is a slip of the finger
# Thousands stand in threes behind any kind of space, or in no groups at all: "3500 50" is two numbers.
_NUMBER = re.compile(
    r"(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[.,](\d{1,2}))?(?!\d)\s*(тыс(?:яч[аи]?)?|к|k|т)?", re.IGNORECASE
)
_WORDS = re.compile(r"₽|\b(?:р|руб|рубл(?:ей|я|ь)|rub|тыс|[кkт]|цена|итого|price|за|работу)\b|[\s:,.!]", re.IGNORECASE)


def parse(text: str) -> Kopecks | None:
    """Read an amount as people write it (``3500``, ``3 500,50 ₽``, ``3,5 тыс``); ``None`` if it is not one amount."""
    # "цена - 3500" is a dash between words; a sign at a number is no price of ours.
    text = re.sub(r"(?<=[^\W\d])\s+[-–—=]\s+(?=\d)", " ", text)
    found = list(_NUMBER.finditer(text))
    if len(found) != 1 or _WORDS.sub("", f"{text[: found[0].start()]} {text[found[0].end() :]}"):
        return None
    whole, part, thousands = found[0].groups()
    digits = re.sub(r"\s", "", whole)
    amount = Decimal(f"{digits}.{part or 0}") * (1000 if thousands else 1) * 100
    return int(amount) if amount == int(amount) and amount <= MOST else None


def text(amount: Kopecks) -> str:
    """Write an amount for a person: ``3 500 ₽``, ``3 500,50 ₽`` (no-break spaces, kopecks only where there are any)."""
    roubles, kopecks = divmod(abs(amount), 100)
    grouped = f"{roubles:,}".replace(",", "\u00a0")
    return f"{'−' if amount < 0 else ''}{grouped}{f',{kopecks:02d}' if kopecks else ''}\u00a0₽"


def share(amount: Kopecks, rate: BasisPoints) -> Kopecks:
    """Return the part of ``amount`` that ``rate`` takes, rounded half up to the kopeck."""
    return (amount * rate + 5_000) // 10_000
