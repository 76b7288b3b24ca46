"""The bot's account, webhook, polling, commands; these run at the real service too, and leave no webhook behind."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import BotCommand, BotCommandScopeChat, MenuButtonCommands, MenuButtonWebApp, WebAppInfo

from tests.infra.local.telegram.contract import Api

URL = "https://example.com/hook"


@pytest.fixture
async def api(api: Api) -> AsyncIterator[Api]:
    await api.bot.delete_webhook()
    yield api
    await api.bot.delete_webhook()
    await api.bot.delete_my_commands()
    await api.bot.set_chat_menu_button()


async def test_a_bot_knows_itself(api: Api) -> None:
    me = await api.bot.get_me()
    assert (me.is_bot, me.id) == (True, int(api.bot.token.partition(":")[0]))
    assert me.username


async def test_a_webhook_is_set_told_and_deleted(api: Api) -> None:
    assert await api.bot.set_webhook(URL, secret_token="s", max_connections=5, allowed_updates=["message"])
    info = await api.bot.get_webhook_info()
    assert (info.url, info.max_connections, info.allowed_updates) == (URL, 5, ("message",))
    assert "secret" not in str(info.to_dict())
    await api.bot.delete_webhook()
    assert (await api.bot.get_webhook_info()).url == ""


async def test_the_wanted_kinds_stay_until_others_are_named(api: Api) -> None:
    await api.bot.set_webhook(URL, allowed_updates=["message", "callback_query"])
    await api.breathe()
    await api.bot.set_webhook(URL)
    assert (await api.bot.get_webhook_info()).allowed_updates == ("message", "callback_query")
    await api.breathe()
    await api.bot.set_webhook(URL, allowed_updates=[])
    assert not (await api.bot.get_webhook_info()).allowed_updates


async def test_an_empty_url_removes_the_webhook(api: Api) -> None:
    await api.bot.set_webhook(URL)
    await api.bot.set_webhook("")
    assert (await api.bot.get_webhook_info()).url == ""


@pytest.mark.parametrize("secret", ["two words", "ж", "x" * 257])
async def test_a_secret_has_plain_letters_only(api: Api, secret: str) -> None:
    code, words = await api.refused("setWebhook", url=URL, secret_token=secret)
    assert (code, "secret token" in words.lower() or "secret_token" in words.lower()) == (400, True)


async def test_nobody_polls_while_a_webhook_is_set(api: Api) -> None:
    await api.bot.set_webhook(URL)
    assert await api.refused("getUpdates") == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )


async def test_polling_without_news_answers_nothing(api: Api) -> None:
    await api.bot.get_updates(offset=-1)
    latest = await api.bot.get_updates()
    assert await api.bot.get_updates(offset=latest[-1].update_id + 1 if latest else 0) == ()


async def test_commands_are_kept_by_scope_and_language(api: Api) -> None:
    await api.bot.set_my_commands([("start", "Начать")])
    await api.bot.set_my_commands([BotCommand("cancel", "Cancel")], BotCommandScopeChat(api.chat), "en")
    assert await api.bot.get_my_commands() == (BotCommand("start", "Начать"),)
    assert await api.bot.get_my_commands(BotCommandScopeChat(api.chat), "en") == (BotCommand("cancel", "Cancel"),)
    await api.bot.delete_my_commands(BotCommandScopeChat(api.chat), "en")
    assert await api.bot.get_my_commands(BotCommandScopeChat(api.chat), "en") == ()


@pytest.mark.parametrize("command", [("Start!", "x"), ("x" * 33, "x")])
async def test_a_command_has_plain_letters(api: Api, command: tuple[str, str]) -> None:
    commands = [{"command": command[0], "description": command[1]}]
    assert await api.refused("setMyCommands", commands=commands) == (400, "Bad Request: BOT_COMMAND_INVALID")


async def test_the_menu_button_can_be_changed(api: Api) -> None:
    button: Any = MenuButtonWebApp("Открыть", WebAppInfo("https://example.com/app"))
    await api.bot.set_chat_menu_button(api.chat, button)
    assert await api.bot.get_chat_menu_button(api.chat) == button
    await api.bot.set_chat_menu_button(api.chat, MenuButtonCommands())
    assert await api.bot.get_chat_menu_button(api.chat) == MenuButtonCommands()
