"""What a difference between sheet, record and what was agreed means."""

from __future__ import annotations

import itertools

import pytest

from shared.sheets import cells, merge
from shared.sheets.cells import EMPTY
from shared.sheets.fingerprints import Base
from shared.sheets.look import Row
from shared.sheets.tab import Column, Headers, Kind, Layout, Owner, Tab

A, B, C = b"a" * 6, b"b" * 6, b"c" * 6
STAFF = Column("Имя", "name", Owner.STAFF)
SYSTEM = Column("Комиссия", "commission")
LAYOUT = Layout(
    Tab(
        "Лист",
        "records",
        (
            Column("ID", "id"),
            Column("Имя", "name", Owner.BOTH),
            Column("Статус", "status", Owner.BOTH, Kind.CHOICE),
            Column("Цена", "price", Owner.BOTH, Kind.NUMBER),
        ),
        "ID",
    ),
    Headers("Ключ", "Копия", "Да", "Замечание"),
)


@pytest.mark.parametrize(
    ("column", "base", "sheet", "record", "fate"),
    [
        (STAFF, A, A, A, None),
        (STAFF, A, B, A, "edits"),
        (STAFF, A, A, B, "ours"),
        (STAFF, A, B, B, "agreed"),
        (STAFF, A, B, C, "edits"),
        (SYSTEM, A, B, A, "set_back"),
        (SYSTEM, A, B, C, "set_back"),
        (SYSTEM, A, A, B, "ours"),
    ],
)
def test_it_merges_field_by_field(column: Column, base: bytes, sheet: bytes, record: bytes, fate: str | None) -> None:
    settled = merge.settle([column], (base,), (sheet,), (record,))
    found = [name for name in ("edits", "set_back", "agreed", "ours") if getattr(settled, name)]
    assert found == ([fate] if fate else [])


def test_of_a_row_never_synchronised_staffs_filled_cells_are_edits_and_empty_ones_are_filled() -> None:
    columns = [STAFF, STAFF, SYSTEM]
    sheet, record = (A, EMPTY, A), (B, B, B)
    settled = merge.settle(columns, merge.adopted(columns, sheet, record), sheet, record)
    assert (settled.edits, settled.ours, settled.set_back) == ([0], [1, 2], [])


def rows(*shown: tuple[str, str, float | str]) -> dict[str, Row]:
    return {str(n): Row(n, str(n), str(n), (*own, "", "")) for n, own in enumerate(shown, 1)}


def agreed(shown: dict[str, Row]) -> dict[str, Base]:
    return {key: Base(merge.marks(LAYOUT, row.cells)) for key, row in shown.items()}


def torn(before: dict[str, Row], after: dict[str, Row], *others: Row) -> set[merge.Cell]:
    bases = agreed(before)
    present = merge.differing(LAYOUT, after, bases)
    return merge.sorted_alone(LAYOUT, after, [*after.values(), *others], present, bases)


BEFORE = rows(("Анна", "Новая", 1000), ("Борис", "Новая", 2000), ("Вера", "В работе", 3000))


def test_a_column_sorted_alone_is_not_believed() -> None:
    after = rows(("Вера", "Новая", 1000), ("Борис", "Новая", 2000), ("Анна", "В работе", 3000))
    assert torn(BEFORE, after) == {("1", 0), ("3", 0)}


def test_names_typed_anew_are_believed() -> None:
    after = rows(("Галина", "Новая", 1000), ("Дарья", "Новая", 2000), ("Вера", "В работе", 3000))
    assert torn(BEFORE, after) == set()


def test_a_copied_name_whose_owner_still_has_it_is_believed() -> None:
    after = rows(("Анна", "Новая", 1000), ("Анна", "Новая", 2000), ("Вера", "В работе", 3000))
    assert torn(BEFORE, after) == set()


def test_a_name_moved_into_another_row_is_not_believed_there() -> None:
    after = rows(("", "Новая", 1000), ("Анна", "Новая", 2000), ("Вера", "В работе", 3000))
    assert ("2", 0) in torn(BEFORE, after)


def test_a_name_moved_out_to_a_row_without_key_is_noticed() -> None:
    after = rows(("из черновика", "Новая", 1000), ("Борис", "Новая", 2000), ("Вера", "В работе", 3000))
    assert torn(BEFORE, after, Row(9, "", "", ("Анна", "", "", "", ""))) == {("1", 0)}


def test_a_copy_of_a_row_is_no_sort() -> None:
    after = rows(("Анна Петровна", "Новая", 1000), ("Борис", "Новая", 2000), ("Вера", "В работе", 3000))
    assert torn(BEFORE, after, Row(9, "1", "1", BEFORE["1"].cells)) == set()


def test_statuses_that_change_places_are_believed() -> None:
    after = rows(("Анна", "В работе", 1000), ("Борис", "Новая", 2000), ("Вера", "Новая", 3000))
    assert torn(BEFORE, after) == set()


def test_one_price_that_was_anothers_is_a_coincidence_two_are_a_sort() -> None:
    once = rows(("Анна", "Новая", 2000), ("Борис", "Новая", 2500), ("Вера", "В работе", 3000))
    assert torn(BEFORE, once) == set()
    twice = rows(("Анна", "Новая", 2000), ("Борис", "Новая", 1000), ("Вера", "В работе", 3000))
    assert torn(BEFORE, twice) == {("1", 2), ("2", 2)}


def test_a_column_that_lost_everything_at_once_was_emptied() -> None:
    after = rows(("", "Новая", 1000), ("", "Новая", 2000), ("", "В работе", 3000))
    assert merge.emptied(LAYOUT, after, agreed(BEFORE)) == {0}


def test_a_column_in_which_one_cell_is_left_was_not() -> None:
    after = rows(("", "Новая", 1000), ("", "Новая", 2000), ("Вера", "В работе", 3000))
    assert merge.emptied(LAYOUT, after, agreed(BEFORE)) == set()


def test_a_sealed_row_is_passed_over_and_any_change_breaks_the_seal() -> None:
    bases = {key: Base(base.marks, cells.seal(BEFORE[key].cells)) for key, base in agreed(BEFORE).items()}
    assert merge.differing(LAYOUT, BEFORE, bases) == {}
    for key, index in itertools.product(BEFORE, range(3)):
        own = BEFORE[key].cells
        changed = BEFORE[key]._replace(cells=(*own[:index], "x", *own[index + 1 :]))
        assert list(merge.differing(LAYOUT, {**BEFORE, key: changed}, bases)) == [key]
