"""Decides what differs between the spreadsheet locales: separators, the order of a date, the words for true and false.

From the Unicode CLDR, as Google Sheets shows them; https://support.google.com/docs/answer/58515 names the setting.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """How numbers, dates and booleans are typed and shown."""

    decimal: str
    group: str
    date: str  # the pattern a typed date is shown in
    time: str
    date_order: str  # of the numbers of a date: dmy or mdy
    currency: str  # the sign that makes a typed number money
    money: str  # the pattern of that
    true: str
    false: str
    months: tuple[str, ...]  # as in "1 января 2026"
    short_months: tuple[str, ...]
    days: tuple[str, ...]  # from Monday
    short_days: tuple[str, ...]

    @property
    def both(self) -> str:
        """Return the pattern a typed date with its time is shown in."""
        return f"{self.date} {self.time}"


RUSSIAN = Language(
    decimal=",",
    group="\u00a0",
    date="dd.mm.yyyy",
    time="h:mm:ss",
    date_order="dmy",
    currency="₽",
    money='#,##0.00" ₽"',
    true="ИСТИНА",
    false="ЛОЖЬ",
    months=(
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
    short_months=("янв", "февр", "мар", "апр", "мая", "июн", "июл", "авг", "сент", "окт", "нояб", "дек"),
    days=("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    short_days=("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
)

AMERICAN = Language(
    decimal=".",
    group=",",
    date="m/d/yyyy",
    time="h:mm:ss",
    date_order="mdy",
    currency="$",
    money='"$"#,##0.00',
    true="TRUE",
    false="FALSE",
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    short_days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
)

LANGUAGES = {"ru_RU": RUSSIAN, "en_US": AMERICAN}


def language(locale: str) -> Language:
    """Return how the locale of a spreadsheet writes; one we do not know writes as the American one."""
    return LANGUAGES.get(locale, AMERICAN)
