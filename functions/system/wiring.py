"""Builds what the doors that serve every desk need, once per instance, inside the first request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from functions.system.desks import Desks, wiring
from shared import clock, config
from shared.delivery.deliver import Delivery, Speaker
from shared.delivery.pace import PER_SECOND, Pace
from shared.delivery.posting import Poster
from shared.web.jobs import Caller, Runner
from shared.wiring import Google, mirror, store

TELEGRAM = "https://api.telegram.org"


@dataclass(frozen=True)
class Delivering:
    """What the functions that deliver need."""

    desks: Desks
    records: config.Store
    telegram: str = config.env("TELEGRAM_API_URL", "where the Bot API is", parse=config.address, default=TELEGRAM)


@dataclass(frozen=True)
class Sweeping:
    """What the sweeper needs."""

    delivering: Delivering
    caller: Caller


@dataclass(frozen=True)
class Syncing:
    """What keeping the sheets needs."""

    desks: Desks
    records: config.Store
    google: Google
    caller: Caller


async def sync(seconds: int) -> dict[str, int]:
    """Bring every desk's spreadsheet and its records together."""
    keeper, done = mirror(seconds), {"passes": 0, "calls": 0, "held": 0}
    for name in config.load(Desks).names:
        desk = wiring(name)
        await desk.prepare(store())
        outcome = await keeper.sync(desk.book(store()))
        done["passes"] += len(outcome.passes)
        done["calls"] += sum(each.calls for each in outcome.passes)
        done["held"] += len(outcome.held)
    return done


@cache
def runner() -> Runner:
    """Build what runs the jobs."""
    return Runner.of(config.load(Caller), store(), clock.now)


@cache
def delivery(per_second: float = PER_SECOND) -> Delivery:
    """Build the post office of this instance, with the bots of every desk that is on."""
    from shared.channels.telegram.outbound import Telegram  # noqa: PLC0415 - the client library is heavy

    settings = config.load(Delivering)
    speakers: dict[str, Speaker] = {}
    posters: dict[str, Poster] = {}
    for name in settings.desks.names:
        desk = wiring(name)
        posters |= desk.posters(store())
        for account, token in config.load(desk.Voices).tokens.items():
            voice = Telegram(token, settings.telegram)
            speakers[account] = Speaker(account, voice, store(), clock.now, Pace(per_second))
    return Delivery(speakers, posters, store(), clock.now)
