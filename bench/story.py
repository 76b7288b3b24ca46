"""The order form as Telegram delivers it: eight updates of a client who answers everything well."""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.wire import Answer, Line

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
SECRET = "bench-secret"  # noqa: S105 - of nobody's bot
HEADERS = {SECRET_HEADER: SECRET, "content-type": "application/json", "accept-encoding": "gzip, deflate"}
OK = 200

_START, _MENU, _PRESS = "/start", "⚡ Услуги электрика", ""
_SAID = (
    *(_START, _MENU, _PRESS, "Искрит розетка на кухне, запах гари"),
    *("ул. Мира, 10, кв. 5", "Анна", "+7 916 123-45-67", _PRESS),
)
STEPS = ("start", "menu", "service", "problem", "address", "name", "phone", "confirm")
# The buttons of contenders whose payloads never change; ours comes from the answer, for it names what it confirms.
_FIXED = {"service": "service:sockets", "confirm": "confirm"}
_BUTTON = re.compile(rb'"callback_data": ?"([^"]+)"')
_numbers = itertools.count(int(time.time()) * 1000)


@dataclass(slots=True)
class Client:
    """One client who fills the form once; ``seconds`` tells how long each update took to be answered."""

    chat: int = field(default_factory=lambda: next(_numbers))
    seconds: list[float] = field(default_factory=list)
    _button: str = ""

    async def order(self, line: Line) -> None:
        """Fill the whole form."""
        for step, body in self.updates():
            begun = time.perf_counter()
            answer = await line.post(body, HEADERS)
            self.seconds.append(time.perf_counter() - begun)
            self.heard(answer, step)

    def heard(self, answer: Answer, step: str) -> None:
        """Look at an answer: the first button under it is what is pressed next."""
        if answer.status != OK:
            raise RuntimeError(f"{step} was answered {answer.status}: {answer.body[:300]!r}")
        found = _BUTTON.search(answer.body)
        self._button = found[1].decode() if found else ""

    def updates(self) -> Iterator[tuple[str, bytes]]:
        """Yield the updates; a press depends on the answer to the one before."""
        for step, text in zip(STEPS, _SAID, strict=True):
            yield step, json.dumps(self._update(step, text)).encode()

    def _update(self, step: str, text: str) -> dict[str, object]:
        identity, now = next(_numbers), int(time.time())
        person = {"id": self.chat, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
        chat = {"id": self.chat, "first_name": "Анна", "type": "private"}
        message = {"message_id": identity % 1_000_000, "date": now, "chat": chat}
        if text:
            marks = {"entities": [{"type": "bot_command", "offset": 0, "length": 6}]} if text == _START else {}
            return {"update_id": identity, "message": {**message, "from": person, "text": text, **marks}}
        bot = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
        shown = {**message, "from": bot, "text": "?"}
        press = {"id": str(identity), "from": person, "message": shown, "chat_instance": "1"}
        return {"update_id": identity, "callback_query": {**press, "data": self._button or _FIXED[step]}}
