"""Decides what a method of the API is: a function of one call, registered under its name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from infra.local.telegram.arguments import Arguments
from infra.local.telegram.bots import Bot
from infra.local.telegram.errors import not_found
from infra.local.telegram.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One bot calling one method; ``via`` is ``api`` or ``webhook_response``."""

    world: World
    bot: Bot
    arguments: Arguments
    via: str


Method = Callable[[Call], object]
WaitingMethod = Callable[[Call], Awaitable[object]]
METHODS: dict[str, Method] = {}
WAITING: dict[str, WaitingMethod] = {}
NAMES: dict[str, str] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Register a function as the API method ``name``; names are compared without regard to case."""

    def register(function: Method) -> Method:
        METHODS[name] = function
        NAMES[name.lower()] = name
        return function

    return register


def waiting_method(name: str) -> Callable[[WaitingMethod], WaitingMethod]:
    """Register a method that may take its time; unlike the others it is no transaction."""

    def register(function: WaitingMethod) -> WaitingMethod:
        WAITING[name] = function
        NAMES[name.lower()] = name
        return function

    return register


async def execute(call: Call, name: str) -> object:
    """Carry out a method; raises ``ApiError``."""
    name = NAMES.get(name.lower(), "")
    if name in WAITING:
        return await WAITING[name](call)
    if name not in METHODS:
        raise not_found()
    with call.world.store.transaction():
        return METHODS[name](call)
