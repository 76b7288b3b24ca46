"""Whatever happens to rows and columns, what is tied to them stays with what is in them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.local.sheets import dimensions
from infra.local.sheets.a1 import Cells
from infra.local.sheets.book import Metadata, Spreadsheet, new_spreadsheet
from infra.local.sheets.grid import Axis, Formula
from infra.local.sheets.ranges import as_grid_range, grid_range
from infra.local.sheets.render import Renderer
from infra.local.sheets.spans import Change, Deleted, Inserted, Moved

SIZE = 8
Step = tuple[str, int, int, int]
STEPS = st.lists(st.tuples(st.sampled_from(["insert", "delete", "move"]), *[st.integers(0, SIZE)] * 3), max_size=12)
DIMENSIONS = st.sampled_from(["ROWS", "COLUMNS"])


def table(dimension: str) -> tuple[Spreadsheet, Axis]:
    """Return a table whose cells name their line, each line marked, named and pointed at by a formula."""
    book = new_spreadsheet("s", "s")
    sheet = book.sheets[0]
    dimensions.delete(book, Axis(sheet, "ROWS"), SIZE, len(sheet.rows))
    dimensions.delete(book, Axis(sheet, "COLUMNS"), SIZE, len(sheet.columns))
    other = new_spreadsheet("o", "o").sheets[0]
    other.id, other.title = 1, "Other"
    book.sheets.append(other)
    for index in range(SIZE):
        rows = dimension == "ROWS"
        cells = Cells(index, 0, index + 1, 1) if rows else Cells(0, index, 1, index + 1)
        sheet.put(cells.top, cells.left, f"line {index}")
        book.metadata[index + 1] = Metadata(index + 1, f"line {index}", None, "DOCUMENT", 0, dimension, index)
        book.named_ranges.append(
            {"namedRangeId": str(index), "name": f"line_{index}", "range": as_grid_range(0, cells)}
        )
        other.put(index, 0, Formula(f"=Sheet1!{'A' if rows else 'ABCDEFGH'[index]}{index + 1 if rows else 1}"))
    return book, Axis(sheet, dimension)


def take(book: Spreadsheet, axis: Axis, step: Step) -> None:
    """Do one step as far as it makes sense on what there is by now."""
    kind, first, second, to = step
    start, end = min(first, second), max(first, second)
    if kind == "insert" and start < axis.size:
        dimensions.insert(book, axis, start, end - start + 1)
    elif kind == "delete" and start < end <= axis.size and end - start < axis.size:
        dimensions.delete(book, axis, start, end)
    elif kind == "move" and start < end <= axis.size and to <= axis.size and not start <= to <= end:
        dimensions.move(book, axis, start, end, to)


@settings(max_examples=60, deadline=None)
@given(DIMENSIONS, STEPS)
def test_metadata_named_ranges_and_formulas_follow_their_line(dimension: str, steps: list[Step]) -> None:
    book, axis = table(dimension)
    for step in steps:
        take(book, axis, step)
    lines = line_texts(axis)
    assert {entry.key: entry.index for entry in book.metadata.values()} == lines
    named = {named["name"].replace("_", " "): grid_range(book, named["range"]).cells for named in book.named_ranges}
    assert {name: cells.top if dimension == "ROWS" else cells.left for name, cells in named.items()} == lines
    renderer = Renderer(book)
    shown = [renderer.row(book.sheets[1], row, 0, 1)[0] for row in book.sheets[1].rows[:SIZE]]
    assert shown == [name if name in lines else "#REF!" for name in (f"line {index}" for index in range(SIZE))]


def line_texts(axis: Axis) -> dict[str, int]:
    """Return where each line's own text now stands."""
    sheet = axis.sheet
    if axis.dimension == "ROWS":
        return {str(row.values[0]): index for index, row in enumerate(sheet.rows) if row.values}
    return {str(value): column for row in sheet.rows for column, value in enumerate(row.values) if value is not None}


@given(st.integers(0, SIZE), st.integers(0, SIZE), st.integers(0, SIZE))
def test_a_move_is_an_order_of_all_that_was_there(first: int, second: int, to: int) -> None:
    start, end = min(first, second), max(first, second)
    if start <= to <= end:
        return
    change = Moved(start, end, to)
    order = change.order(SIZE)
    assert sorted(order) == list(range(SIZE))
    assert [change.point(old) for old in order] == list(range(SIZE))


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (Inserted(2, 1), (3, 6)),
        (Inserted(3, 2), (2, 7)),
        (Inserted(5, 2), (2, 5)),
        (Deleted(0, 1), (1, 4)),
        (Deleted(3, 4), (2, 4)),
        (Deleted(4, 8), (2, 4)),
        (Deleted(2, 5), None),
        (Moved(2, 5, 8), (5, 8)),
        (Moved(2, 5, 0), (0, 3)),
        (Moved(2, 3, 4), (2, 5)),
        (Moved(4, 5, 8), (2, 4)),
        (Moved(7, 8, 3), (2, 6)),
    ],
)
def test_a_range_from_two_to_five_goes(change: Change, after: tuple[int, int] | None) -> None:
    assert change.span((2, 5)) == after
