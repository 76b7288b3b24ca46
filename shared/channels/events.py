"""The closed vocabulary of what people do, whatever messenger they do it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Person:
    """Who acted, as the vendor names them."""

    id: str
    name: str = ""
    username: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """The person opened the conversation; ``payload`` came with the link they followed."""

    payload: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """The person wrote a text; ``message`` is the vendor's id of it."""

    text: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The person pressed a button under a message of ours; anyone can forge ``data``."""

    data: str
    message: str
    query: str


@dataclass(frozen=True, slots=True)
class SharedContact:
    """The person sent a contact card; it is their own number only where ``own`` says so."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class SentFile:
    """The person sent something that is not text: a photo, a voice message, a sticker."""

    kind: str
    file: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """The person edited a message they had sent earlier."""

    message: str
    text: str


@dataclass(frozen=True, slots=True)
class Left:
    """The person blocked the bot."""


@dataclass(frozen=True, slots=True)
class Returned:
    """The person unblocked the bot."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something the vendor added after this was written; ``kind`` is the vendor's word for it."""

    kind: str


Content = Started | Said | Pressed | SharedContact | SentFile | Corrected | Left | Returned | Unknown


@dataclass(frozen=True, slots=True)
class Event:
    """One thing one person did in one chat.

    ``id`` is unique within ``account``, ``at`` the vendor's time; ``raw`` rides along for what we do not understand.
    """

    id: str
    channel: str
    account: str
    chat: str
    person: Person
    at: datetime
    content: Content
    raw: Mapping[str, Any]

    @property
    def conversation(self) -> str:
        """The key of the conversation this belongs to."""
        return f"{self.channel}:{self.account}:{self.chat}"
