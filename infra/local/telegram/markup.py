"""Decides which keyboards are accepted.

Words and order of the checks follow ``Client::get_reply_markup`` of https://github.com/tdlib/telegram-bot-api; the
limits are https://core.telegram.org/bots/api#inlinekeyboardbutton. Unlike there, Web Apps may be plain ``http``: on one
laptop everything is.
"""

from __future__ import annotations

from typing import Any

from infra.local.telegram.arguments import Arguments
from infra.local.telegram.errors import Json, bad_request
from infra.local.telegram.links import problem_of

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
FLAGS = ("resize_keyboard", "one_time_keyboard", "is_persistent", "selective", "remove_keyboard", "force_reply")
UNSENDABLE = ("pay", "callback_game")


def reply_markup(arguments: Arguments) -> Json | None:
    """Return the call's ``reply_markup`` checked and without unknown fields' influence; raises ``ApiError``."""
    markup = arguments.nested("reply_markup", "reply keyboard markup")
    if markup is None or markup == "":
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    for flag in FLAGS:
        if not isinstance(markup.get(flag, False), bool):
            raise bad_request(f'field "{flag}" must be of type Boolean')
    if "inline_keyboard" in markup:
        rows = _rows(markup, "inline_keyboard")
        return {"inline_keyboard": [[_inline_button(button) for button in row] for row in rows]} if rows else None
    if "keyboard" in markup:
        rows = _rows(markup, "keyboard")
        _check_placeholder(markup)
        return markup | {"keyboard": [[_plain_button(button) for button in row] for row in rows]}
    if markup.get("force_reply"):
        _check_placeholder(markup)
    return markup if markup.get("remove_keyboard") or markup.get("force_reply") else None


def inline_only(arguments: Arguments) -> Json | None:
    """Return the call's ``reply_markup`` where only an inline keyboard is allowed; raises ``ApiError``."""
    markup = reply_markup(arguments)
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _check_placeholder(markup: Json) -> None:
    if len(str(markup.get("input_field_placeholder") or "")) > MAX_PLACEHOLDER:
        raise bad_request("INPUT_FIELD_PLACEHOLDER_INVALID")


def _rows(markup: Json, field: str) -> list[list[Any]]:
    keyboard = markup[field]
    if not isinstance(keyboard, list):
        raise bad_request(f'field "{field}" must be of type Array')
    if not all(isinstance(row, list) for row in keyboard):
        raise bad_request(f'field "{field}" must be an Array of Arrays')
    return [row for row in keyboard if row]


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
    action = next((name for name in ACTIONS if _has(button, name)), None)
    if action is None:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if action in UNSENDABLE:
        raise bad_request("BUTTON_TYPE_INVALID")
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


def _has(button: Json, action: str) -> bool:
    value = button.get(action)
    return value not in (None, "", False) or (value == "" and action.startswith("switch_inline"))


def _check_action(action: str, value: Any) -> None:  # noqa: ANN401 - raw JSON
    inner = value if isinstance(value, dict) else {}
    if action == "callback_data" and len(str(value).encode()) > MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "copy_text" and not 1 <= len(str(inner.get("text", ""))) <= MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    what, link = {"url": ("URL", str(value)), "web_app": ("Web App URL", str(inner.get("url", "")))}.get(
        action, ("", "")
    )
    if what and (problem := problem_of(link)):
        raise bad_request(f"inline keyboard button {what} '{link}' is invalid: {problem}")
