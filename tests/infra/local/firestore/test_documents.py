"""What becomes of documents that are written, changed and deleted."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from google.api_core import exceptions
from google.cloud import firestore
from google.cloud.firestore import DELETE_FIELD

from tests.infra.local.firestore.harness import Client, Home


async def test_a_document_is_read_as_it_was_written(home: Home) -> None:
    await home.set({"name": "Nino", "rooms": [1, 2.5, None], "address": {"city": "Tbilisi"}})
    snapshot = await home.get()
    assert snapshot.to_dict() == {"name": "Nino", "rooms": [1, 2.5, None], "address": {"city": "Tbilisi"}}
    assert snapshot.create_time == snapshot.update_time
    assert snapshot.read_time >= snapshot.update_time


async def test_a_document_nobody_wrote_does_not_exist(home: Home) -> None:
    assert not (await home.get()).exists


async def test_a_deleted_document_does_not_exist(home: Home) -> None:
    await home.set({"a": 1})
    await home.delete()
    assert not (await home.get()).exists


async def test_deleting_what_is_not_there_succeeds(home: Home) -> None:
    await home.delete()
    assert not (await home.get()).exists


async def test_creating_a_document_that_is_there_is_refused(home: Home) -> None:
    await home.create({"a": 1})
    with pytest.raises(exceptions.AlreadyExists, match="Document already exists: projects/"):
        await home.create({"a": 2})
    assert (await home.get()).to_dict() == {"a": 1}


async def test_updating_a_document_that_is_not_there_is_refused(home: Home) -> None:
    with pytest.raises(exceptions.NotFound, match="No document to update: projects/"):
        await home.update({"a": 1})
    assert not (await home.get()).exists


async def test_a_set_replaces_the_whole_document_and_keeps_when_it_was_created(home: Home) -> None:
    created = await home.set({"a": 1, "b": 2})
    await home.set({"b": 3})
    snapshot = await home.get()
    assert snapshot.to_dict() == {"b": 3}
    assert snapshot.create_time == created.update_time < snapshot.update_time


async def test_a_merge_changes_the_leaves_it_has_and_leaves_the_rest(home: Home) -> None:
    await home.set({"a": 1, "m": {"x": 1, "y": 2}})
    await home.set({"m": {"x": 5}, "n": [1]}, merge=True)
    assert (await home.get()).to_dict() == {"a": 1, "m": {"x": 5, "y": 2}, "n": [1]}


async def test_a_merge_creates_the_document(home: Home) -> None:
    await home.set({"m": {"x": 5}}, merge=True)
    assert (await home.get()).to_dict() == {"m": {"x": 5}}


async def test_an_update_by_path_touches_only_that_path(home: Home) -> None:
    await home.set({"m": {"x": 1, "y": 2}, "a.b": "literal"})
    await home.update({"m.x": 9, "m.z.w": "deep"})
    assert (await home.get()).to_dict() == {"m": {"x": 9, "y": 2, "z": {"w": "deep"}}, "a.b": "literal"}


async def test_an_update_through_a_value_that_is_no_map_replaces_it(home: Home) -> None:
    await home.set({"m": "text"})
    await home.update({"m.x": 1})
    assert (await home.get()).to_dict() == {"m": {"x": 1}}


async def test_deleted_fields_go_and_their_map_stays(home: Home) -> None:
    await home.set({"m": {"x": 1}, "a": 1, "b": 2})
    await home.update({"m.x": DELETE_FIELD, "a": DELETE_FIELD, "nothing": DELETE_FIELD})
    assert (await home.get()).to_dict() == {"m": {}, "b": 2}


async def test_field_names_may_be_anything_when_quoted(home: Home) -> None:
    await home.set({"имя": 1, "with space": {"tick`": 1, "back\\slash": 2}, "1st": 3})
    await home.update({"`with space`.`tick\\``": 7, "`1st`": 4})
    found = (await home.get(["`with space`.`back\\\\slash`", "`имя`", "`1st`"])).to_dict()
    assert found == {"with space": {"back\\slash": 2}, "имя": 1, "1st": 4}
    assert (await home.get()).to_dict()["with space"] == {"tick`": 7, "back\\slash": 2}


async def test_a_mask_shows_only_what_it_names(home: Home) -> None:
    await home.set({"a": 1, "m": {"x": 1, "y": 2}, "b": 2})
    assert (await home.get(["a", "m.y", "missing"])).to_dict() == {"a": 1, "m": {"y": 2}}


async def test_update_times_increase_strictly(home: Home) -> None:
    results = [await home.set({"n": number}) for number in range(20)]
    times = [result.update_time for result in results]
    assert all(before < after for before, after in pairwise(times))
    assert all(time.timestamp_pb().nanos % 1000 == 0 for time in times)


async def test_concurrent_commits_have_times_of_their_own(db: Client, home: Home) -> None:
    items = home.collection("items")
    results = await asyncio.gather(*(items.document(str(number)).set({"n": number}) for number in range(50)))
    assert len({result.update_time for result in results}) == 50
    assert all([snapshot.exists async for snapshot in db.get_all([items.document(str(n)) for n in range(50)])])


async def test_a_write_that_changes_nothing_keeps_the_update_time(home: Home) -> None:
    first = await home.set({"a": 1, "b": {"x": 1.5}})
    assert (await home.set({"a": 1, "b": {"x": 1.5}})).update_time == first.update_time
    assert (await home.update({"a": 1})).update_time == first.update_time
    assert (await home.get()).update_time == first.update_time


async def test_an_integer_in_the_place_of_an_equal_double_is_a_change(home: Home) -> None:
    first = await home.set({"a": 1.0})
    assert (await home.set({"a": 1})).update_time > first.update_time


async def test_a_write_on_the_right_version_succeeds_and_on_a_stale_one_is_refused(db: Client, home: Home) -> None:
    first = await home.set({"a": 1})
    option = db.write_option(last_update_time=first.update_time)
    await home.update({"a": 2}, option=option)
    with pytest.raises(exceptions.FailedPrecondition, match="does not match the required base version"):
        await home.update({"a": 3}, option=option)
    with pytest.raises(exceptions.FailedPrecondition):
        await home.delete(option=option)
    assert (await home.get()).to_dict() == {"a": 2}


async def test_a_version_from_the_future_is_an_invalid_argument(db: Client, home: Home) -> None:
    await home.set({"a": 1})
    option = db.write_option(last_update_time=datetime.now(UTC) + timedelta(hours=1))
    with pytest.raises(exceptions.InvalidArgument):
        await home.update({"a": 3}, option=option)


async def test_a_conditional_delete_needs_the_document(db: Client, home: Home) -> None:
    with pytest.raises(exceptions.NotFound):
        await home.delete(option=db.write_option(exists=True))
    await home.set({})
    await home.delete(option=db.write_option(exists=True))
    assert not (await home.get()).exists


async def test_an_empty_document_exists(home: Home) -> None:
    await home.set({})
    snapshot = await home.get()
    assert snapshot.exists
    assert snapshot.to_dict() == {}


async def test_databases_of_one_project_do_not_see_each_other(host: str | None, project: str, home: Home) -> None:
    if host is None:
        pytest.skip("a real project has the databases it has")
    await home.set({"a": 1})
    other = firestore.AsyncClient(project=project, database="other")
    assert not (await other.document(home.path).get()).exists
    await other.document(home.path).set({"a": 2})
    assert (await home.get()).to_dict() == {"a": 1}
    await other._firestore_api.transport.close()


async def test_everything_in_one_commit_happens_or_nothing(db: Client, home: Home) -> None:
    batch = db.batch()
    batch.set(home.collection("items").document("a"), {"n": 1})
    batch.update(home.collection("items").document("missing"), {"n": 1})
    with pytest.raises(exceptions.NotFound):
        await batch.commit()
    assert not (await home.collection("items").document("a").get()).exists


async def test_several_writes_to_one_document_in_a_commit_are_done_in_order(db: Client, home: Home) -> None:
    batch = db.batch()
    batch.create(home, {"n": 1, "gone": True})
    batch.update(home, {"n": firestore.Increment(5), "gone": DELETE_FIELD})
    batch.update(home, {"n": firestore.Increment(5)})
    results = await batch.commit()
    assert len(results) == 3
    assert (await home.get()).to_dict() == {"n": 11}


async def test_a_document_deleted_and_written_again_in_one_commit_is_new(db: Client, home: Home) -> None:
    await home.set({"old": True})
    batch = db.batch()
    batch.delete(home)
    batch.create(home, {"new": True})
    await batch.commit()
    assert (await home.get()).to_dict() == {"new": True}
