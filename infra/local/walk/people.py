"""People who use the messenger: they write, press and wait until they see something, as a person at a phone would."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

PATIENCE = 20.0  # seconds until somebody gives up waiting


class NotSeen(AssertionError):
    """Somebody waited in vain."""


@dataclass(slots=True)
class Person:
    """A person in one chat with one bot; ``said`` hears every bubble as it appears or changes."""

    messenger: httpx.Client  # the admin address of the local Telegram
    bot: str
    id: int
    name: str
    phone: str = ""
    language: str = "ru"
    said: Callable[[Person, dict[str, Any]], None] | None = None
    _cursor: int = 0
    _before: int = -1  # the newest message of an earlier visit: what is older is not looked at
    _shown: dict[int, str] = field(default_factory=dict)

    def arrive(self) -> Person:
        """Make the person known to the messenger."""
        first, _, last = self.name.partition(" ")
        body = {"id": self.id, "first_name": first, "last_name": last, "language_code": self.language}
        self._post("/admin/people", body | ({"phone": self.phone} if self.phone else {}))
        self._before = max((message["message_id"] for message in self.chat()["messages"]), default=-1)
        return self

    def write(self, text: str) -> None:
        """Write a message."""
        self._act({"do": "send", "text": text})

    def press(self, text: str) -> None:
        """Press the newest button, or the key, whose label holds ``text``."""
        for message in reversed(self.chat()["messages"]):
            for row in (message.get("reply_markup") or {}).get("inline_keyboard", []):
                for button in row:
                    if text in button["text"] and "callback_data" in button and not message.get("deleted"):
                        self._act({"do": "press", "message_id": message["message_id"], "data": button["callback_data"]})
                        return
        self.write(self._key(text))

    def share_contact(self) -> None:
        """Share the person's own number."""
        self._act({"do": "contact", "own": True})

    def sees(self, text: str) -> dict[str, Any]:
        """Wait until the bot's newest words hold ``text`` somewhere on the screen; raises ``NotSeen``."""
        deadline = time.monotonic() + PATIENCE
        while True:
            found = [m for m in self._look() if m["from"] == "bot" and text in m.get("text", "")]
            if found:
                return found[-1]
            if time.monotonic() > deadline:
                last = "\n---\n".join(m.get("text", "") for m in self.chat()["messages"][-3:])
                raise NotSeen(f"{self.name} waited for «{text}» in vain; on the screen:\n{last}")
            self._wait()

    def chat(self) -> dict[str, Any]:
        """Return the chat as the person has it on screen."""
        answer = self.messenger.get(f"/admin/chats/{self.bot}/{self.id}")
        chat: dict[str, Any] = answer.json() if answer.is_success else {"messages": []}
        return chat | {"messages": [each for each in chat["messages"] if each["message_id"] > self._before]}

    def _look(self) -> list[dict[str, Any]]:
        chat = self.chat()
        self._cursor = chat.get("cursor", 0)
        for message in chat["messages"]:
            face = f"{message.get('text')}{message.get('reply_markup')}"
            if self._shown.get(message["message_id"]) != face:
                self._shown[message["message_id"]] = face
                if self.said:
                    self.said(self, message)
        return list(chat["messages"])

    def _wait(self) -> None:
        path = f"/admin/chats/{self.bot}/{self.id}"
        self.messenger.get(path, params={"after": self._cursor, "wait": 1}, timeout=10)

    def _key(self, text: str) -> str:
        keyboard = (self.chat().get("keyboard") or {}).get("keyboard", [])
        for row in keyboard:
            for key in row:
                label = key["text"] if isinstance(key, dict) else key
                if text in label:
                    return str(label)
        return text

    def _act(self, what: dict[str, Any]) -> None:
        self._post("/admin/act", {"bot": self.bot, "person": self.id, "wait": True, **what})
        self._look()

    def _post(self, path: str, body: dict[str, Any]) -> None:
        self.messenger.post(path, json=body, timeout=PATIENCE + 15).raise_for_status()
