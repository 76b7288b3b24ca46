"""The one table of moves, compared with the graph that the README shows to people."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

import functions.dispatch
from functions.dispatch.models import Standing, Status
from functions.dispatch.moves import MASTER_MOVES, ORDER_MOVES, Actor, may

README = Path(next(iter(functions.dispatch.__path__))) / "README.md"

CLIENT, MASTER, OPERATOR = Actor.CLIENT, Actor.MASTER, Actor.OPERATOR
NEW, TAKEN, DONE, CANCELLED = Status.NEW, Status.TAKEN, Status.DONE, Status.CANCELLED

ALLOWED = {
    (NEW, TAKEN): {MASTER, OPERATOR},
    (NEW, CANCELLED): {CLIENT, OPERATOR},
    (TAKEN, NEW): {OPERATOR},
    (TAKEN, DONE): {MASTER, OPERATOR},
    (TAKEN, CANCELLED): {CLIENT, OPERATOR},
    (CANCELLED, NEW): {OPERATOR},
}


@pytest.mark.parametrize("actor", list(Actor))
@pytest.mark.parametrize(("at", "to"), list(itertools.product(Status, Status)))
def test_an_order_moves_as_the_table_says_and_in_no_other_way(actor: Actor, at: Status, to: Status) -> None:
    assert may(actor, at, to) is (actor in ALLOWED.get((at, to), set()))


def test_what_is_done_stays_done() -> None:
    assert not [at for at, _ in ORDER_MOVES if at is DONE]


@pytest.mark.parametrize("standing", list(Standing))
def test_no_master_is_put_back_to_waiting(standing: Standing) -> None:
    assert (standing, Standing.WAITING) not in MASTER_MOVES


def test_every_master_can_come_back_and_everyone_can_be_dismissed() -> None:
    others = set(Standing) - {Standing.ACTIVE}
    assert {at for at, to in MASTER_MOVES if to is Standing.ACTIVE} == others
    assert {at for at, to in MASTER_MOVES if to is Standing.DISMISSED} == set(Standing) - {Standing.DISMISSED}


def drawn(title: str) -> list[tuple[str, str, str]]:
    """Return the arrows of the graph under a heading of the README: from, to, and what stands on them."""
    graph = re.search(rf"### {title}\n.*?```mermaid\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert graph, f"the README draws no graph under {title}"
    names = dict(re.findall(r'state "([^"]+)" as (\w+)', graph[1]))
    by_id = {identity: name for name, identity in names.items()}
    arrows = re.findall(r"^\s*(\w+) --> (\w+)\s*:\s*(.+?)\s*$", graph[1], re.MULTILINE)
    return [(by_id.get(at, at), by_id.get(to, to), label) for at, to, label in arrows]


def test_the_readme_draws_the_moves_of_orders_with_who_may_make_them() -> None:
    arrows = {(Status(at), Status(to)): {Actor(who) for who in label.split(", ")} for at, to, label in drawn("Orders")}
    assert arrows == ORDER_MOVES


def test_the_readme_draws_the_moves_of_masters() -> None:
    assert {(Standing(at), Standing(to)) for at, to, _ in drawn("Masters")} == MASTER_MOVES
