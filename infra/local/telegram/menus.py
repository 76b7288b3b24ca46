"""Decides which commands and menu buttons a bot shows.

https://core.telegram.org/bots/api#setmycommands, #setchatmenubutton. What was never set for a scope is empty there;
which scope wins for whom is the client's business.
"""

from __future__ import annotations

import json
import re

from infra.local.telegram.calls import Call, method
from infra.local.telegram.errors import Json, bad_request

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MAX_DESCRIPTION = 256
MAX_COMMANDS = 100
DEFAULT_BUTTON = {"type": "commands"}
BUTTONS = ("commands", "web_app", "default")


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    """https://core.telegram.org/bots/api#setmycommands."""
    commands = call.arguments.nested("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.bot.commands[_scope(call)] = [_checked(command) for command in commands]
    call.world.bots.save(call.bot)
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#getmycommands."""
    return call.bot.commands.get(_scope(call), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands."""
    call.bot.commands.pop(_scope(call), None)
    call.world.bots.save(call.bot)
    return True


@method("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    """https://core.telegram.org/bots/api#setchatmenubutton; without ``chat_id`` for everybody."""
    button = call.arguments.nested("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in BUTTONS:
        raise bad_request("MenuButton has unsupported type")
    if button["type"] == "web_app" and not (button.get("text") and _url(button.get("web_app"))):
        raise bad_request('can\'t parse menu button: Can\'t find field "text" or "web_app"')
    call.bot.menu_buttons[call.arguments.text("chat_id")] = button
    call.world.bots.save(call.bot)
    return True


@method("getChatMenuButton")
def get_chat_menu_button(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getchatmenubutton."""
    buttons = call.bot.menu_buttons
    for chat_id in (call.arguments.text("chat_id"), ""):
        if buttons.get(chat_id, {"type": "default"}) != {"type": "default"}:
            return buttons[chat_id]
    return dict(DEFAULT_BUTTON)


def _url(web_app: object) -> str:
    return str(web_app.get("url", "")) if isinstance(web_app, dict) else ""


def _scope(call: Call) -> str:
    scope = call.arguments.nested("scope", "bot command scope") or {"type": "default"}
    return json.dumps([scope, call.arguments.text("language_code")], sort_keys=True)


def _checked(command: object) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name, description = str(command.get("command", "")).removeprefix("/"), str(command.get("description", ""))
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
