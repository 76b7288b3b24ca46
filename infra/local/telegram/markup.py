"""Decides which keyboards are accepted.

Words and order of the checks follow ``Client::get_reply_markup`` of https://github.com/tdlib/telegram-bot-api; the
limit of ``callback_data`` is https://core.telegram.org/bots/api#inlinekeyboardbutton. Unlike there, Web Apps and
links may be plain ``http``: on one laptop everything is.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from infra.local.telegram.arguments import Arguments
from infra.local.telegram.errors import ApiError, Json, bad_request

ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
MAX_DATA_BYTES = 64
MAX_COPY_TEXT = 256
MAX_PLACEHOLDER = 64
LINK_SCHEMES = ("http", "https", "tg", "ton", "tonsite")


def reply_markup(arguments: Arguments) -> Json | None:
    """Return the call's ``reply_markup`` checked and without unknown fields' influence; raises ``ApiError``."""
    markup = arguments.nested("reply_markup", "reply keyboard markup")
    if markup is None or markup == "":
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"], "inline_keyboard")
        return {"inline_keyboard": [[_inline_button(button) for button in row] for row in rows]} if any(rows) else None
    if "keyboard" in markup:
        return _keyboard(markup)
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    return None


def inline_only(arguments: Arguments) -> Json | None:
    """Return the call's ``reply_markup`` where only an inline keyboard is allowed; raises ``ApiError``."""
    markup = reply_markup(arguments)
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _keyboard(markup: Json) -> Json:
    rows = _rows(markup["keyboard"], "keyboard")
    if len(markup.get("input_field_placeholder") or "") > MAX_PLACEHOLDER:
        raise bad_request("INPUT_FIELD_PLACEHOLDER_INVALID")
    return markup | {"keyboard": [[_plain_button(button) for button in row] for row in rows]}


def _rows(keyboard: Any, field: str) -> list[list[Any]]:  # noqa: ANN401 - raw JSON
    if not isinstance(keyboard, list):
        raise bad_request(f'field "{field}" of the {_named(field)} must be an Array of Arrays')
    if not all(isinstance(row, list) for row in keyboard):
        raise bad_request(f'field "{field}" of the {_named(field)} must be an Array of Arrays')
    return [row for row in keyboard if row]


def _named(field: str) -> str:
    return "InlineKeyboardMarkup" if field == "inline_keyboard" else "ReplyKeyboardMarkup"


def _plain_button(button: Any) -> Json:  # noqa: ANN401 - raw JSON
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    return {**button, "text": _text(button, "keyboard button")}


def _inline_button(button: Any) -> Json:  # noqa: ANN401 - raw JSON
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = _text(button, "inline keyboard button")
    action = next((name for name in ACTIONS if name in button), None)
    if action is None:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    _check_action(action, button[action])
    return {**button, "text": text}


def _text(button: Json, what: str) -> str:
    text = button.get("text")
    if text is None:
        raise bad_request(f"can't parse {what}: Can't find field \"text\"")
    if not isinstance(text, str):
        raise bad_request(f'can\'t parse {what}: Field "text" must be of type String')
    if not text.strip():
        raise bad_request("button text must be non-empty" if "inline" not in what else "text buttons must be non-empty")
    return text


def _check_action(action: str, value: Any) -> None:  # noqa: ANN401 - raw JSON
    if action == "callback_data" and not 1 <= len(str(value).encode()) <= MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url":
        _check_link(str(value), "URL")
    elif action == "web_app":
        _check_link(str(value.get("url", "")) if isinstance(value, dict) else "", "Web App URL")
    elif action == "copy_text":
        copied = str(value.get("text", "")) if isinstance(value, dict) else ""
        if not 1 <= len(copied) <= MAX_COPY_TEXT:
            raise ApiError(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")


def _check_link(link: str, what: str) -> None:
    parts = urlsplit(link if "://" in link else f"http://{link}")
    if parts.scheme not in LINK_SCHEMES:
        raise bad_request(f"inline keyboard button {what} '{link}' is invalid: Unsupported URL protocol")
    if not parts.netloc:
        raise bad_request(f"inline keyboard button {what} '{link}' is invalid: URL host is empty")
