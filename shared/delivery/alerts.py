"""Tells the owner of a fault of ours: what broke and where, once an hour for each fault."""

from __future__ import annotations

import traceback
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2s
from pathlib import Path

from shared.channels.messages import Message, Say
from shared.clock import Clock
from shared.delivery.outbox import Notice, entries
from shared.errors import StoreFailure
from shared.store.port import Store
from shared.texts import DEFAULT, Catalogue


@dataclass(frozen=True, slots=True)
class Alerts:
    """The owner's ear: ``owner`` is their chat with the bot called ``account``; an empty one hears nothing."""

    owner: str
    account: str
    catalogue: Catalogue
    store: Store
    clock: Clock

    async def fault(self, where: str, error: Exception) -> None:
        """Put an alert into the outbox, unless this fault has had one within the hour."""
        if not self.owner:
            return
        now, what = self.clock(), described(error)
        text = self.catalogue.speak(DEFAULT)("fault-alert", where=where, what=what)
        known_by = blake2s(f"{where}\x1f{what}".encode(), digest_size=8).hexdigest()
        mail = entries((Notice(self.account, self.owner, Say(Message(text))),), f"alert:{known_by}:{now:%Y%m%d%H}", now)
        # A conflict says that the owner knows; a store that fails has its own line in the log.
        with suppress(StoreFailure):
            await self.store.commit(mail)


def described(error: Exception) -> str:
    """Name a fault and the line of ours that it came from, without the words of anybody."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__}, {place}"
