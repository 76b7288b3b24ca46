"""Decides which edits a person can make, and keeps what takes the last ones back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.errors import Refused
from infra.local.sheets.grid import Sheet
from infra.local.sheets.service import Service
from infra.local.sheets.staff import cells, lines
from infra.local.sheets.staff.undo import Undo

EDITS: dict[str, Callable[[Spreadsheet, Sheet, dict[str, Any]], Undo]] = {
    "type": cells.type_,
    "paste": cells.paste,
    "copy": cells.copy,
    "clear": cells.clear,
    "sort": cells.sort,
    "filter": cells.filter_,
    "note": cells.note,
    "rename_header": cells.rename_header,
    "insert_rows": lines.insert_rows,
    "delete_rows": lines.delete_rows,
    "duplicate_row": lines.duplicate_row,
    "move_rows": lines.move_rows,
    "insert_column": lines.insert_column,
    "delete_column": lines.delete_column,
    "move_column": lines.move_column,
}
_MOST_KEPT = 50


@dataclass(slots=True)
class Staff:
    """The person at the spreadsheet; an undo takes back what this person did last, whatever others did since."""

    service: Service
    _done: dict[str, list[Undo]] = field(default_factory=dict)

    def edit(self, order: dict[str, Any]) -> int:
        """Make one edit and return the version of the spreadsheet after it; what is wrong with it is refused."""
        book_id, name = order.get("spreadsheet", ""), order.get("do", "")
        done = self._done.setdefault(book_id, [])
        with self.service.change(book_id) as book:
            if name == "undo":
                if not done:
                    raise Refused("Nothing to undo.")
                done.pop()(book)
            elif name in EDITS:
                done.append(_make(book, name, order))
                del done[:-_MOST_KEPT]
            else:
                raise Refused(f"A person cannot {name!r}: only undo, {', '.join(EDITS)}")
        return int(self.service.book(book_id).file["version"])


def _make(book: Spreadsheet, name: str, order: dict[str, Any]) -> Undo:
    try:
        return EDITS[name](book, cells.resolved(book, order["sheet"]), order)
    except KeyError as missing:
        raise Refused(f"{name} needs {missing}") from missing
    except (IndexError, ValueError, TypeError) as error:
        raise Refused(f"{name}: {error}") from error
