from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.local.sheets import a1
from infra.local.sheets.a1 import Box


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("A1", Box(0, 0, 1, 1)),
        ("$B$2:AA10", Box(1, 1, 10, 27)),
        ("B2:A1", Box(0, 0, 2, 2)),
        ("A:C", Box(None, 0, None, 3)),
        ("3:4", Box(2, None, 4, None)),
        ("B5:B", Box(4, 1, None, 2)),
        ("A1:2", Box(0, 0, 2, None)),
    ],
)
def test_a_notation_is_read_as_a_rectangle(text: str, box: Box) -> None:
    assert a1.parse(text) == box


@pytest.mark.parametrize("text", ["", "A", "1", "A0", "A1:", ":A1", "A1:B2:C3", "AAAA1", "Ж1", "A 1"])
def test_what_is_no_notation_is_none(text: str) -> None:
    assert a1.parse(text) is None


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Sheet1", "Sheet1"),
        ("all_apis", "all_apis"),
        ("Заявки", "'Заявки'"),
        ("My tab", "'My tab'"),
        ("tab01", "'tab01'"),
        ("2026", "'2026'"),
        ("It's", "'It''s'"),
    ],
)
def test_a_title_is_quoted_where_it_must_be(title: str, shown: str) -> None:
    assert a1.quoted(title) == shown


@settings(max_examples=50)
@given(st.text(min_size=1, max_size=20))
def test_a_quoted_title_is_read_back(title: str) -> None:
    assert a1.split(f"{a1.quoted(title)}!A1") == (title, "A1")


@given(st.integers(0, 20_000))
def test_the_letters_of_a_column_are_read_back(index: int) -> None:
    assert a1.column(a1.letters(index)) == index


@given(st.tuples(*[st.integers(0, 2000)] * 4))
def test_a_written_rectangle_is_read_back(corners: tuple[int, int, int, int]) -> None:
    top, left, height, width = corners
    box = Box(top, left, top + height + 1, left + width + 1)
    title, cells = a1.split(a1.write("Лист", box))
    assert (title, a1.parse(cells)) == ("Лист", box)
