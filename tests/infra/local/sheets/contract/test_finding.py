from __future__ import annotations

from typing import Any

import pytest

from tests.infra.local.sheets.contract.tab import Tab, expect_refusal


def replaced(tab: Tab, find: str, replacement: str = "", cells: str = "", **options: Any) -> dict[str, int]:
    scope = {"range": tab.range(cells)} if cells else {"sheetId": tab.id}
    (reply,) = tab.change({"findReplace": {"find": find, "replacement": replacement, **scope, **options}})
    counts: dict[str, int] = reply["findReplace"]
    return counts


def test_a_cell_is_cleared_only_while_it_holds_the_whole_expected_text(tab: Tab) -> None:
    tab.put(["Мы перезвоним.", "Мы перезвоним. Завтра"])
    whole: dict[str, Any] = {"matchEntireCell": True, "matchCase": True}
    one = {"valuesChanged": 1, "rowsChanged": 1, "sheetsChanged": 1, "occurrencesChanged": 1}
    assert replaced(tab, "Мы перезвоним.", cells="A1", **whole) == one
    assert replaced(tab, "Мы перезвоним.", cells="B1", **whole) == {}
    assert tab.values() == [["", "Мы перезвоним. Завтра"]]


@pytest.mark.parametrize("text", ["a.b*c (d) $1 \\n [x]", "line\nbreak", "=not a formula", "1 + 1 = 2", "'quoted'"])
def test_signs_that_mean_something_elsewhere_are_plain_text_here(tab: Tab, text: str) -> None:
    tab.put([text])
    assert replaced(tab, text, cells="A1", matchEntireCell=True, matchCase=True)["valuesChanged"] == 1
    assert tab.values() is None


def test_every_occurrence_is_replaced_and_counted_however_it_is_written(tab: Tab) -> None:
    tab.put(["Google Sheets", "sheet"], ["E"])
    counts = replaced(tab, "e", "o")
    assert counts == {"valuesChanged": 3, "rowsChanged": 2, "sheetsChanged": 1, "occurrencesChanged": 6}
    assert tab.values() == [["Googlo Shoots", "shoot"], ["o"]]


def test_letters_large_and_small_differ_when_asked(tab: Tab) -> None:
    tab.put(["Ab"], ["ab"])
    assert replaced(tab, "ab", "x", matchCase=True)["valuesChanged"] == 1
    assert tab.values() == [["Ab"], ["x"]]


def test_a_regular_expression_may_refer_to_its_groups(tab: Tab) -> None:
    tab.put(["Google Sheets"], ["Google Docs"])
    replaced(tab, "o.* (.*)", "$1 Rocks", searchByRegex=True)
    assert tab.values() == [["GSheets Rocks"], ["GDocs Rocks"]]


def test_formulas_are_searched_only_when_asked(tab: Tab) -> None:
    tab.put([1, "=A1+A1"], typed=True)
    assert replaced(tab, "A1", "A2") == {}
    counts = replaced(tab, "A1", "A2", includeFormulas=True)
    assert counts == {"formulasChanged": 1, "rowsChanged": 1, "sheetsChanged": 1, "occurrencesChanged": 2}
    assert tab.values(render="FORMULA") == [[1, "=A2+A2"]]


def test_a_number_is_found_as_it_is_shown(tab: Tab) -> None:
    tab.put([1234.5])
    tab.sheet.format("A1", {"numberFormat": {"type": "NUMBER", "pattern": "#,##0.00"}})
    assert replaced(tab, "1,234.50", matchEntireCell=True)["valuesChanged"] == 1


def test_nothing_cannot_be_sought(tab: Tab) -> None:
    with expect_refusal("Invalid requests[0].findReplace"):
        replaced(tab, "")
