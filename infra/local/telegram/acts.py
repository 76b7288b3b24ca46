"""Decides what a person can do to a bot, and which update comes of it.

Shapes of the updates: https://core.telegram.org/bots/api#update. A pressed reply-keyboard button is a message like any
other; a pressed inline button is a callback query; blocking is a ``my_chat_member``.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from infra.local.telegram.bots import Bot
from infra.local.telegram.chats import Chat
from infra.local.telegram.entities import found_in
from infra.local.telegram.errors import AdminError, Json
from infra.local.telegram.people import Person
from infra.local.telegram.world import World


@dataclass(frozen=True, slots=True)
class Act:
    """One person doing one thing to one bot; ``order`` is the body of ``POST /admin/act``."""

    world: World
    bot: Bot
    person: Person
    order: Json

    @property
    def chat(self) -> Chat:
        """The chat, begun by this act if need be."""
        return self.world.chats.open(self.bot.id, self.person.id)

    def need(self, field: str) -> Any:  # noqa: ANN401 - raw JSON
        """Return a field of the order; raises ``AdminError`` where it is missing."""
        if self.order.get(field) is None:
            raise AdminError(f"to {self.order.get('do')} needs {field}")
        return self.order[field]


Body = Json
Deed = Callable[[Act], Body]
DEEDS: dict[str, Deed] = {}


def deed(name: str) -> Callable[[Deed], Deed]:
    """Register what ``do: name`` means: a function from the act to the update's body."""

    def register(function: Deed) -> Deed:
        DEEDS[name] = function
        return function

    return register


def perform(world: World, order: Json) -> tuple[Bot, Body]:
    """Do what the order says; return the bot concerned and the body of the update it will get."""
    bot, name = world.bots.find(order.get("bot", "")), order.get("do")
    if name == "raw":
        return bot, _raw(order)
    if name not in DEEDS:
        raise AdminError(f"do is one of {', '.join(sorted([*DEEDS, 'raw']))}, not {name}")
    act = Act(world, bot, world.people.find(order.get("person", 0)), order)
    if name not in ("block", "unblock") and act.chat.blocked:
        raise AdminError("the person has blocked this bot: unblock comes first")
    return bot, DEEDS[name](act)


def _raw(order: Json) -> Body:
    body = order.get("update")
    if not isinstance(body, dict):
        raise AdminError("raw needs an update, which is an object")
    return body


def say(act: Act, kind: str, content: Json) -> Body:
    """Put a message of the person's into the chat."""
    message: Json = {
        "message_id": act.world.chats.next_message_id(act.bot.id),
        "from": act.person.user(),
        "chat": act.person.chat(),
        "date": int(act.world.clock.now()),
        **_replied(act),
        **content,
    }
    record = {"message": message, "by": "person", "via": "person", "kind": kind, "silent": False, "markup": None}
    act.world.chats.put(act.chat, record)
    return {"message": message}


def text_content(text: str) -> Json:
    """Return text with the entities it has by itself."""
    entities = found_in(text, [])
    return {"text": text} | ({"entities": entities} if entities else {})


def record_of(act: Act, message_id: int) -> Json:
    """Return the record of a message in the chat; raises ``AdminError``."""
    record = act.world.chats.record(act.chat, message_id)
    if record is None:
        raise AdminError(f"no message {message_id} in this chat", 404)
    return record


@deed("send")
def _send(act: Act) -> Body:
    return say(act, "text", text_content(str(act.need("text"))))


@deed("edit")
def _edit(act: Act) -> Body:
    record = record_of(act, int(act.need("message_id")))
    if record["by"] != "person" or record["kind"] != "text":
        raise AdminError("a person can edit only texts of their own")
    now = act.world.clock.now()
    kept = {key: value for key, value in record["message"].items() if key not in ("text", "entities")}
    message = kept | {"edit_date": int(now)} | text_content(str(act.need("text")))
    act.world.chats.put(act.chat, record | {"message": message, "edited_at": now})
    edit = {"kind": "edit", "message_id": message["message_id"], "via": "person", "at": now, "text": message["text"]}
    act.world.chats.note(act.chat, edit | {"was": {"text": record["message"]["text"]}})
    return {"edited_message": message}


@deed("contact")
def _contact(act: Act) -> Body:
    own = act.order.get("own", True)
    phone = act.order.get("phone") or (act.person.phone if own else None)
    if not phone:
        raise AdminError("a contact needs a phone, its own or the person's")
    if own:
        names = {key: value for key, value in act.person.chat().items() if key in ("first_name", "last_name")}
        return say(act, "contact", {"contact": {"phone_number": phone, **names, "user_id": act.person.id}})
    return say(
        act, "contact", {"contact": {"phone_number": phone, "first_name": act.order.get("name", "Acquaintance")}}
    )


@deed("location")
def _location(act: Act) -> Body:
    place = {"latitude": float(act.need("latitude")), "longitude": float(act.need("longitude"))}
    return say(act, "location", {"location": place})


@deed("block")
def _block(act: Act) -> Body:
    return _turn(act, blocked=True)


@deed("unblock")
def _unblock(act: Act) -> Body:
    return _turn(act, blocked=False)


def _turn(act: Act, *, blocked: bool) -> Body:
    chat = act.chat
    if chat.blocked == blocked:
        raise AdminError(f"the bot is {'already' if blocked else 'not'} blocked")
    chat.blocked = blocked
    act.world.chats.save(chat)
    now = act.world.clock.now()
    act.world.chats.note(chat, {"kind": "block" if blocked else "unblock", "at": now})
    member = {"user": act.bot.user(), "status": "member"}
    kicked = {"user": act.bot.user(), "status": "kicked", "until_date": 0}
    old, new = (member, kicked) if blocked else (kicked, member)
    changed = {"chat": act.person.chat(), "from": act.person.user(), "date": int(now)}
    return {"my_chat_member": changed | {"old_chat_member": old, "new_chat_member": new}}


def _replied(act: Act) -> Json:
    if not (message_id := act.order.get("reply_to")):
        return {}
    answered = record_of(act, int(message_id))["message"]
    return {"reply_to_message": {key: value for key, value in answered.items() if key != "reply_to_message"}}


def new_query(act: Act) -> str:
    """Write down a callback query that waits for its answer, and return its id."""
    query_id = str(secrets.randbelow(2**62) + 2**61)
    sql = "INSERT INTO queries VALUES (?, ?, ?, ?)"
    act.world.store.write(sql, query_id, act.bot.id, act.person.id, act.world.clock.now())
    return query_id
