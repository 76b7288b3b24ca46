"""What may happen to what waits to be sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.channels.messages import Button, Message, Say
from shared.delivery import outbox
from shared.delivery.outbox import Entry, Mail, Notice, Posting, State
from shared.errors import Blocked, OutcomeUnknown, Paused, Rejected, SendFailure, Unreachable
from shared.store.records import Condition, Record, Write

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HELLO = Notice("bot", "7", Say(Message("Здравствуйте", buttons=((Button("Да", "yes"),),)), "40"))
OFFERS = Posting("dispatch.offers", "123456")


def entry(mail: Mail = HELLO, **fields: Any) -> Entry:
    """Return an entry as it was read from the store, with some fields changed."""
    (write,) = outbox.entries((mail,), "cause", NOW)
    return Entry.read(Record(write.path, {**(write.data or {}), **fields}, NOW))


def claimed(mail: Mail = HELLO, **fields: Any) -> Record:
    """Return the record of an entry that has been claimed."""
    read = entry(mail, **fields)
    write = outbox.claim(read, NOW)
    assert write
    return Record(write.path, {**read.record.data, **(write.data or {})}, NOW)


def data(write: Write | None) -> dict[str, Any]:
    assert write
    return dict(write.data or {})


@pytest.mark.parametrize("mail", [HELLO, OFFERS])
def test_mail_comes_back_from_its_entry_as_it_was(mail: Mail) -> None:
    read = entry(mail)
    assert read == Entry(read.record, mail, State.WAITING, 0, NOW)


def test_entries_are_created_under_ids_made_from_their_cause() -> None:
    first, second = outbox.entries((HELLO, OFFERS), "telegram:bot:7:5", NOW)
    assert (first.path, second.path) == ("outbox/telegram:bot:7:5:0", "outbox/telegram:bot:7:5:1")
    assert first.condition is second.condition is Condition.ABSENT


def test_entries_of_one_cause_leave_in_their_order_and_later_causes_later() -> None:
    moments = (NOW, NOW + timedelta(microseconds=1), NOW + timedelta(seconds=1), NOW + timedelta(days=400))
    orders = [data(write)["order"] for at in moments for write in outbox.entries(tuple([HELLO] * 12), str(at), at)]
    assert orders == sorted(orders)
    assert len(set(orders)) == len(orders)


def test_a_lane_is_a_chat_or_a_posting() -> None:
    assert HELLO.lane == "telegram:bot:7"
    assert OFFERS.lane == "posting:dispatch.offers:123456"


def test_a_waiting_entry_is_claimed_with_a_lease() -> None:
    write = outbox.claim(entry(), NOW)
    assert data(write) == {"state": "sending", "due": NOW + outbox.LEASE, "tries": 1, "doubts": 0}
    assert write
    assert write.condition == NOW


@pytest.mark.parametrize(
    "fields",
    [
        {"due": NOW + timedelta(seconds=1)},
        {"state": "sending", "due": NOW + timedelta(seconds=1)},
        {"state": "sent"},
        {"state": "failed"},
    ],
)
def test_what_is_done_not_due_or_in_other_hands_is_not_claimed(fields: dict[str, Any]) -> None:
    assert outbox.claim(entry(**fields), NOW) is None


def test_a_lease_that_ran_out_is_taken_over_with_a_doubt() -> None:
    assert data(outbox.claim(entry(state="sending", tries=1), NOW))["doubts"] == 1


def test_a_posting_that_was_left_unfinished_raises_no_doubt_for_it_knows_itself_what_has_arrived() -> None:
    assert data(outbox.claim(entry(OFFERS, state="sending", tries=1), NOW))["doubts"] == 0


def test_what_was_sent_is_closed_with_its_receipt() -> None:
    write = outbox.sent(claimed(), "41", NOW)
    assert data(write) == {"state": "sent", "open": False, "receipt": "41", "sent_at": NOW}


@pytest.mark.parametrize("error", [Blocked("blocked by the user"), Rejected("too long")])
def test_a_permanent_failure_gives_up_at_once_and_says_why(error: SendFailure) -> None:
    failed = data(outbox.failed(claimed(), error, NOW))
    assert (failed["state"], failed["open"], failed["failed_at"]) == ("failed", False, NOW)
    assert failed["error"] == f"{type(error).__name__}: {error}"


def test_a_failure_that_may_pass_waits_ever_longer_and_is_given_up_in_the_end() -> None:
    waits = []
    for tries in range(outbox.TRIES):
        failed = data(outbox.failed(claimed(tries=tries), Unreachable("down"), NOW))
        if failed["state"] == "failed":
            break
        waits.append((failed["due"] - NOW).total_seconds())
    assert waits[:10] == [2, 4, 8, 16, 32, 64, 128, 256, 512, 600]
    assert set(waits[10:]) == {600}
    assert timedelta(hours=23) < timedelta(seconds=sum(waits)) < timedelta(hours=25)


def test_a_pause_waits_as_long_as_the_vendor_asks_and_is_no_try() -> None:
    failed = data(outbox.failed(claimed(tries=3), Paused(17), NOW))
    assert (failed["state"], failed["due"], failed["tries"]) == ("waiting", NOW + timedelta(seconds=17), 3)


def test_pauses_never_give_an_entry_up() -> None:
    record = claimed(tries=outbox.TRIES - 2)
    for _ in range(50):
        record = Record(record.path, {**record.data, **data(outbox.failed(record, Paused(1), NOW))}, NOW)
        again = outbox.claim(replace(Entry.read(record), due=NOW), NOW)
        record = Record(record.path, {**record.data, **data(again)}, NOW)
    assert record.data["state"] == "sending"


def test_a_send_whose_outcome_is_unknown_is_repeated_once() -> None:
    first = data(outbox.failed(claimed(), OutcomeUnknown("dropped"), NOW))
    assert (first["state"], first["doubts"]) == ("waiting", 1)
    second = data(outbox.failed(claimed(tries=1, doubts=1), OutcomeUnknown("dropped"), NOW))
    assert (second["state"], second["doubts"]) == ("failed", 2)


def test_a_doubt_is_not_forgotten_over_failures_of_other_kinds() -> None:
    between = data(outbox.failed(claimed(doubts=1), Unreachable("down"), NOW))
    assert (between["state"], between["doubts"]) == ("waiting", 1)


def test_a_long_error_is_cut() -> None:
    assert len(data(outbox.failed(claimed(), Rejected("x" * 5000), NOW))["error"]) == 500
