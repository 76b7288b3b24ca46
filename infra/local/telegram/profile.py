"""Decides what a bot tells about itself: its account, its webhook, the queries it answers."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from infra.local.telegram.bots import DEFAULT_MAX_CONNECTIONS, Webhook
from infra.local.telegram.calls import Call, method
from infra.local.telegram.errors import Json, bad_request

MAX_CONNECTIONS = 100
SECRET_TOKEN = re.compile(r"[A-Za-z0-9_-]*")
MAX_SECRET = 256


@method("getMe")
def get_me(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getme."""
    return call.bot.user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("setWebhook")
def set_webhook(call: Call) -> bool:
    """https://core.telegram.org/bots/api#setwebhook; unlike there, any port and plain ``http`` will do."""
    arguments, bot = call.arguments, call.bot
    url = arguments.text("url").strip()
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
        raise bad_request("invalid webhook URL specified")
    secret_token = arguments.text("secret_token")
    if len(secret_token) > MAX_SECRET:
        raise bad_request("secret token is too long")
    if not SECRET_TOKEN.fullmatch(secret_token):
        raise bad_request("secret token contains unallowed characters")
    call.world.limits.spend_webhook(bot.id, call.world.clock.now())
    set_allowed_updates(call)
    drop = _drop_pending(call)
    webhook = Webhook(
        url,
        secret_token,
        min(max(arguments.integer("max_connections", DEFAULT_MAX_CONNECTIONS), 1), MAX_CONNECTIONS),
        arguments.text("ip_address"),
        has_custom_certificate="certificate" in arguments.files,
    )
    call.world.turn_webhook(bot, webhook if url else Webhook(), anew=drop or webhook.has_custom_certificate)
    return True


@method("deleteWebhook")
def delete_webhook(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletewebhook."""
    call.world.turn_webhook(call.bot, Webhook(), anew=_drop_pending(call))
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getwebhookinfo; the secret is never told."""
    webhook = call.bot.webhook
    info: Json = {
        "url": webhook.url,
        "has_custom_certificate": webhook.has_custom_certificate,
        "pending_update_count": call.world.updates.count_pending(call.bot.id),
    }
    if webhook.url:
        info["max_connections"] = webhook.max_connections
        info["ip_address"] = webhook.ip_address or "127.0.0.1"
    if webhook.last_error_date:
        info |= {"last_error_date": webhook.last_error_date, "last_error_message": webhook.last_error_message}
    return info | ({"allowed_updates": call.bot.allowed_updates} if call.bot.allowed_updates else {})


def _drop_pending(call: Call) -> bool:
    drop = call.arguments.boolean("drop_pending_updates")
    if drop:
        call.world.updates.end(call.bot.id, "forgotten", now=call.world.clock.now())
    return drop


def set_allowed_updates(call: Call) -> None:
    """Remember the ``allowed_updates`` of a call; left out, the last ones stay."""
    if "allowed_updates" not in call.arguments.values:
        return
    wanted = call.arguments.nested("allowed_updates", "allowed updates")
    if wanted is not None and not isinstance(wanted, list):
        raise bad_request("can't parse allowed updates: expected an Array of String")
    call.bot.allowed_updates = [str(kind) for kind in wanted or []]
    call.world.bots.save(call.bot)
