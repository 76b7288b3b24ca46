"""An update that nobody can use, or that we fail at, is logged as refused whatever it holds, and comes no more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.channels.events import Content, Event, Person, Said, Unknown
from shared.channels.messages import Say
from shared.conversation.models import Conversation, Turn
from shared.conversation.turns import Need, Scene, Turns
from tests.stand_ins import FirestoreStandIn, Watch

HALF_A_PAIR = {"username": "\ud83d"}


class Failing:
    """A bot that fails at everything."""

    def needs(self, event: Event, conversation: Conversation | None) -> tuple[Need, ...]:  # noqa: ARG002
        return ()

    def turn(self, scene: Scene) -> Turn:
        raise ValueError(scene.event.id)


def deep(levels: int) -> Any:
    value: Any = "bottom"
    for _ in range(levels):
        value = [value]
    return {"deep": value}


async def taken(firestore: FirestoreStandIn, content: Content, raw: Any) -> tuple[Say | None, dict[str, Any]]:
    event = Event("7", "telegram", "bot", "1", Person("1", "", "", ""), datetime.now(UTC), content, raw)
    answer = await Turns(Failing(), firestore.store, Watch()).take(event)
    return answer, dict((await firestore.get("conversations/telegram:bot:1/messages/in-7")).data)


@pytest.mark.parametrize("raw", [{"a": 1}, HALF_A_PAIR, deep(100_000)], ids=["plain", "half a pair", "deep"])
@pytest.mark.parametrize("content", [Said("poison"), Unknown("gift")], ids=["failed at", "unknown"])
async def test_it_is_logged_as_refused(firestore: FirestoreStandIn, content: Content, raw: Any) -> None:
    answer, line = await taken(firestore, content, raw)
    assert line["state"] == "refused"
    assert bool(answer) == isinstance(content, Said)


async def test_what_came_is_kept_for_whoever_mends_it(firestore: FirestoreStandIn) -> None:
    _, line = await taken(firestore, Unknown("gift"), {"gift": "подарок"})
    assert line["raw"] == '{"gift": "подарок"}'


async def test_a_refused_event_counts_as_come_in(firestore: FirestoreStandIn) -> None:
    await taken(firestore, Said("poison"), {})
    conversation = await firestore.get("conversations/telegram:bot:1")
    assert list(conversation.data["in"].values()) == [1]
    assert conversation.data["updated_at"]
