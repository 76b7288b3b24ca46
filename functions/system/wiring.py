"""Builds what the doors that serve every desk need, once per instance, inside the first request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from functions.system.desks import Desks
from shared import clock, config
from shared.log import log
from shared.wiring import mirror, store, telegram

if TYPE_CHECKING:
    from shared.delivery.deliver import Delivery
    from shared.sheets.hints import Hint
    from shared.web.jobs import Runner


@dataclass(frozen=True)
class Delivering:
    """What the functions that deliver need."""

    desks: Desks
    store: config.Store
    telegram: config.Telegram

    def __post_init__(self) -> None:
        """Refuse to start without the bots of every desk that is on."""
        for desk in self.desks.wirings():
            config.load(desk.Voices)


@dataclass(frozen=True)
class Sweeping:
    """What the sweeper needs."""

    delivering: Delivering
    caller: config.Caller


@dataclass(frozen=True)
class Syncing:
    """What keeping the sheets needs."""

    desks: Desks
    store: config.Store
    google: config.Google
    caller: config.Caller

    def __post_init__(self) -> None:
        """Refuse to start without the spreadsheet of every desk that is on."""
        for desk in self.desks.wirings():
            config.load(desk.Sheet)


@dataclass(frozen=True)
class Editing:
    """What the spreadsheet's own script needs to be heard."""

    desks: Desks
    store: config.Store
    google: config.Google
    secret: str = config.env(
        "SHEET_EDIT_SECRET",
        "choose it: 1-256 letters, digits, _ and -; `openssl rand -hex 32`; it also stands in the script",
        parse=config.secret,
    )


@dataclass(frozen=True)
class Balancing:
    """What the ledger needs."""

    store: config.Store
    caller: config.Caller


@cache
def edit_secret() -> str:
    """Return what the spreadsheet's own script signs with."""
    return config.load(Editing).secret


async def look(hint: Hint, seconds: int) -> dict[str, int]:
    """Look at the spreadsheet that a hint names, if it is one of ours."""
    from shared.sheets.hints import noted

    passes = 0
    for desk in config.load(Desks).wirings():
        book = desk.book(store())
        if book.spreadsheet == hint.spreadsheet:
            await store().commit([noted(hint, clock.now())])
            passes += len((await mirror(seconds).sync(book, hint=True)).passes)
    return {"passes": passes}


@cache
def runner() -> Runner:
    """Build what runs the jobs."""
    from shared.web.jobs import Runner

    return Runner.of(config.load(config.Caller), store(), clock.now)


@cache
def delivery(per_second: float) -> Delivery:
    """Build the post office of this instance, with the bots of every desk that is on."""
    from shared.delivery.deliver import Delivery, Speaker
    from shared.delivery.pace import Pace

    desks = config.load(Desks).wirings()
    speakers = {
        account: Speaker(account, telegram(token), store(), clock.now, Pace(per_second))
        for desk in desks
        for account, token in config.load(desk.Voices).tokens.items()
    }
    posters = {topic: poster for desk in desks for topic, poster in desk.posters(store()).items()}
    return Delivery(speakers, posters, store(), clock.now)


async def sync(seconds: int) -> dict[str, int]:
    """Bring every desk's spreadsheet and its records together."""
    done = {"passes": 0, "calls": 0, "held": 0}
    for desk in config.load(Desks).wirings():
        await desk.prepare(store())
        outcome = await mirror(seconds).sync(desk.book(store()))
        if outcome.out_of_calls:
            log.warning("the sheet waits: this minute's calls are spent")
        done["passes"] += len(outcome.passes)
        done["calls"] += sum(each.calls for each in outcome.passes)
        done["held"] += len(outcome.held)
    return done
