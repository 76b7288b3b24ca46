"""Snapshots as they change, through the synchronous client: the asynchronous one cannot listen."""

from __future__ import annotations

import queue
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from google.cloud import firestore
from google.cloud.firestore import FieldFilter

Client = Any


@pytest.fixture
def client(host: str | None, project: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    if host is not None:
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", host)
    client: Client = firestore.Client(project=project)
    yield client
    client.close()


@pytest.fixture
def home(client: Client) -> Any:
    return client.collection("runs").document(uuid.uuid4().hex)


@pytest.fixture
def listen() -> Iterator[Callable[[Any], Callable[[], Any]]]:
    """Begin to listen and return a function that waits for the next state and what has changed in it."""
    watches = []

    def begin(target: Any) -> Callable[[], Any]:
        states: queue.Queue[Any] = queue.Queue()
        watches.append(target.on_snapshot(lambda documents, changes, time: states.put((documents, changes, time))))

        def state() -> Any:
            documents, changes, time = states.get(timeout=5)
            assert time is not None
            found = [(document.id, document.to_dict()) for document in documents if document.exists]
            return found, [(change.type.name, change.document.id) for change in changes]

        return state

    yield begin
    for watch in watches:
        watch.unsubscribe()


def test_a_document_is_shown_as_it_is_and_as_it_becomes(home: Any, listen: Any) -> None:
    state = listen(home)
    assert state()[0] == []
    home.set({"n": 1})
    assert state()[0] == [(home.id, {"n": 1})]
    home.update({"n": 2})
    assert state()[0] == [(home.id, {"n": 2})]
    home.delete()
    assert state()[0] == []


def test_a_query_tells_what_comes_into_it_changes_in_it_and_leaves_it(home: Any, listen: Any) -> None:
    items = home.collection("items")
    items.document("a").set({"open": True, "n": 1})
    items.document("b").set({"open": False, "n": 2})
    state = listen(items.where(filter=FieldFilter(field_path="open", op_string="==", value=True)))
    assert state() == ([("a", {"open": True, "n": 1})], [("ADDED", "a")])
    items.document("b").update({"open": True})
    assert state() == ([("a", {"open": True, "n": 1}), ("b", {"open": True, "n": 2})], [("ADDED", "b")])
    items.document("a").update({"n": 5})
    assert state()[1] == [("MODIFIED", "a")]
    items.document("a").update({"open": False})
    assert state() == ([("b", {"open": True, "n": 2})], [("REMOVED", "a")])
    items.document("b").delete()
    assert state() == ([], [("REMOVED", "b")])


def test_a_query_with_a_limit_fills_up_again(home: Any, listen: Any) -> None:
    items = home.collection("items")
    for number in range(4):
        items.document(str(number)).set({"n": number})
    state = listen(items.order_by("n").limit(2))
    assert [name for name, _ in state()[0]] == ["0", "1"]
    items.document("0").delete()
    assert [name for name, _ in state()[0]] == ["1", "2"]


def test_the_changes_of_one_commit_are_told_together(client: Client, home: Any, listen: Any) -> None:
    items = home.collection("items")
    state = listen(items)
    assert state()[0] == []
    batch = client.batch()
    for name in "abc":
        batch.set(items.document(name), {})
    batch.commit()
    assert [change for change, _ in state()[1]] == ["ADDED"] * 3


def test_what_does_not_concern_a_query_is_not_told(home: Any, listen: Any) -> None:
    state = listen(home.collection("items"))
    state()
    home.collection("others").document("x").set({})
    home.collection("items").document("a").set({})
    assert state()[1] == [("ADDED", "a")]


def test_two_listeners_are_told_each(home: Any, listen: Any) -> None:
    first, second = listen(home), listen(home)
    first(), second()
    home.set({"n": 1})
    assert first()[0] == second()[0] == [(home.id, {"n": 1})]
