"""However often an event is delivered and whatever the store does meanwhile, it counts once and is answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress

import pytest

from shared.channels.events import Content, Pressed, Said, Started, Unknown
from shared.conversation.turns import TRIES, Turns
from shared.errors import StoreUnavailable
from shared.store.records import Query, put
from tests.shared.conversation.visit import EN, RU
from tests.shared.conversation.visit_bot import PATH, THING, VisitBot, event
from tests.stand_ins import FirestoreStandIn


async def count(firestore: FirestoreStandIn) -> int:
    return int((await firestore.get(PATH)).data["memory"]["count"])


async def logged(firestore: FirestoreStandIn) -> list[str]:
    return [record.id for record in await firestore.store.query(Query(f"{PATH}/messages"))]


async def test_a_duplicate_gets_the_same_answer_while_it_is_the_last_word(
    turns: Turns, firestore: FirestoreStandIn
) -> None:
    first = await turns.take(event(1, Started()))
    await firestore.forget()
    assert await turns.take(event(1, Started())) == first
    assert await firestore.calls() == {"GetDocument": 1}


async def test_a_duplicate_that_is_no_longer_the_last_word_gets_none(turns: Turns, firestore: FirestoreStandIn) -> None:
    await turns.take(event(1, "add"))
    await turns.take(event(2, "add"))
    before = await firestore.get(PATH)
    assert await turns.take(event(1, "add")) is None
    assert await firestore.get(PATH) == before


async def test_duplicates_at_the_same_moment_count_once_and_get_the_same_answer(
    turns: Turns, firestore: FirestoreStandIn
) -> None:
    answers = await asyncio.gather(*(turns.take(event(1, "add")) for _ in range(5)))
    assert {answer.message.text for answer in answers if answer} == {"count 1"}
    assert all(answers)
    assert sorted(await logged(firestore)) == ["in-1", "out-1-0"]


async def test_different_events_at_the_same_moment_all_count(turns: Turns, firestore: FirestoreStandIn) -> None:
    answers = await asyncio.gather(*(turns.take(event(number, "add")) for number in range(1, 5)))
    assert {answer.message.text for answer in answers if answer} == {f"count {n}" for n in range(1, 5)}
    assert await count(firestore) == 4


async def test_a_commit_that_was_applied_before_the_line_dropped_is_answered_once(
    turns: Turns, firestore: FirestoreStandIn
) -> None:
    await firestore.fail("Commit", "drop_after")
    answer = await turns.take(event(1, "add"))
    assert answer
    assert answer.message.text == "count 1"
    assert (await firestore.calls())["Commit"] == 1
    assert await count(firestore) == 1


async def test_a_commit_that_was_not_applied_is_run_again(
    turns: Turns, bot: VisitBot, firestore: FirestoreStandIn
) -> None:
    await firestore.fail("Commit", "drop_before")
    answer = await turns.take(event(1, "add"))
    assert answer
    assert answer.message.text == "count 1"
    assert bot.attempts == [0, 1]
    assert sorted(await logged(firestore)) == ["in-1", "out-1-0"]


async def test_a_record_that_somebody_else_touched_is_read_again(
    turns: Turns, bot: VisitBot, firestore: FirestoreStandIn
) -> None:
    await firestore.store.commit([put(THING, {"n": 0, "open": True})])
    another = Turns(bot, firestore.store, turns.clock)
    await asyncio.gather(
        turns.take(event(1, "take")), another.take(event(2, "take")), firestore.store.commit([put(THING, {"n": 10})])
    )
    assert (await firestore.get(THING)).data["n"] in {2, 11, 12}
    assert max(bot.attempts) > 0


async def test_a_record_that_is_there_already_lets_the_turn_choose_again(
    turns: Turns, bot: VisitBot, firestore: FirestoreStandIn
) -> None:
    await firestore.store.commit([put(THING, {})])
    with pytest.raises(StoreUnavailable, match="contended"):
        await turns.take(event(1, "create"))
    assert bot.attempts == list(range(TRIES))
    assert await logged(firestore) == []


async def test_a_store_that_cannot_be_read_leaves_the_event_to_the_vendor(
    turns: Turns, bot: VisitBot, firestore: FirestoreStandIn
) -> None:
    await firestore.fail("GetDocument", "drop_before", times=2)
    with pytest.raises(StoreUnavailable):
        await turns.take(event(1, Started()))
    assert bot.attempts == []
    assert await turns.take(event(1, Started()))


async def test_a_store_that_falls_silent_after_the_commit_leaves_the_event_to_the_vendor(
    turns: Turns, firestore: FirestoreStandIn
) -> None:
    await turns.take(event(1, "add"))
    await firestore.fail("Commit", "drop_after")
    task = asyncio.create_task(turns.take(event(2, "add")))
    await firestore.fail("BatchGetDocuments", "drop_before", times=2)
    with pytest.raises(StoreUnavailable):
        await task
    await firestore.forget()
    again = await turns.take(event(2, "add"))
    assert again
    assert await count(firestore) == int(again.message.text.removeprefix("count "))


async def test_an_exception_of_our_own_is_told_logged_and_leaves_the_conversation_alone(
    turns: Turns, firestore: FirestoreStandIn
) -> None:
    await turns.take(event(1, "чай"))
    before = (await firestore.get(PATH)).data
    answer = await turns.take(event(2, "boom", raw={"update_id": 2, "words": "boom"}))
    assert answer
    assert answer.message.text == RU("fault-ours")
    after = (await firestore.get(PATH)).data
    assert after == {**before, "in": {"2026-11-20": 2}}
    line = (await firestore.get(f"{PATH}/messages/in-2")).data
    assert (line["state"], line["why"], line["raw"]) == ("refused", "our fault", '{"update_id": 2, "words": "boom"}')


async def test_the_next_event_after_our_exception_is_answered_as_ever(
    turns: Turns, firestore: FirestoreStandIn
) -> None:
    await turns.take(event(1, "чай"))
    await turns.take(event(2, "boom"))
    answer = await turns.take(event(3, "Торт"))
    assert answer
    assert "Ваш телефон?" in answer.message.text
    assert (await firestore.get(PATH)).data["in"] == {"2026-11-20": 3}


async def test_our_exception_in_a_first_event_is_told_in_the_persons_language(
    turns: Turns, firestore: FirestoreStandIn
) -> None:
    answer = await turns.take(event(1, "boom", language="en"))
    assert answer
    assert answer.message.text == EN("fault-ours")
    again = await turns.take(event(2, "Tea", language="en"))
    assert again
    assert "What else shall we prepare?" in again.message.text
    assert (await firestore.get(PATH)).data["in"] == {"2026-11-20": 2}


async def test_an_event_we_failed_at_is_logged_once_and_not_done_later_by_a_duplicate(
    turns: Turns, bot: VisitBot, firestore: FirestoreStandIn
) -> None:
    await turns.take(event(1, "boom"))
    assert await turns.take(event(1, "boom")) is None
    bot.broken = False
    assert await turns.take(event(1, "boom")) is None
    assert await logged(firestore) == ["in-1"]
    assert (await firestore.get(PATH)).data["in"] == {"2026-11-20": 1}


async def test_our_exception_while_the_store_is_silent_leaves_the_event_to_the_vendor(
    turns: Turns, firestore: FirestoreStandIn
) -> None:
    await firestore.fail("Commit", "drop_before")
    with pytest.raises(StoreUnavailable):
        await turns.take(event(1, "boom"))
    assert await logged(firestore) == []


async def test_our_exceptions_at_the_same_moment_are_all_told_or_left_to_the_vendor(
    turns: Turns, firestore: FirestoreStandIn
) -> None:
    ended = await asyncio.gather(*(turns.take(event(n, "boom")) for n in range(1, 5)), return_exceptions=True)
    assert all(answer or isinstance(answer, StoreUnavailable) for answer in ended)
    told = sum(not isinstance(answer, BaseException) for answer in ended)
    assert len(await logged(firestore)) == told > 0


async def test_a_conversation_we_can_no_longer_read_does_not_silence_the_chat(
    turns: Turns, firestore: FirestoreStandIn
) -> None:
    await firestore.store.commit([put(PATH, {"draft": {"nonsense": 1}, "language": "en"})])
    for _ in range(2):
        await turns.take(event(1, "чай"))
    assert await logged(firestore) == ["in-1"]


def deepest() -> object:
    """Return JSON nested as deeply as it can be read here, which is deeper than it can be written further down."""
    for depth in range(2000, 0, -1):
        with suppress(RecursionError):
            return json.loads("[" * depth + "]" * depth)
    return None


ABSURD: dict[str, Callable[[], object]] = {
    "the largest body": lambda: "я" * 500_000,
    "half a character": lambda: "розетка \ud83d",
    "the deepest body": deepest,
    "no numbers": lambda: [float("inf"), float("nan")],
}


@pytest.mark.parametrize("name", ABSURD)
async def test_no_update_is_too_absurd_to_be_logged(turns: Turns, firestore: FirestoreStandIn, name: str) -> None:
    raw = {"update_id": 1, "absurd": ABSURD[name]()}
    assert await turns.take(event(1, "boom", raw=raw))
    await turns.take(event(2, Unknown("gift"), raw=raw))
    assert await logged(firestore) == ["in-1", "in-2"]


async def test_words_of_any_length_fit_into_the_log(turns: Turns, firestore: FirestoreStandIn) -> None:
    text = "😀" * 260_000
    contents: list[Content] = [Said("boom"), Said(text), Pressed(text, "9", "q"), Unknown("gift")]
    for number, content in enumerate(contents, 1):
        await turns.take(event(number, content, raw={"text": text}))
    for record in await firestore.store.query(Query(f"{PATH}/messages")):
        assert len(repr(record.data).encode()) < 1_000_000
    assert len(await logged(firestore)) == 6
