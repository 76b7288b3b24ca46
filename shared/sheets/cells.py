"""Decides how a value of a record looks in a cell, what a cell means, and when two cells are the same.

Dates are Sheets' serial numbers: days since 30 December 1899 in the spreadsheet's own clock time.
https://developers.google.com/workspace/sheets/api/guides/formats#about_date_time_values
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from shared import money
from shared.sheets.tab import Column, Kind

Raw = str | int | float | bool  # what the API writes and returns; "" is an empty cell
Value = Any  # what a record holds: text, an integer, a date or a time, a truth, or ``None``

LONGEST = 50_000  # characters Google keeps in a cell
MARK = 6  # bytes of a fingerprint
EMPTY = bytes(MARK)
_DAY = 86_400
_EPOCH = date(1899, 12, 30)
_MOST_DAYS = 2_958_465  # 31 December 9999
_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[ ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ERROR = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|ERROR!)")
_YES = {"да", "yes", "კი", "true", "истина", "+", "x", "х", "v", "✓", "✔", "1"}
_NO = {"нет", "no", "არა", "false", "ложь", "-", "0"}
_LOOKALIKES = str.maketrans("авекмнорстух", "abekmhopctyx")


class NotAllowed(ValueError):
    """A cell holds what its column cannot; ``text`` names the sentence that explains it."""

    def __init__(self, text: str, **details: str) -> None:
        super().__init__(text)
        self.text = text
        self.details = details


def shown(column: Column, value: Value, zone: ZoneInfo) -> Raw:
    """Return what the cell of a value holds; a text is data and is never read as a formula."""
    match value:
        case None | "":
            return ""
        case bool():
            return value
        case datetime():
            local = value.astimezone(zone)
            return _serial(local.date(), 0 if column.kind is Kind.DATE else _seconds(local))
        case date():
            return _serial(value, 0)
        case int() | float():
            return _number(column.kind, value) if math.isfinite(value) else ""
    return _fitting(str(value))


def _fitting(text: str) -> str:
    """Return a text as a cell can hold it: without control characters and not too long, as Google counts (UTF-16)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    text = _CONTROL.sub("", text)
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * LONGEST else f"{units[: 2 * (LONGEST - 1)].decode('utf-16-le', 'ignore')}…"


def meant(column: Column, raw: Raw, zone: ZoneInfo) -> Value:
    """Return the value that staff meant by a cell; an empty one is ``None``; raises ``NotAllowed``."""
    if is_empty(raw):
        return False if column.kind is Kind.TICK else None
    if isinstance(raw, str) and _ERROR.fullmatch(raw.strip()):
        raise NotAllowed("sheet-formula-error", value=raw)
    match column.kind:
        case Kind.TEXT:
            return plain(raw)
        case Kind.CHOICE:
            return _choice(column, plain(raw))
        case Kind.TICK:
            return _tick(raw)
        case Kind.DATE:
            return _moment(raw, zone).date()
        case Kind.TIME:
            return _moment(raw, zone)
    return _amount(column.kind, raw)


def plain(raw: Raw) -> str:
    """Write a cell as text: a whole number without its point."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).replace("\r\n", "\n").replace("\r", "\n").strip()


def is_empty(raw: Raw) -> bool:
    """Whether a cell says nothing: no text, or a box that is not ticked."""
    return raw is False or (isinstance(raw, str) and not raw.strip())


@lru_cache(maxsize=65_536)
def _mark(canonical: str) -> bytes:
    return hashlib.blake2b(canonical.encode("utf-8", "surrogatepass"), digest_size=MARK).digest()


def mark(column: Column, raw: Raw) -> bytes:
    """Return the fingerprint of a cell; the same for cells between which no person sees a difference."""
    if is_empty(raw):
        return EMPTY
    if isinstance(raw, str):
        return _mark(f"s{plain(raw)}")
    if column.kind in (Kind.TEXT, Kind.CHOICE):
        return _mark(f"s{plain(raw)}")
    return _mark(f"b{raw}" if isinstance(raw, bool) else f"n{raw:.12g}")


def seal(cells: Iterable[Raw]) -> bytes:
    """Return the fingerprint of a whole row's cells as they came, to pass over untouched rows quickly."""
    same = [int(raw) if isinstance(raw, float) and raw.is_integer() else raw for raw in cells]
    return hashlib.blake2b(repr(same).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def key(raw: Raw) -> str:
    """Read a cell of a key column."""
    if isinstance(raw, str):
        return raw.strip()
    return "" if isinstance(raw, bool) else plain(raw)


def _serial(day: date, seconds: int) -> Raw:
    days = (day - _EPOCH).days
    return round(days + seconds / _DAY, 8) if seconds else days


def _seconds(moment: datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _number(kind: Kind, value: float) -> Raw:
    match kind:
        case Kind.MONEY:
            return value // 100 if value % 100 == 0 else value / 100
        case Kind.PERCENT:
            return value / 10_000
        case Kind.TEXT | Kind.CHOICE:
            return plain(value)
    return value


def _choice(column: Column, text: str) -> str:
    """Read a choice; large or small letters and look-alike ones (Cyrillic А, С, О, Е) are read as meant."""
    wanted = _folded(text)
    for choice in column.choices:
        if _folded(choice) == wanted:
            return choice
    raise NotAllowed("sheet-no-choice", value=text[:60], choices=", ".join(column.choices))


def _folded(text: str) -> str:
    return " ".join(text.casefold().translate(_LOOKALIKES).split())


def _tick(raw: Raw) -> bool:
    word = plain(raw).casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise NotAllowed("sheet-no-tick", value=word[:60])


def _moment(raw: Raw, zone: ZoneInfo) -> datetime:
    if isinstance(raw, int | float) and not isinstance(raw, bool) and 0 < raw <= _MOST_DAYS:
        days, part = divmod(raw, 1)
        seconds = round(part * _DAY)
        return datetime.combine(_EPOCH + timedelta(days=int(days)), datetime.min.time(), zone) + timedelta(
            seconds=seconds
        )
    found = _DATE.fullmatch(plain(raw))
    if found:
        day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
        try:
            return datetime(year, month, day, hour, minute, second, tzinfo=zone)
        except ValueError:
            pass
    raise NotAllowed("sheet-no-date", value=plain(raw)[:60])


def _amount(kind: Kind, raw: Raw) -> int | float:
    number = _plain_number(kind, raw)
    if number is None:
        raise NotAllowed("sheet-no-number", value=plain(raw)[:60])
    if kind is Kind.MONEY:
        return round(number * 100)
    if kind is Kind.PERCENT:
        return round(number * 10_000)
    return int(number) if number == int(number) else number


def _plain_number(kind: Kind, raw: Raw) -> float | None:
    """Read a number, also one typed as text (``3 500,50 ₽``, ``30 %``)."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return float(raw)
    if kind is Kind.MONEY:
        kopecks = money.parse(raw)
        return None if kopecks is None else kopecks / 100
    text = re.sub(r"[\s\u00a0\u202f]", "", raw).replace(",", ".")
    share = text.endswith("%")
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        return None
    return number / 100 if share else number
