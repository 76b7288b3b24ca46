"""The daily account: what came in is on record and answered, waiting or refused, and what is gone is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.channels.events import Content, Event, Person, Said, Unknown
from shared.channels.messages import Message, Say
from shared.conversation.ledger import Balance, Ledger
from shared.conversation.models import Conversation, Turn
from shared.conversation.turns import Need, Scene, Turns
from shared.store.records import change, remove
from tests.stand_ins import FirestoreStandIn, Watch

ANNA, BORIS = "telegram:desk:1", "telegram:desk:2"


@dataclass
class Parrot:
    """A bot that says what it hears, and fails at one word."""

    def needs(self, event: Event, conversation: Conversation | None) -> tuple[Need, ...]:  # noqa: ARG002
        return ()

    def turn(self, scene: Scene) -> Turn:
        text = scene.event.content.text if isinstance(scene.event.content, Said) else ""
        if text == "poison":
            raise ValueError(text)
        return Turn(scene.conversation, (Say(Message(text)),))


@dataclass
class Day:
    """A day at a desk, and the morning after."""

    firestore: FirestoreStandIn
    watch: Watch
    said: int = 100

    async def say(self, who: str, content: Content) -> str:
        self.said += 1
        chat = who.rpartition(":")[2]
        event = Event(str(self.said), "telegram", "desk", chat, Person(chat, "", "", ""), self.watch(), content, {})
        await Turns(Parrot(), self.firestore.store, self.watch).take(event)
        return event.id

    async def balance(self) -> Balance:
        day = self.watch().date()
        return await Ledger(self.firestore.store, self.watch).balance(day)

    async def lose(self, path: str) -> None:
        await self.firestore.store.commit([remove(await self.firestore.get(path))])


async def day_of(firestore: FirestoreStandIn, watch: Watch) -> Day:
    """Let three messages come in, one of a kind we do not know, and one that we fail at."""
    day = Day(firestore, watch)
    for who, content in ((ANNA, Said("one")), (ANNA, Said("two")), (BORIS, Said("three")), (BORIS, Unknown("gift"))):
        await day.say(who, content)
    await day.say(BORIS, Said("poison"))
    return day


async def test_what_came_in_is_answered_or_refused(firestore: FirestoreStandIn, watch: Watch) -> None:
    day = await day_of(firestore, watch)
    balance = await day.balance()
    assert (balance.counted, balance.logged) == (5, 5)
    assert dict(balance.states) == {"answered": 3, "refused": 2}
    assert balance.even


async def test_a_record_removed_by_hand_is_noticed_and_the_update_named(
    firestore: FirestoreStandIn, watch: Watch
) -> None:
    day = await day_of(firestore, watch)
    await day.lose(f"conversations/{ANNA}/messages/in-101")
    balance = await day.balance()
    assert not balance.even
    assert [(gap.conversation, gap.missing) for gap in balance.gaps] == [(ANNA, ("101",))]
    assert "no record of 101" in str(balance.gaps[0])


async def test_the_record_of_the_last_event_is_named_too_though_nothing_was_said(
    firestore: FirestoreStandIn, watch: Watch
) -> None:
    day = await day_of(firestore, watch)
    gift = await day.say(ANNA, Unknown("gift"))
    await day.lose(f"conversations/{ANNA}/messages/in-{gift}")
    assert (await day.balance()).gaps[0].missing == (gift,)


async def test_a_loss_that_left_no_trace_is_noticed_without_a_name(firestore: FirestoreStandIn, watch: Watch) -> None:
    day = await day_of(firestore, watch)
    await day.say(BORIS, Said("four"))
    await day.lose(f"conversations/{BORIS}/messages/in-104")
    (gap,) = (await day.balance()).gaps
    assert (gap.conversation, gap.counted, gap.logged, gap.missing) == (BORIS, 4, 3, ())


async def test_a_record_that_nobody_counted_is_noticed(firestore: FirestoreStandIn, watch: Watch) -> None:
    day = await day_of(firestore, watch)
    conversation = await firestore.get(f"conversations/{ANNA}")
    await firestore.store.commit([change(conversation, **{"in": {"2026-11-20": 1}})])
    assert [(gap.counted, gap.logged) for gap in (await day.balance()).gaps] == [(1, 2)]


async def test_a_state_that_is_none_is_noticed(firestore: FirestoreStandIn, watch: Watch) -> None:
    day = await day_of(firestore, watch)
    line = await firestore.get(f"conversations/{ANNA}/messages/in-102")
    await firestore.store.commit([change(line, state="lost")])
    assert not (await day.balance()).even


async def test_who_waits_for_longer_than_promised_is_named_and_nobody_else(
    firestore: FirestoreStandIn, watch: Watch
) -> None:
    day = await day_of(firestore, watch)
    line = await firestore.get(f"conversations/{ANNA}/messages/in-102")
    await firestore.store.commit([change(line, state="waiting")])
    watch.move(14 * 60)
    assert (await day.balance()).late == []
    watch.move(2 * 60)
    balance = await day.balance()
    assert [(late.conversation, late.update) for late in balance.late] == [(ANNA, "102")]
    assert balance.even


async def test_an_answer_after_midnight_belongs_to_the_day_of_its_question(
    firestore: FirestoreStandIn, watch: Watch
) -> None:
    watch.time = datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC)
    day = Day(firestore, watch)
    await day.say(ANNA, Said("late"))
    watch.move(2)
    await day.say(ANNA, Said("early"))
    ledger = Ledger(firestore.store, watch)
    for back in (0, 1):
        balance = await ledger.balance(watch().date() - timedelta(days=back))
        assert balance.even
        assert balance.counted == 1


async def test_the_job_balances_the_days_that_are_over(firestore: FirestoreStandIn, watch: Watch) -> None:
    day = await day_of(firestore, watch)
    await day.lose(f"conversations/{ANNA}/messages/in-101")
    watch.move(86_400)
    found = await Ledger(firestore.store, watch).check()
    assert found["days"]["2026-11-20"] == {"in": 5, "answered": 2, "refused": 2}
    assert found["days"]["2026-11-19"] == {"in": 0}
    assert not found["even"]
    assert found["wrong"] == [f"{ANNA}: 2 came in, 1 are on record: no record of 101"]
