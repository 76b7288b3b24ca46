"""Finds the phone number in what a person typed, trying the regions of the business in their order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers
from phonenumbers import Leniency, NumberParseException, PhoneNumberFormat, PhoneNumberMatcher

REGIONS = ("RU", "GE")
_RUSSIAN = re.compile(r"^(?:[78][3489]\d{9}|9\d{9})$")
_PREFIX = {"7": "+", "8": "+7", "9": "+7"}


@dataclass(frozen=True, slots=True)
class Found:
    """A number in E.164 and the stretch of text that it was read from."""

    number: str
    start: int
    end: int


def parse(text: str, regions: Sequence[str] = REGIONS) -> str | None:
    """Return the one number that ``text`` is, in E.164 (``+79161234567``), or ``None``."""
    for candidate, region in _readings(text, regions):
        try:
            number = phonenumbers.parse(candidate, region)
        except NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return None


def find(text: str, regions: Sequence[str] = REGIONS) -> Found | None:
    """Return the first phone number inside a sentence, or ``None``; prices, dates and houses are left alone."""
    for region in regions:
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
            number = parse(match.raw_string, regions)
            if number:
                return Found(number, match.start, match.end)
    for run in re.finditer(r"\+?\d[\d\s()\-]{8,}\d", text):
        number = parse(run.group(), regions)
        if number:
            return Found(number, run.start(), run.end())
    return None


def show(number: str) -> str:
    """Write an E.164 number as people read it: ``+7 916 123-45-67``."""
    return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)


def mask(number: str) -> str:
    """Leave of a number what an engineer needs to recognise it: ``+7…67``."""
    return f"{number[:2]}…{number[-2:]}"


def _readings(text: str, regions: Sequence[str]) -> list[tuple[str, str]]:
    """List the ways to read a number; ``8…`` with 11 digits or ``9…`` with 10 is Russian wherever we are."""
    digits = re.sub(r"\D", "", text)
    readings = [(text, region) for region in regions]
    if "+" not in text and "RU" in regions and _RUSSIAN.match(digits):
        rest = digits if digits[0] in "79" else digits[1:]
        readings.insert(0, (_PREFIX[digits[0]] + rest, "RU"))
    elif "+" not in text and len(digits) >= 11:  # noqa: PLR2004 - shorter numbers carry no country code
        readings.append((f"+{digits}", regions[0]))
    return readings
