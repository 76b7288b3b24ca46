"""Looks after the rows that are no record's: typed ones on their way to become records, copies, strangers, leftovers.

A typed row is given a key as twin by one call and as ID by the next, and becomes a record once a look has shown both:
a key that hits a wrong row then stands there only once, and is recognised.
"""

from __future__ import annotations

import hashlib

from shared.errors import StoreFailure
from shared.log import log
from shared.sheets import cells, merge
from shared.sheets.aim import Target
from shared.sheets.cells import Raw
from shared.sheets.commands import Fate, Outcome, Typed
from shared.sheets.keys import Doubt, Doubtful
from shared.sheets.look import Row
from shared.sheets.place import content
from shared.sheets.records import bears, read_many
from shared.sheets.work import Work

DRAFTS_A_PASS = 100
TARGETS_A_PASS = 6_000
_TRIES = 3


async def settle(work: Work) -> None:
    """Decide about every row that is no record's."""
    ghosts = {row.number for row, _ in work.sight.recalled.ghosts}
    for row, before in work.sight.recalled.ghosts:
        _put_back(work, row, before)
    if work.sight.sorted_alone:
        return  # typed rows may have been given others' values: nothing is made of them until that is undone
    await _births(work)
    asked = 0
    for row in work.sight.resolved.drafts:
        if row.number in ghosts:
            continue
        if work.sight.is_typed(row):
            asked += 1
            if asked <= DRAFTS_A_PASS:
                await _offer(work, row, "")
        else:
            work.take_key(row)
            _remark(work, row, "")
    work.again |= asked > DRAFTS_A_PASS
    for doubtful in work.sight.resolved.doubtful:
        if len(work.plan.targets) > TARGETS_A_PASS:
            work.again = True
            break
        if doubtful.row.number not in ghosts:
            await _doubtful(work, doubtful)


async def _births(work: Work) -> None:
    """Make records of the rows that bear a reserved key twice."""
    rows = work.sight.rows
    keys = [key for key in work.state.reserved if key in rows and rows[key].agreed and key not in work.bases]
    records = await read_many(work.office.store, [f"{work.layout.tab.collection}/{key}" for key in keys])
    for key, record in zip(keys, records, strict=True):
        if record.exists:
            # Somebody else's record was given this key meanwhile: the row gets another.
            await _offer(work, rows[key], "")
            continue
        if not work.sight.is_typed(rows[key]):
            continue
        filled = [i for i, raw in enumerate(rows[key].cells[: len(work.layout.desk)]) if not cells.is_empty(raw)]
        outcome = await _taken(work, Typed(key, record, rows[key], filled, who=work.who(rows[key], filled)))
        if Fate.TAKEN in outcome.fates.values() and outcome.taking:
            work.memory.takings[(work.title, key)] = outcome.taking
            work.agree(key, rows[key], merge.marks(work.layout, rows[key].cells))
            work.counts.born += 1
            work.again = True  # the record's own values are shown by the next pass
        else:
            _remark(work, rows[key], outcome.remark)
    for key in [key for key in work.state.reserved if key in work.bases]:
        del work.state.reserved[key]
    for key, row in rows.items():
        if key in work.state.reserved and not work.sight.is_typed(row):
            del work.state.reserved[key]
            work.take_key(row)
        elif key in work.state.reserved and not row.agreed:
            work.plan.targets.append(Target(work.sight.place(row), "", {}, row.cells, bears(work, key)))
            work.again = True


async def _taken(work: Work, typed: Typed) -> Outcome:
    try:
        return await work.office.take(typed)
    except StoreFailure:
        raise
    except Exception:  # noqa: BLE001 - a desk's fault about one row must not stop the others
        log.error("a typed row failed", tab=work.title, key=typed.key, exc_info=True)
        return Outcome(sentences=[work.texts("sheet-our-fault")])


async def _offer(work: Work, row: Row, sentence: str) -> None:
    """Give a complete row a key, as twin first; tell in an incomplete one what is missing."""
    for attempt in range(_TRIES):
        seed = (
            f"{work.memory.spreadsheet}/{work.title}/{content(work.layout, row)}/{len(work.state.reserved)}/{attempt}"
        )
        seed = hashlib.blake2b(f"{seed}/{work.now.isoformat()}".encode(), digest_size=12).hexdigest()
        outcome = await _proposed(work, row, seed)
        if not outcome.key:
            _remark(work, row, outcome.remark or sentence)
            return
        taken = outcome.key in work.bases or outcome.key in work.state.reserved
        if not taken and outcome.key not in work.sight.resolved.mentioned:
            work.state.reserved[outcome.key] = work.now
            values = _changed_remark(work, row, "") | ({work.layout.confirm: ""} if work.sight.confirmed(row) else {})
            work.plan.targets.append(Target(work.sight.place(row), "", values, row.cells, ("", outcome.key)))
            work.again = True
            return
    _remark(work, row, work.texts("sheet-busy"))


async def _proposed(work: Work, row: Row, seed: str) -> Outcome:
    try:
        return await work.office.propose(row, seed)
    except StoreFailure:
        raise
    except Exception:  # noqa: BLE001 - as above
        log.error("a typed row failed", tab=work.title, exc_info=True)
        return Outcome(sentences=[work.texts("sheet-our-fault")])


async def _doubtful(work: Work, doubtful: Doubtful) -> None:
    """Show why a row is nobody's; a confirmed copy or stranger becomes a record of its own."""
    row = doubtful.row
    if doubtful.doubt is Doubt.STRAY or (not row.agreed and not work.sight.is_typed(row)):
        work.take_key(row)  # a key of ours that missed its row
        _remark(work, row, "")
        return
    sentence = work.texts(doubtful.doubt.value, key=doubtful.key)
    if work.sight.confirmed(row) and doubtful.doubt in (Doubt.COPY, Doubt.STRANGER, Doubt.TWO_ALIKE):
        await _offer(work, row, sentence)
    else:
        work.held.append(sentence)
        _remark(work, row, sentence)


def _remark(work: Work, row: Row, sentence: str) -> None:
    values = _changed_remark(work, row, sentence)
    if values:
        work.plan.targets.append(Target(work.sight.place(row), "", values, row.cells))


def _changed_remark(work: Work, row: Row, sentence: str) -> dict[int, Raw]:
    return {} if row.cells[work.layout.remark] == sentence else {work.layout.remark: sentence}


def _put_back(work: Work, row: Row, before: dict[str, Raw]) -> None:
    """Give a row back what a misplaced write of ours has hidden in it."""
    fields = [column.field for column in work.layout.values]
    values = {fields.index(name): raw for name, raw in before.items()}
    work.plan.targets.append(Target(work.sight.place(row), "", values, row.cells))
    work.again = True
