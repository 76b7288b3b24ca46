"""Builds what every function of an instance shares, once, inside the first request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from shared import clock, config
from shared.sheets.api import DRIVE, GOOGLE, GoogleSheets
from shared.sheets.mirror import Mirror
from shared.store.port import Store


@cache
def store() -> Store:
    """Open the store."""
    from shared.store.firestore import Firestore  # noqa: PLC0415 - gRPC is heavy

    settings = config.load(config.Store)
    return Firestore(settings.project, emulator=settings.emulator)


@dataclass(frozen=True)
class Google:
    """Where Google's documents are."""

    sheets: str = config.env("SHEETS_API_URL", "where the Sheets API is", parse=config.address, default=GOOGLE)
    drive: str = config.env("DRIVE_API_URL", "where the Drive API is", parse=config.address, default=DRIVE)


@cache
def mirror(seconds: int) -> Mirror:
    """Build the mirror for a function whose hard limit is so many seconds."""
    google = config.load(Google)
    return Mirror(GoogleSheets(google.sheets, google.drive), store(), clock.now, timedelta(seconds=seconds))
