"""Decides what a typed text becomes: the option ``USER_ENTERED``, and what a person types into a cell.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueInputOption: "parsed as if the user typed
them into the UI. Numbers will stay as numbers, but strings may be converted to numbers, dates, etc."
"""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

from infra.local.sheets import dates
from infra.local.sheets.grid import Formula, Value
from infra.local.sheets.language import Language

_NUMBER = re.compile(r"([+-]?)(\d+(?:G\d{3})*|)(?:D(\d*))?(?:[eE]([+-]?\d{1,3}))?")
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
    read = _truth(typed, spoken) or _number(typed, spoken) or _moment(typed, spoken)
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
    # A bookkeeper's parentheses are a minus.
    typed = re.sub(r"^\(\s*([^()+-]+)\)$", r"-\1", typed).rstrip()
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


def _moment(typed: str, spoken: Language) -> Entered | None:
    moment = dates.read(typed, spoken)
    return moment and Entered(tidy(moment.serial), {"type": moment.type, "pattern": moment.pattern})


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
