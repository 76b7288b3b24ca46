"""Builds what every function of an instance shares, once, inside the first request."""

from __future__ import annotations

from functools import cache

from shared import config
from shared.store.port import Store


@cache
def store() -> Store:
    """Open the store."""
    from shared.store.firestore import Firestore  # noqa: PLC0415 - gRPC is heavy

    settings = config.load(config.Store)
    return Firestore(settings.project, emulator=settings.emulator)
