"""Tries on a real spreadsheet what the mirror assumes about Google Sheets and its documentation leaves open.

    python -m infra.probe_sheets SPREADSHEET_ID

It works in a tab of its own, which it deletes again, and prints a line for each assumption. Run it once with the
account that the functions run as; a line that begins with NO is a reason to write to the maintainers before use.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared import config
from shared.errors import SheetFailure
from shared.sheets.api import GoogleSheets

TAB = 987_001
KEY, NAME, TWIN, NOWHERE = 987_101, 987_102, 987_103, 987_199
_MULTILINE = "Первая строка\nвторая: 100 % (a*b)?"


@dataclass
class Probe:
    """One run over one spreadsheet."""

    sheets: GoogleSheets
    spreadsheet: str
    failed: list[str] = field(default_factory=list)

    async def run(self, checks: Mapping[str, Check]) -> list[str]:
        """Try everything and return what is not as assumed."""
        await self._open()
        try:
            for assumption, check in checks.items():
                try:
                    holds = await check(self)
                except SheetFailure as failure:
                    holds, assumption = False, f"{assumption} ({failure})"  # noqa: PLW2901 - told with its cause
                print("yes" if holds else "NO ", assumption)  # noqa: T201 - what it is run for
                if not holds:
                    self.failed.append(assumption)
        finally:
            await self.change({"deleteSheet": {"sheetId": TAB}})
        return self.failed

    async def change(self, *requests: dict[str, Any]) -> list[dict[str, Any]]:
        """Carry out requests of ``batchUpdate``."""
        return await self.sheets.change(self.spreadsheet, requests)

    async def column(self, mark: int) -> list[Any]:
        """Return the cells of a column."""
        strips = await self.sheets.look(self.spreadsheet, [mark])
        return list(strips[mark].cells)

    async def _open(self) -> None:
        grid = {"rowCount": 20, "columnCount": 4, "frozenRowCount": 1}
        marks = [(KEY, 0), (NAME, 1), (TWIN, 2)]
        await self.change(
            {"addSheet": {"properties": {"sheetId": TAB, "title": "frontdesk probe", "gridProperties": grid}}},
            *(_mark(mark, index) for mark, index in marks),
        )
        names = ["Имя", "Вера", "Анна", "Борис"]
        keys = ["ID", "3", "1", "2"]
        await self.sheets.write(self.spreadsheet, {KEY: keys, NAME: names, TWIN: keys})


Check = Callable[[Probe], Awaitable[bool]]


def _mark(mark: int, index: int) -> dict[str, Any]:
    span = {"sheetId": TAB, "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}
    metadata = {"metadataId": mark, "metadataKey": "frontdesk-probe", "metadataValue": str(index)}
    place = {"location": {"dimensionRange": span}, "visibility": "DOCUMENT"}
    return {"createDeveloperMetadata": {"developerMetadata": metadata | place}}


def _replace(find: str, replacement: str, where: dict[str, Any]) -> dict[str, Any]:
    whole = {"matchEntireCell": True, "matchCase": True}
    return {"findReplace": {"find": find, "replacement": replacement, **whole, **where}}


def _cell(row: int, column: int) -> dict[str, Any]:
    down = {"startRowIndex": row, "endRowIndex": row + 1}
    return {"range": {"sheetId": TAB, **down, "startColumnIndex": column, "endColumnIndex": column + 1}}


async def _sorted(probe: Probe) -> bool:
    span = {"sheetId": TAB, "startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 3}
    order = [{"dimensionIndex": 1, "sortOrder": "ASCENDING"}]
    await probe.change({"sortRange": {"range": span, "sortSpecs": order}})
    return await probe.column(KEY) == ["ID", "1", "2", "3"]


async def _moved(probe: Probe) -> bool:
    column = {"sheetId": TAB, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    await probe.change(
        {"insertDimension": {"range": column}},
        {"moveDimension": {"source": {**column, "startIndex": 2, "endIndex": 3}, "destinationIndex": 0}},
    )
    strips = await probe.sheets.look(probe.spreadsheet, [KEY, NAME, TWIN])
    return [strips[mark].column for mark in (KEY, NAME, TWIN)] == [2, 0, 3]


async def _nowhere(probe: Probe) -> bool:
    return set(await probe.sheets.look(probe.spreadsheet, [KEY, NOWHERE])) == {KEY}


async def _skipped(probe: Probe) -> bool:
    answer = await probe.sheets.write(probe.spreadsheet, {NAME: [None, None, "Борислав"], KEY: [None]})
    whole = list(answer[NAME].cells) == ["Имя", "Анна", "Борислав", "Вера"]
    return whole and list(answer[KEY].cells) == ["ID", "1", "2", "3"]


async def _raw(probe: Probe) -> bool:
    texts = ["=1+1", "007", "+7 916", "'quoted", _MULTILINE]
    answer = await probe.sheets.write(probe.spreadsheet, {NAME: [*[None] * 5, *texts]})
    return list(answer[NAME].cells[5:]) == texts


async def _too_long(probe: Probe) -> bool:
    before = await probe.column(NAME)
    try:
        await probe.sheets.write(probe.spreadsheet, {NAME: ["x"] * 200})
    except SheetFailure as failure:
        return failure.refused and await probe.column(NAME) == before
    return False


async def _compared(probe: Probe) -> bool:
    (missed,) = await probe.change(_replace("Анн", "", _cell(1, 0)))
    (hit,) = await probe.change(_replace(_MULTILINE, "", _cell(9, 0)))
    counts = [reply.get("findReplace", {}).get("occurrencesChanged", 0) for reply in (missed, hit)]
    return counts == [0, 1] and (await probe.column(NAME))[1:2] == ["Анна"]


async def _stamped(probe: Probe) -> bool:
    await probe.sheets.write(probe.spreadsheet, {TWIN: ["Ключ · a.1"]})
    await probe.change(_replace("Ключ · a.1", "Ключ · b.1", {"sheetId": TAB}))
    return (await probe.column(TWIN))[:1] == ["Ключ · b.1"]


async def _appended(probe: Probe) -> bool:
    rule = {"condition": {"type": "BOOLEAN"}, "showCustomUi": True}
    ticks = {"range": {"sheetId": TAB, "startRowIndex": 1, "startColumnIndex": 4, "endColumnIndex": 5}, "rule": rule}
    rows = [{"values": [{}, {}, {"userEnteredValue": {"stringValue": "=7"}}]}]
    await probe.change(
        {"setDataValidation": ticks},
        {"appendCells": {"sheetId": TAB, "rows": rows, "fields": "userEnteredValue"}},
    )
    keys = await probe.column(KEY)
    return keys[-1:] == ["=7"] and len(keys) == len(await probe.column(NAME)) + 1


async def _copied(probe: Probe) -> bool:
    copy = TAB + 1
    await probe.change({"duplicateSheet": {"sourceSheetId": TAB, "newSheetId": copy, "newSheetName": "frontdesk copy"}})
    try:
        await probe.sheets.write(probe.spreadsheet, {NAME: ["Только здесь"]})
        rows = await probe.sheets.rows(probe.spreadsheet, {copy: (0, 1)})
        return "Только здесь" not in rows[copy][0]
    finally:
        await probe.change({"deleteSheet": {"sheetId": copy}})


async def _version(probe: Probe) -> bool:
    before = await probe.sheets.version(probe.spreadsheet)
    await probe.sheets.write(probe.spreadsheet, {NAME: ["Имя"]})
    for _ in range(20):
        if await probe.sheets.version(probe.spreadsheet) != before:
            return True
        await asyncio.sleep(3)
    return False


CHECKS: Mapping[str, Check] = {
    "a column's metadata stays with its column when rows are sorted": _sorted,
    "a column's metadata goes with its column when columns are inserted and moved": _moved,
    "a filter that matches nothing leaves the other columns readable": _nowhere,
    "null leaves a cell alone, and the answer shows whole columns as they stand after the write": _skipped,
    "RAW keeps texts as they are": _raw,
    "more values than rows are refused, and nothing is written": _too_long,
    "findReplace on one cell compares its whole text and tells whether it replaced": _compared,
    "findReplace changes the token wherever the header stands": _stamped,
    "appendCells adds below all data, keeps texts, and takes no box that is not ticked for data": _appended,
    "a copy of a tab does not take over the marks of its columns": _copied,
    "the file's version grows with an edit, within a minute": _version,
}


def main() -> int:
    """Probe the spreadsheet named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m infra.probe_sheets", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("spreadsheet", help="the id in its address, between /d/ and /edit")
    parser.add_argument("--sheets", default=config.SHEETS, help="another address of the Sheets API")
    parser.add_argument("--drive", default=config.DRIVE, help="another address of the Drive API")
    asked = parser.parse_args()
    probe = Probe(GoogleSheets(asked.sheets, asked.drive), asked.spreadsheet)
    return 1 if asyncio.run(probe.run(CHECKS)) else 0


if __name__ == "__main__":
    sys.exit(main())
