"""Decides what a typed text becomes: the option ``USER_ENTERED``, and what a person types into a cell.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueInputOption: "parsed as if the user typed
them into the UI. Numbers will stay as numbers, but strings may be converted to numbers, dates, etc."
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any, NamedTuple

from infra.local.sheets.grid import Formula, Value
from infra.local.sheets.language import Language

# https://developers.google.com/workspace/sheets/api/guides/formats: day 0 is 30 December 1899.
EPOCH = dt.date(1899, 12, 30)

_NUMBER = re.compile(r"([+-]?)(\d+(?:G\d{3})*|)(?:D(\d*))?(?:[eE]([+-]?\d{1,3}))?")
_TIME = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?(?:\s*([AaPp])\.?[Mm]\.?)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?:[T ]+{_TIME})?")
_DATE = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}})(?:,?\s+{_TIME})?")
_TIME_ALONE = re.compile(_TIME)
_CENTURY_TURNS = 30  # two digits below this are of the 2000s, as the spreadsheet reads them
_MOST_DIGITS = 15


class Entered(NamedTuple):
    """What a typed text became, and the number format it asks for where the cell has none."""

    value: Value
    number_format: dict[str, Any] | None = None


def enter(text: str, spoken: Language) -> Entered:
    """Read ``text`` as Google reads what a person types."""
    if text.startswith("'"):
        return Entered(text[1:] or None)
    if text.startswith("=") and len(text) > 1:
        return Entered(Formula(text))
    typed = text.strip()
    read = _truth(typed, spoken) or _number(typed, spoken) or _date(typed, spoken) or _time(typed, spoken)
    if read is None and typed.startswith("+") and len(typed) > 1:
        # A plus begins a formula, which a telephone number in groups is not: it ends as #ERROR! or as a sum
        # (https://github.com/OWOX/owox-data-marts/pull/1535).
        return Entered(Formula(f"={typed}"))
    return read or Entered(text or None)


def _truth(typed: str, spoken: Language) -> Entered | None:
    word = typed.upper()
    if word in ("TRUE", spoken.true):
        return Entered(value=True)
    return Entered(value=False) if word in ("FALSE", spoken.false) else None


def _number(typed: str, spoken: Language) -> Entered | None:
    if typed.endswith("%"):
        return _percent(typed[:-1].rstrip(), spoken)
    sign = re.escape(spoken.currency)
    bare = re.sub(rf"^([+-]?)\s*{sign}\s*|\s*{sign}$", r"\1", typed)
    number = plain_number(bare, spoken)
    if number is None:
        return None
    kind, pattern = None, ""
    if bare != typed:
        kind, pattern = "CURRENCY", spoken.money
    elif "e" in typed.lower():
        kind, pattern = "SCIENTIFIC", "0.00E+00"
    elif spoken.group in _grouped(typed, spoken):
        kind, pattern = "NUMBER", "#,##0.00" if spoken.decimal in typed else "#,##0"
    return Entered(number, {"type": kind, "pattern": pattern} if kind else None)


def _percent(typed: str, spoken: Language) -> Entered | None:
    number = plain_number(typed, spoken)
    if number is None:
        return None
    pattern = "0.00%" if spoken.decimal in typed else "0%"
    return Entered(tidy(number / 100), {"type": "PERCENT", "pattern": pattern})


def _grouped(typed: str, spoken: Language) -> str:
    """Return a number with the language's own space between thousands, where an ordinary one was typed."""
    return typed.replace(" ", spoken.group) if spoken.group == "\u00a0" else typed


def plain_number(typed: str, spoken: Language) -> int | float | None:
    """Read a number with the separators of the language; leading zeros and a leading plus are lost, as with Google."""
    match = _NUMBER.fullmatch(_grouped(typed, spoken).replace(spoken.group, "G").replace(spoken.decimal, "D"))
    if match is None:
        return None
    sign, whole, fraction, exponent = match.groups()
    digits = whole.replace("G", "")
    if not digits and not fraction:
        return None
    number = float(f"{sign}{digits or 0}.{fraction or 0}e{exponent or 0}")
    if len(digits) <= _MOST_DIGITS and not fraction and not exponent:
        return int(sign + digits)
    # What no double can hold is no number: it stays the text it was.
    return tidy(number) if math.isfinite(number) else None


def tidy(number: float) -> int | float:
    """Return a whole number as one, so that it is written without a fraction, as Google writes it."""
    whole = number == number and abs(number) < 10**_MOST_DIGITS and number == int(number)  # noqa: PLR0124 - NaN
    return int(number) if whole else number


def _date(typed: str, spoken: Language) -> Entered | None:
    match = _ISO.fullmatch(typed)
    if match is not None:
        year, month, day = (int(part) for part in match.groups()[:3])
    else:
        match = _DATE.fullmatch(typed)
        if match is None:
            return None
        first, second, year = (int(part) for part in match.groups()[:3])
        day, month = (first, second) if spoken.date_order == "dmy" else (second, first)
        if len(match[3]) == 2:  # noqa: PLR2004 - "26" for 2026
            year += 2000 if year < _CENTURY_TURNS else 1900
    try:
        days = (dt.date(year, month, day) - EPOCH).days
    except ValueError:
        return None
    if match[4] is None:
        return Entered(days, {"type": "DATE", "pattern": _pattern(typed, spoken)})
    clock = _clock(match.groups()[3:])
    if clock is None:
        return None
    pattern = f"{_pattern(typed, spoken)} {spoken.time}"
    return Entered(tidy(days + clock), {"type": "DATE_TIME", "pattern": pattern})


def _pattern(typed: str, spoken: Language) -> str:
    return "yyyy-mm-dd" if re.match(r"\d{4}-", typed) else spoken.date


def _time(typed: str, spoken: Language) -> Entered | None:
    match = _TIME_ALONE.fullmatch(typed)
    clock = _clock(match.groups()) if match is not None else None
    return None if clock is None else Entered(tidy(clock), {"type": "TIME", "pattern": spoken.time})


def _clock(parts: tuple[str | None, ...]) -> float | None:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts[:4])
    half = (parts[4] or "").lower()
    if minutes > 59 or seconds > 59 or (hours > 12 if half else hours > 23):  # noqa: PLR2004 - of a clock
        return None
    if half:
        hours = hours % 12 + (12 if half == "p" else 0)
    return (hours * 3600 + minutes * 60 + seconds + thousandths / 1000) / 86400
