"""How values become cells and cells values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.sheets import cells
from shared.sheets.cells import EMPTY, NotAllowed
from shared.sheets.tab import Column, Kind

ZONE = ZoneInfo("Europe/Moscow")


def column(kind: Kind, *choices: str) -> Column:
    return Column("Столбец", "field", kind=kind, choices=choices)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Kind.TEXT, "=1+1", "=1+1"),
        (Kind.TEXT, "a\r\nb", "a\nb"),
        (Kind.TEXT, 7, "7"),
        (Kind.TEXT, None, ""),
        (Kind.NUMBER, 2.5, 2.5),
        (Kind.MONEY, 350_000, 3500),
        (Kind.MONEY, 350_050, 3500.5),
        (Kind.PERCENT, 3000, 0.3),
        (Kind.DATE, date(2026, 11, 20), 46346),
        (Kind.DATE, datetime(2026, 11, 20, 22, 0, tzinfo=UTC), 46347),
        (Kind.TIME, datetime(2026, 11, 20, 9, 0, tzinfo=UTC), 46346.5),
        (Kind.TICK, False, False),
    ],
)
def test_it_shows_a_value(kind: Kind, value: Any, shown: Any) -> None:
    assert cells.shown(column(kind), value, ZONE) == shown


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Kind.TEXT, 89161234567.0, "89161234567"),
        (Kind.TEXT, " Анна ", "Анна"),
        (Kind.NUMBER, "1 000,5", 1000.5),
        (Kind.NUMBER, 3.0, 3),
        (Kind.MONEY, 3500.5, 350_050),
        (Kind.MONEY, "3 500,50 ₽", 350_050),
        (Kind.PERCENT, "30 %", 3000),
        (Kind.PERCENT, 0.125, 1250),
        (Kind.DATE, 46346, date(2026, 11, 20)),
        (Kind.DATE, "20.11.2026", date(2026, 11, 20)),
        (Kind.TIME, 46346.5, datetime(2026, 11, 20, 12, 0, tzinfo=ZONE)),
        (Kind.TIME, "20.11.2026 14:30", datetime(2026, 11, 20, 14, 30, tzinfo=ZONE)),
        (Kind.TICK, "да", True),
        (Kind.TICK, "", False),
        (Kind.MONEY, "", None),
    ],
)
def test_it_reads_what_staff_meant(kind: Kind, raw: Any, value: Any) -> None:
    assert cells.meant(column(kind), raw, ZONE) == value


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (Kind.NUMBER, "много"),
        (Kind.NUMBER, True),
        (Kind.MONEY, "3500 и ещё 200"),
        (Kind.DATE, "31.02.2026"),
        (Kind.DATE, -1),
        (Kind.TIME, "завтра"),
        (Kind.TICK, "может быть"),
        (Kind.TEXT, "#REF!"),
    ],
)
def test_what_a_column_cannot_hold_is_told(kind: Kind, raw: Any) -> None:
    with pytest.raises(NotAllowed):
        cells.meant(column(kind), raw, ZONE)


def test_a_time_shown_is_read_back_to_the_second() -> None:
    moment = datetime(2026, 3, 29, 23, 59, 59, tzinfo=UTC)
    raw = cells.shown(column(Kind.TIME), moment, ZONE)
    assert cells.meant(column(Kind.TIME), raw, ZONE) == moment


@pytest.mark.parametrize("typed", ["CLOSED", "closed", " Сlоsеd ", "СLOSED"])
def test_a_choice_is_read_in_any_letters_that_look_like_it(typed: str) -> None:
    assert cells.meant(column(Kind.CHOICE, "NEW", "CLOSED"), typed, ZONE) == "CLOSED"


def test_a_choice_that_is_none_is_told_with_those_there_are() -> None:
    with pytest.raises(NotAllowed) as told:
        cells.meant(column(Kind.CHOICE, "NEW", "CLOSED"), "OPEN", ZONE)
    assert told.value.details == {"value": "OPEN", "choices": "NEW, CLOSED"}


def test_a_text_too_long_for_a_cell_is_cut() -> None:
    shown = cells.shown(column(Kind.TEXT), "x" * 60_000, ZONE)
    assert isinstance(shown, str)
    assert len(shown) == cells.LONGEST
    assert shown.endswith("…")


def test_cells_between_which_nobody_sees_a_difference_are_the_same() -> None:
    text = column(Kind.TEXT)
    assert cells.mark(text, "a\r\nb ") == cells.mark(text, "a\nb")
    assert cells.mark(text, 5.0) == cells.mark(text, "5")
    assert cells.mark(column(Kind.TICK), raw=False) == cells.mark(text, " ") == EMPTY


def test_a_number_typed_as_text_differs_from_the_number() -> None:
    number = column(Kind.NUMBER)
    assert cells.mark(number, "5") != cells.mark(number, 5)
    assert cells.mark(number, 5) == cells.mark(number, 5.0)


def test_a_key_is_read_whether_it_stands_as_text_or_number() -> None:
    assert [cells.key(raw) for raw in ("105", 105, 105.0, " 105 ", "", True)] == ["105", "105", "105", "105", "", ""]
