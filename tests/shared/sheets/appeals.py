"""A desk whose specialists answer from a cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.channels.messages import Message, Say
from shared.delivery.outbox import Notice
from shared.sheets.book import Decision, Edit
from shared.sheets.tab import Column, Kind, Owner, Tab
from shared.store.port import Store
from shared.store.records import SERVER_TIME, Record, replace

APPEALS = Tab(
    "Обращения",
    "appeals",
    (
        Column("ФИО партнера", "name"),
        Column("Текст обращений", "history"),
        Column("Ответ специалиста", "answer", Owner.STAFF, answer=True),
        Column("№", "id"),
        Column("Отправлено", "sent_at", kind=Kind.TIME),
    ),
    key="№",
)


@dataclass
class Appeals:
    """An answer goes to the partner and into the history."""

    store: Store
    tab: Tab = APPEALS

    def row(self, record: Record) -> Mapping[str, Any]:
        return {
            "№": record.id,
            "ФИО партнера": record.data["name"],
            "Текст обращений": record.data["history"],
            "Отправлено": record.data.get("sent_at"),
        }

    async def edited(self, edit: Edit) -> Decision:
        (_, text) = edit.cells["Ответ специалиста"]
        if not text:
            return Decision()
        data = dict(edit.record.data)
        data |= {"history": f"{data['history']}\nСпециалист: {text}", "sent_at": edit.now, "changed_at": SERVER_TIME}
        mail = Notice("partners", edit.key, Say(Message(text)))
        return Decision((replace(edit.record, data),), (mail,))

    async def vanished(self, record: Record, now: datetime) -> Decision:  # noqa: ARG002
        return Decision(refused="Обращение остаётся.")

    async def reappeared(self, record: Record, now: datetime) -> Decision:  # noqa: ARG002
        return Decision()
