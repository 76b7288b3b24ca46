"""Large sheets stay usable: these bounds are ten times what an idle machine needs."""

from __future__ import annotations

import time
from typing import Any

from infra.local.sheets import values
from infra.local.sheets.a1 import EVERYTHING
from infra.local.sheets.book import Spreadsheet, new_spreadsheet
from infra.local.sheets.grid import new_sheet
from infra.local.sheets.ranges import Place
from infra.local.sheets.render import Renderer
from infra.local.sheets.service import Service
from infra.local.sheets.store import Store

ROWS, COLUMNS = 10_000, 15


def large() -> tuple[Spreadsheet, Place]:
    book = new_spreadsheet("s", "s", "ru_RU")
    book.sheets[:] = [new_sheet(0, "Заявки", ROWS, COLUMNS)]
    day = book.styles.number({"userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "dd.mm.yyyy"}}})
    for index, row in enumerate(book.sheets[0].rows):
        row.values = ["текст", index, index + 0.5, 46000 + index % 300, True] * (COLUMNS // 5)
        for column in range(3, COLUMNS, 5):
            row.put_style(column, day)
    return book, Place(book.sheets[0], EVERYTHING)


def spent(work: Any) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def test_a_hundred_and_fifty_thousand_cells_are_read_quickly() -> None:
    book, place = large()
    assert spent(lambda: values.read(place, "ROWS", Renderer(book))) < 3


def test_one_cell_of_many_is_saved_quickly() -> None:
    book, place = large()
    service = Service(Store(None))
    service.add(book)

    def write() -> None:
        with service.change("s"):
            values.apply(book, values.plan(Place(place.sheet, EVERYTHING), [["x"]]), "RAW")

    assert spent(write) < 0.2
