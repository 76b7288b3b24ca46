"""What a story is: who takes part, what they and the clocks do, what they should see, and what must have come of it.

A new desk adds a story in a few lines::

    Story("registration", bots=..., people=..., steps=(
        says("ivan", "/start", words("registration-ask-name")),
        presses("owner", words("owner-approve"), ("ivan", words("master-approved"))),
    ), outcome=...)
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.faults.world import World

SAME = ""  # do the same again
Sight = tuple[str, str]  # who sees which words


@dataclass(frozen=True, slots=True)
class Who:
    """A person of a story: which bot they write to, and who they are."""

    id: int
    bot: str
    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens, and what people see of it."""

    do: str
    who: str = ""
    what: str = ""
    sees: tuple[Sight, ...] = ()
    again: str = "?"  # what the person writes when nothing comes, whereupon they get the open question; or SAME
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """What people and clocks do; ``triggers`` are the functions that Firestore wakes in it."""

    name: str
    people: Mapping[str, Who]
    steps: tuple[Step, ...]
    given: Callable[[World], Awaitable[None]]
    outcome: Callable[[World], Awaitable[list[str]]]
    triggers: tuple[str, ...] = ("system_deliver",)
    jobs: tuple[str, ...] = ("system_sweep_outbox",)  # what the scheduler rings each minute while something waits


def says(who: str, text: str, *sees: str | Sight, again: str = "?") -> Step:
    """Let somebody write."""
    return Step("send", who, text, _sights(who, sees), again)


def presses(who: str, label: str, *sees: str | Sight, again: str = "?") -> Step:
    """Let somebody press the newest button, or the key, that bears these words."""
    return Step("press", who, label, _sights(who, sees), again)


def shares_contact(who: str, *sees: str | Sight) -> Step:
    """Let somebody share their own number."""
    return Step("contact", who, "", _sights(who, sees))


def rings(job: str, *sees: Sight, until: Callable[[World], Awaitable[bool]]) -> Step:
    """Let the scheduler ring each minute until something has come about."""
    return Step("ring", what=job, sees=sees, more={"until": until})


def types(cell: Callable[[World], Awaitable[Mapping[str, Any]]], text: str) -> Step:
    """Let staff type into a cell of the sheet."""
    return Step("type", what=text, more={"cell": cell})


def types_during(method: str, cell: Callable[[World], Awaitable[Mapping[str, Any]]], text: str) -> Step:
    """Let staff type into a cell just after the next call of a method of the Sheets API."""
    return Step("type", what=text, more={"cell": cell, "after": method})


def _sights(who: str, sees: tuple[str | Sight, ...]) -> tuple[Sight, ...]:
    return tuple((who, each) if isinstance(each, str) else each for each in sees)
