"""Decides which typed texts are days and times, and the format each asks for.

Google documents only that such texts become dates; that a month's name, and a day without its year, stay shown as they
were typed is this stand-in's choice.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from infra.local.sheets.language import Language

# https://developers.google.com/workspace/sheets/api/guides/formats: day 0 is 30 December 1899.
EPOCH = dt.date(1899, 12, 30)

_TIME = r"(\d{1,4}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?(?:\s*([AaPp])\.?[Mm]\.?)?"
_THEN_TIME = rf"(?:,?\s+{_TIME})?"
_ISO = re.compile(rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:[T ]+{_TIME})?")
_NUMBERS = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})(?:[-/.](\d{{4}}|\d{{2}}){_THEN_TIME})?")
_MONTH_FIRST = re.compile(rf"(?P<month>[^\W\d_]+)\.?\s+(?P<day>\d{{1,2}})(?:,?\s+(?P<year>\d{{4}}){_THEN_TIME})?")
_DAY_FIRST = re.compile(
    rf"(?P<day>\d{{1,2}})[-\s]+(?P<month>[^\W\d_]+)\.?(?:[-,\s]+(?P<year>\d{{4}})(?:\s+г\.)?{_THEN_TIME})?"
)
_TIME_ALONE = re.compile(_TIME)
_CENTURY_TURNS = 30  # two digits below this are of the 2000s, as the spreadsheet reads them
_TIME_PARTS = 5


class Moment(NamedTuple):
    """A typed day, time or duration: its serial number, and the type and pattern of its format."""

    serial: float
    type: str
    pattern: str


def read(typed: str, spoken: Language) -> Moment | None:
    """Read a day, with or without a time, or a time alone; nothing where the text is neither."""
    if match := _ISO.fullmatch(typed):
        pattern = "yyyy-mm-dd" if typed[4] == "-" else spoken.date
        return _moment(match, (match["year"], int(match["month"]), match["day"]), pattern, spoken)
    if match := _NUMBERS.fullmatch(typed):
        return _in_numbers(match, spoken)
    return _in_words(typed, spoken) or _time(typed, spoken)


def _in_numbers(match: re.Match[str], spoken: Language) -> Moment | None:
    first, second, year = match.groups()[:3]
    day, month = (first, second) if spoken.date_order == "dmy" else (second, first)
    yearless = "dd.mm" if spoken.date_order == "dmy" else "m/d"
    pattern = spoken.date if year else yearless
    return _moment(match, (year, int(month), day), pattern, spoken)


def _in_words(typed: str, spoken: Language) -> Moment | None:
    pattern = "d {}"
    match, with_year = _DAY_FIRST.fullmatch(typed), "d {} yyyy"
    if match is None and spoken.date_order == "mdy":
        pattern = "{} d"
        match, with_year = _MONTH_FIRST.fullmatch(typed), "{} d, yyyy"
    if match is None:
        return None
    name = match["month"].casefold()
    for names, letters in ((spoken.months, "mmmm"), (spoken.short_months, "mmm")):
        folded = [known.casefold() for known in names]
        if name in folded:
            shown = (with_year if match["year"] else pattern).format(letters)
            return _moment(match, (match["year"], folded.index(name) + 1, match["day"]), shown, spoken)
    return None


def _moment(match: re.Match[str], date: tuple[str | None, int, str], pattern: str, spoken: Language) -> Moment | None:
    """Return a day with the time that ends the match, if any; nothing where there is no such day or time."""
    year, month, day = date
    try:
        days = (dt.date(_year(year), month, int(day)) - EPOCH).days
    except ValueError:
        return None
    parts = match.groups()[-_TIME_PARTS:]
    if parts[0] is None:
        return Moment(days, "DATE", pattern)
    clock = _clock(parts)
    if clock is None or clock >= 1:
        return None
    return Moment(days + clock, "DATE_TIME", f"{pattern} {spoken.time}")


def _year(typed: str | None) -> int:
    """Return a typed year; none is this one, and two digits are of the last century or of this."""
    if typed is None:
        return dt.datetime.now(dt.UTC).year
    if len(typed) > 2:  # noqa: PLR2004 - "26" for 2026
        return int(typed)
    return int(typed) + (2000 if int(typed) < _CENTURY_TURNS else 1900)


def _time(typed: str, spoken: Language) -> Moment | None:
    match = _TIME_ALONE.fullmatch(typed)
    clock = _clock(match.groups()) if match is not None else None
    if clock is None:
        return None
    # A day or more is no time of a day but how long something takes.
    return Moment(clock, "TIME", spoken.time if clock < 1 else "[h]:mm:ss")


def _clock(parts: tuple[str | None, ...]) -> float | None:
    """Return hours, minutes, seconds, thousandths and the half of the day as days."""
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts[:4])
    half = (parts[4] or "").lower()
    if minutes > 59 or seconds > 59 or (half and hours > 12):  # noqa: PLR2004 - of a clock
        return None
    if half:
        hours = hours % 12 + (12 if half == "p" else 0)
    return (hours * 3600 + minutes * 60 + seconds + thousandths / 1000) / 86400
