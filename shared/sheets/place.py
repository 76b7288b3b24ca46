"""Decides how a row is found again after it may have moved: by its keys, or where these do not tell, by its content."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shared.sheets import cells
from shared.sheets.look import Look, Row
from shared.sheets.tab import Layout

Keys = tuple[str, str]


class Place(NamedTuple):
    """What a row is found by; ``ordinal`` counts rows with the same keys and the same content from above."""

    key: str
    twin: str
    content: str = ""
    ordinal: int = 0


def content(layout: Layout, row: Row) -> str:
    """Return the fingerprint of what the desk's columns of a row hold."""
    same = [cells.mark(column, raw) for column, raw in zip(layout.desk, row.cells, strict=False)]
    return hashlib.blake2b(b"".join(same), digest_size=9).hexdigest()


def grouped(rows: Iterable[Row], wanted: set[Keys]) -> dict[Keys, list[Row]]:
    """Return the rows that bear these keys."""
    found: dict[Keys, list[Row]] = defaultdict(list)
    for row in rows:
        if (row.key, row.twin) in wanted:
            found[(row.key, row.twin)].append(row)
    return found


def numbered(layout: Layout, rows: Iterable[Row]) -> dict[int, Place]:
    """Return the places of rows that bear the same keys, by the rows' numbers."""
    seen: dict[str, int] = defaultdict(int)
    places = {}
    for row in rows:
        own = content(layout, row)
        places[row.number] = Place(row.key, row.twin, own, seen[own])
        seen[own] += 1
    return places


def locate(look: Look, places: Sequence[Place]) -> dict[Place, Row]:
    """Find rows again; a place that two rows could be, or none, is left out."""
    groups = grouped(look.rows, {(place.key, place.twin) for place in places})
    by_content = {place[:2] for place in places if place.content}
    told = {
        place: row
        for keys in by_content
        for row, place in zip(groups[keys], numbered(look.layout, groups[keys]).values(), strict=True)
    }
    found = {}
    for place in places:
        rows = groups.get((place.key, place.twin), [])
        if place.content and place in told:
            found[place] = told[place]
        elif not place.content and len(rows) == 1:
            found[place] = rows[0]
    return found
