"""Every chat of a posting is brought to what it should see, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from shared.delivery import fanout
from shared.delivery.fanout import AT_ONCE, Recipient
from shared.delivery.posting import LEASE, Postings
from shared.errors import Blocked, OutcomeUnknown, Paused, SendFailure, StoreUnavailable, Unreachable
from shared.store.records import Query, Record
from tests.shared.delivery.office import PowerCutError, cut
from tests.shared.delivery.people import Chats, Offers, people
from tests.stand_ins import FirestoreStandIn, Watch

SHEET = fanout.path("offers", "1", 0)


@pytest.fixture
def chats() -> Chats:
    return Chats()


@pytest.fixture
def offers() -> Offers:
    return Offers(people(5))


@pytest.fixture
def postings(firestore: FirestoreStandIn, chats: Chats, offers: Offers, watch: Watch) -> Postings:
    return Postings({"offers": offers}, firestore.store, chats, watch)


async def recipients(firestore: FirestoreStandIn) -> dict[str, Recipient]:
    sheets = await firestore.store.query(Query("postings"))
    return {each.who: each for sheet in sheets for each in fanout.recipients(sheet)}


async def outcomes(firestore: FirestoreStandIn) -> list[str]:
    return [each.outcome for each in (await recipients(firestore)).values()]


async def test_everybody_is_shown_the_offer_once(postings: Postings, chats: Chats, firestore: FirestoreStandIn) -> None:
    await postings.refresh("offers", "1")
    await postings.refresh("offers", "1")
    assert chats.shown == {str(number): ["offer"] for number in range(5)}
    assert await outcomes(firestore) == ["sent"] * 5


async def test_a_posting_for_nobody_is_begun_and_done(
    postings: Postings, offers: Offers, firestore: FirestoreStandIn
) -> None:
    offers.people = []
    await postings.refresh("offers", "1")
    offers.people = people(3)
    await postings.refresh("offers", "1")
    assert await recipients(firestore) == {}


async def test_many_are_sent_to_in_batches_and_the_state_is_asked_before_each(
    postings: Postings, chats: Chats, offers: Offers, firestore: FirestoreStandIn
) -> None:
    offers.people = people(60)
    await postings.refresh("offers", "1")
    assert (len(chats.sends), chats.most_at_once, offers.asked) == (60, AT_ONCE, 4)
    # The plan, the lease, two for each of three batches, and giving the lease back.
    assert (await firestore.calls())["Commit"] == 1 + 1 + 3 * 2 + 1


async def test_more_than_a_sheet_holds_are_all_served(
    postings: Postings, chats: Chats, offers: Offers, firestore: FirestoreStandIn
) -> None:
    offers.people = people(230)
    await postings.refresh("offers", "1")
    assert Counter(chats.sends) == {"offer": 230}
    assert [len(fanout.recipients(sheet)) for sheet in await firestore.store.query(Query("postings"))] == [100, 100, 30]


async def test_a_change_is_shown_to_those_who_have_seen_the_thing(
    postings: Postings, chats: Chats, offers: Offers
) -> None:
    await postings.refresh("offers", "1")
    offers.taken_by = "3"
    await postings.refresh("offers", "1")
    assert chats.shown == {str(number): ["mine" if number == 3 else "gone"] for number in range(5)}


async def test_who_takes_it_in_the_middle_of_a_batch_is_told_to_those_just_sent_to_and_the_rest_hear_nothing(
    postings: Postings, chats: Chats, offers: Offers
) -> None:
    offers.people = people(60)

    async def taken(chat: str) -> None:
        if chat == "20":
            offers.taken_by = "7"

    chats.before = taken
    await postings.refresh("offers", "1")
    assert chats.shown == {str(number): ["mine" if number == 7 else "gone"] for number in range(AT_ONCE)}


async def test_what_is_given_back_is_offered_to_everybody_again(
    postings: Postings, chats: Chats, offers: Offers, firestore: FirestoreStandIn
) -> None:
    for taken_by in ("", "3", ""):
        offers.taken_by = taken_by
        await postings.refresh("offers", "1")
    assert chats.shown["3"] == ["mine", "offer"]
    assert await outcomes(firestore) == ["sent"] * 5


async def test_who_declines_while_others_are_sent_to_is_heard(
    postings: Postings, chats: Chats, firestore: FirestoreStandIn
) -> None:
    async def declined(chat: str) -> None:
        if chat == "2":
            write = fanout.marked(await firestore.get(SHEET), "2", "declined")
            assert write
            await firestore.store.commit([write])

    chats.before = declined
    await postings.refresh("offers", "1")
    assert await outcomes(firestore) == ["sent", "sent", "declined", "sent", "sent"]
    assert {each.shown for each in (await recipients(firestore)).values()} == {"offer"}


async def test_who_blocked_the_bot_is_noted_and_holds_nobody_up(
    postings: Postings, chats: Chats, offers: Offers, firestore: FirestoreStandIn
) -> None:
    chats.failures["1"] = [Blocked("blocked by the user")]
    await postings.refresh("offers", "1")
    offers.taken_by = "3"
    await postings.refresh("offers", "1")
    assert await outcomes(firestore) == ["sent", "failed", "sent", "accepted", "sent"]
    assert (await recipients(firestore))["1"].error == "Blocked: blocked by the user"


async def test_a_pause_is_handed_on_and_those_who_were_reached_are_not_sent_to_again(
    postings: Postings, chats: Chats
) -> None:
    chats.failures = {"1": [Paused(3)], "4": [Paused(9)], "2": [Unreachable("down")]}
    with pytest.raises(Paused) as caught:
        await postings.refresh("offers", "1")
    assert caught.value.seconds == 9
    await postings.refresh("offers", "1")
    assert chats.shown == {str(number): ["offer"] for number in range(5)}


@pytest.mark.parametrize("failure", [Unreachable("down"), OutcomeUnknown("dropped")])
async def test_what_may_pass_is_left_for_later(postings: Postings, chats: Chats, failure: SendFailure) -> None:
    chats.failures = {"1": [failure]}
    with pytest.raises(Unreachable):
        await postings.refresh("offers", "1")
    await postings.refresh("offers", "1")
    assert chats.shown["1"] == ["offer"] * (2 if isinstance(failure, OutcomeUnknown) else 1)


async def test_a_message_in_doubt_is_repeated_once_and_then_given_up(
    postings: Postings, chats: Chats, firestore: FirestoreStandIn
) -> None:
    chats.failures = {"1": [OutcomeUnknown("dropped")] * 5}
    with pytest.raises(Unreachable):
        await postings.refresh("offers", "1")
    for _ in range(3):
        await postings.refresh("offers", "1")
    assert chats.shown["1"] == ["offer", "offer"]
    assert (await recipients(firestore))["1"].outcome == "failed"


async def test_what_was_under_way_when_its_sender_died_is_repeated_once_after_its_lease(
    postings: Postings, chats: Chats, watch: Watch, firestore: FirestoreStandIn
) -> None:
    chats.before = cut
    with pytest.raises(PowerCutError):
        await postings.refresh("offers", "1")
    chats.before = None
    with pytest.raises(Unreachable, match="another delivery"):
        await postings.refresh("offers", "1")
    watch.move(LEASE.total_seconds())
    await postings.refresh("offers", "1")
    assert chats.shown == {str(number): ["offer"] for number in range(5)}
    assert await outcomes(firestore) == ["sent"] * 5


async def test_what_was_under_way_when_two_senders_died_is_given_up(
    postings: Postings, chats: Chats, watch: Watch, firestore: FirestoreStandIn
) -> None:
    chats.before = cut
    for _ in range(2):
        with pytest.raises(PowerCutError):
            await postings.refresh("offers", "1")
        watch.move(LEASE.total_seconds())
    chats.before = None
    await postings.refresh("offers", "1")
    assert chats.shown == {}
    assert await outcomes(firestore) == ["failed"] * 5


async def test_two_instances_at_once_show_it_once(
    postings: Postings, chats: Chats, offers: Offers, firestore: FirestoreStandIn
) -> None:
    offers.people = people(60)
    store = firestore.another()
    another = Postings({"offers": offers}, store, chats, postings.clock)
    ended = await asyncio.gather(
        *(each.refresh("offers", "1") for each in (postings, another, postings)), return_exceptions=True
    )
    assert all(end is None or isinstance(end, Unreachable) for end in ended)
    assert None in ended
    assert Counter(map(len, chats.shown.values())) == {1: 60}
    await store.close()


async def test_of_two_who_saw_the_same_free_sheet_one_gets_it(postings: Postings, firestore: FirestoreStandIn) -> None:
    await firestore.store.commit(fanout.planned("offers", "1", people(2), postings.clock()))
    seen: Record = await firestore.get(SHEET)
    await postings._leased(seen)
    with pytest.raises(Unreachable, match="another delivery"):
        await postings._leased(seen)


async def test_a_mark_between_reading_and_leasing_a_sheet_does_not_stop_the_lease(
    postings: Postings, firestore: FirestoreStandIn
) -> None:
    await firestore.store.commit(fanout.planned("offers", "1", people(2), postings.clock()))
    seen = await firestore.get(SHEET)
    write = fanout.marked(seen, "1", "declined")
    assert write
    await firestore.store.commit([write])
    leased = await postings._leased(seen)
    assert [each.outcome for each in fanout.recipients(leased)] == ["waiting", "declined"]


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
@pytest.mark.parametrize("number", [3, 4])
async def test_a_note_that_the_store_did_not_answer_for_doubles_no_message(
    postings: Postings, chats: Chats, firestore: FirestoreStandIn, kind: str, number: int
) -> None:
    """The third commit says what is under way, the fourth what has arrived."""

    async def dropped(_chat: str) -> None:
        chats.before = None
        await firestore.fail("Commit", kind)

    if number == 4:
        chats.before = dropped
    else:
        await firestore.store.commit(fanout.planned("offers", "1", people(5), postings.clock()))
        leased = await postings._leased(await firestore.get(SHEET))
        await firestore.fail("Commit", kind)
        await postings._bring_up(postings.posters["offers"], "1", leased)
    await postings.refresh("offers", "1")
    assert chats.shown == {str(number): ["offer"] for number in range(5)}
    assert await outcomes(firestore) == ["sent"] * 5


async def test_a_store_that_falls_silent_for_longer_leaves_the_rest_for_later(
    postings: Postings, chats: Chats, watch: Watch, firestore: FirestoreStandIn
) -> None:
    async def silent(_chat: str) -> None:
        chats.before = None
        await firestore.fail("*", "drop_before", times=20)

    chats.before = silent
    with pytest.raises(StoreUnavailable):
        await postings.refresh("offers", "1")
    await firestore.forget()
    watch.move(LEASE.total_seconds())
    await postings.refresh("offers", "1")
    assert set(map(len, chats.shown.values())) == {2}
    assert await outcomes(firestore) == ["sent"] * 5


async def test_a_posting_nobody_knows_is_left_for_later(postings: Postings) -> None:
    with pytest.raises(Unreachable, match="unheard"):
        await postings.refresh("unheard", "1")
