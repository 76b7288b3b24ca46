from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.infra.local.sheets.contract.tab import Tab


def this_year(month: int, day: int) -> int:
    """Return the serial number of a day typed without its year."""
    return (dt.date(dt.datetime.now(dt.UTC).year, month, day) - dt.date(1899, 12, 30)).days


# What is typed, what the cell then is, and what it shows.
ANYWHERE = [
    ("text", "text", "text"),
    ("007", 7, "7"),
    ("+79161234567", 79161234567, "79161234567"),
    ("+7 916 123-45-67", "#ERROR!", "#ERROR!"),
    ("'007", "007", "007"),
    ("-5", -5, "-5"),
    ("50%", 0.5, "50%"),
    ("1e3", 1000, "1.00E+03"),
    ("2026-02-01", 46054, "2026-02-01"),
    ("9:30", 0.3958333333333333, "9:30:00"),
    ("- x", "- x", "- x"),
    (" x ", " x ", " x "),
    ("32:61", "32:61", "32:61"),
    ("25:30", 1.0625, "25:30:00"),
    ("25:30 pm", "25:30 pm", "25:30 pm"),
    ("2026-02-01 25:30", "2026-02-01 25:30", "2026-02-01 25:30"),
    ("(5)", -5, "-5"),
    ("(-5)", "(-5)", "(-5)"),
    ("(five)", "(five)", "(five)"),
    ("1E400", "1E400", "1E400"),
    ("1E400%", "1E400%", "1E400%"),
]
AMERICAN = [
    ("2/1/2026", 46054, "2/1/2026"),
    ("2/1/2026 14:05", 46054.586805555555, "2/1/2026 14:05:00"),
    ("13/1/2026", "13/1/2026", "13/1/2026"),
    ("1,234.50", 1234.5, "1,234.50"),
    ("1,234", 1234, "1,234"),
    ("$1,234.50", 1234.5, "$1,234.50"),
    ("1.5", 1.5, "1.5"),
    ("1,5", "1,5", "1,5"),
    ("12.5%", 0.125, "12.50%"),
    ("true", True, "TRUE"),
    ("Mar 1 2016", 42430, "Mar 1, 2016"),
    ("Jan 5, 2026", 46027, "Jan 5, 2026"),
    ("Jan 5, 2026 6:00 pm", 46027.75, "Jan 5, 2026 18:00:00"),
    ("5 January 2026", 46027, "5 January 2026"),
    ("5 Janvier 2026", "5 Janvier 2026", "5 Janvier 2026"),
    ("Feb 30, 2026", "Feb 30, 2026", "Feb 30, 2026"),
    ("3/4", this_year(3, 4), "3/4"),
    ("Mar 4", this_year(3, 4), "Mar 4"),
    ("13/4", "13/4", "13/4"),
    ("20.11", 20.11, "20.11"),
]
RUSSIAN = [
    ("01.02.2026", 46054, "01.02.2026"),
    ("01.02.2026 14:05", 46054.586805555555, "01.02.2026 14:05:00"),
    ("32.01.2026", "32.01.2026", "32.01.2026"),
    ("1,5", 1.5, "1,5"),
    ("1 234,50", 1234.5, "1\u00a0234,50"),
    ("12,5%", 0.125, "12,50%"),
    ("1 января 2026", 46023, "1 января 2026"),
    ("5 янв. 2026", 46027, "5 янв 2026"),
    ("5 января 2026 г.", 46027, "5 января 2026"),
    ("5 яблок 2026", "5 яблок 2026", "5 яблок 2026"),
    ("20.11", this_year(11, 20), "20.11"),
    ("20.13", "20.13", "20.13"),
    ("ЛОЖЬ", False, "ЛОЖЬ"),
]


@pytest.mark.parametrize(("typed", "value", "shown"), ANYWHERE + AMERICAN)
def test_a_typed_text_becomes_what_an_american_spreadsheet_makes_of_it(
    tab: Tab, typed: str, value: Any, shown: str
) -> None:
    tab.put([typed], typed=True)
    assert (tab.values(render="UNFORMATTED_VALUE"), tab.values()) == ([[value]], [[shown]])


@pytest.mark.parametrize(("typed", "value", "shown"), RUSSIAN)
def test_a_typed_text_becomes_what_a_russian_spreadsheet_makes_of_it(
    tab: Tab, speak: Any, typed: str, value: Any, shown: str
) -> None:
    speak("ru_RU")
    tab.put([typed], typed=True)
    assert (tab.values(render="UNFORMATTED_VALUE"), tab.values()) == ([[value]], [[shown]])


def test_a_typed_number_stays_a_text_in_a_cell_formatted_as_text(tab: Tab) -> None:
    tab.sheet.format("A1", {"numberFormat": {"type": "TEXT"}})
    tab.put(["007"], typed=True)
    assert tab.values(render="UNFORMATTED_VALUE") == [["007"]]


def test_a_typed_day_takes_the_format_the_cell_already_has(tab: Tab) -> None:
    tab.sheet.format("A1", {"numberFormat": {"type": "DATE", "pattern": "dd.mm.yyyy"}})
    tab.put(["2/1/2026"], typed=True)
    assert tab.values() == [["01.02.2026"]]


@pytest.mark.parametrize(
    ("kind", "pattern", "value", "shown"),
    [
        ("NUMBER", "#,##0.00", 1234.5, "1,234.50"),
        ("NUMBER", "0", 2.5, "3"),
        ("NUMBER", "000", 7, "007"),
        ("NUMBER", '0" шт."', 7, "7 шт."),
        ("NUMBER", "#,##0.##;(#,##0)", -1234, "(1,234)"),
        ("PERCENT", "0.0%", 0.125, "12.5%"),
        ("CURRENCY", '#,##0.00" ₽"', 1234.5, "1,234.50 ₽"),
        ("CURRENCY", "[$₽]#,##0", 1234, "₽1,234"),
        ("DATE", "dd.mm.yyyy", 46054, "01.02.2026"),
        ("DATE", "d mmmm yyyy", 46054, "1 February 2026"),
        ("DATE", "ddd, mmm d", 46054, "Sun, Feb 1"),
        ("DATE_TIME", "dd.mm.yyyy hh:mm", 46054.5, "01.02.2026 12:00"),
        ("TIME", "hh:mm", 0.75, "18:00"),
        ("TIME", "h:mm am/pm", 0.75, "6:00 PM"),
        ("TIME", "[h]:mm", 1.5, "36:00"),
        ("SCIENTIFIC", "0.00E+00", 12345, "1.23E+04"),
    ],
)
def test_a_number_is_shown_in_its_format(tab: Tab, kind: str, pattern: str, value: float, shown: str) -> None:
    tab.put([value])
    tab.sheet.format("A1", {"numberFormat": {"type": kind, "pattern": pattern}})
    assert tab.values() == [[shown]]


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=A2+B2*2", "8"),
        ("=(A2+B2)*2", "10"),
        ("=-A2^2", "4"),
        ("=SUM(A2:B2,10)", "15"),
        ("=COUNTA(A2:C3)", "3"),
        ("=A2/B2", "0.6666666667"),
        ('=A2&" x "&C2', "2 x text"),
        ("=A2<B2", "TRUE"),
        ("=C2", "text"),
        ("=F12", "0"),
        ("=A2/0", "#DIV/0!"),
        ("=1E400", "#NUM!"),
        ("=1E308*10", "#NUM!"),
        ("=1E308+1E308", "#NUM!"),
        ("=SUM(1E308,1E308)", "#NUM!"),
        ("=10^400", "#NUM!"),
        ("=9^99^9", "#NUM!"),
        ("=(-8)^0.5", "#NUM!"),
        ("=2^10", "1024"),
        ('="inf"+1', "#VALUE!"),
        ("=C2+1", "#VALUE!"),
        ("=NOSUCHFUNCTION(1)", "#NAME?"),
        ("=1+", "#ERROR!"),
        ("=A1", "#REF!"),
    ],
)
def test_a_formula_is_worked_out_or_shows_its_error(tab: Tab, formula: str, shown: str) -> None:
    tab.put([2, 3, "text"], at="A2")
    tab.put([formula], typed=True)
    assert tab.values("A1") == [[shown]]
    assert tab.values("A1", render="FORMULA") == [[formula]]
