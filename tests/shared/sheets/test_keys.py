"""Which row is whose."""

from __future__ import annotations

from collections.abc import Mapping

from shared.sheets.keys import Doubt, Knowledge, Resolved, resolve
from shared.sheets.look import Row

BASE = {"1": ("Анна", "111", "a"), "2": ("Борис", "222", "b"), "3": ("Вера", "333", "c")}


def row(number: int, key: str, twin: str, *cells: str) -> Row:
    return Row(number, key, twin, cells or ("", "", ""))


def resolved(*rows: Row, reserved: str = "", new: str = "", base: Mapping[str, tuple[str, ...]] = BASE) -> Resolved:
    know = Knowledge(
        known=lambda key: key in base or key in (reserved, new),
        reserved=lambda key: bool(key) and key == reserved,
        likeness=lambda key, row: sum(a == b for a, b in zip(base.get(key, ()), row.cells, strict=False)),
        filled=lambda key: len(base.get(key, ())),
        copied=lambda row: row.cells[-1] == "копия",
        confirmed=lambda row: row.cells[-1] == "да",
        new=lambda key: bool(key) and key == new,
        holds=lambda row: sum(bool(cell) for cell in row.cells),
        resembled=lambda _: lambda _: base.keys(),
    )
    return resolve(rows, know)


def doubts(result: Resolved) -> list[tuple[int, Doubt]]:
    return [(each.row.number, each.doubt) for each in result.doubtful]


def test_a_row_that_bears_its_key_twice_is_its_records_wherever_it_stands() -> None:
    result = resolved(row(7, "2", "2", *BASE["2"]), row(3, "1", "1", *BASE["1"]))
    assert {key: found.number for key, found in result.rows.items()} == {"1": 3, "2": 7}
    assert result.wrong == {}


def test_a_key_nobody_knows_makes_a_stranger() -> None:
    assert doubts(resolved(row(1, "9", "9", "x"))) == [(1, Doubt.STRANGER)]


def test_a_row_without_keys_is_a_draft() -> None:
    everything = (row(n, key, key, *cells) for n, (key, cells) in enumerate(BASE.items(), 1))
    result = resolved(*everything, row(9, "", "", "Анна", "111", "новое"))
    assert [draft.number for draft in result.drafts] == [9]


def test_a_row_without_keys_in_which_everything_is_anothers_is_a_copy() -> None:
    everything = (row(n, key, key, *cells) for n, (key, cells) in enumerate(BASE.items(), 1))
    assert doubts(resolved(*everything, row(9, "", "", *BASE["1"]))) == [(9, Doubt.COPY)]


def test_two_cells_that_are_anothers_make_no_copy() -> None:
    everything = (row(n, key, key, *cells) for n, (key, cells) in enumerate(BASE.items(), 1))
    assert doubts(resolved(*everything, row(9, "", "", "Анна", "111", ""))) == []


def test_an_id_that_staff_made_up_makes_a_draft_too() -> None:
    assert [draft.number for draft in resolved(row(1, "мой-1", "", "x")).drafts] == [1]


def test_of_two_rows_with_one_key_the_one_that_is_as_agreed_keeps_it() -> None:
    result = resolved(row(1, "1", "1", "Анна", "999", "a"), row(2, "1", "1", *BASE["1"]))
    assert result.rows["1"].number == 2
    assert doubts(result) == [(1, Doubt.COPY)]


def test_of_two_rows_that_are_the_same_the_upper_keeps_the_key() -> None:
    result = resolved(row(1, "1", "1", *BASE["1"]), row(2, "1", "1", *BASE["1"]))
    assert (result.rows["1"].number, doubts(result)) == (1, [(2, Doubt.COPY)])


def test_a_row_that_bears_our_word_that_it_is_a_copy_stays_one() -> None:
    result = resolved(row(1, "1", "1", "Анна", "111", "a", "копия"), row(2, "1", "1", "Новая", "111", "a", ""))
    assert result.rows["1"].number == 2


def test_of_two_rows_that_are_equally_far_from_it_none_is_believed() -> None:
    result = resolved(row(1, "1", "1", "x", "111", "a"), row(2, "1", "1", "Анна", "x", "a"))
    assert result.rows == {}
    assert doubts(result) == [(1, Doubt.TWO_ALIKE), (2, Doubt.TWO_ALIKE)]


def test_a_missing_twin_is_restored_where_the_content_agrees() -> None:
    result = resolved(row(1, "1", "", *BASE["1"]))
    assert (result.rows["1"].number, result.wrong) == (1, {"1": (False, True)})


def test_an_id_of_a_gone_record_typed_into_another_row_is_not_believed() -> None:
    result = resolved(row(1, "1", "", "Кто-то", "777", "z"))
    assert (result.rows, doubts(result)) == ({}, [(1, Doubt.TORN_KEY)])


def test_it_is_believed_when_staff_confirm_it() -> None:
    assert resolved(row(1, "1", "", "Кто-то", "777", "да")).rows["1"].number == 1


def test_after_a_sort_without_the_hidden_column_the_content_tells() -> None:
    rows = [row(1, "3", "1", *BASE["3"]), row(2, "1", "2", *BASE["1"]), row(3, "2", "3", *BASE["2"])]
    result = resolved(*rows)
    assert {key: found.number for key, found in result.rows.items()} == {"3": 1, "1": 2, "2": 3}
    assert set(result.wrong.values()) == {(False, True)}


def test_after_ids_were_dragged_down_the_content_tells() -> None:
    result = resolved(row(1, "1", "1", *BASE["1"]), row(2, "1", "2", *BASE["2"]), row(3, "1", "3", *BASE["3"]))
    assert {key: found.number for key, found in result.rows.items()} == {"1": 1, "2": 2, "3": 3}
    assert result.wrong == {"2": (True, False), "3": (True, False)}


def test_a_copy_of_visible_cells_only_is_a_copy() -> None:
    result = resolved(row(1, "1", "1", *BASE["1"]), row(2, "1", "", *BASE["1"]))
    assert doubts(result) == [(2, Doubt.COPY)]


def test_a_row_that_lost_both_keys_is_known_by_its_content() -> None:
    result = resolved(row(1, "1", "1", *BASE["1"]), row(2, "", "", "Борис", "222", "новое"))
    assert (result.rows["2"].number, result.wrong["2"]) == (2, (True, True))


def test_two_rows_that_might_be_it_are_none_of_it() -> None:
    result = resolved(row(1, "", "", *BASE["2"]), row(2, "", "", *BASE["2"]))
    assert "2" not in result.rows
    assert len(result.drafts) == 2


def test_a_reserved_key_belongs_to_the_row_that_bears_it_as_twin() -> None:
    result = resolved(row(1, "", "50", "Новый"), row(2, "50", ""), reserved="50")
    assert result.rows["50"].number == 1
    assert [draft.number for draft in result.drafts] == [2]


def test_a_reserved_key_written_over_a_records_twin_takes_nothing_from_it() -> None:
    result = resolved(row(1, "1", "50", *BASE["1"]), reserved="50")
    assert result.rows["1"].number == 1
    assert result.wrong["1"] == (False, True)


def test_a_key_just_given_that_hit_another_row_is_a_stray() -> None:
    base = {"1": BASE["1"], "9": ("Девятый", "999", "i")}
    result = resolved(row(1, "", "9", "Черновик", "", ""), new="9", base=base)
    assert doubts(result) == [(1, Doubt.STRAY)]
