"""The store against the local Firestore: what is read, what a commit demands and changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from shared.errors import Conflict
from shared.store.records import (
    SERVER_TIME,
    Condition,
    Record,
    Write,
    change,
    create,
    merge,
    put,
    remove,
    replace,
)
from tests.stand_ins import FirestoreStandIn

STALE = datetime(2020, 1, 1, tzinfo=UTC)


async def test_documents_come_in_the_order_asked_absent_ones_without_a_version(firestore: FirestoreStandIn) -> None:
    await firestore.store.commit([put("orders/1", {"n": 1}), put("orders/2", {"n": 2})])
    await firestore.forget()
    records = await firestore.store.read("orders/2", "orders/0", "orders/1", "orders/2")
    assert [record.path for record in records] == ["orders/2", "orders/0", "orders/1", "orders/2"]
    assert [dict(record.data) for record in records] == [{"n": 2}, {}, {"n": 1}, {"n": 2}]
    assert [record.exists for record in records] == [True, False, True, True]
    assert await firestore.calls() == {"BatchGetDocuments": 1}


async def test_a_commit_returns_the_versions_that_are_read_afterwards(firestore: FirestoreStandIn) -> None:
    versions = await firestore.store.commit([put("orders/1", {"n": 1}), put("orders/2", {"n": 2})])
    assert versions == [record.version for record in await firestore.store.read("orders/1", "orders/2")]


async def test_a_commit_is_applied_whole_or_not_at_all(firestore: FirestoreStandIn) -> None:
    await firestore.store.commit([put("orders/2", {"n": 2})])
    with pytest.raises(Conflict):
        await firestore.store.commit([put("orders/1", {"n": 1}), create("orders/2", {"n": 3})])
    one, two = await firestore.store.read("orders/1", "orders/2")
    assert (one.exists, two.data["n"]) == (False, 2)


HELD: dict[str, Callable[[Record, Record], Write]] = {
    "create": lambda _, absent: create(absent.path, {"n": 5}),
    "put over": lambda there, _: put(there.path, {"n": 5}),
    "put new": lambda _, absent: put(absent.path, {"n": 5}),
    "replace read": lambda there, _: replace(there, {"n": 5}),
    "replace absent": lambda _, absent: replace(absent, {"n": 5}),
    "change read": lambda there, _: change(there, n=5),
    "change absent": lambda _, absent: change(absent, n=5),
    "merge over": lambda there, _: merge(there.path, n=5),
    "merge new": lambda _, absent: merge(absent.path, n=5),
    "present": lambda there, _: Write(there.path, {"n": 5}, Condition.PRESENT),
}


@pytest.mark.parametrize("write", HELD.values(), ids=HELD)
async def test_a_write_whose_condition_holds_is_applied(
    firestore: FirestoreStandIn, write: Callable[[Record, Record], Write]
) -> None:
    await firestore.store.commit([put("orders/there", {"n": 1})])
    there, absent = await firestore.store.read("orders/there", "orders/absent")
    wanted = write(there, absent)
    await firestore.store.commit([wanted])
    assert (await firestore.get(wanted.path)).data == {"n": 5}


BROKEN: dict[str, Callable[[Record, Record], Write]] = {
    "create over": lambda there, _: create(there.path, {"n": 5}),
    "replace touched": lambda there, _: replace(Record(there.path, {}, STALE), {"n": 5}),
    "replace appeared": lambda there, _: replace(Record(there.path), {"n": 5}),
    "replace gone": lambda _, absent: replace(Record(absent.path, {}, STALE), {"n": 5}),
    "change touched": lambda there, _: change(Record(there.path, {}, STALE), n=5),
    "change appeared": lambda there, _: change(Record(there.path), n=5),
    "change gone": lambda _, absent: change(Record(absent.path, {}, STALE), n=5),
    "remove touched": lambda there, _: remove(Record(there.path, {}, STALE)),
    "remove appeared": lambda there, _: remove(Record(there.path)),
    "present gone": lambda _, absent: Write(absent.path, {"n": 5}, Condition.PRESENT),
}


@pytest.mark.parametrize("write", BROKEN.values(), ids=BROKEN)
async def test_a_write_whose_condition_is_broken_conflicts_and_changes_nothing(
    firestore: FirestoreStandIn, write: Callable[[Record, Record], Write]
) -> None:
    await firestore.store.commit([put("orders/there", {"n": 1})])
    before = await firestore.store.read("orders/there", "orders/absent")
    with pytest.raises(Conflict):
        await firestore.store.commit([write(*before)])
    assert await firestore.store.read("orders/there", "orders/absent") == before


async def test_of_two_who_read_the_same_only_the_first_writes(firestore: FirestoreStandIn) -> None:
    await firestore.store.commit([put("orders/1", {"n": 1})])
    seen = await firestore.get("orders/1")
    await firestore.store.commit([change(seen, n=2)])
    with pytest.raises(Conflict):
        await firestore.store.commit([change(seen, n=3)])
    assert (await firestore.get("orders/1")).data == {"n": 2}


async def test_a_change_keeps_other_fields_and_removes_those_it_names_without_a_value(
    firestore: FirestoreStandIn,
) -> None:
    await firestore.store.commit([put("orders/1", {"kept": 1, "changed": 1, "dropped": 1})])
    seen = await firestore.get("orders/1")
    await firestore.store.commit([Write(seen.path, {"changed": 2}, Condition.NONE, ("changed", "dropped"))])
    assert (await firestore.get("orders/1")).data == {"kept": 1, "changed": 2}


async def test_a_map_that_is_changed_is_changed_as_a_whole(firestore: FirestoreStandIn) -> None:
    await firestore.store.commit([put("orders/1", {"map": {"a": 1, "b": 2}})])
    await firestore.store.commit([merge("orders/1", map={"c": 3})])
    assert (await firestore.get("orders/1")).data == {"map": {"c": 3}}


@pytest.mark.parametrize("name", ["a.b", "in-5", "цена", "1st", "`tick`", "back\\slash", "with space"])
async def test_a_field_may_have_any_name(firestore: FirestoreStandIn, name: str) -> None:
    await firestore.store.commit([put("orders/1", {"kept": 1})])
    await firestore.store.commit([merge("orders/1", **{name: 2})])
    assert (await firestore.get("orders/1")).data == {"kept": 1, name: 2}
    await firestore.store.commit([merge("orders/1", **{name: SERVER_TIME})])
    assert isinstance((await firestore.get("orders/1")).data[name], datetime)


async def test_a_replacement_leaves_no_old_field_standing(firestore: FirestoreStandIn) -> None:
    await firestore.store.commit([put("orders/1", {"old": 1})])
    await firestore.store.commit([replace(await firestore.get("orders/1"), {"new": 2})])
    assert (await firestore.get("orders/1")).data == {"new": 2}


@pytest.mark.parametrize("write", [put, create], ids=["put", "create"])
async def test_the_server_fills_in_its_time(firestore: FirestoreStandIn, write: Callable[..., Write]) -> None:
    (version,) = await firestore.store.commit([write("orders/1", {"n": 1, "at": SERVER_TIME})])
    data = (await firestore.get("orders/1")).data
    assert data["n"] == 1
    assert abs(data["at"] - version) < timedelta(seconds=1)


async def test_a_change_of_nothing_but_the_servers_time_keeps_the_rest(firestore: FirestoreStandIn) -> None:
    await firestore.store.commit([put("orders/1", {"n": 1})])
    await firestore.store.commit([change(await firestore.get("orders/1"), at=SERVER_TIME)])
    data = (await firestore.get("orders/1")).data
    assert (data["n"], set(data)) == (1, {"n", "at"})


async def test_a_removed_document_is_gone(firestore: FirestoreStandIn) -> None:
    await firestore.store.commit([put("orders/1", {"n": 1})])
    await firestore.store.commit([remove(await firestore.get("orders/1"))])
    assert not (await firestore.get("orders/1")).exists


async def test_removing_what_was_not_there_is_no_conflict_while_it_is_not_there(firestore: FirestoreStandIn) -> None:
    await firestore.store.commit([remove(await firestore.get("orders/1"))])
    assert not (await firestore.get("orders/1")).exists
