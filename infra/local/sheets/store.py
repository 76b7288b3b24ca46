"""Decides how spreadsheets outlive the process: one SQLite file, a record a row of a sheet.

A change writes the rows it touched and the small head of the spreadsheet, in one transaction; the order of the rows
is kept apart, so that an inserted row does not rewrite those below it.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from dataclasses import asdict
from pathlib import Path
from typing import Any

from infra.local.sheets.book import Metadata, Spreadsheet
from infra.local.sheets.grid import Formula, Row, Sheet, Value
from infra.local.sheets.styles import Styles

_SCHEMA = """
create table if not exists books (id text primary key, head text not null);
create table if not exists styles (book text, number integer, style text not null, primary key (book, number));
create table if not exists orders (book text, sheet integer, rows blob not null, primary key (book, sheet));
create table if not exists rows (book text, sheet integer, id integer, row text not null,
    primary key (book, sheet, id)) without rowid;
"""


class Store:
    """The file all spreadsheets are kept in; without one they live as long as the process."""

    def __init__(self, folder: Path | None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(":memory:" if folder is None else folder / "sheets.sqlite3", isolation_level=None)
        # The log reaches the operating system before a commit returns: a killed process loses nothing.
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def ids(self) -> list[str]:
        """Return the ids of all spreadsheets, in the order of their creation."""
        return [book for (book,) in self._db.execute("select id from books order by rowid")]

    def load(self, book_id: str) -> Spreadsheet:
        """Return a spreadsheet as it was last saved."""
        (text,) = self._db.execute("select head from books where id = ?", [book_id]).fetchone()
        head = json.loads(text)
        query = "select style from styles where book = ? order by number"
        return Spreadsheet(
            id=book_id,
            properties=head["properties"],
            sheets=[self._sheet(book_id, sheet) for sheet in head["sheets"]],
            styles=Styles([json.loads(style) for (style,) in self._db.execute(query, [book_id])] or None),
            metadata={entry["id"]: Metadata(**entry) for entry in head["metadata"]},
            named_ranges=head["named_ranges"],
            file=head["file"],
        )

    def _sheet(self, book_id: str, head: dict[str, Any]) -> Sheet:
        key = [book_id, head["id"]]
        (order,) = self._db.execute("select rows from orders where book = ? and sheet = ?", key).fetchone()
        rows = {number: Row(number) for number in array("q", order)}
        for number, text in self._db.execute("select id, row from rows where book = ? and sheet = ?", key):
            if number in rows:
                _fill(rows[number], json.loads(text))
        return Sheet(**head, rows=list(rows.values()), reordered=False)

    def save(self, book: Spreadsheet) -> None:
        """Write what changed since the last time, all of it or nothing."""
        self._db.execute("begin")
        try:
            self._write(book)
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")
        for sheet in book.sheets:
            sheet.touched.clear()
            sheet.dropped.clear()
            sheet.reordered = False
        book.removed.clear()

    def _write(self, book: Spreadsheet) -> None:
        upsert = "insert into books values (?, ?) on conflict (id) do update set head = excluded.head"
        self._db.execute(upsert, [book.id, _dump(_head(book))])
        fresh = [(book.id, number, _dump(style)) for number, style in book.styles.unsaved()]
        self._db.executemany("insert or replace into styles values (?, ?, ?)", fresh)
        for sheet_id in book.removed:
            self._db.execute("delete from orders where book = ? and sheet = ?", [book.id, sheet_id])
            self._db.execute("delete from rows where book = ? and sheet = ?", [book.id, sheet_id])
        for sheet in book.sheets:
            self._write_sheet(book.id, sheet)

    def _write_sheet(self, book_id: str, sheet: Sheet) -> None:
        if sheet.reordered:
            order = array("q", [row.id for row in sheet.rows]).tobytes()
            self._db.execute("insert or replace into orders values (?, ?, ?)", [book_id, sheet.id, order])
        gone = [(book_id, sheet.id, number) for number in sheet.dropped]
        self._db.executemany("delete from rows where book = ? and sheet = ? and id = ?", gone)
        changed = [(book_id, sheet.id, row.id, _dump(_parts(row))) for row in sheet.touched]
        self._db.executemany("insert or replace into rows values (?, ?, ?, ?)", changed)

    def delete(self, book_id: str) -> None:
        """Forget a spreadsheet."""
        self._db.execute("begin")
        self._db.execute("delete from books where id = ?", [book_id])
        for table in ("styles", "orders", "rows"):
            self._db.execute(f"delete from {table} where book = ?", [book_id])  # noqa: S608 - the names stand above
        self._db.execute("commit")


def _dump(thing: Any) -> str:  # noqa: ANN401 - any JSON
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"))


def _head(book: Spreadsheet) -> dict[str, Any]:
    names = ("id", "title", "columns", "properties", "parts", "next_row")
    return {
        "properties": book.properties,
        "sheets": [{name: getattr(sheet, name) for name in names} for sheet in book.sheets],
        "metadata": [asdict(entry) for entry in book.metadata.values()],
        "named_ranges": book.named_ranges,
        "file": book.file,
    }


def _parts(row: Row) -> list[Any]:
    values = [{"f": value.text} if isinstance(value, Formula) else value for value in row.values]
    parts = [values, row.styles, row.notes, row.properties]
    while len(parts) > 1 and parts[-1] is None:
        parts.pop()
    return parts


def _fill(row: Row, parts: list[Any]) -> None:
    values, styles, notes, properties = parts + [None] * (4 - len(parts))
    row.values = [_value(value) for value in values]
    # JSON has no keys but texts.
    row.styles = {int(column): number for column, number in styles.items()} if styles else None
    row.notes = {int(column): note for column, note in notes.items()} if notes else None
    row.properties = properties


def _value(value: Any) -> Value:  # noqa: ANN401 - a cell from JSON
    return Formula(value["f"]) if isinstance(value, dict) else value
