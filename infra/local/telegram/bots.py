"""Decides which tokens are bots, and what a bot is.

Any token ``<digits>:<something>`` makes its bot on first use, unless the admin address has revoked that token.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field

from infra.local.telegram.errors import AdminError, Json, unauthorized
from infra.local.telegram.store import Store, revived

TOKEN = re.compile(r"([1-9][0-9]{0,15}):([A-Za-z0-9_-]{1,64})")  # ids need at most 52 bits
DEFAULT_MAX_CONNECTIONS = 40

KINDS = frozenset(
    (  # noqa: SIM905 - one word a line would be a page
        "message edited_message channel_post edited_channel_post business_connection business_message "
        "edited_business_message deleted_business_messages message_reaction message_reaction_count inline_query "
        "chosen_inline_result callback_query shipping_query pre_checkout_query purchased_paid_media poll poll_answer "
        "my_chat_member chat_member chat_join_request chat_boost removed_chat_boost managed_bot guest_message "
        "subscription stopped_message_generation"
    ).split()
)
"""Update kinds there are so far; what is none of them cannot be asked for and is always delivered."""

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Update kinds a bot gets only by asking: https://core.telegram.org/bots/api#setwebhook, ``allowed_updates``."""


@dataclass(slots=True)
class Webhook:
    """Where a bot's updates go; an empty ``url`` means nowhere."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = DEFAULT_MAX_CONNECTIONS
    ip_address: str = ""
    has_custom_certificate: bool = False
    last_error_date: int = 0
    last_error_message: str = ""


@dataclass(slots=True)
class Bot:
    """A bot's account; ``allowed_updates`` empty means everything but what must be asked for."""

    id: int
    token: str
    first_name: str
    username: str
    revoked: list[str] = field(default_factory=list)
    webhook: Webhook = field(default_factory=Webhook)
    allowed_updates: list[str] = field(default_factory=list)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    menu_buttons: dict[str, Json] = field(default_factory=dict)

    def user(self) -> Json:
        """Return the bot as a message's sender."""
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def wants(self, kind: str) -> bool:
        """Say whether updates of this kind are to be made at all."""
        if kind not in KINDS:
            return True
        return kind in self.allowed_updates if self.allowed_updates else kind not in NOT_BY_DEFAULT


class Bots:
    """All bots, in memory and in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._bots: dict[int, Bot] = {}
        for number, body in store.rows("SELECT id, body FROM bots"):
            bot = self._bots[number] = revived(Bot, body)
            bot.webhook = revived(Webhook, json.dumps(bot.webhook))

    def by_token(self, token: str) -> Bot:
        """Return the token's bot, made now if need be; raises ``ApiError`` 401."""
        shape = TOKEN.fullmatch(token)
        if not shape:
            raise unauthorized()
        bot = self._bots.get(int(shape[1]))
        if bot is None:
            bot = Bot(int(shape[1]), token, f"Bot {shape[1]}", f"local_{shape[1]}_bot")
            self.save(bot)
        if token in bot.revoked:
            raise unauthorized()
        if token != bot.token:
            bot.token = token
            self.save(bot)
        return bot

    def find(self, name: str | int) -> Bot:
        """Return the bot with this id, username or token; raises ``AdminError`` 404."""
        for bot in self._bots.values():
            if str(name).lstrip("@") in (str(bot.id), bot.username, bot.token):
                return bot
        raise AdminError(f"no bot {name}: a bot comes into being with the first call that uses its token", 404)

    def all(self) -> list[Bot]:
        """Return every bot there is."""
        return list(self._bots.values())

    def save(self, bot: Bot) -> None:
        """Make what was changed in a bot last."""
        self._bots[bot.id] = bot
        self._store.write("INSERT OR REPLACE INTO bots VALUES (?, ?)", bot.id, json.dumps(asdict(bot)))
