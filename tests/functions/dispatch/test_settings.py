"""What the owner sets, what holds where the owner says nothing, and what cannot be set."""

from __future__ import annotations

from typing import Any

import pytest

from functions.dispatch.settings import BY_KEY, FOLDER, RATE, SETTINGS, SHOW_CLIENT, Setting, missing
from shared.store.records import Condition, Record
from tests.functions.dispatch.scenes import NOON


@pytest.mark.parametrize(("setting", "value"), [(RATE, 30_00), (SHOW_CLIENT, False), (FOLDER, "")])
def test_a_setting_that_nobody_touched_has_its_default(setting: Setting, value: Any) -> None:
    assert setting.value(Record(setting.path)) == value


@pytest.mark.parametrize(("setting", "value"), [(RATE, 0), (SHOW_CLIENT, True), (FOLDER, "https://t.me/addlist/x")])
def test_what_the_owner_set_counts_even_where_it_is_nothing(setting: Setting, value: Any) -> None:
    assert setting.value(Record(setting.path, setting.as_record(value), NOON)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("да", True),
        ("Да", True),
        (" ДА ", True),
        ("yes", True),
        ("კი", True),
        ("нет", False),
        ("No", False),
        ("არა", False),
    ],
)
def test_yes_and_no_are_read_in_every_language(text: str, value: bool) -> None:  # noqa: FBT001 - a case
    assert SHOW_CLIENT.parse(text) is value


@pytest.mark.parametrize("text", ["", "может быть", "2", "данет"])
def test_anything_else_is_neither_yes_nor_no(text: str) -> None:
    assert SHOW_CLIENT.parse(text) is None


@pytest.mark.parametrize("text", ["https://t.me/addlist/AbC123", "", "  https://t.me/addlist/AbC123  "])
def test_the_folder_is_a_link_of_telegrams_or_nothing(text: str) -> None:
    assert FOLDER.parse(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    ["t.me/joinchat/x", "https://example.com/addlist/x", "javascript:alert(1)", "https://t.me.evil.com/addlist/x"],
)
def test_another_link_is_no_folder(text: str) -> None:
    assert FOLDER.parse(text) is None


@pytest.mark.parametrize("text", ["t.me/addlist/AbC123", "http://t.me/addlist/AbC123"])
def test_a_folder_may_be_pasted_as_telegram_shows_it(text: str) -> None:
    assert FOLDER.parse(text) == "https://t.me/addlist/AbC123"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_what_is_shown_can_be_read_again(setting: Setting) -> None:
    assert setting.parse(setting.show(setting.default)) == setting.default


def test_settings_are_found_by_their_keys() -> None:
    assert {key: setting.key for key, setting in BY_KEY.items()} == {
        key: key for key in ("rate", "show_client", "folder")
    }


def test_settings_that_are_missing_are_put_there_and_none_is_overwritten() -> None:
    there = Record(RATE.path, RATE.as_record(25_00), NOON)
    writes = missing([there, Record(FOLDER.path)])
    assert {write.path for write in writes} == {SHOW_CLIENT.path, FOLDER.path}
    assert {write.condition for write in writes} == {Condition.ABSENT}
