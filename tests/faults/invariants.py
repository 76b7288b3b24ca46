"""What holds after every story, whatever went wrong in it: nothing lost, nothing doubled, nothing left in the air."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from functions.dispatch.models import Status, order_path
from shared.conversation.ledger import Ledger
from shared.delivery import fanout
from shared.store.records import Query, Record
from tests.faults.settings import BOTS, SECRET
from tests.faults.story import Who
from tests.faults.world import World


async def broken(world: World) -> list[str]:
    """Return what does not hold; an empty list is what everybody hopes for."""
    problems = []
    for bot in BOTS:
        updates = await world.updates(bot)
        dropped = [each["update_id"] for each in updates if each["state"] != "delivered"]
        problems += [f"updates never delivered: {dropped}"] if dropped else []
        for person in (each for each in world.story.people.values() if each.bot == bot):
            problems += await _conversation(world, person, updates)
    today = datetime.now(UTC).date()
    for day in (today, today - timedelta(days=1)):
        problems += map(str, (await Ledger(world.store, lambda: datetime.now(UTC)).balance(day)).gaps)
    problems += await _outbox(world)
    problems += await _postings(world)
    return problems


async def _conversation(world: World, person: Who, updates: Sequence[dict[str, Any]]) -> list[str]:
    """Every word a person said and the vendor was told is safe stands in the log, once and in order."""
    told = sorted(
        (each for each in updates if _author(each["update"]) == person.id), key=lambda each: each["update_id"]
    )
    path = f"conversations/telegram:{BOTS[person.bot]}:{person.id}"
    (conversation,) = await world.store.read(path)
    logged = [each for each in await world.store.query(Query(f"{path}/messages")) if each.data["direction"] == "in"]
    logged.sort(key=lambda each: each.version or 0)
    problems = []
    if [each.data["id"] for each in logged] != [str(each["update_id"]) for each in told]:
        problems.append(f"{person.name}: said {[_words(each['update']) for each in told]}, logged {_texts(logged)}")
    elif _texts(logged) != [_words(each["update"]) for each in told]:
        problems.append(f"{person.name}: other words were logged: {_texts(logged)}")
    if sum((conversation.data.get("in") or {}).values()) != len(told):
        problems.append(f"{person.name}: counted {conversation.data.get('in')}, said {len(told)}")
    wrong = [each.data for each in logged if each.data["state"] != "answered"]
    return problems + [f"{person.name}: not answered: {each}" for each in wrong]


async def _outbox(world: World) -> list[str]:
    entries = await world.store.query(Query("outbox"))
    return [f"{each.id} ended as {each.data['state']}: {each.data.get('error')}" for each in entries if _unsent(each)]


def leaks(world: World) -> list[str]:
    """Return what the logs should not hold: secrets, tokens, whole phone numbers."""
    log = world.logged()
    phones = {person.phone for person in world.story.people.values() if person.phone}
    return [f"the log holds {each}" for each in (SECRET, *world.tokens.values(), *phones) if each in log]


def _unsent(entry: Record) -> bool:
    return bool(entry.data["open"]) or entry.data["state"] != "sent"


async def _postings(world: World) -> list[str]:
    problems = []
    for sheet in await world.store.query(Query("postings")):
        (order,) = await world.store.read(order_path(sheet.data["subject"]))
        free, people = order.data["status"] == Status.NEW, fanout.recipients(sheet)
        problems += [f"{sheet.id}: {each}" for each in people if _unfinished(each, free=free)]
    return problems


def _unfinished(each: fanout.Recipient, *, free: bool) -> bool:
    """Whether a chat is owed something.

    An offer whose sender died with it on its way, and whose order has been taken since, is owed to nobody: where it did
    arrive, its message cannot be named to be changed, and a press on it says who was quicker.
    """
    overtaken = bool(each.sending) and not each.message and not free
    return (bool(each.sending or each.tries) and not overtaken) or each.outcome == "failed"


def _texts(logged: Sequence[Record]) -> list[str]:
    return [each.data["text"] for each in logged]


def _author(update: dict[str, Any]) -> int:
    what = update.get("message") or update.get("callback_query") or {}
    return int(what.get("from", {}).get("id", 0))


def _words(update: dict[str, Any]) -> str:
    """Return what an update says, as the log keeps it."""
    if "callback_query" in update:
        return str(update["callback_query"]["data"])
    message = update["message"]
    if "contact" in message:
        return str(message["contact"]["phone_number"])
    return "" if message["text"] == "/start" else str(message["text"])
