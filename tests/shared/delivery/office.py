"""The outbox of one project, and instances that empty it or die over it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from shared.channels.messages import Message, Say
from shared.delivery import outbox
from shared.delivery.deliver import Delivery, Speaker
from shared.delivery.outbox import Mail, Notice
from shared.store.firestore import Firestore
from shared.store.records import Query
from tests.shared.delivery.people import Chats, Offers, no_pace, people
from tests.stand_ins import FirestoreStandIn, Watch


class PowerCutError(BaseException):
    """The process is gone, here and now."""


async def cut(_chat: str) -> None:
    raise PowerCutError


@dataclass
class Office:
    """The outbox of one project, with as many instances emptying it as a test needs."""

    firestore: FirestoreStandIn
    watch: Watch
    chats: Chats = field(default_factory=Chats)
    offers: Offers = field(default_factory=lambda: Offers(people(3)))
    written: int = 0

    def instance(self, store: Firestore | None = None, speaker: Speaker | None = None) -> Delivery:
        """Open an instance; its bot is called bot and waits for nobody."""
        store = store or self.firestore.store
        speaker = speaker or Speaker("bot", self.chats, store, self.watch, no_pace())
        return Delivery({"bot": speaker}, {"offers": self.offers}, store, self.watch, patience=0)

    async def put(self, *mail: Mail) -> list[str]:
        """Put mail into the outbox as a turn does, and return the ids of its entries."""
        self.written += 1
        writes = outbox.entries(mail, f"cause-{self.written}", self.watch.time)
        await self.firestore.store.commit(writes)
        self.watch.move(0.001)
        return [write.path.removeprefix("outbox/") for write in writes]

    async def write(self, chat: str, *texts: str) -> list[str]:
        """Put messages for one chat into the outbox, one after the other."""
        return [(await self.put(Notice("bot", chat, Say(Message(text)))))[0] for text in texts]

    async def states(self) -> list[str]:
        """Return the states of all entries, oldest first."""
        return [record.data["state"] for record in await self.entries()]

    async def entries(self) -> list[Any]:
        """Return all entries, oldest first."""
        return await self.firestore.store.query(Query("outbox", order=("order",)))
