"""Sifts the answers among staff's edits: what is sent now, what waits, what is held for a tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shared.sheets import answers, cells
from shared.sheets.answers import Candidate
from shared.sheets.case import Case
from shared.sheets.fingerprints import NOTHING
from shared.sheets.work import Work
from shared.store.records import Query


async def sift(work: Work, cases: Sequence[Case]) -> None:
    """Take out of the edits whatever answer must not go yet, and remember since when it stands there."""
    index = work.layout.answer
    asked = [case for case in cases if index in case.settled.edits]
    if not asked:
        return
    candidates = [await _candidate(work, case, index) for case in asked]
    verdicts = answers.judge(candidates, work.now, work.grace)
    for case, candidate in zip(asked, candidates, strict=True):
        verdict = verdicts[case.key]
        if verdict.send:
            continue
        case.settled.edits.remove(index)
        case.kept.add(index)
        case.hold = work.texts(verdict.hold) if verdict.hold else ""
        note = work.memory.notes[work.title].get(case.key, NOTHING)
        since = candidate.since or work.now
        case.answer = replace(note, answer=candidate.mark.hex(), answer_since=since, hold=verdict.hold)
        if verdict.wait:
            seconds = verdict.wait.total_seconds()
            work.wait = min(work.wait, seconds) if work.wait else seconds


async def _candidate(work: Work, case: Case, index: int) -> Candidate:
    text, mark = case.row.cells[index], case.sheet[index]
    notes = work.memory.notes[work.title]
    note = notes.get(case.key, NOTHING)
    same = note.answer == mark.hex()
    (here,) = await work.office.store.read(answers.path(case.key, text))
    question = Query("answers", (("hash", "==", answers.name(text)),), limit=5)
    elsewhere = any(record.data["appeal"] != case.key for record in await work.office.store.query(question))
    moved = any(
        other.answer == mark.hex() and key != case.key and left(work, key, mark) for key, other in notes.items()
    )
    return Candidate(
        case.key,
        mark,
        work.sight.confirmed(case.row),
        note.answer_since if same else None,
        note.hold if same else "",
        here.exists,
        elsewhere or moved,
    )


def left(work: Work, key: str, mark: bytes) -> bool:
    """Whether a text has gone from the answer's cell in which it was seen last."""
    row, index = work.sight.rows.get(key), work.layout.answer
    return row is None or cells.mark(work.layout.values[index], row.cells[index]) != mark
