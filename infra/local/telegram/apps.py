"""Decides what a Mini App is told about who opened it: ``initData``, signed with the bot's token.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app. The field ``signature``, which third
parties check against Telegram's own public key, is there but made up: nobody here has the private key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from urllib.parse import urlencode

from infra.local.telegram.acts import Act, Body, deed, say
from infra.local.telegram.bots import Bot
from infra.local.telegram.people import Person


def init_data(bot: Bot, person: Person, *, now: float, start_param: str = "") -> str:
    """Return ``initData`` of an app opened now: from a button, or by a direct link that carried ``start_param``."""
    user = {key: value for key, value in person.user().items() if key != "is_bot"} | {"allows_write_to_pm": True}
    launch = {"query_id": "AA" + secrets.token_urlsafe(16)}
    if start_param:
        launch = {"start_param": start_param, "chat_type": "private", "chat_instance": str(secrets.randbits(62))}
    fields = launch | {
        "user": json.dumps(user, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/"),
        "auth_date": str(int(now)),
        "signature": secrets.token_urlsafe(64),
    }
    checked = "\n".join(f"{key}={fields[key]}" for key in sorted(fields))
    key = hmac.new(b"WebAppData", bot.token.encode(), hashlib.sha256).digest()
    return urlencode(fields | {"hash": hmac.new(key, checked.encode(), hashlib.sha256).hexdigest()})


@deed("web_app_data")
def _web_app_data(act: Act) -> Body:
    """Send what an app opened from a reply keyboard hands over by ``sendData``."""
    content = {"data": str(act.need("data")), "button_text": str(act.order.get("button_text", ""))}
    return say(act, "web_app_data", {"web_app_data": content})
