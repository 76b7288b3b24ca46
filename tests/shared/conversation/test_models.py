"""What is remembered of a person, and how it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from shared.channels.events import Event, Person, Said
from shared.channels.messages import Button, Message, Say
from shared.conversation.models import DAYS_COUNTED, Conversation, remembered
from shared.store.records import Record
from tests.shared.conversation.visit import FULL

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
EVENT = Event("5", "telegram", "bot", "7", Person("7", "Анна", "anna", "en-GB"), NOW, Said("да", "41"), {})
WHOLE = Conversation(
    key="telegram:bot:7",
    channel="telegram",
    account="bot",
    chat="7",
    language="ka",
    name="Анна",
    draft=FULL,
    memory={"orders": ["123456"]},
    last="4",
    reply=Say(Message("Да?", buttons=((Button("Да", "yes"),),)), "40"),
    counted={"2026-11-20": 3},
    away=True,
    created_at=NOW,
)


def test_a_conversation_comes_back_from_its_record_as_it_was() -> None:
    assert remembered(Record(WHOLE.path, WHOLE.as_record(NOW), NOW), EVENT) == WHOLE


def test_a_new_conversation_begins_in_the_language_of_the_person() -> None:
    fresh = remembered(Record("conversations/telegram:bot:7"), EVENT)
    assert (fresh.language, fresh.name, fresh.draft, fresh.last) == ("en", "Анна", None, "")
    assert fresh.path == "conversations/telegram:bot:7"
    assert fresh.as_record(NOW)["created_at"] == NOW


def test_the_language_that_was_chosen_is_kept() -> None:
    assert remembered(Record(WHOLE.path, {"language": "ka"}, NOW), EVENT).language == "ka"


def test_a_name_is_not_forgotten_by_an_event_that_does_not_tell_it() -> None:
    nameless = replace(EVENT, person=Person("7"))
    assert remembered(Record(WHOLE.path, {"name": "Анна"}, NOW), nameless).name == "Анна"


def test_facts_are_remembered_and_forgotten() -> None:
    conversation = WHOLE.remembering(seen=1).remembering(orders=None)
    assert dict(conversation.memory) == {"seen": 1}


def test_events_are_counted_by_day_and_only_the_last_days_are_kept() -> None:
    conversation = replace(WHOLE, counted={})
    for day in range(1, 31):
        conversation = conversation.counting(f"2026-11-{day:02}").counting(f"2026-11-{day:02}")
    assert len(conversation.counted) == DAYS_COUNTED
    assert conversation.counted["2026-11-30"] == 2
    assert "2026-11-23" not in conversation.counted
