"""Decides how values are read from ranges and written to them.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from infra.local.sheets import a1
from infra.local.sheets.a1 import Cells
from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.entered import Entered, enter, tidy
from infra.local.sheets.errors import Refused, malformed
from infra.local.sheets.grid import Spot, Value
from infra.local.sheets.language import language
from infra.local.sheets.ranges import Place
from infra.local.sheets.render import Renderer

# https://support.google.com/drive/answer/37603: the most characters a cell may have.
MOST_CHARACTERS = 50_000

Scalar = str | int | float | bool | None


def read(place: Place, major: str, renderer: Renderer) -> dict[str, Any]:
    """Return the ``ValueRange`` of a place: without empty cells at the ends, without ``values`` where all are empty."""
    sheet = place.sheet
    top, left, bottom, right = place.cells
    rows = sheet.rows[top : min(bottom, sheet.last_row())]
    if major == "COLUMNS":
        lines = [renderer.column(sheet, rows, column) for column in range(left, right)]
    else:
        major = "ROWS"
        lines = [renderer.row(sheet, row, left, right) for row in rows]
    while lines and not lines[-1]:
        lines.pop()
    answer: dict[str, Any] = {"range": place.bounded, "majorDimension": major}
    return {**answer, "values": lines} if lines else answer


@dataclass(slots=True)
class Write:
    """Values on their way to a place; nothing is written before :func:`apply`."""

    place: Place
    cells: list[tuple[int, int, Scalar]]  # row, column, value; what is null is not among them
    extent: Cells  # what the values cover, null or not
    major: str  # ROWS or COLUMNS, as they came

    def counts(self) -> dict[str, Any]:
        """Return what was written, as ``UpdateValuesResponse`` tells it: zeros are left out."""
        counts = {
            "updatedRange": a1.write(self.place.sheet.title, self.extent),
            "updatedRows": len({row for row, _, _ in self.cells}),
            "updatedColumns": len({column for _, column, _ in self.cells}),
            "updatedCells": len(self.cells),
        }
        return {name: count for name, count in counts.items() if count}


def plan(place: Place, values: Any, major: str = "ROWS") -> Write:  # noqa: ANN401 - from outside
    """Lay ``values`` out from the first cell of ``place``, or refuse them where they do not fit.

    A single cell is only where to begin; a larger range is also where to end.
    """
    place.lies_inside()
    rows = _scalars(values)
    box = place.box
    begin = box.bottom == (box.top or 0) + 1 and box.right == (box.left or 0) + 1
    edge = place.sheet.grid if begin else place.cells
    top, left = place.cells.top, place.cells.left
    cells = list(_laid(rows, top, left, major))
    long, wide = len(rows), max(map(len, rows), default=0)
    if major == "COLUMNS":
        long, wide = wide, long
    extent = Cells(top, left, top + max(long, 1), left + max(wide, 1))
    if extent.bottom > edge.bottom or extent.right > edge.right:
        beyond = f"row [{edge.bottom + 1}]" if extent.bottom > edge.bottom else f"column [{a1.letters(edge.right)}]"
        raise Refused(f"Requested writing within range [{place.text}], but tried writing to {beyond}")
    return Write(place, cells, extent, "COLUMNS" if major == "COLUMNS" else "ROWS")


def _laid(rows: list[list[Scalar]], top: int, left: int, major: str) -> Iterator[tuple[int, int, Scalar]]:
    for index, row in enumerate(rows):
        for offset, value in enumerate(row):
            if value is not None:
                down, across = (offset, index) if major == "COLUMNS" else (index, offset)
                yield top + down, left + across, value


def _scalars(values: Any) -> list[list[Scalar]]:  # noqa: ANN401 - from outside
    for index, row in enumerate(values or []):
        if not isinstance(row, list):
            message = (
                f"Invalid value at 'data.values[{index}]' (type.googleapis.com/google.protobuf.ListValue), {row!r}"
            )
            raise malformed(message, f"data.values[{index}]")
        for offset, value in enumerate(row):
            if isinstance(value, list | dict):
                kind = "list_value" if isinstance(value, list) else "struct_value"
                raise Refused(f"Invalid values[{index}][{offset}]: {kind} {value!r}")
            if isinstance(value, str) and len(value) > MOST_CHARACTERS:
                raise too_long()
    return values or []


def too_long() -> Refused:
    """Return the refusal of a text that no cell can hold."""
    return Refused(f"Your input contains more than the maximum of {MOST_CHARACTERS} characters in a single cell.")


def apply(book: Spreadsheet, write: Write, option: str) -> None:
    """Write the planned values, as they are (``RAW``) or as if a person typed them (``USER_ENTERED``)."""
    spoken = language(book.properties["locale"])
    sheet = write.place.sheet
    for row, column, value in write.cells:
        if option == "USER_ENTERED" and isinstance(value, str):
            put_entered(book, Spot(sheet, row, column), enter(value, spoken), value)
        else:
            sheet.put(row, column, raw(value))


def raw(value: Scalar) -> Value:
    """Return what a cell keeps of a value as it is: an empty text is an empty cell."""
    if isinstance(value, float):
        return tidy(value)
    return None if value == "" else value


def put_entered(book: Spreadsheet, spot: Spot, entered: Entered, text: str) -> None:
    """Put a typed value into a cell: one formatted as text keeps the text, one without a format takes the value's."""
    style = book.styles[spot.row.style(spot.column)]
    existing = style.get("userEnteredFormat", {}).get("numberFormat")
    if existing and existing.get("type") == "TEXT":
        spot.sheet.put(spot.row_index, spot.column, text or None)
        return
    spot.sheet.put(spot.row_index, spot.column, entered.value)
    if entered.number_format and not existing:
        format_ = {**style.get("userEnteredFormat", {}), "numberFormat": entered.number_format}
        spot.row.put_style(spot.column, book.styles.number({**style, "userEnteredFormat": format_}))


def clear(place: Place) -> None:
    """Empty the cells of a place; formats, notes and validation stay."""
    cells = place.starts_inside().cells
    for index in range(cells.top, min(cells.bottom, place.sheet.last_row())):
        for column in range(cells.left, min(cells.right, len(place.sheet.rows[index].values))):
            place.sheet.put(index, column, None)
