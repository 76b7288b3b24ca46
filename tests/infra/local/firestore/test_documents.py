"""What becomes of documents that are written, changed and deleted."""

from __future__ import annotations

import pytest
from google.api_core import exceptions
from google.cloud import firestore


async def test_a_document_is_read_as_it_was_written(home: firestore.AsyncDocumentReference) -> None:
    await home.set({"name": "Nino", "rooms": [1, 2.5, None], "address": {"city": "Tbilisi"}})
    snapshot = await home.get()
    assert snapshot.to_dict() == {"name": "Nino", "rooms": [1, 2.5, None], "address": {"city": "Tbilisi"}}
    assert snapshot.create_time == snapshot.update_time


async def test_a_document_nobody_wrote_does_not_exist(home: firestore.AsyncDocumentReference) -> None:
    assert not (await home.get()).exists


async def test_creating_a_document_that_is_there_is_refused(home: firestore.AsyncDocumentReference) -> None:
    await home.create({"a": 1})
    with pytest.raises(exceptions.AlreadyExists, match="Document already exists: projects/"):
        await home.create({"a": 2})
    assert (await home.get()).to_dict() == {"a": 1}


async def test_updating_a_document_that_is_not_there_is_refused(home: firestore.AsyncDocumentReference) -> None:
    with pytest.raises(exceptions.NotFound, match="No document to update: projects/"):
        await home.update({"a": 1})
    assert not (await home.get()).exists
