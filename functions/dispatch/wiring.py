"""Builds what the desk's functions need, once per instance, inside the first request; each loads only what it uses."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from functions.dispatch.models import CLIENT_BOT, MASTER_BOT, OFFERS
from shared import clock, config
from shared.wiring import store, telegram

if TYPE_CHECKING:
    from functions.dispatch.statistics import Statistics
    from shared.channels.telegram.webhook import Webhook
    from shared.conversation.turns import Bot
    from shared.delivery.posting import Poster
    from shared.sheets.book import Book
    from shared.store.port import Store
    from shared.web.jobs import Runner

MOSCOW = ZoneInfo("Europe/Moscow")


@dataclass(frozen=True)
class Desk:
    """What every function of the desk needs."""

    store: config.Store
    zone: ZoneInfo = config.env("TIME_ZONE", "such as Europe/Moscow", parse=config.zone, default=MOSCOW)


@dataclass(frozen=True)
class ClientBotSettings:
    """What the client's bot needs."""

    desk: Desk
    telegram: config.Telegram
    token: str = config.env("DISPATCH_CLIENT_BOT_TOKEN", "@BotFather gives it: /newbot, or /token", parse=config.token)
    secret: str = config.env(
        "DISPATCH_CLIENT_BOT_WEBHOOK_SECRET",
        "choose it: 1-256 letters, digits, _ and -; `openssl rand -hex 32`",
        parse=config.secret,
    )
    owner: str = config.env(
        "ADMIN_TELEGRAM_ID", "the owner's id in Telegram; @userinfobot tells it", parse=config.number, default=""
    )


@dataclass(frozen=True)
class MasterBotSettings:
    """What the master's bot needs."""

    desk: Desk
    telegram: config.Telegram
    token: str = config.env("DISPATCH_MASTER_BOT_TOKEN", "@BotFather gives it: /newbot, or /token", parse=config.token)
    secret: str = config.env(
        "DISPATCH_MASTER_BOT_WEBHOOK_SECRET",
        "choose it: 1-256 letters, digits, _ and -; `openssl rand -hex 32`",
        parse=config.secret,
    )
    owner: str = config.env(
        "ADMIN_TELEGRAM_ID", "the owner's id in Telegram; @userinfobot tells it", parse=config.number, default=""
    )


@dataclass(frozen=True)
class Voices:
    """The bots through which the desk speaks; needed by the functions that deliver."""

    desk: Desk
    client: str = config.env("DISPATCH_CLIENT_BOT_TOKEN", "@BotFather gives it", parse=config.token)
    master: str = config.env("DISPATCH_MASTER_BOT_TOKEN", "@BotFather gives it", parse=config.token)

    @property
    def tokens(self) -> dict[str, str]:
        """The token of each account."""
        return {CLIENT_BOT: self.client, MASTER_BOT: self.master}


@dataclass(frozen=True)
class Sheet:
    """Where the staff see the desk."""

    desk: Desk
    spreadsheet: str = config.env(
        "DISPATCH_SHEET_ID",
        "the long part of the spreadsheet's address, between /d/ and /edit",
        parse=config.spreadsheet,
    )


@dataclass(frozen=True)
class Showing:
    """What showing an order in the Sheet needs."""

    sheet: Sheet
    google: config.Google


@dataclass(frozen=True)
class Counting:
    """What the statistics need."""

    desk: Desk
    caller: config.Caller


@dataclass(frozen=True, slots=True)
class StatisticsJob:
    """What counts the desk's figures, and who runs it."""

    runner: Runner
    statistics: Statistics


@cache
def client_webhook() -> Webhook:
    """Build what the client's bot needs."""
    from functions.dispatch.client_bot import ClientBot

    settings = config.load(ClientBotSettings)
    return _webhook(CLIENT_BOT, ClientBot(), settings.token, settings.secret, settings.owner)


@cache
def master_webhook() -> Webhook:
    """Build what the master's bot needs."""
    from functions.dispatch.master_bot import MasterBot

    settings = config.load(MasterBotSettings)
    bot = MasterBot(settings.desk.zone, settings.owner)
    return _webhook(MASTER_BOT, bot, settings.token, settings.secret, settings.owner)


@cache
def counting() -> StatisticsJob:
    """Build what the statistics need."""
    from functions.dispatch.statistics import Statistics
    from shared.web.jobs import Runner

    settings = config.load(Counting)
    statistics = Statistics(store(), clock.now, settings.desk.zone)
    return StatisticsJob(Runner.of(settings.caller, store(), clock.now), statistics)


def posters(store: Store) -> dict[str, Poster]:
    """Say who knows how the desk's postings look."""
    from functions.dispatch.offers import Offers

    return {OFFERS: Offers(store, config.load(Desk).zone)}


def book(store: Store) -> Book:
    """Return the desk's spreadsheet."""
    from functions.dispatch import sheet

    settings = config.load(Sheet)
    return sheet.book(settings.spreadsheet, store, settings.desk.zone)


async def prepare(store: Store) -> None:
    """Put the settings that nobody has touched yet into the store, so that the Sheet shows them."""
    from functions.dispatch.settings import SETTINGS, missing
    from shared.errors import Conflict

    writes = missing(await store.read(*(setting.path for setting in SETTINGS)))
    if writes:
        # A conflict means that another instance has just done the same.
        with suppress(Conflict):
            await store.commit(writes)


def _webhook(account: str, bot: Bot, token: str, secret: str, owner: str) -> Webhook:
    from functions.dispatch.order_form import CATALOGUE
    from shared.channels.telegram.webhook import Webhook
    from shared.conversation.turns import Turns
    from shared.delivery.alerts import Alerts

    alerts = Alerts(owner, MASTER_BOT, CATALOGUE, store(), clock.now)
    return Webhook(account, secret, Turns(bot, store(), clock.now, alerts), lambda: telegram(token), clock.now)
