"""A posting is never given up for doubts about one of its messages: each chat's doubts are its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from shared.channels.messages import Message, Say
from shared.delivery import fanout, outbox
from shared.delivery.deliver import Delivery, Speaker
from shared.delivery.fanout import Face, Faces, Recipient
from shared.delivery.outbox import Entry, Posting
from shared.delivery.pace import Pace
from shared.errors import OutcomeUnknown
from tests.stand_ins import FirestoreStandIn, Watch

CHATS = [str(number) for number in range(1, 61)]  # three batches


@dataclass
class Board:
    """A posting for sixty chats, and a voice that breaks off at some of them."""

    breaks_off: set[str] = field(default_factory=set)
    account: str = "bot"
    sent: Counter[str] = field(default_factory=Counter)

    async def audience(self, subject: str) -> list[Recipient]:  # noqa: ARG002
        return [Recipient(chat, chat, "ru") for chat in CHATS]

    async def faces(self, subject: str, sheet: int) -> Faces:  # noqa: ARG002
        return lambda _: Face("offer", Message("offer"), fresh=True, outcome="sent")

    async def say(self, chat: str, say: Say) -> str:  # noqa: ARG002
        self.sent[chat] += 1
        if chat in self.breaks_off:
            self.breaks_off.remove(chat)
            raise OutcomeUnknown("the line broke off")
        return str(self.sent.total())


async def delivery_of(board: Board, firestore: FirestoreStandIn, watch: Watch) -> Delivery:
    """Put the posting into the outbox and open the post office."""
    await firestore.store.commit(outbox.entries((Posting("offers", "7"),), "cause", watch()))
    speaker = Speaker("bot", board, firestore.store, watch, Pace(1e9))
    return Delivery({"bot": speaker}, {"offers": board}, firestore.store, watch, patience=0)


async def test_doubts_about_two_messages_do_not_keep_the_posting_from_the_others(
    firestore: FirestoreStandIn, watch: Watch
) -> None:
    board = Board(breaks_off={"1", "30"})
    delivery = await delivery_of(board, firestore, watch)
    for _ in range(4):
        await delivery.sweep()
        watch.move(60)
    assert board.sent == dict.fromkeys(CHATS, 1) | {"1": 2, "30": 2}
    assert (await firestore.get("outbox/cause:0")).data["state"] == "sent"


async def test_a_posting_whose_senders_died_twice_is_still_sent(firestore: FirestoreStandIn, watch: Watch) -> None:
    board = Board()
    delivery = await delivery_of(board, firestore, watch)
    for _ in range(2):
        claim = outbox.claim(Entry.read(await firestore.get("outbox/cause:0")), watch())
        assert claim
        await firestore.store.commit([claim])
        watch.move(31)
    await delivery.sweep()
    assert board.sent == dict.fromkeys(CHATS, 1)
    (sheet,) = await firestore.store.query(fanout.sheets_of("offers", "7"))
    assert {each.outcome for each in fanout.recipients(sheet)} == {"sent"}
