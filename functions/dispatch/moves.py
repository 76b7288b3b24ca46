"""The one table of the moves that orders and masters can make, and of who may make them wherever they are made."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from functions.dispatch.models import Standing, Status


class Actor(StrEnum):
    """Who asks for a move."""

    CLIENT = "client"
    MASTER = "master"
    OPERATOR = "operator"


ORDER_MOVES: Mapping[tuple[Status, Status], frozenset[Actor]] = {
    (Status.NEW, Status.TAKEN): frozenset({Actor.MASTER, Actor.OPERATOR}),
    (Status.NEW, Status.CANCELLED): frozenset({Actor.CLIENT, Actor.OPERATOR}),
    (Status.TAKEN, Status.NEW): frozenset({Actor.OPERATOR}),
    (Status.TAKEN, Status.DONE): frozenset({Actor.MASTER, Actor.OPERATOR}),
    (Status.TAKEN, Status.CANCELLED): frozenset({Actor.CLIENT, Actor.OPERATOR}),
    (Status.CANCELLED, Status.NEW): frozenset({Actor.OPERATOR}),
}

# Only the owner's side moves masters: by the button of the application, or in the Sheet.
MASTER_MOVES: frozenset[tuple[Standing, Standing]] = frozenset(
    {
        (Standing.WAITING, Standing.ACTIVE),
        (Standing.WAITING, Standing.DISMISSED),
        (Standing.ACTIVE, Standing.PAUSED),
        (Standing.ACTIVE, Standing.DISMISSED),
        (Standing.PAUSED, Standing.ACTIVE),
        (Standing.PAUSED, Standing.DISMISSED),
        (Standing.DISMISSED, Standing.ACTIVE),
    }
)


def may(actor: Actor, at: Status, to: Status) -> bool:
    """Whether ``actor`` may move an order from ``at`` to ``to``."""
    return actor in ORDER_MOVES.get((at, to), frozenset())
