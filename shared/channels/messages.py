"""The vocabulary of what the desk says, before a channel gives it its own form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: it sends ``data`` back, or opens ``url``."""

    text: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the keyboard below the input field: pressing it writes its text, or shares the person's own contact."""

    text: str
    contact: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble: text, and either buttons under it or a keyboard below the input field.

    ``keyboard`` is ``None`` to leave what is there and ``()`` to take it away; ``once`` hides it after one press.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    keyboard: tuple[tuple[Key, ...], ...] | None = None
    once: bool = False
    silent: bool = False

    def as_record(self) -> dict[str, Any]:
        """Return the message as a record keeps it; what is at its default is left out."""
        record: dict[str, Any] = {"text": self.text}
        if self.buttons:
            record["buttons"] = [{"row": [_lean(b.text, data=b.data, url=b.url) for b in row]} for row in self.buttons]
        if self.keyboard is not None:
            record["keyboard"] = [{"row": [_lean(k.text, contact=k.contact) for k in row]} for row in self.keyboard]
        return record | {name: True for name in ("once", "silent") if getattr(self, name)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Message:
        """Rebuild a message from its record."""
        keyboard = record.get("keyboard")
        return cls(
            text=record["text"],
            buttons=tuple(tuple(Button(**button) for button in row["row"]) for row in record.get("buttons", ())),
            keyboard=None if keyboard is None else tuple(tuple(Key(**key) for key in row["row"]) for row in keyboard),
            once=record.get("once", False),
            silent=record.get("silent", False),
        )


@dataclass(frozen=True, slots=True)
class Say:
    """A message for a chat: a new one, or the new form of the message whose id ``edits`` names."""

    message: Message
    edits: str = ""

    def as_record(self) -> dict[str, Any]:
        """Return it as a record keeps it."""
        return self.message.as_record() | ({"edits": self.edits} if self.edits else {})

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Say:
        """Rebuild it from its record."""
        return cls(Message.from_record(record), record.get("edits", ""))


def _lean(text: str, **optional: str | bool) -> dict[str, Any]:
    return {"text": text} | {name: value for name, value in optional.items() if value}
