"""A store that gives no answer while a posting is brought up to date doubles nothing: what it did is looked up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from shared.channels.messages import Message, Say
from shared.delivery import fanout
from shared.delivery.fanout import Face, Faces, Recipient
from shared.delivery.posting import Postings
from shared.errors import StoreUnavailable
from shared.store.firestore import Firestore
from shared.store.records import Query, Record, Write
from tests.stand_ins import FirestoreStandIn, Watch

COMMITS = 5  # planned, leased, started, settled, released


@dataclass
class Wavering:
    """A store of which one commit gives no answer, before or after it was carried out."""

    store: Firestore
    nth: int
    late: bool
    commits: int = 0

    async def read(self, *paths: str) -> list[Record]:
        return await self.store.read(*paths)

    async def query(self, query: Query) -> list[Record]:
        return await self.store.query(query)

    async def commit(self, writes: Sequence[Write]) -> list[datetime]:
        self.commits += 1
        if self.commits != self.nth:
            return await self.store.commit(writes)
        if self.late:
            await self.store.commit(writes)
        raise StoreUnavailable("ordered")


@dataclass
class Wall:
    """A posting for two chats, and how often each has been sent it."""

    account: str = "bot"
    sent: Counter[str] = field(default_factory=Counter)

    async def audience(self, subject: str) -> list[Recipient]:  # noqa: ARG002
        return [Recipient("1", "1", "ru"), Recipient("2", "2", "ru")]

    async def faces(self, subject: str, sheet: int) -> Faces:  # noqa: ARG002
        return lambda _: Face("offer", Message("offer"), fresh=True, outcome="sent")

    async def send(self, account: str, chat: str, say: Say) -> str:  # noqa: ARG002
        self.sent[chat] += 1
        return str(self.sent.total())


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("nth", range(1, COMMITS + 1))
async def test_a_commit_without_an_answer_doubles_nothing(
    firestore: FirestoreStandIn, watch: Watch, nth: int, *, late: bool
) -> None:
    wall, store = Wall(), Wavering(firestore.store, nth, late)
    postings = Postings({"offers": wall}, store, wall, watch)
    try:
        await postings.refresh("offers", "7")
    except StoreUnavailable:
        watch.move(31)  # the trigger comes again
        await postings.refresh("offers", "7")
    assert store.commits >= COMMITS
    assert wall.sent == {"1": 1, "2": 1}
    (sheet,) = await firestore.store.query(fanout.sheets_of("offers", "7"))
    assert {each.shown for each in fanout.recipients(sheet)} == {"offer"}
    assert sheet.data["leased_until"] <= watch()
