"""How a person becomes a master: two questions, the owner's word, and every later change of standing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from functions.dispatch.models import MASTER_BOT, Master, Standing
from functions.dispatch.moves import MASTER_MOVES
from functions.dispatch.order_form import CATALOGUE, name, phone_number, show_phone
from shared.channels.messages import Key, Message, Say
from shared.conversation.form import Draft, Form, Step
from shared.delivery.outbox import Notice
from shared.texts import Texts

REGISTRATION = Form(
    name="master",
    catalogue=CATALOGUE,
    summary="registration-summary",
    steps=(
        Step("name", "registration-ask-name", "label-name", name),
        Step("phone", "registration-ask-phone", "label-phone", phone_number, contact=True, show=show_phone),
    ),
)

# The keys of a master's menu, by the name of their text.
MENU = {
    "master-menu-new": "new",
    "master-menu-mine": "mine",
    "master-menu-statistics": "statistics",
    "master-menu-shift": "shift",
    "master-menu-language": "language",
}


def applied(chat: str, draft: Draft, language: str, now: datetime) -> Master:
    """Return the record of a person who has asked to become a master."""
    return Master(chat, draft.answers["name"], draft.answers["phone"], language, created_at=now)


def may_become(master: Master, standing: Standing) -> bool:
    """Whether the table lets the owner move a master to ``standing``."""
    return (master.standing, standing) in MASTER_MOVES


def moved(master: Master, standing: Standing, folder: str) -> tuple[Master, Notice]:
    """Move a master and tell them; on approval the owner's folder of chats goes along."""
    texts = CATALOGUE.speak(master.language)
    text = texts(_TOLD[standing])
    active = standing is Standing.ACTIVE
    if active and folder:
        text = f"{text}\n\n{texts('master-folder', link=folder)}"
    message = Message(text, keyboard=keyboard(texts) if active else ())
    return replace(master, standing=standing), Notice(MASTER_BOT, master.id, Say(message))


def keyboard(texts: Texts) -> tuple[tuple[Key, ...], ...]:
    """Return the keys of a master's menu."""
    keys = [Key(texts(name)) for name in MENU]
    return (tuple(keys[:2]), tuple(keys[2:4]), tuple(keys[4:]))


_TOLD = {
    Standing.WAITING: "master-waiting",
    Standing.ACTIVE: "master-approved",
    Standing.PAUSED: "master-paused",
    Standing.DISMISSED: "master-dismissed",
}
