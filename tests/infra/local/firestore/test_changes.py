"""The change feed that the local triggers live on."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from typing import Any

import httpx
from google.cloud import firestore

from infra.local.firestore.messages import Document
from tests.infra.local.firestore.harness import Client, Home


async def end(admin: httpx.AsyncClient) -> int:
    return int((await admin.get("/admin/changes")).json()["next"])


async def since(admin: httpx.AsyncClient, after: int, wait: float = 0, limit: int = 100) -> dict[str, Any]:
    answer = await admin.get("/admin/changes", params={"after": after, "wait": wait, "limit": limit})
    answer.raise_for_status()
    return dict(answer.json())


def fields(encoded: str | None) -> dict[str, int] | None:
    if encoded is None:
        return None
    document = Document.FromString(b64decode(encoded))
    return {name: value.integer_value for name, value in document.fields.items()}


async def test_every_change_is_told_in_order_with_the_document_before_and_after(
    admin: httpx.AsyncClient, project: str, home: Home
) -> None:
    after = await end(admin)
    await home.set({"n": 1})
    await home.update({"n": 2, "m": 3})
    await home.delete()
    found = (await since(admin, after))["changes"]
    assert [(change["kind"], fields(change["old_document"]), fields(change["document"])) for change in found] == [
        ("created", None, {"n": 1}),
        ("updated", {"n": 1}, {"n": 2, "m": 3}),
        ("deleted", {"n": 2, "m": 3}, None),
    ]
    assert [change["update_mask"] for change in found] == [[], ["m", "n"], []]
    assert {(change["project"], change["database"]) for change in found} == {(project, "(default)")}
    assert {change["name"] for change in found} == {f"projects/{project}/databases/(default)/documents/{home.path}"}
    assert [change["seq"] for change in found] == sorted({change["seq"] for change in found})
    assert len({change["id"] for change in found}) == 3
    assert found[0]["time"] < found[1]["time"] < found[2]["time"]


async def test_the_document_told_bears_its_times(admin: httpx.AsyncClient, home: Home) -> None:
    after = await end(admin)
    written = await home.set({"n": 1})
    (change,) = (await since(admin, after))["changes"]
    document = Document.FromString(b64decode(change["document"]))
    assert document.update_time.ToDatetime() == written.update_time.replace(tzinfo=None)


async def test_a_write_that_changes_nothing_is_not_told(admin: httpx.AsyncClient, home: Home) -> None:
    await home.set({"n": 1})
    after = await end(admin)
    await home.set({"n": 1})
    await home.update({"n": 1})
    await home.collection("items").document("missing").delete()
    assert (await since(admin, after))["changes"] == []


async def test_a_document_written_twice_in_a_commit_is_told_once(
    admin: httpx.AsyncClient, db: Client, home: Home
) -> None:
    after = await end(admin)
    batch = db.batch()
    batch.set(home, {"n": 1})
    batch.update(home, {"n": firestore.Increment(1)})
    passing = home.collection("items").document("passing")
    batch.set(passing, {"n": 1})
    batch.delete(passing)
    await batch.commit()
    assert [fields(change["document"]) for change in (await since(admin, after))["changes"]] == [{"n": 2}]


async def test_the_mask_names_the_leaves_that_changed(admin: httpx.AsyncClient, home: Home) -> None:
    await home.set({"m": {"x": 1, "y": {"z": 1}}, "gone": 1, "list": [1], "with space": 1})
    after = await end(admin)
    await home.set({"m": {"x": 1, "y": {"z": 2}}, "list": [1, 2], "with space": 2, "new": {"a": 1}})
    (change,) = (await since(admin, after))["changes"]
    assert change["update_mask"] == ["gone", "list", "m.y.z", "new", "`with space`"]


async def test_whoever_waits_is_woken_by_the_next_change(admin: httpx.AsyncClient, home: Home) -> None:
    after = await end(admin)
    waiting = asyncio.create_task(since(admin, after, wait=5))
    done, _ = await asyncio.wait([waiting], timeout=0.1)
    assert not done
    await home.set({"n": 1})
    answer = await asyncio.wait_for(waiting, 2)
    assert [change["kind"] for change in answer["changes"]] == ["created"]
    assert answer["next"] == answer["changes"][-1]["seq"]


async def test_whoever_waits_in_vain_is_answered_with_nothing(admin: httpx.AsyncClient) -> None:
    after = await end(admin)
    assert await since(admin, after, wait=0.05) == {"changes": [], "next": after}


async def test_the_feed_can_be_read_piece_by_piece(admin: httpx.AsyncClient, home: Home) -> None:
    after = await end(admin)
    for number in range(5):
        await home.set({"n": number})
    seen: list[dict[str, int] | None] = []
    while answer := (await since(admin, after, limit=2))["changes"]:
        assert len(answer) <= 2
        seen.extend(fields(change["document"]) for change in answer)
        after = answer[-1]["seq"]
    assert seen == [{"n": number} for number in range(5)]


async def test_a_question_that_is_none_is_refused(admin: httpx.AsyncClient) -> None:
    assert (await admin.get("/admin/changes", params={"after": "yesterday"})).status_code == 400
