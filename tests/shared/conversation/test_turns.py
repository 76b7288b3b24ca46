"""One event, one read, one commit: what a turn leaves behind and what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.channels.events import (
    Content,
    Corrected,
    Left,
    Pressed,
    Returned,
    SentFile,
    SharedContact,
    Started,
    Unknown,
)
from shared.channels.messages import Say
from shared.conversation.turns import Turns
from shared.store.records import Query, put
from tests.shared.conversation.visit_bot import AT, CHAT, PATH, THING, event
from tests.stand_ins import FirestoreStandIn, Watch

STEP = {"GetDocument": 1, "Commit": 1}
WIDER = {"BatchGetDocuments": 1, "Commit": 1}  # several documents in one call


def text(say: Say | None) -> str:
    assert say
    return say.message.text


async def log(firestore: FirestoreStandIn) -> dict[str, dict[str, Any]]:
    """Return the conversation's message log by id."""
    return {record.id: dict(record.data) for record in await firestore.store.query(Query(f"{PATH}/messages"))}


async def outbox(firestore: FirestoreStandIn) -> list[dict[str, Any]]:
    """Return what waits to be sent, in its order."""
    return [dict(record.data) for record in await firestore.store.query(Query("outbox", order=("order",)))]


async def test_a_first_event_costs_one_read_and_one_commit(turns: Turns, firestore: FirestoreStandIn) -> None:
    assert "Чай или кофе?" in text(await turns.take(event(1, Started())))
    assert await firestore.calls() == STEP


async def test_every_step_costs_one_read_and_one_commit(turns: Turns, firestore: FirestoreStandIn) -> None:
    await turns.take(event(1, Started()))
    steps: list[Content | str] = ["чай", Pressed("f:visit:back", "9", "q"), "Tea", "Торт"]
    for number, content in enumerate(steps, 2):
        await firestore.forget()
        await turns.take(event(number, content))
        assert await firestore.calls() == STEP


async def test_a_form_goes_on_where_another_instance_left_it(turns: Turns, firestore: FirestoreStandIn) -> None:
    await turns.take(event(1, Started()))
    await turns.take(event(2, "чай"))
    another = firestore.another()
    say = await Turns(turns.bot, another, turns.clock).take(event(3, "Торт"))
    assert "Ваш телефон?" in text(say)
    await another.close()


async def test_the_conversation_is_kept_with_its_draft_its_last_word_and_its_count(
    turns: Turns, firestore: FirestoreStandIn, watch: Watch
) -> None:
    first = await turns.take(event(1, Started()))
    began = watch.time
    watch.move(60)
    say = await turns.take(event(2, "чай"))
    data = (await firestore.get(PATH)).data
    assert first
    assert say
    assert data == {
        "channel": "telegram",
        "account": "visit_bot",
        "chat": CHAT,
        "language": "ru",
        "name": "Анна Ким",
        "away": False,
        "last": "2",
        "reply": say.as_record(),
        "draft": {"form": "visit", "id": "1", "at": "wish", "answers": {"drink": "tea"}, "sources": {"drink": "2"}},
        "memory": {},
        "in": {"2026-11-20": 2},
        "created_at": began,
        "updated_at": began + timedelta(seconds=60),
    }


async def test_both_sides_are_logged_in_the_same_commit(turns: Turns, firestore: FirestoreStandIn) -> None:
    say = await turns.take(event(1, "чай"))
    assert await log(firestore) == {
        "in-1": {
            "id": "1",
            "direction": "in",
            "kind": "text",
            "text": "чай",
            "at": AT,
            "day": "2026-11-20",
            "state": "answered",
            "sender": CHAT,
            "sender_name": "Анна Ким",
        },
        "out-1-0": {
            "id": "out-1-0",
            "direction": "out",
            "kind": "text",
            "text": text(say),
            "at": turns.clock(),
            "sender": "bot",
        },
    }


KINDS = (
    (Started("partner_17"), "start", "partner_17"),
    (Pressed("f:visit:back", "9", "q"), "button", "f:visit:back"),
    (SharedContact("79161234567", own=True), "contact", "79161234567"),
    (SentFile("photo", "file-1", "Вот"), "photo", "Вот"),
    (Corrected("9", "кофе"), "edit", "кофе"),
    (Left(), "left", ""),
    (Returned(), "returned", ""),
    (Unknown("gift"), "gift", ""),
)


@pytest.mark.parametrize(("content", "kind", "words"), KINDS, ids=[kind for _, kind, _ in KINDS])
async def test_every_kind_of_event_is_logged_by_its_name_and_words(
    turns: Turns, firestore: FirestoreStandIn, content: Any, kind: str, words: str
) -> None:
    await turns.take(event(1, content))
    line = (await log(firestore))["in-1"]
    assert (line["kind"], line["text"]) == (kind, words)


async def test_one_answer_goes_into_the_response_and_not_into_the_outbox(
    turns: Turns, firestore: FirestoreStandIn
) -> None:
    assert await turns.take(event(1, "чай"))
    assert await outbox(firestore) == []


async def test_several_answers_go_into_the_outbox_in_their_order(turns: Turns, firestore: FirestoreStandIn) -> None:
    assert await turns.take(event(1, "two")) is None
    entries = await outbox(firestore)
    assert [(entry["say"]["text"], entry["chat"]) for entry in entries] == [("first", CHAT), ("second", CHAT)]
    assert (await firestore.get(PATH)).data["reply"] is None


async def test_mail_for_others_goes_into_the_outbox_beside_the_answer(
    turns: Turns, firestore: FirestoreStandIn
) -> None:
    assert text(await turns.take(event(1, "mail"))) == "sent"
    notice, posting = await outbox(firestore)
    assert (notice["chat"], notice["say"], notice["state"]) == ("5", {"text": "for another"}, "waiting")
    assert (posting["topic"], posting["subject"]) == ("visit.offers", "1")


async def test_an_event_may_be_answered_with_nothing(turns: Turns, firestore: FirestoreStandIn) -> None:
    assert await turns.take(event(1, "nothing")) is None
    assert (await log(firestore)).keys() == {"in-1"}


async def test_what_the_event_names_is_read_in_the_same_call(turns: Turns, firestore: FirestoreStandIn) -> None:
    await firestore.store.commit([put(THING, {"n": 4, "open": True})])
    await firestore.forget()
    assert text(await turns.take(event(1, "take"))) == "taken as {'n': 5, 'open': False}"
    assert await firestore.calls() == WIDER


async def test_a_question_to_a_collection_is_asked_beside_the_read(turns: Turns, firestore: FirestoreStandIn) -> None:
    await firestore.store.commit([put(f"things/{n}", {"open": n > 2}) for n in range(1, 6)])
    await firestore.forget()
    assert text(await turns.take(event(1, "show"))) == "3 open"
    assert await firestore.calls() == WIDER | {"RunQuery": 1}


async def test_what_only_the_conversation_names_is_read_afterwards(turns: Turns, firestore: FirestoreStandIn) -> None:
    await firestore.store.commit([put(THING, {"n": 4})])
    await turns.take(event(1, "remember"))
    await firestore.forget()
    assert text(await turns.take(event(2, "recall"))) == "4"
    assert await firestore.calls() == STEP | {"GetDocument": 2}


async def test_who_blocks_the_bot_is_away_until_they_are_back(turns: Turns, firestore: FirestoreStandIn) -> None:
    await turns.take(event(1, "чай"))
    assert await turns.take(event(2, Left())) is None
    assert (await firestore.get(PATH)).data["away"] is True
    assert await turns.take(event(3, Returned())) is None
    assert (await firestore.get(PATH)).data["away"] is False


async def test_leaving_takes_nothing_from_the_form(turns: Turns, firestore: FirestoreStandIn) -> None:
    await turns.take(event(1, "чай"))
    await turns.take(event(2, Left()))
    assert (await firestore.get(PATH)).data["draft"]["answers"] == {"drink": "tea"}
    assert "Ваш телефон?" in text(await turns.take(event(3, "Торт")))
    assert (await firestore.get(PATH)).data["away"] is False


async def test_an_unknown_kind_is_kept_as_it_came_and_answered_with_nothing(
    turns: Turns, firestore: FirestoreStandIn
) -> None:
    await turns.take(event(1, "чай"))
    raw = {"update_id": 2, "message": {"gift": {"id": "роза"}}}
    assert await turns.take(event(2, Unknown("gift"), raw=raw)) is None
    line = (await log(firestore))["in-2"]
    assert (line["state"], line["why"]) == ("refused", "unknown kind: gift")
    assert line["raw"] == '{"update_id": 2, "message": {"gift": {"id": "роза"}}}'
    assert (await firestore.get(PATH)).data["draft"]["answers"] == {"drink": "tea"}


async def test_the_count_equals_the_log_whatever_happened(turns: Turns, firestore: FirestoreStandIn) -> None:
    contents: list[Content | str] = ["чай", "boom", Unknown("gift"), "boom", Left(), "two", "add"]
    for number, content in enumerate(contents, 1):
        await turns.take(event(number, content))
        await turns.take(event(number, content))
    states = [line["state"] for name, line in (await log(firestore)).items() if name.startswith("in-")]
    assert (await firestore.get(PATH)).data["in"] == {"2026-11-20": len(states)} == {"2026-11-20": 7}
    assert sorted(states) == ["answered"] * 4 + ["refused"] * 3


async def test_a_conversation_stays_small_however_much_a_person_writes(
    turns: Turns, firestore: FirestoreStandIn
) -> None:
    for number in range(1, 40):
        await turns.take(event(number, Started() if number % 10 == 1 else "я" * 4096))
        await turns.take(event(100 + number, f"wish: {'т' * 90}; phone: 89161234567"))
    assert len(repr((await firestore.get(PATH)).data).encode()) < 64 * 1024
