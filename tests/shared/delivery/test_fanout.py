"""What many chats see of one thing, and what still has to change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.channels.messages import Message
from shared.delivery import fanout
from shared.delivery.fanout import AT_ONCE, PER_SHEET, TRIES, Face, Recipient
from shared.errors import Blocked, OutcomeUnknown, Paused, Rejected, SendFailure, Unreachable
from shared.store.records import Condition, Record

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
OFFER = Face("offer", Message("Новая заявка"), fresh=True, outcome="sent")
GONE = Face("gone:5", Message("Заявку взял Борис"))


def person(number: int = 1, **fields: Any) -> Recipient:
    return replace(Recipient(f"m{number}", str(number), "ru"), **fields)


SEEN = person(outcome="sent", shown="offer", message="41")


def sheet(*people: Recipient) -> Record:
    (write,) = fanout.planned("dispatch.offers", "123456", people, NOW)
    return Record(write.path, write.data or {}, NOW)


def test_a_posting_begins_with_a_sheet_per_hundred_recipients() -> None:
    writes = fanout.planned("dispatch.offers", "123456", [person(n) for n in range(PER_SHEET * 2 + 1)], NOW)
    assert [write.path for write in writes] == [f"postings/dispatch.offers.123456-{n}" for n in range(3)]
    assert [len((write.data or {})["recipients"]) for write in writes] == [100, 100, 1]
    assert {write.condition for write in writes} == {Condition.ABSENT}


def test_a_posting_for_nobody_has_begun_all_the_same() -> None:
    assert fanout.recipients(sheet()) == []


def test_recipients_come_back_from_their_sheet_as_they_were() -> None:
    people = [person(), replace(SEEN, sending="gone:5", tries=2, doubts=1, error="Unreachable: down")]
    assert fanout.recipients(sheet(*people)) == people


def test_the_answer_of_a_recipient_is_marked_on_the_sheet() -> None:
    write = fanout.marked(sheet(person(1), person(2)), "m2", "declined")
    assert write
    assert [each["outcome"] for each in (write.data or {})["recipients"]] == ["waiting", "declined"]
    assert write.condition == NOW


def test_who_is_not_on_the_sheet_marks_nothing() -> None:
    assert fanout.marked(sheet(person(1)), "m2", "declined") is None


def due(each: Recipient, face: Face | None) -> bool:
    return bool(fanout.due([each], lambda _: face))


def test_who_has_not_been_shown_a_face_is_due() -> None:
    assert due(person(), OFFER)
    assert due(SEEN, GONE)


def test_who_sees_it_already_or_should_see_nothing_is_not() -> None:
    assert not due(SEEN, OFFER)
    assert not due(SEEN, None)


def test_who_could_not_be_reached_is_left_alone() -> None:
    assert not due(person(outcome="failed"), OFFER)


def test_who_has_no_message_has_nothing_to_be_changed() -> None:
    assert not due(person(), GONE)


def test_no_more_are_due_than_may_be_under_way_at_once() -> None:
    wanted = fanout.due([person(n) for n in range(60)], lambda _: OFFER)
    assert list(wanted) == [f"m{n}" for n in range(AT_ONCE)]


def test_what_has_arrived_is_shown_and_forgets_its_troubles() -> None:
    troubled = person(sending="offer", tries=2, doubts=1, error="Unreachable: down")
    assert fanout.arrived(troubled, OFFER, "41") == SEEN


def test_an_edit_keeps_message_and_outcome() -> None:
    assert fanout.arrived(SEEN, GONE, "41") == replace(SEEN, shown="gone:5")


@pytest.mark.parametrize("error", [Blocked("blocked"), Rejected("no")])
def test_a_new_message_that_will_never_arrive_has_failed(error: SendFailure) -> None:
    missed = fanout.missed(fanout.started(person(), OFFER), OFFER, error)
    assert (missed.outcome, missed.sending) == ("failed", "")
    assert missed.error.startswith(type(error).__name__)


def test_an_edit_that_will_never_succeed_is_not_tried_again_and_the_offer_counts_as_seen() -> None:
    missed = fanout.missed(fanout.started(SEEN, GONE), GONE, Rejected("message to edit not found"))
    assert (missed.outcome, missed.shown) == ("sent", "gone:5")


def test_what_may_pass_is_tried_again_and_given_up_in_the_end() -> None:
    each, tries = person(), 0
    while each.outcome != "failed":
        each = fanout.missed(fanout.started(each, OFFER), OFFER, Unreachable("down"))
        tries += 1
    assert tries == TRIES


def test_a_pause_is_no_try() -> None:
    each = person()
    for _ in range(TRIES * 2):
        each = fanout.missed(fanout.started(each, OFFER), OFFER, Paused(5))
    assert (each.outcome, each.tries) == ("waiting", 0)


def after(*errors: SendFailure | None) -> tuple[Recipient, int]:
    """Return the recipient and how many messages may have arrived; ``None`` is a sender that died."""
    each, arrived = person(), 0
    for error in errors:
        each = fanout.started(each, OFFER)
        if each.doubts > 1:
            break
        arrived += not isinstance(error, Unreachable | Paused)
        each = each if error is None else fanout.missed(each, OFFER, error)
        if each.outcome == "failed":
            break
    return each, arrived


DOUBT, DOWN, PAUSE = OutcomeUnknown("dropped"), Unreachable("down"), Paused(1)


@pytest.mark.parametrize(
    "errors",
    [
        (DOUBT, DOUBT, DOUBT),
        (None, None, None),
        (None, DOUBT, DOUBT),
        (DOUBT, None, None),
        (DOUBT, DOWN, DOUBT, DOUBT),
        (DOUBT, PAUSE, DOUBT, PAUSE, DOUBT),
        (None, PAUSE, None, PAUSE, None),
    ],
    ids=str,
)
def test_no_message_can_arrive_more_than_twice_whatever_went_wrong(errors: tuple[SendFailure | None, ...]) -> None:
    assert after(*errors)[1] == 2


def test_one_doubt_is_not_the_end() -> None:
    each, _ = after(DOUBT)
    assert each.outcome == "waiting"
    assert due(each, OFFER)


def test_a_doubtful_edit_is_repeated_for_it_can_do_no_harm() -> None:
    each = SEEN
    for _ in range(TRIES - 1):
        each = fanout.missed(fanout.started(each, GONE), GONE, OutcomeUnknown("dropped"))
    assert due(each, GONE)


def test_what_became_of_edits_does_not_count_against_a_later_offer() -> None:
    each = SEEN
    for _ in range(TRIES):
        each = fanout.missed(fanout.started(each, GONE), GONE, OutcomeUnknown("dropped"))
    assert each.shown == "gone:5"
    again = fanout.missed(fanout.started(replace(each, sending="gone:5"), OFFER), OFFER, OutcomeUnknown("dropped"))
    assert (again.outcome, again.doubts, again.tries) == ("sent", 1, 1)
