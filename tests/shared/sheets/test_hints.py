"""What the edit trigger may and may not do."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from shared.sheets import hints
from shared.sheets.hints import Forged, Hint
from shared.sheets.visit import CATALOGUE
from shared.store.records import Query
from shared.texts import LANGUAGES
from tests.shared.sheets.office import Office
from tests.stand_ins import REPOSITORY

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TIME = str(int(NOW.timestamp()))
BODY = json.dumps({"spreadsheet": "s", "tab": "Заявки", "key": "101", "header": "Имя", "value": "Анна"}).encode()
SECRET = "тайна"


def test_it_reads_what_the_script_signed() -> None:
    hint = hints.read(BODY, TIME, hints.signature(BODY, TIME, SECRET), SECRET, NOW)
    assert hint == Hint("s", "Заявки", "101", "Имя", "Анна", "")


@pytest.mark.parametrize(
    ("body", "time", "secret"),
    [(BODY + b" ", TIME, SECRET), (BODY, str(int(TIME) + 1), SECRET), (BODY, TIME, "другая")],
)
def test_it_refuses_what_was_signed_otherwise(body: bytes, time: str, secret: str) -> None:
    signed = hints.signature(BODY, TIME, SECRET)
    with pytest.raises(Forged):
        hints.read(body, time, signed, secret, NOW)


@pytest.mark.parametrize("late", [timedelta(minutes=6), timedelta(minutes=-2)])
def test_it_refuses_a_replay_and_a_call_from_the_future(late: timedelta) -> None:
    with pytest.raises(Forged):
        hints.read(BODY, TIME, hints.signature(BODY, TIME, SECRET), SECRET, NOW + late)


def test_it_refuses_everything_where_no_secret_is_set() -> None:
    with pytest.raises(Forged):
        hints.read(BODY, TIME, hints.signature(BODY, TIME, ""), "", NOW)


def test_an_authentic_call_that_is_no_hint_is_told_apart() -> None:
    with pytest.raises(ValueError, match="not a hint"):
        hints.read(b"[]", TIME, hints.signature(b"[]", TIME, SECRET), SECRET, NOW)


def test_the_script_knows_the_hidden_column_in_every_language() -> None:
    script = (REPOSITORY / "infra/apps_script/edit_trigger.gs").read_text("utf-8").replace("\\", "")
    assert all(CATALOGUE.speak(language)("sheet-twin") in script for language in LANGUAGES)


async def test_the_audit_names_who_typed(office: Office) -> None:
    await office.order("101")
    await office.sync()
    await office.type("101", "Имя", "Анна")
    hint = Hint(office.spreadsheet, "Заявки", "101", "Имя", "Анна", "olga@example.org")
    await office.mirror.hinted(office.book, hint)
    assert [line["who"] for line in await office.audit()] == ["olga@example.org"]


async def test_a_forged_value_changes_nothing_and_names_nobody(office: Office) -> None:
    await office.order("101")
    await office.sync()
    await office.type("101", "Имя", "Анна")
    hint = Hint(office.spreadsheet, "Заявки", "101", "Имя", "Злодей", "mallory@example.org")
    await office.mirror.hinted(office.book, hint)
    assert (await office.record("101"))["name"] == "Анна"
    assert [line["who"] for line in await office.audit()] == [""]


async def test_hints_are_forgotten_in_time(office: Office) -> None:
    await office.order("101")
    await office.sync()
    await office.mirror.hinted(office.book, Hint(office.spreadsheet, "Заявки", "101", "Имя", "Анна", "o@example.org"))
    office.clock.move(16 * 60)
    await office.order("101", name="Борис")
    await office.sync()

    assert await office.store.query(Query(hints.folder(office.spreadsheet))) == []
