"""What a journal says about values of ours that went astray."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.sheets import journal
from shared.sheets.cells import EMPTY, Raw
from shared.sheets.journal import LATE, Draft, Entry, Journal, Recalled, Seen, Unread, recall
from shared.sheets.look import Row

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FIELDS = ("name", "notes")
A, B, C, D = (letter * 6 for letter in (b"a", b"b", b"c", b"d"))
Cells = dict[str, bytes]


def entry(key: str, *, call: str = "run.1", applied: bool = False, landed: str | None = None, **marks: bytes) -> Entry:
    return Entry("Лист", key, marks, call, NOW, applied, landed)


def seen(
    sheet: dict[str, Cells], base: dict[str, Cells], *tokens: str, keyless: tuple[tuple[Row, Cells], ...] = ()
) -> Seen:
    return Seen(FIELDS, frozenset(tokens), sheet, base, keyless)


def look(entries: list[Entry], what: Seen, *, later: float = 0, drafts: tuple[Draft, ...] = ()) -> Recalled:
    return recall(Journal(tuple(entries), drafts), what, NOW + timedelta(seconds=later))


def test_what_arrived_in_its_own_row_is_ours() -> None:
    result = look([entry("1", name=B)], seen({"1": {"name": B}}, {"1": {"name": A}}, "run.1"))
    assert result.ours == {("1", "name")}


def test_what_hit_another_row_is_ours_there() -> None:
    what = seen({"1": {"name": A}, "2": {"name": B}}, {"1": {"name": A}, "2": {"name": C}}, "run.1")
    assert look([entry("1", name=B)], what).ours == {("2", "name")}


def test_the_same_value_typed_by_staff_is_theirs_where_the_call_was_never_carried_out() -> None:
    what = seen({"1": {"name": A}, "2": {"name": B}}, {"1": {"name": A}, "2": {"name": C}}, "earlier.1")
    result = look([entry("1", name=B)], what)
    assert (result.ours, len(result.carried)) == (set(), 1)


def test_a_call_that_may_still_come_is_remembered_until_it_cannot() -> None:
    what = seen({}, {}, "earlier.1")
    assert len(look([entry("1", name=B)], what, later=LATE.total_seconds() - 1).carried) == 1
    assert look([entry("1", name=B)], what, later=LATE.total_seconds()).carried == []


@pytest.mark.parametrize(("token", "ours"), [("run.0", True), ("run.1", True), ("run.2", False), ("other.0", False)])
def test_a_later_call_of_the_same_pass_shows_that_the_earlier_was_carried_out(token: str, *, ours: bool) -> None:
    what = seen({"1": {"name": A}, "2": {"name": B}}, {"1": {"name": A}, "2": {"name": C}}, "run.1")
    assert bool(look([entry("1", call=token, name=B)], what).ours) is ours


def test_an_entry_is_looked_for_whole() -> None:
    base = {"1": {"name": A, "notes": A}, "2": {"name": C, "notes": C}}
    half = seen({"1": base["1"], "2": {"name": B, "notes": C}}, base, "run.1")
    assert look([entry("1", name=B, notes=D)], half).ours == set()
    whole = seen({"1": base["1"], "2": {"name": B, "notes": D}}, base, "run.1")
    assert look([entry("1", name=B, notes=D)], whole).ours == {("2", "name"), ("2", "notes")}


def test_more_rows_than_entries_may_hold_staffs_own_value() -> None:
    base = {key: {"name": A} for key in "123"}
    what = seen({"1": {"name": A}, "2": {"name": B}, "3": {"name": B}}, base, "run.1")
    assert look([entry("1", name=B)], what).doubtful == {"2", "3"}


def test_where_an_answer_named_the_row_only_that_row_is_suspected() -> None:
    base = {key: {"name": A} for key in "123"}
    what = seen({"2": {"name": B}, "3": {"name": B}}, base)
    result = look([entry("1", applied=True, landed="2", name=B)], what)
    assert (result.ours, result.doubtful) == ({("2", "name")}, set())


def test_staffs_value_that_ours_hides_is_restored() -> None:
    what = seen({"2": {"name": B}}, {"2": {"name": A}})
    unread = Unread("Лист", "2", "name", "Новое имя")
    result = recall(Journal((entry("1", applied=True, landed="2", name=B),), (), (unread,)), what, NOW)
    assert result.restored == {("2", "name"): "Новое имя"}


def keyless(number: int, cells: tuple[Raw, ...], **marks: bytes) -> tuple[Row, Cells]:
    return Row(number, "", "", cells), {"name": EMPTY, "notes": EMPTY} | marks


def test_a_typed_row_gets_back_what_a_value_of_ours_hides() -> None:
    draft = Draft("Лист", ("Черновик", "мой текст"))
    row, marks = keyless(5, ("чужое", "мой текст"), name=B, notes=C)
    result = look([entry("1", applied=True, landed="", name=B)], seen({}, {}, keyless=((row, marks),)), drafts=(draft,))
    assert result.ghosts == [(row, {"name": "Черновик"})]


def test_an_empty_row_that_was_hit_is_emptied() -> None:
    row, marks = keyless(5, ("чужое", ""), name=B)
    result = look([entry("1", applied=True, landed="", name=B)], seen({}, {}, keyless=((row, marks),)))
    assert result.ghosts == [(row, {"name": ""})]


def test_a_row_is_not_given_what_another_still_holds() -> None:
    drafts = (Draft("Лист", ("Первый", "")), Draft("Лист", ("Второй", "")))
    hit, standing = keyless(5, ("чужое", ""), name=B), keyless(6, ("Первый", ""), name=A)
    result = look([entry("1", applied=True, landed="", name=B)], seen({}, {}, keyless=(hit, standing)), drafts=drafts)
    assert result.ghosts == [(hit[0], {"name": "Второй"})]


def test_a_journal_survives_being_kept() -> None:
    entries = tuple(entry(str(n), name=A, applied=n == 1, landed="2" if n == 1 else None) for n in range(4_500))
    whole = Journal(entries, (Draft("Лист", ("a", 1.5, True)),), (Unread("Лист", "2", "name", "x"),))
    parts = list(journal.parts(whole))
    assert len(parts) == 3
    assert journal.read(parts) == whole
