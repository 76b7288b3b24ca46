"""A bot that fills in the form of the tests, and does what some words tell it to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from shared.channels.events import Content, Event, Person, Said, Started
from shared.channels.messages import Message, Say
from shared.conversation import engine
from shared.conversation.form import begin
from shared.conversation.models import Conversation, Turn
from shared.conversation.prompt import prompt
from shared.conversation.turns import Need, Scene
from shared.delivery.outbox import Notice, Posting
from shared.store.records import Query, create
from shared.store.records import replace as replaced
from tests.shared.conversation.visit import CATALOGUE, VISIT

CHAT = "7123456789"
KEY = f"telegram:visit_bot:{CHAT}"
PATH = f"conversations/{KEY}"
AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
THING, OPEN = "things/1", Query("things", (("open", "==", True),))


def event(number: int, content: Content | str, *, raw: Mapping[str, Any] | None = None, language: str = "ru") -> Event:
    """Let the same person do something; a text is something they wrote in a message of the same number."""
    content = Said(content, str(number)) if isinstance(content, str) else content
    person = Person(CHAT, "Анна Ким", "anna", language)
    return Event(str(number), "telegram", "visit_bot", CHAT, person, AT, content, raw or {"update_id": number})


@dataclass
class VisitBot:
    """Remembers how often it was asked, which the product's bots never do."""

    attempts: list[int] = field(default_factory=list)
    broken: bool = True

    def needs(self, event: Event, conversation: Conversation | None) -> tuple[Need, ...]:
        """Name the thing at once, and what only the conversation knows of afterwards."""
        needs: tuple[Need, ...] = ()
        if isinstance(event.content, Said) and event.content.text in {"take", "show"}:
            needs = (THING, OPEN) if event.content.text == "show" else (THING,)
        if conversation and conversation.memory.get("thing"):
            needs = (*needs, conversation.memory["thing"])
        return needs

    def turn(self, scene: Scene) -> Turn:
        """Do as told, or go on with the form."""
        self.attempts.append(scene.attempt)
        match scene.event.content:
            case Started():
                return _asked(replace(scene.conversation, draft=begin(VISIT, scene.event.id)))
            case Said("boom") if self.broken:
                raise RuntimeError("the bot is broken, call +7 916 123-45-67")
            case Said("two"):
                return Turn(scene.conversation, (Say(Message("first")), Say(Message("second"))))
            case Said("nothing"):
                return Turn(scene.conversation)
            case Said("mail"):
                mail = (Notice("visit_bot", "5", Say(Message("for another"))), Posting("visit.offers", "1"))
                return Turn(scene.conversation, (Say(Message("sent")),), mail=mail)
            case Said("create"):
                return Turn(scene.conversation, (Say(Message("created")),), (create(THING, {"n": 0, "open": True}),))
            case Said("take" | "show" as word):
                return _thing(scene, word)
            case Said("remember"):
                return Turn(scene.conversation.remembering(thing=THING), (Say(Message("remembered")),))
            case Said("recall"):
                return Turn(scene.conversation, (Say(Message(str(scene.known.record(THING).data.get("n")))),))
            case Said("add"):
                count = scene.conversation.memory.get("count", 0) + 1
                return Turn(scene.conversation.remembering(count=count), (Say(Message(f"count {count}")),))
        return _advanced(scene)


def _thing(scene: Scene, word: str) -> Turn:
    record = scene.known.record(THING)
    if word == "show":
        return Turn(scene.conversation, (Say(Message(f"{len(scene.known.found(OPEN))} open")),))
    taken = replaced(record, {"n": record.data.get("n", 0) + 1, "open": False})
    return Turn(scene.conversation, (Say(Message(f"taken as {taken.data}")),), (taken,))


def _advanced(scene: Scene) -> Turn:
    draft = scene.conversation.draft or begin(VISIT, scene.event.id)
    match engine.advance(VISIT, draft, scene.event.content):
        case engine.Asked(draft=draft, note=note):
            message = prompt(VISIT, draft, CATALOGUE.speak(scene.conversation.language), note)
            return Turn(replace(scene.conversation, draft=draft), (Say(message),))
    return Turn(replace(scene.conversation, draft=None), (Say(Message("over")),))


def _asked(conversation: Conversation) -> Turn:
    assert conversation.draft
    texts = CATALOGUE.speak(conversation.language)
    return Turn(conversation, (Say(prompt(VISIT, conversation.draft, texts)),))
