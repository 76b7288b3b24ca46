"""Decides what a method of the API is: a function of one call, registered under its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from infra.local.telegram.arguments import Arguments
from infra.local.telegram.bots import Bot
from infra.local.telegram.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One bot calling one method; ``via`` is ``api`` or ``webhook_response``."""

    world: World
    bot: Bot
    arguments: Arguments
    via: str


Method = Callable[[Call], object]
METHODS: dict[str, Method] = {}
NAMES: dict[str, str] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Register a function as the API method ``name``; names are compared without regard to case."""

    def register(function: Method) -> Method:
        METHODS[name] = function
        NAMES[name.lower()] = name
        return function

    return register
