"""Decides which cells a write must hit, after a second look, and from the answer which of them it did hit.

A row's number is known from one look only; it is used in the very next call and checked in the answer of that call.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shared.sheets import cells
from shared.sheets.cells import Raw
from shared.sheets.journal import Unread
from shared.sheets.look import Look, Row, marked
from shared.sheets.place import Place, locate
from shared.sheets.tab import Layout

PAYLOAD = 1_800_000  # bytes of a call; Google advises 2 MB
_SKIP = 5  # bytes of the ``null,`` that leaves a cell alone


@dataclass(frozen=True, slots=True)
class Target:
    """A row to be written into: how to find it, whose it is, and what goes where.

    ``seen`` are the cells that the decision was made from; ``bear`` is the key it shall bear as ID and as twin, empty
    where it bears the right one. No target is given both at once.
    """

    place: Place
    key: str
    values: Mapping[int, Raw]
    seen: tuple[Raw, ...]
    bear: tuple[str, str] = ("", "")

    @property
    def expected(self) -> tuple[str, str]:
        """The two keys that the row bears once written."""
        return self.bear[0] or self.place.key, self.bear[1] or self.place.twin


@dataclass(slots=True)
class Plan:
    """What is to be written into one tab."""

    layout: Layout
    targets: list[Target] = field(default_factory=list)
    headers: tuple[str, ...] = ()  # fields whose header is to be put back

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.targets and not self.headers

    def fields(self) -> list[str]:
        """Return the columns that a second look must show: the keys, and all that a decision rested on."""
        layout = self.layout
        wanted = {index for target in self.targets for index in target.values}
        if any(target.place.content for target in self.targets):
            wanted |= set(range(len(layout.desk)))
        values = [column.field for index, column in enumerate(layout.values) if index in wanted]
        return [layout.key.field, layout.twin.field, *values]


@dataclass(frozen=True, slots=True)
class Aimed:
    """A target with the row in which it was seen last, and the values that still are to go there."""

    target: Target
    row: Row
    values: Mapping[int, Raw]


@dataclass(frozen=True, slots=True)
class Shot:
    """What one call writes into one tab."""

    layout: Layout
    aimed: tuple[Aimed, ...]
    headers: tuple[str, ...]
    header: int
    token: str

    def columns(self) -> dict[str, list[Raw | None]]:
        """Return what goes into each column, from the top; ``None`` leaves a cell alone.

        Both key columns are always among them, so that the answer shows whose rows were hit.
        """
        filled: dict[str, dict[int, Raw]] = {self.layout.key.field: {}, self.layout.twin.field: {}}
        for each in self.aimed:
            for index, raw in each.values.items():
                filled.setdefault(self.layout.values[index].field, {})[each.row.number] = raw
            for column, key in zip((self.layout.key, self.layout.twin), each.target.bear, strict=True):
                if key:
                    filled[column.field][each.row.number] = key
        if self.header >= 0:
            for column in self.layout.all:
                if column.field in self.headers:
                    filled.setdefault(column.field, {})[self.header] = column.header
            filled[self.layout.twin.field][self.header] = marked(self.layout.twin.header, self.token)
        return {name: _column(values) for name, values in filled.items()}


def aim(plan: Plan, look: Look) -> list[Aimed]:
    """Find every target in a look, and drop the cells that staff changed since the decision."""
    found = locate(look, [target.place for target in plan.targets])
    aimed = []
    for target in plan.targets:
        row = found.get(target.place)
        if row is None:
            continue
        values = {
            index: raw for index, raw in target.values.items() if not _moved_on(plan.layout, target, row, index, look)
        }
        if values or any(target.bear):
            aimed.append(Aimed(target, row, values))
    return aimed


def _moved_on(layout: Layout, target: Target, row: Row, index: int, look: Look) -> bool:
    column = layout.values[index]
    if not column.staffs or column.field not in look.strips:
        return False
    return cells.mark(column, row.cells[index]) != cells.mark(column, target.seen[index])


def unread(first: Mapping[str, Row], second: Look, plan: Plan) -> list[Unread]:
    """Return staff's cells that changed between two looks, in the columns that are to be written."""
    layout = plan.layout
    watched = [
        (index, column) for index, column in enumerate(layout.values) if column.staffs and column.field in second.strips
    ]
    found = []
    for row in second.rows if watched else ():
        before = first.get(row.key) if row.agreed else None
        for index, column in watched if before else ():
            now, then = row.cells[index], before.cells[index] if before else ""
            if now != then and cells.mark(column, now) != cells.mark(column, then):
                found.append(Unread(layout.tab.title, row.key, column.field, now))
    return found


def volleys(aimed: Sequence[Aimed]) -> Iterator[tuple[Aimed, ...]]:
    """Divide what is to be written into calls of a bearable size.

    A column costs a few bytes for every row above the last that is written, so wide writes far down are divided by
    columns, and much text by rows.
    """
    deepest = max((each.row.number for each in aimed), default=0)
    across = max(1, (PAYLOAD // 2) // (_SKIP * (deepest + 1)))
    indices = sorted({index for each in aimed for index in each.values}) or [-1]
    for start in range(0, len(indices), across):
        chosen = set(indices[start : start + across])
        yield from _by_size(list(_narrowed(aimed, chosen, keys=start == 0)))


def _narrowed(aimed: Iterable[Aimed], chosen: set[int], *, keys: bool) -> Iterator[Aimed]:
    for each in aimed:
        values = {index: raw for index, raw in each.values.items() if index in chosen}
        target = each.target if keys else _keyless(each.target)
        if values or any(target.bear):
            yield Aimed(target, each.row, values)


def _keyless(target: Target) -> Target:
    """Return a target whose key another call writes."""
    key, twin = target.expected
    place = target.place._replace(key=key, twin=twin)
    return Target(place, target.key, target.values, target.seen)


def _by_size(aimed: list[Aimed]) -> Iterator[tuple[Aimed, ...]]:
    batch: list[Aimed] = []
    size = 0
    for each in aimed:
        own = sum(len(json.dumps(raw, ensure_ascii=False).encode()) for raw in each.values.values())
        if batch and size + own > PAYLOAD // 2:
            yield tuple(batch)
            batch, size = [], 0
        batch.append(each)
        size += own
    if batch:
        yield tuple(batch)


def again(aimed: Sequence[Aimed], look: Look) -> list[Aimed]:
    """Find rows anew in the answer of the call before, which shows the keys only."""
    found = locate(look, [each.target.place for each in aimed if not each.target.place.content])
    return [Aimed(each.target, found[each.target.place], each.values) for each in aimed if each.target.place in found]


@dataclass(slots=True)
class Hit:
    """What an answer shows of one call."""

    landed: list[tuple[Aimed, Row]] = field(default_factory=list)
    strayed: list[tuple[Aimed, Row]] = field(default_factory=list)  # with the row that was hit instead


def hit(shot: Shot, answer: Look) -> Hit:
    """Compare the rows that were written with the keys they bear after the write."""
    rows = {row.number: row for row in answer.rows}
    nothing = ("",) * len(shot.layout.values)
    result = Hit()
    for each in shot.aimed:
        row = rows.get(each.row.number, Row(each.row.number, "", "", nothing))
        if (row.key, row.twin) == each.target.expected:
            result.landed.append((each, row))
        else:
            result.strayed.append((each, row))
    return result


def _column(values: Mapping[int, Raw]) -> list[Raw | None]:
    if not values:
        return [None]
    column: list[Raw | None] = [None] * (max(values) + 1)
    for number, raw in values.items():
        column[number] = raw
    return column
