"""Writes what the desk says as a Bot API call; pure, used for webhook responses and for the outbox alike.

https://core.telegram.org/bots/api#making-requests-when-getting-updates
"""

from __future__ import annotations

from typing import Any

from shared.channels.messages import Button, Key, Message, Say

LONGEST = 4096  # characters of a text


def call(chat: str, say: Say) -> dict[str, Any]:
    """Return method and parameters of the call that says it."""
    message = say.message
    parameters: dict[str, Any] = {"chat_id": int(chat), "text": _fitting(message.text)}
    parameters["link_preview_options"] = {"is_disabled": True}
    markup = _markup(message)
    if say.edits:
        # An edit cannot carry a keyboard; without a markup of its own it takes the old buttons away.
        return {"method": "editMessageText", **parameters, "message_id": int(say.edits)} | _inline(markup)
    if markup:
        parameters["reply_markup"] = markup
    if message.silent:
        parameters["disable_notification"] = True
    return {"method": "sendMessage", **parameters}


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _inline(markup: dict[str, Any]) -> dict[str, Any]:
    return {"reply_markup": markup} if "inline_keyboard" in markup else {}


def _markup(message: Message) -> dict[str, Any]:
    if message.buttons:
        return {"inline_keyboard": [[_button(button) for button in row] for row in message.buttons]}
    if message.keyboard:
        keyboard = [[_key(key) for key in row] for row in message.keyboard]
        return {"keyboard": keyboard, "resize_keyboard": True, "one_time_keyboard": message.once}
    return {} if message.keyboard is None else {"remove_keyboard": True}


def _button(button: Button) -> dict[str, Any]:
    return (
        {"text": button.text, "url": button.url} if button.url else {"text": button.text, "callback_data": button.data}
    )


def _key(key: Key) -> dict[str, Any]:
    return {"text": key.text, "request_contact": True} if key.contact else {"text": key.text}
