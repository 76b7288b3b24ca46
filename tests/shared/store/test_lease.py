"""Who may do what only one may do at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.errors import Conflict
from shared.store.lease import Lease, path
from tests.stand_ins import FirestoreStandIn, Watch

LENGTH = timedelta(seconds=90)


async def lease(firestore: FirestoreStandIn) -> Lease:
    return Lease(await firestore.get(path("work")))


async def test_one_who_was_slower_does_not_get_it(firestore: FirestoreStandIn, watch: Watch) -> None:
    both = await lease(firestore)
    await firestore.store.commit([both.taken("first", watch(), LENGTH)])
    with pytest.raises(Conflict):
        await firestore.store.commit([both.taken("second", watch(), LENGTH)])
    assert (await lease(firestore)).holder == "first"


async def test_it_is_free_when_it_was_given_back_or_has_run_out(firestore: FirestoreStandIn, watch: Watch) -> None:
    assert (await lease(firestore)).free(watch())
    await firestore.store.commit([(await lease(firestore)).taken("first", watch(), LENGTH)])
    assert not (await lease(firestore)).free(watch())
    watch.move(90)
    assert (await lease(firestore)).free(watch())
    watch.move(-90)
    await firestore.store.commit([(await lease(firestore)).released()])
    assert (await lease(firestore)).free(watch())


async def test_who_asks_again_is_not_overlooked_by_one_who_is_about_to_go(
    firestore: FirestoreStandIn, watch: Watch
) -> None:
    await firestore.store.commit([(await lease(firestore)).taken("first", watch(), LENGTH)])
    leaving = await lease(firestore)
    await firestore.store.commit([(await lease(firestore)).asked_again()])
    with pytest.raises(Conflict):
        await firestore.store.commit([leaving.released()])
    assert (await lease(firestore)).wanted_again


async def test_taking_it_answers_the_wish(firestore: FirestoreStandIn, watch: Watch) -> None:
    await firestore.store.commit([(await lease(firestore)).asked_again()])
    await firestore.store.commit([(await lease(firestore)).taken("first", watch(), LENGTH)])
    assert not (await lease(firestore)).wanted_again
