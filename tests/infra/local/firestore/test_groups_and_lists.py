"""Collection groups, everything below a document, and lists of documents and collections."""

from __future__ import annotations

import uuid
from itertools import chain

import pytest
from google.api_core import exceptions
from google.cloud.firestore import FieldFilter

from tests.infra.local.firestore.harness import Client, Home


@pytest.fixture
def group() -> str:
    """A collection id no other test uses: a collection group spans the database."""
    return f"notes-{uuid.uuid4().hex}"


@pytest.fixture
async def tree(db: Client, home: Home, group: str) -> Home:
    batch = db.batch()
    batch.set(home.collection("shops").document("one"), {})
    batch.set(home.collection("shops").document("one").collection(group).document("b"), {"n": 2})
    batch.set(home.collection("shops").document("two").collection(group).document("a"), {"n": 1})
    batch.set(home.collection(group).document("c"), {"n": 3})
    batch.set(home.collection("shops").document("two").collection("other").document("x"), {"n": 9})
    await batch.commit()
    return home


async def test_a_group_spans_all_collections_with_its_id(db: Client, tree: Home, group: str) -> None:
    found = [snapshot.reference.path for snapshot in await db.collection_group(group).get()]
    assert found == [
        f"{tree.path}/{group}/c",
        f"{tree.path}/shops/one/{group}/b",
        f"{tree.path}/shops/two/{group}/a",
    ]


async def test_a_group_can_be_filtered_and_ordered(db: Client, home: Home) -> None:
    # This group needs an index, so it bears a name; the field tells one run of the tests from another.
    for name, n in {"shops/one/notes/b": 2, "shops/two/notes/a": 1, "notes/c": 3}.items():
        await db.document(f"{home.path}/{name}").set({"run": home.id, "n": n})
    mine = db.collection_group("notes").where(filter=FieldFilter("run", "==", home.id))
    query = mine.where(filter=FieldFilter("n", ">", 1)).order_by("n", direction="DESCENDING")
    assert [snapshot.id for snapshot in await query.get()] == ["c", "b"]


async def test_a_group_can_be_cut_into_parts(db: Client, home: Home, group: str) -> None:
    batch = db.batch()
    names = [f"{number:03}" for number in range(300)]
    for name in names:
        batch.set(home.collection(group).document(name), {})
    await batch.commit()
    parts = [part async for part in db.collection_group(group).get_partitions(3)]
    found = [[snapshot.id for snapshot in await part.query().get()] for part in parts]
    assert list(chain(*found)) == names
    assert 2 <= len(parts) <= 4


async def test_only_a_whole_group_can_be_cut(db: Client, home: Home) -> None:
    request = {
        "parent": f"{db._database_string}/documents/{home.path}",
        "structured_query": {"from_": [{"collection_id": "items"}]},
        "partition_count": 2,
    }
    with pytest.raises(exceptions.InvalidArgument):
        await db._firestore_api.partition_query(request=request, metadata=db._rpc_metadata)


async def test_a_list_shows_missing_documents_that_have_something_below(tree: Home) -> None:
    assert sorted([document.id async for document in tree.collection("shops").list_documents()]) == ["one", "two"]
    assert [snapshot.id for snapshot in await tree.collection("shops").get()] == ["one"]


async def test_a_list_goes_on_after_a_page(db: Client, home: Home) -> None:
    batch = db.batch()
    for number in range(7):
        batch.set(home.collection("pages").document(str(number)), {})
    await batch.commit()
    for size in (1, 3, 7, 10):
        found = [document.id async for document in home.collection("pages").list_documents(page_size=size)]
        assert found == ["0", "1", "2", "3", "4", "5", "6"]


async def test_a_list_can_show_documents_with_some_fields_without_the_missing(db: Client, tree: Home) -> None:
    parent = f"{db._database_string}/documents/{tree.path}"
    await tree.collection("shops").document("one").set({"a": 1, "b": 2})
    request = {"parent": parent, "collection_id": "shops", "mask": {"field_paths": ["b"]}}
    pager = await db._firestore_api.list_documents(request=request, metadata=db._rpc_metadata)
    found = [(document.name.rsplit("/", 1)[1], dict(document.fields)) async for document in pager]
    assert [(name, list(fields)) for name, fields in found] == [("one", ["b"])]


async def test_collections_are_listed_below_a_document_even_a_missing_one(tree: Home, group: str) -> None:
    shops = tree.collection("shops")
    assert [found.id async for found in tree.collections()] == sorted([group, "shops"])
    assert [found.id async for found in shops.document("two").collections()] == sorted([group, "other"])
    assert [found.id async for found in shops.document("nobody").collections()] == []


async def test_collections_are_listed_at_the_root(db: Client, tree: Home) -> None:
    assert tree.parent.id in [found.id async for found in db.collections()]


async def test_collection_ids_come_in_pages(db: Client, home: Home) -> None:
    batch = db.batch()
    for name in "abcde":
        batch.set(home.collection(name).document("x"), {})
    await batch.commit()
    request = {"parent": f"{db._database_string}/documents/{home.path}", "page_size": 2}
    pager = await db._firestore_api.list_collection_ids(request=request, metadata=db._rpc_metadata)
    assert [name async for name in pager] == ["a", "b", "c", "d", "e"]


async def test_everything_below_a_collection_can_be_deleted(db: Client, tree: Home) -> None:
    await tree.collection("shopsmith").document("neighbour").set({})
    await db.recursive_delete(tree.collection("shops"))
    assert [document.id async for document in tree.collection("shops").list_documents()] == []
    assert (await tree.collection("shopsmith").document("neighbour").get()).exists
