"""Which cells a call writes, and which of them it is seen to have hit."""

from __future__ import annotations

from shared.sheets import aim
from shared.sheets.aim import Aimed, Plan, Shot, Target
from shared.sheets.cells import Raw
from shared.sheets.look import Look, Row, Strip
from shared.sheets.place import Place, content, locate
from tests.shared.sheets.test_merge import LAYOUT

FIELDS = [column.field for column in LAYOUT.all]


def look(*rows: tuple[str, str, str]) -> Look:
    """A tab of which ID, name and twin matter."""
    ids, names, twins = zip(("ID", "Имя", "Копия · run.1"), *rows, strict=True)
    strips = {name: Strip(at, ()) for at, name in enumerate(FIELDS)}
    strips |= {"id": Strip(0, ids), "name": Strip(1, names), "_twin": Strip(4, twins)}
    headed = {c.field: Strip(s.column, s.cells or (c.header,)) for c in LAYOUT.all for s in [strips[c.field]]}
    return Look(LAYOUT, headed)


def target(key: str, name: str, seen: str = "", bear: tuple[str, str] = ("", "")) -> Target:
    return Target(Place(key, key), key, {0: name}, (seen, "", "", "", ""), bear)


def planned(*targets: Target) -> Plan:
    return Plan(LAYOUT, list(targets))


def test_it_aims_at_rows_where_they_stand_now() -> None:
    (aimed,) = aim.aim(planned(target("2", "Б", "b")), look(("1", "a", "1"), ("", "", ""), ("2", "b", "2")))
    assert aimed.row.number == 3


def test_a_cell_that_staff_changed_since_is_left() -> None:
    assert aim.aim(planned(target("1", "А", "a")), look(("1", "иное", "1"))) == []


def test_a_row_that_is_gone_or_twice_is_left() -> None:
    plan = planned(target("1", "А", "a"), target("2", "Б", "b"))
    assert aim.aim(plan, look(("1", "a", "1"), ("1", "a", "1"))) == []


def test_a_row_without_key_is_found_by_what_it_holds() -> None:
    shown = look(("", "первый", ""), ("", "второй", ""), ("", "второй", ""))
    first, second, third = shown.rows
    places = [Place("", "", content(LAYOUT, second), ordinal) for ordinal in (0, 1, 2)]
    assert locate(shown, places) == {places[0]: second, places[1]: third}
    assert content(LAYOUT, first) != content(LAYOUT, second)


def test_one_call_writes_from_the_top_and_leaves_the_rest_alone() -> None:
    shown = look(("1", "a", "1"), ("2", "b", "2"))
    shot = Shot(LAYOUT, tuple(aim.aim(planned(target("2", "Б", "b")), shown)), (), shown.header, "run.2")
    columns = shot.columns()
    assert columns["name"] == [None, None, "Б"]
    assert columns["_twin"] == ["Копия · run.2"]
    assert columns["id"] == [None]


def test_a_key_is_written_where_it_is_missing_and_nowhere_else() -> None:
    shown = look(("1", "a", ""))
    healed = Target(Place("1", "", content(LAYOUT, shown.rows[0])), "1", {}, shown.rows[0].cells, ("", "1"))
    shot = Shot(LAYOUT, tuple(aim.aim(planned(healed), shown)), (), shown.header, "run.2")
    assert (shot.columns()["id"], shot.columns()["_twin"]) == ([None], ["Копия · run.2", "1"])


def hit(plan: Plan, before: Look, after: Look) -> aim.Hit:
    return aim.hit(Shot(LAYOUT, tuple(aim.aim(plan, before)), (), before.header, "run.2"), after)


def test_it_sees_in_the_answer_what_landed() -> None:
    result = hit(planned(target("1", "А", "a")), look(("1", "a", "1")), look(("1", "А", "1")))
    assert [(each.target.key, row.cells[0]) for each, row in result.landed] == [("1", "А")]


def test_it_sees_in_the_answer_whose_row_was_hit_instead() -> None:
    before, after = look(("1", "a", "1"), ("2", "b", "2")), look(("2", "А", "2"), ("1", "a", "1"))
    result = hit(planned(target("1", "А", "a")), before, after)
    assert [(each.target.key, row.key) for each, row in result.strayed] == [("1", "2")]


def test_a_row_that_is_no_longer_there_counts_as_an_empty_one() -> None:
    result = hit(planned(target("1", "А", "a")), look(("1", "a", "1")), look())
    assert [row.key for _, row in result.strayed] == [""]


def test_an_edit_between_two_looks_is_noticed() -> None:
    plan = planned(target("2", "Б", "b"))
    first = {row.key: row for row in look(("1", "a", "1"), ("2", "b", "2")).rows}
    found = aim.unread(first, look(("1", "новое", "1"), ("2", "b", "2")), plan)
    assert [(each.key, each.field, each.value) for each in found] == [("1", "name", "новое")]


def aimed(number: int, **values: Raw) -> Aimed:
    indices = {"name": 0, "status": 1, "price": 2}
    own = {indices[name]: raw for name, raw in values.items()}
    key = str(number)
    return Aimed(Target(Place(key, key), key, own, ("",) * 5), Row(number, key, key, ("",) * 5), own)


def test_a_small_write_is_one_call() -> None:
    assert len(list(aim.volleys([aimed(number, name="x") for number in range(1, 100)]))) == 1


def test_much_text_is_divided_by_rows_and_nothing_is_left_out() -> None:
    everything = [aimed(number, name="я" * 40_000) for number in range(1, 60)]
    volleys = list(aim.volleys(everything))
    assert [each.target.key for volley in volleys for each in volley] == [each.target.key for each in everything]
    assert len(volleys) > 1
    assert max(len(volley) for volley in volleys) * 80_000 < aim.PAYLOAD


def test_a_wide_write_far_down_is_divided_by_columns() -> None:
    volleys = list(aim.volleys([aimed(60_000, name="x", status="y", price=1)]))
    assert [set(volley[0].values) for volley in volleys] == [{0, 1}, {2}]
