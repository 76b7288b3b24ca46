"""Decides what the stand-in consists of: one world of bots, people, chats, updates and the couriers between them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from infra.local.faults import Faults
from infra.local.telegram.bots import Bot, Bots, Webhook
from infra.local.telegram.chats import Chats
from infra.local.telegram.clock import Clock
from infra.local.telegram.courier import Courier, Obey
from infra.local.telegram.errors import Json
from infra.local.telegram.files import Files
from infra.local.telegram.limits import Limits
from infra.local.telegram.people import People
from infra.local.telegram.store import Store
from infra.local.telegram.updates import Update, Updates, kind_of


class World:
    """Everything there is; ``obey`` carries out what a webhook answered."""

    def __init__(self, folder: Path | None, obey: Obey, *, limits: bool = False) -> None:
        self.store = Store(folder)
        self.clock = Clock()
        self.faults = Faults()
        self.limits = Limits(on=limits)
        self.bots = Bots(self.store)
        self.people = People(self.store)
        self.chats = Chats(self.store)
        self.files = Files(self.store)
        self.updates = Updates(self.store)
        self.news = asyncio.Event()
        self.polls: dict[int, int] = {}
        self._obey = obey
        self._couriers: dict[int, Courier] = {}

    def start(self) -> None:
        """Take up the deliveries the last process left."""
        for bot in self.bots.all():
            self.courier(bot).start()

    def stop(self) -> None:
        """Put everything down."""
        for courier in self._couriers.values():
            courier.stop()
        self.store.close()

    def courier(self, bot: Bot) -> Courier:
        """Return whoever carries this bot's updates."""
        if bot.id not in self._couriers:
            self._couriers[bot.id] = Courier(
                bot, bots=self.bots, updates=self.updates, clock=self.clock, obey=self._obey
            )
        return self._couriers[bot.id]

    def turn_webhook(self, bot: Bot, webhook: Webhook, *, anew: bool) -> None:
        """Send a bot's updates somewhere else from now on; the same place again changes nothing."""
        if not anew and webhook == replace(bot.webhook, last_error_date=0, last_error_message=""):
            return
        bot.webhook = webhook
        self.bots.save(bot)
        self.courier(bot).turn_to(webhook)
        self.rouse()

    def tell(self, bot: Bot, body: Json, *, delay: float = 0.0, times: int = 1) -> Update | None:
        """Make an update and send it on its way, unless the bot does not want its kind."""
        if not bot.wants(kind_of(body)):
            return None
        update = self.updates.make(bot, body, now=self.clock.now(), delay=delay, times=times)
        self.courier(bot).put(update)
        self.rouse()
        return update

    def rouse(self) -> None:
        """Let everyone who waits for updates look again."""
        self.news.set()
        self.news = asyncio.Event()
