"""Decides what it means that rows are no longer there: a cut before its paste, a deletion, or an accident.

A key that stands nowhere any more archives its record after three passes and two minutes. When many vanish at once
nothing is archived and the owner is asked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from shared.errors import StoreFailure
from shared.log import log
from shared.sheets.fingerprints import NOTHING
from shared.sheets.records import read_many, rendered
from shared.sheets.work import Work
from shared.store.records import Record

PASSES = 3
WAIT = timedelta(minutes=2)
MOST = 10
_ALWAYS = 3  # so many may go at once from however small a tab
_SHARE = 20  # one in twenty


def too_many(vanished: int, rows: int) -> bool:
    """Whether so many rows at once look like an accident: more than ten, or one in twenty."""
    return vanished > max(_ALWAYS, min(MOST, rows // _SHARE))


async def settle(work: Work) -> None:
    """Count how long rows have been missing, and archive the records of those that are gone for good."""
    mentioned, notes = work.sight.resolved.mentioned, work.memory.notes[work.title]
    for key in [key for key, note in notes.items() if note.missing_since and key in mentioned]:
        work.memory.note(work.title, key, replace(notes[key], missing_since=None, missed=0))
    missing = [key for key in work.bases if key not in mentioned]
    if not missing:
        work.state.let_go = False
        return
    for key in missing:
        note = notes.get(key, NOTHING)
        since = note.missing_since or work.now
        work.memory.note(work.title, key, replace(note, missing_since=since, missed=min(note.missed + 1, PASSES)))
    if work.memory.main.data.get("shelving"):
        return  # rows are on their way into the archive: they are not deleted
    if too_many(len(missing), len(work.bases)) and not work.state.let_go:
        work.held.append(work.texts("sheet-many-gone", count=len(missing), tab=work.title))
        return
    ripe = [key for key in missing if _ripe(work, key)]
    for record in await read_many(work.office.store, [f"{work.layout.tab.collection}/{key}" for key in ripe]):
        await _gone(work, record)


def _ripe(work: Work, key: str) -> bool:
    note = work.memory.notes[work.title].get(key, NOTHING)
    since = note.missing_since or work.now
    return note.missed >= PASSES and work.now - since >= WAIT


async def _gone(work: Work, record: Record) -> None:
    """Ask the desk; a row that must not go is appended again, with the reason in its remark."""
    refusal = ""
    if record.exists and not record.data.get("archived_at"):
        try:
            refusal = await work.office.vanished(record)
        except StoreFailure:
            raise
        except Exception:  # noqa: BLE001 - a desk's fault about one row must not stop the others
            log.error("a deleted row failed", path=record.path, exc_info=True)
            return
    if not refusal:
        work.gone.add(record.id)
        work.memory.drop(work.title, record.id)
        return
    wanted = rendered(work, record, refusal)
    if wanted is not None:
        work.appends[record.id] = wanted
        work.returned[record.id] = refusal
