"""How memory is packed."""

from __future__ import annotations

from datetime import UTC, datetime

from shared.sheets.cells import EMPTY
from shared.sheets.fingerprints import ROWS_A_SHELF, Base, Notes, Shelf, pack, room, unpack

A, B = b"a" * 6, b"b" * 6
SEAL = b"s" * 8


def test_a_shelf_survives_being_kept() -> None:
    notes = Notes(
        "Замечание", "ab", datetime(2026, 11, 20, tzinfo=UTC), 2, "cd", datetime(2026, 11, 21, tzinfo=UTC), "x"
    )
    shelf = Shelf({"1": Base((A, B), SEAL), "ключ 2": Base((EMPTY, A))}, {"1": notes})
    assert unpack(pack(shelf, ["x", "y"]), ["x", "y"]) == shelf


def test_an_empty_shelf_survives_being_kept() -> None:
    assert unpack(pack(Shelf(), ["x"]), ["x"]) == Shelf()
    assert unpack({}, ["x"]) == Shelf()


def test_a_new_column_counts_as_having_been_empty_and_breaks_the_seals() -> None:
    kept = pack(Shelf({"1": Base((A, B), SEAL)}), ["x", "y"])
    assert unpack(kept, ["y", "new", "x"]).rows == {"1": Base((B, EMPTY, A))}


def test_five_thousand_rows_of_twenty_columns_fit_into_one_record() -> None:
    assert room(20) == ROWS_A_SHELF
    rows = {f"{number:06}": Base((A,) * 20, SEAL) for number in range(ROWS_A_SHELF)}
    packed = pack(Shelf(rows), [f"field_{number}" for number in range(20)])
    assert sum(len(part) for part in (packed["keys"], packed["rows"], packed["notes"])) < 900_000
