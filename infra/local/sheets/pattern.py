"""Decides how a number is shown: with a number format, or as the spreadsheet does by itself.

https://developers.google.com/workspace/sheets/api/guides/formats
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from infra.local.sheets.dates import EPOCH
from infra.local.sheets.language import Language

Show = Callable[[float], str]

_LONGEST = 10**15  # whole numbers from here on are shown with an exponent
_SMALLEST = 1e-9  # and so are numbers below this
_TOKENS = re.compile(
    r'"([^"]*)"|\\(.)|\[(h+|m+|s+)\]|(y+|M+|d+|H+|h+|m+|s+)|(am/pm|AM/PM|a/p|A/P)|(\.0+)|(.)', re.DOTALL
)
_NUMERIC = re.compile(r'((?:"[^"]*"|\\.|[^#0?,.])*)([#0?,]*)(\.[#0?]*)?(E\+0+)?(.*)', re.DOTALL)
# What a format without a pattern shows.
DEFAULTS = {
    "NUMBER": "#,##0.00",
    "PERCENT": "0.00%",
    "CURRENCY": None,
    "DATE": None,
    "TIME": None,
    "DATE_TIME": None,
    "SCIENTIFIC": "0.00E+00",
}
_NOON = 12
_IN_DIGITS = 2  # letters of a day or month up to which it is shown as a number
_DATES = ("DATE", "TIME", "DATE_TIME")


def is_date(kind: str | None) -> bool:
    """Tell whether a number of this kind of format is a day or a time."""
    return kind in _DATES


@lru_cache(maxsize=1024)
def shower(kind: str, pattern: str, spoken: Language) -> Show:
    """Return how a number with this format is shown."""
    if kind == "TEXT":
        return lambda number: general(number, spoken)
    pattern = pattern or DEFAULTS.get(kind) or _by_language(kind, spoken)
    if is_date(kind) or (kind in ("NUMBER", "CURRENCY") and re.search(r"(?<![\"\w])(yy|dd|hh?:|mm:)", pattern)):
        # The same days stand in a column over and over.
        return lru_cache(maxsize=4096)(
            _DatePattern([match for match in _TOKENS.finditer(pattern) if match[0]], spoken).show
        )
    return _number_shower(pattern, spoken)


def _by_language(kind: str, spoken: Language) -> str:
    return {"DATE": spoken.date, "TIME": spoken.time, "DATE_TIME": spoken.both, "CURRENCY": spoken.money}.get(kind, "")


def general(number: float, spoken: Language) -> str:
    """Show a number that has no format: up to ten decimals, an exponent for what is very large or very small."""
    if isinstance(number, int) and abs(number) < _LONGEST:
        return str(number)
    if number == 0:
        return "0"
    if not _SMALLEST < abs(number) < _LONGEST:
        mantissa, _, exponent = f"{number:.5E}".partition("E")
        return f"{_trimmed(mantissa)}E{exponent}".replace(".", spoken.decimal)
    whole = len(str(int(abs(number))))
    return _trimmed(f"{number:.{max(0, min(10, 15 - whole))}f}").replace(".", spoken.decimal)


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number_shower(pattern: str, spoken: Language) -> Show:
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', pattern)
    positive = _section(sections[0], spoken)
    negative = _section(sections[1], spoken) if len(sections) > 1 else None
    zero = _section(sections[2], spoken) if len(sections) > 2 else positive  # noqa: PLR2004 - third section

    def show(number: float) -> str:
        if number == 0:
            return zero(0)
        if number > 0:
            return positive(number)
        return negative(-number) if negative else "-" + positive(-number)

    return show


def _section(section: str, spoken: Language) -> Show:
    match = _NUMERIC.fullmatch(section)
    before, whole, fraction, exponent, after = match.groups() if match else (section, "", "", "", "")
    fraction = fraction or ""
    if not whole and not fraction:
        literal = _literal(before + after)
        return (lambda _number: literal) if literal else (lambda number: general(number, spoken))
    scale = 2 if "%" in before + after else 0
    least, most = fraction.count("0"), max(len(fraction) - 1, 0)
    grouped, digits = "," in whole, whole.count("0")
    prefix, suffix = _literal(before), _literal(after)

    def show(number: float) -> str:
        if exponent:
            mantissa, _, power = f"{number:.{most}E}".partition("E")
            return f"{prefix}{mantissa.replace('.', spoken.decimal)}E{power}{suffix}"
        rounded = Decimal(repr(number)).scaleb(scale).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
        left, _, right = f"{rounded:f}".partition(".")
        right = right[:least] + right[least:].rstrip("0")
        left = left.lstrip("0").rjust(digits, "0")
        if grouped:
            left = re.sub(r"(?<=\d)(?=(\d{3})+$)", spoken.group, left)
        return f"{prefix}{left}{spoken.decimal + right if right else ''}{suffix}"

    return show


def _literal(text: str) -> str:
    """Return the text of a pattern outside its digits: without quotes, backslashes and colours in brackets."""
    text = re.sub(r"\[\$([^\]-]*)(?:-[^\]]*)?\]", r"\1", text)
    return re.sub(r'\[[^\]]*\]|"([^"]*)"|\\(.)|_.|\*.', lambda match: match[1] or match[2] or "", text)


def moment(serial: float) -> dt.datetime:
    """Return the time a serial number means, to the millisecond."""
    milliseconds = round(serial * 86_400_000)
    return dt.datetime.combine(EPOCH, dt.time()) + dt.timedelta(milliseconds=milliseconds)


@dataclass(frozen=True, slots=True)
class _DatePattern:
    """A pattern of a day or a time, cut into its parts."""

    tokens: list[re.Match[str]]
    spoken: Language

    def show(self, number: float) -> str:
        try:
            when = moment(number)
        except OverflowError:
            return general(number, self.spoken)
        return "".join([self._part(place, when, number) for place in range(len(self.tokens))])

    def _part(self, place: int, when: dt.datetime, number: float) -> str:
        quoted, escaped, elapsed, letters, noon, thousandths, other = self.tokens[place].groups()
        if elapsed:
            return str(int(number * {"h": 24, "m": 1440, "s": 86400}[elapsed[0]])).rjust(len(elapsed), "0")
        if letters:
            return self._letters(letters, when, of_clock=self._of_clock(place))
        if noon:
            return ("PM" if when.hour >= _NOON else "AM")[: len(noon) // 2]
        if thousandths:
            return self.spoken.decimal + f"{when.microsecond // 1000:03}"[: len(thousandths) - 1]
        return quoted if quoted is not None else escaped or other

    def _letters(self, letters: str, when: dt.datetime, *, of_clock: bool) -> str:
        size, kind = len(letters), letters[0].lower()
        if kind == "y":
            return f"{when.year % 100:02}" if size <= _IN_DIGITS else f"{when.year:04}"
        if size > _IN_DIGITS and (kind == "d" or (kind == "m" and not of_clock)):
            return self._word(kind, size, when)
        hour = (when.hour % _NOON or _NOON) if any(match[5] for match in self.tokens) else when.hour
        number = {"d": when.day, "m": when.minute if of_clock else when.month, "h": hour, "s": when.second}[kind]
        return f"{number:0{min(size, _IN_DIGITS)}}"

    def _word(self, kind: str, size: int, when: dt.datetime) -> str:
        spoken, short = self.spoken, size == _IN_DIGITS + 1
        if kind == "d":
            return (spoken.short_days if short else spoken.days)[when.weekday()]
        month = (spoken.short_months if short else spoken.months)[when.month - 1]
        return month[0].upper() if size > _IN_DIGITS + 2 else month

    def _of_clock(self, place: int) -> bool:
        """Tell whether an ``m`` is of minutes: it follows hours or stands before seconds."""
        letters = [match[4] or match[3] or "" for match in self.tokens]
        before = next((part for part in reversed(letters[:place]) if part), "")
        after = next((part for part in letters[place + 1 :] if part), "")
        return before[:1] in ("h", "H") or after[:1] == "s"
