"""Brings the rows of records and the records together: staff's cells become commands, the record's become writes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from shared.errors import StoreFailure
from shared.log import log
from shared.sheets import cells, merge, replies, shelving
from shared.sheets.aim import Target
from shared.sheets.case import Case
from shared.sheets.cells import Raw
from shared.sheets.commands import Fate, Office, Outcome, Typed
from shared.sheets.fingerprints import NOTHING, Notes
from shared.sheets.merge import Marks
from shared.sheets.place import Place
from shared.sheets.sight import blank
from shared.sheets.work import Work
from shared.store.port import Store
from shared.store.records import Record

AT_ONCE = 8  # commands under way together
EDITS_A_PASS = 200
_RECORDS_A_READ = 300


async def settle(work: Work) -> None:
    """Merge every row that differs from what was agreed, and every record that changed."""
    store = work.office.store
    keys = _needed(work)
    records = await _read(work, keys, store)
    cases = [case for key in keys if (case := _case(work, key, records[key]))]
    await replies.sift(work, cases)
    await _command(work, cases)
    touched = [case.record.path for case in cases if case.outcome and Fate.TAKEN in case.outcome.fates.values()]
    fresh = {record.path: record for record in await read_many(store, touched)}
    for case in cases:
        case.record = fresh.get(case.record.path, case.record)
        _finish(work, case)


def marks_of(office: Office, record: Record) -> Marks:
    """Return the fingerprints of what a record shows; of one that the desk cannot show, none."""
    try:
        return merge.marks(office.layout, office.render(record, ""))
    except Exception:  # noqa: BLE001 - whatever a desk's code may raise
        log.error("a record cannot be shown", path=record.path, exc_info=True)
        return ()


async def _shelved(work: Work) -> AbstractSet[str]:
    """Return the keys of rows that were moved into the archive."""
    parts = work.memory.main.data.get("archives", {}).get(work.title, 0)
    paths = [f"{work.memory.main.path}/archive/{work.title}-{number}" for number in range(parts)]
    return {key for record in await read_many(work.office.store, paths) for key in shelving.recalled(record.data)}


async def read_many(store: Store, paths: Iterable[str]) -> list[Record]:
    """Read many documents, some hundreds a call."""
    wanted = list(paths)
    found: list[Record] = []
    for start in range(0, len(wanted), _RECORDS_A_READ):
        found += await store.read(*wanted[start : start + _RECORDS_A_READ])
    return found


def _needed(work: Work) -> list[str]:
    """Choose the rows that need their record: those that differ, and those whose record changed."""
    sight, notes = work.sight, work.memory.notes[work.title]
    urgent = (
        set(work.changed) | set(work.state.due) | set(sight.base) | set(work.adopted)
        | {key for key, _ in sight.recalled.restored} | sight.resolved.wrong.keys() | sight.recalled.doubtful
        | {key for key, note in notes.items() if note.hold and replies.left(work, key, bytes.fromhex(note.answer))}
    )  # fmt: skip
    chosen = []
    for key, row in sight.rows.items():
        if key not in work.bases and key not in work.adopted:
            continue
        waiting = notes.get(key, NOTHING).waiting
        if key in urgent or (key in sight.marks and waiting != cells.seal(row.cells).hex()):
            chosen.append(key)
    return chosen


async def _read(work: Work, keys: list[str], store: Store) -> dict[str, Record]:
    known = work.changed | work.adopted
    missing = [key for key in keys if key not in known]
    collection = work.layout.tab.collection
    read = await read_many(store, [f"{collection}/{key}" for key in missing])
    return known | dict(zip(missing, read, strict=True))


def rendered(work: Work, record: Record, remark: str) -> tuple[Raw, ...] | None:
    """Return a record's cells, or nothing where the desk cannot show it: one bad record must not stop the rest."""
    try:
        return work.office.render(record, remark)
    except Exception:  # noqa: BLE001 - whatever a desk's code may raise
        log.error("a record cannot be shown", path=record.path, tab=work.title, exc_info=True)
        return None


def _case(work: Work, key: str, record: Record) -> Case | None:
    row = work.sight.rows[key]
    wanted = rendered(work, record, work.memory.notes[work.title].get(key, NOTHING).remark) if record.exists else None
    if wanted is None:
        sentence = work.texts("sheet-our-fault" if record.exists else "sheet-record-gone", key=key)
        work.held.append(sentence)
        if row.cells[work.layout.remark] != sentence:
            work.plan.targets.append(Target(work.sight.place(row), "", {work.layout.remark: sentence}, row.cells))
        return None
    own = merge.marks(work.layout, wanted)
    sheet = merge.marks(work.layout, row.cells)
    base = work.sight.base.get(key) or (work.bases[key].marks if key in work.bases else None)
    base = base or _adopted(work, key, sheet, own)
    settled = merge.settle(work.layout.values, base, sheet, own)
    torn = {index for cell, index in work.sight.sorted_alone if cell == key}
    settled.edits = [index for index in settled.edits if index not in torn and index != work.layout.confirm]
    settled.set_back = [index for index in settled.set_back if index not in torn]
    return Case(key, row, record, base, sheet, settled)


def _adopted(work: Work, key: str, sheet: Marks, own: Marks) -> Marks:
    """Choose the base of a row never synchronised; what a write of ours has put there is not staff's."""
    ours = {name for each, name in work.sight.recalled.ours if each == key}
    base = merge.adopted(work.layout.values, sheet, own)
    fields = [column.field for column in work.layout.values]
    return tuple(sheet[index] if name in ours else base[index] for index, name in enumerate(fields))


async def _command(work: Work, cases: list[Case]) -> None:
    """Have the desk decide about staff's cells, several rows at once."""
    edited = [case for case in cases if case.settled.edits]
    work.again |= len(edited) > EDITS_A_PASS
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(case: Case) -> None:
        async with gate:
            case.outcome = await _decided(work, case)

    try:
        async with asyncio.TaskGroup() as group:
            for case in edited[:EDITS_A_PASS]:
                group.create_task(one(case))
    except* StoreFailure as failures:
        raise failures.exceptions[0] from None


async def _decided(work: Work, case: Case) -> Outcome:
    own = merge.marks(work.layout, work.office.render(case.record, ""))
    both = frozenset(index for index in case.settled.edits if own[index] != case.base[index])
    taking = work.memory.takings.get((work.title, case.key))
    base = () if case.key in work.bases else case.base
    typed = Typed(
        case.key, case.record, case.row, case.settled.edits, both, taking, base, work.who(case.row, case.settled.edits)
    )
    try:
        outcome = await work.office.take(typed)
    except StoreFailure:
        raise
    except Exception:  # noqa: BLE001 - a desk's fault about one row must not stop the others
        log.error("an edit of the sheet failed", tab=work.title, key=case.key, exc_info=True)
        sentence = work.texts("sheet-our-fault")
        return Outcome(dict.fromkeys(case.settled.edits, Fate.LEFT), [sentence], taking)
    if outcome.taking:
        work.memory.takings[(work.title, case.key)] = outcome.taking
    back = [index for index, fate in outcome.fates.items() if fate is Fate.BACK]
    if back:
        outcome.sentences += _typed(work, case, back, outcome.remark)
        work.audits.append(work.office.refusal(typed, back, outcome.remark))
    return outcome


def _typed(work: Work, case: Case, back: list[int], told: str) -> list[str]:
    """Let what is set back stay readable in the remark, where the reason does not quote it."""
    typed = [(work.layout.values[index].header, cells.plain(case.row.cells[index])[:60]) for index in back]
    named = [f"{header} «{text}»" for header, text in typed if text and f"«{text}»" not in told]
    return [work.texts("sheet-was-typed", value=", ".join(named))] if named else []


def _finish(work: Work, case: Case) -> None:
    """Plan what the row shall show, and remember what both sides agree on."""
    layout, key = work.layout, case.key
    notes = _notes(work, case)
    wanted = rendered(work, case.record, _remark(work, case, notes))
    if wanted is None:
        return
    fates = case.outcome.fates if case.outcome else {}
    skipped = {index for cell, index in work.sight.sorted_alone if cell == key}
    skipped |= {index for index, fate in fates.items() if fate is Fate.LEFT}
    skipped |= {index for index in case.settled.edits if index not in fates} | case.kept
    actual = work.sight.resolved.rows[key]
    work.write(key, actual, wanted, skipped, bears(work, key))
    work.again |= all(work.sight.resolved.wrong.get(key, (False,)))
    own, sheet = merge.marks(layout, wanted), merge.marks(layout, actual.cells)
    known = work.bases[key].marks if key in work.bases else case.base
    base = tuple(
        sheet[index] if own[index] == sheet[index] else case.sheet[index] if fates.get(index) is Fate.TAKEN else old
        for index, old in enumerate(known)
    )
    work.agree(key, actual, base)
    work.memory.note(work.title, key, notes)
    if own != sheet and not skipped:
        work.due.add(key)


def bears(work: Work, key: str) -> tuple[str, str]:
    """Return what is to be written as ID and as twin into a record's row; never both at once."""
    id_wrong, twin_wrong = work.sight.resolved.wrong.get(key, (False, False))
    return key if id_wrong and not twin_wrong else "", key if twin_wrong else ""


def _notes(work: Work, case: Case) -> Notes:
    """Decide what is remembered of a row: what its remark says, and that its edit waits for more."""
    layout = work.layout
    old = work.memory.notes[work.title].get(case.key, NOTHING)
    set_back = [index for index in case.settled.set_back if index != layout.remark]
    remark = old.remark
    if layout.remark in case.settled.set_back and cells.is_empty(case.row.cells[layout.remark]):
        remark = ""  # staff wiped it: they have read it
    waiting = ""
    if case.outcome:
        fates = case.outcome.fates.values()
        remark = case.outcome.remark
        waiting = cells.seal(case.row.cells).hex() if Fate.LEFT in fates else ""
        work.counts.edits += Fate.TAKEN in fates
        work.counts.refused += Fate.BACK in fates
    if set_back:
        headers = ", ".join(f"«{layout.values[index].header}»" for index in set_back)
        typed = "; ".join(f"«{cells.plain(case.row.cells[index])[:60]}»" for index in set_back)
        remark = f"{remark} {work.texts('sheet-systems-column', columns=headers, value=typed)}".strip()
        work.audits.append(work.office.refusal(Typed(case.key, case.record, case.row, set_back), set_back, remark))
    if case.hold:
        waiting = cells.seal(case.row.cells).hex()
    answer = case.answer or NOTHING
    return Notes(remark, waiting, answer=answer.answer, answer_since=answer.answer_since, hold=answer.hold)


def _remark(work: Work, case: Case, notes: Notes) -> str:
    key, parts = case.key, [notes.remark, case.hold]
    if any(cell == key for cell, _ in work.sight.sorted_alone):
        parts.append(work.texts("sheet-sorted-alone"))
    if key in work.sight.recalled.doubtful:
        parts.append(work.texts("sheet-maybe-yours"))
    return " ".join(part for part in parts if part)


async def append(work: Work) -> None:
    """Plan a row for every record that has none, and never had one that went into the archive."""
    known = work.bases.keys() | work.sight.resolved.mentioned | work.appends.keys() | work.gone
    missing = [key for key, record in work.changed.items() if key not in known and not record.data.get("archived_at")]
    shelved = await _shelved(work) if missing else frozenset()
    for key in missing:
        if key in shelved:
            continue
        record = work.changed[key]
        wanted = rendered(work, record, "")
        if wanted is not None:
            work.appends[key] = wanted
    for key in work.returned:
        work.memory.drop(work.title, key)
    for key, wanted in work.appends.items():
        values = {index: raw for index, raw in enumerate(wanted) if not cells.is_empty(raw)}
        work.plan.targets.append(Target(Place(key, key), key, values, blank(work.layout)))
        work.due.add(key)
