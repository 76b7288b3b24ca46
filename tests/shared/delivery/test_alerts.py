"""The owner hears of a fault of ours, once an hour for each."""

from __future__ import annotations

from functions.dispatch.order_form import CATALOGUE
from shared.delivery.alerts import Alerts
from shared.store.records import Query
from tests.stand_ins import FirestoreStandIn, Watch

OUTBOX = Query("outbox")


def _raised(message: str) -> Exception:
    try:
        int(message)
    except ValueError as error:
        return error
    raise AssertionError("a number is no fault")


async def test_a_fault_is_told_with_its_place_and_without_anybody_s_words(
    firestore: FirestoreStandIn, watch: Watch
) -> None:
    await Alerts("500", "masters", CATALOGUE, firestore.store, watch).fault("clients", _raised("Анна, 89161234567"))
    (entry,) = await firestore.store.query(OUTBOX)
    assert (entry.data["chat"], entry.data["account"]) == ("500", "masters")
    assert "clients: ValueError, test_alerts.py:" in entry.data["say"]["text"]
    assert "Анна" not in entry.data["say"]["text"]


async def test_the_same_fault_is_told_once_an_hour(firestore: FirestoreStandIn, watch: Watch) -> None:
    alerts = Alerts("500", "masters", CATALOGUE, firestore.store, watch)
    error = _raised("x")
    for _ in range(3):
        await alerts.fault("clients", error)
    assert len(await firestore.store.query(OUTBOX)) == 1
    await alerts.fault("masters", error)
    assert len(await firestore.store.query(OUTBOX)) == 2


async def test_without_an_owner_nobody_is_told(firestore: FirestoreStandIn, watch: Watch) -> None:
    await Alerts("", "masters", CATALOGUE, firestore.store, watch).fault("clients", _raised("x"))
    assert await firestore.store.query(OUTBOX) == []
