"""Builds what every function of an instance shares, once, inside the first request; each loads only what it uses."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from shared import clock, config

if TYPE_CHECKING:
    from shared.channels.telegram.outbound import Telegram
    from shared.sheets.mirror import Mirror
    from shared.store.port import Store


@cache
def store() -> Store:
    """Open the store."""
    from shared.store.firestore import Firestore

    settings = config.load(config.Store)
    return Firestore(settings.project, emulator=settings.emulator)


@cache
def telegram(token: str) -> Telegram:
    """Open one bot's side of the Bot API."""
    from shared.channels.telegram.outbound import Telegram

    return Telegram(token, config.load(config.Telegram).address)


@cache
def mirror(seconds: int) -> Mirror:
    """Build the mirror for a function whose hard limit is so many seconds."""
    from shared.sheets.api import GoogleSheets
    from shared.sheets.mirror import Mirror

    google = config.load(config.Google)
    return Mirror(GoogleSheets(google.sheets, google.drive), store(), clock.now, timedelta(seconds=seconds))
