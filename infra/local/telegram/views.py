"""Decides how the admin address shows what happened: chats, updates, bots, people."""

from __future__ import annotations

from dataclasses import asdict

from infra.local.telegram.bots import Bot
from infra.local.telegram.chats import Chat
from infra.local.telegram.errors import Json
from infra.local.telegram.people import Person
from infra.local.telegram.updates import Update
from infra.local.telegram.world import World

SHOWN = (
    "update_id",
    "kind",
    "queue",
    "state",
    "attempts",
    "status",
    "answer",
    "times",
    "made",
    "due",
    "expires",
    "ended",
)
HIDDEN = ("from", "chat", "reply_markup")


def message_view(record: Json) -> Json:
    """Show a message as both sides see it: its content and how it came."""
    content = {key: value for key, value in record["message"].items() if key not in HIDDEN}
    return content | {
        "from": record["by"],
        "kind": record["kind"],
        "via": record["via"],
        "disable_notification": record["silent"],
        "reply_markup": record["markup"],
        "edited_at": record.get("edited_at"),
        "deleted": record.get("deleted"),
    }


def chat_view(world: World, chat: Chat, after: int = 0) -> Json:
    """Show a chat, or what changed in it after the cursor ``after``."""
    records, events, cursor = world.chats.since(chat, after)
    return {
        "cursor": cursor,
        "blocked": chat.blocked,
        "keyboard": chat.keyboard,
        "messages": [message_view(record) for record in records],
        "edits": [event for event in events if event["kind"] == "edit"],
        "answers": [event for event in events if event["kind"] == "answer"],
        "events": [event for event in events if event["kind"] not in ("edit", "answer")],
    }


def update_view(update: Update) -> Json:
    """Show an update and what became of it."""
    return {name: getattr(update, name) for name in SHOWN} | {"update": update.json()}


def bot_view(world: World, bot: Bot) -> Json:
    """Show a bot; neither its token nor its secret."""
    webhook = {key: value for key, value in asdict(bot.webhook).items() if key != "secret_token"}
    return bot.user() | {
        "webhook": webhook,
        "allowed_updates": bot.allowed_updates,
        "commands": bot.commands,
        "menu_buttons": bot.menu_buttons,
        "pending_update_count": world.updates.count_pending(bot.id),
        "revoked": bot.token in bot.revoked,
    }


def person_view(world: World, person: Person) -> Json:
    """Show a person and the bots they have written to."""
    bots = [bot.id for bot in world.bots.all() if world.chats.get(bot.id, person.id)]
    return asdict(person) | {"bots": bots}
