"""Hostile bodies from a grammar of real ones: updates as Telegram sends them, bent in a few places, then spoilt."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from functions.dispatch.order_form import CATALOGUE
from shared.texts import LANGUAGES
from tests.shared.channels.telegram.test_absurd_updates import ABSURD, places
from tests.shared.channels.telegram.updates import EXAMPLES, message, pressed

_KEYS = (
    "menu-order", "menu-orders", "menu-language", "menu-help", "client-resume", "client-restart", "form-back",
    "form-menu", "form-cancel", "form-yes", "form-keep", "master-menu-new", "master-menu-mine",
    "master-menu-statistics", "master-menu-shift", "master-menu-language",
)  # fmt: skip
SAYINGS = (
    *(CATALOGUE.speak(language)(key) for language in LANGUAGES for key in _KEYS),
    "Искрит розетка, ул. Мира, 10, Анна, +7 916 123-45-67", "ул. Мира, 10", "Анна", "+7 916 123-45-67", "3 500,50",
    "/start", "/start ref_1", "/help", "", " ", "\x00", "\u202e\u200b\ufeff", "\ud83d", "я" * 5_000, "9" * 5_000,
    "😀" * 2_000, "{0}{name}%s%n", "'; DROP TABLE orders; --", "../../etc/passwd", "=HYPERLINK(1)", "1e400", "-0",
)  # fmt: skip
PRESSES = (
    "take:123456", "decline:123456-0", "done:654321", "approve:5", "dismiss:5", "lang:ru", "lang:xx",
    "ask-cancel:123456", "cancel:123456", "show:123456", "resume", "restart", "f:order:set:service:sockets",
    "f:order:set:service:nothing", "f:order:edit:phone", "f:order:yes:0000000000", "f:order:back", "f:order:take",
    "f:order:cancel", "f:master:back", "f:done:cancel", "f:::::", "take:../masters/1", "take:99999999999999999999",
    "decline:1-99999", "", "x" * 64,
)  # fmt: skip
_DEPTHS = (1, 10, 100, 500, 900)
_ENCODINGS = ("utf-8", "utf-16", "utf-8-sig", "utf-32", "cp1251")


class Bodies:
    """An endless supply; the same seed brings the same bodies."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - to be played again, not to be secret
        self._places = [(example, list(places(example))) for example in EXAMPLES]
        self.number = seed * 10_000_000

    def update(self) -> Any:
        """Return an update, sound or bent."""
        dice = self._dice
        self.number += 1
        what = dice.random()
        if what < 0.3:
            made = message(self.number, text=dice.choice(SAYINGS))
        elif what < 0.6:
            made = pressed(dice.choice(PRESSES)) | {"update_id": self.number}
        else:
            example, at = dice.choice(self._places)
            made = copy.deepcopy(example) | {"update_id": self.number}
            for _ in range(dice.randint(0, 3)):
                made = _bent(made, dice.choice(at), dice)
        return made

    def body(self) -> bytes:
        """Return a body: mostly JSON, sometimes what only looks like it."""
        dice = self._dice
        if dice.random() < 0.9:
            return json.dumps(self.update()).encode()
        return dice.choice(_SPOILT)(json.dumps(self.update()), dice)


def _bent(value: Any, at: Sequence[str | int], dice: random.Random) -> Any:
    """Put something absurd into a place, take the place away, or move something else there."""
    inner = value
    try:
        for key in at[:-1]:
            inner = inner[key]
    except (KeyError, IndexError, TypeError):
        return value  # that place has been bent away before
    if not at or not isinstance(inner, dict):
        return value if at else _absurd(dice)
    if dice.random() < 0.2:
        inner.pop(at[-1], None)
    else:
        inner[at[-1]] = _absurd(dice)
    return value


def _absurd(dice: random.Random) -> Any:
    if dice.random() < 0.05:
        return _deep(dice.choice(_DEPTHS))
    return copy.deepcopy(dice.choice((*ABSURD, *SAYINGS)))


def _deep(depth: int) -> Any:
    deep: Any = "bottom"
    for level in range(depth):
        deep = [deep] if level % 2 else {"a": deep}
    return deep


def _cut(text: str, dice: random.Random) -> bytes:
    return text.encode()[: dice.randrange(len(text))]


def _flipped(text: str, dice: random.Random) -> bytes:
    raw = bytearray(text.encode())
    for _ in range(dice.randint(1, 20)):
        raw[dice.randrange(len(raw))] = dice.randrange(256)
    return bytes(raw)


def _encoded(text: str, dice: random.Random) -> bytes:
    return text.encode(dice.choice(_ENCODINGS), "replace")


def _nested(_: str, dice: random.Random) -> bytes:
    return b"[" * dice.randint(1, 100_000)


def _other(_: str, dice: random.Random) -> bytes:
    return dice.choice((b"", b"null", b"0", b'""', b"{", b"NaN", b"Infinity", b"1e999", b"9" * 10_000, b"\xff\xfe\x00"))


_SPOILT: tuple[Callable[[str, random.Random], bytes], ...] = (_cut, _flipped, _encoded, _nested, _other)
