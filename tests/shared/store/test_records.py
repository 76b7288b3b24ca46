"""What each kind of write demands of the document it meets."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shared.store.records import Condition, Record, change, create, merge, put, remove, replace

READ = datetime(2026, 11, 20, tzinfo=UTC)
THERE, ABSENT = Record("orders/1", {"a": 1}, READ), Record("orders/1")


def test_a_record_exists_where_it_has_a_version() -> None:
    assert THERE.exists
    assert not ABSENT.exists
    assert Record("conversations/a:b:c/messages/in-5").id == "in-5"


@pytest.mark.parametrize(
    ("write", "condition"),
    [
        (create("orders/1", {}), Condition.ABSENT),
        (put("orders/1", {}), Condition.NONE),
        (merge("orders/1", a=1), Condition.NONE),
        (replace(THERE, {}), READ),
        (replace(ABSENT, {}), Condition.ABSENT),
        (change(THERE, a=1), READ),
        (change(ABSENT, a=1), Condition.ABSENT),
        (remove(THERE), READ),
        (remove(ABSENT), Condition.ABSENT),
    ],
)
def test_a_write_holds_only_for_what_was_read(write: object, condition: object) -> None:
    assert getattr(write, "condition", None) == condition


def test_a_change_is_limited_to_its_fields_and_a_replacement_is_not() -> None:
    assert change(THERE, a=1, b=2).fields == ("a", "b")
    assert merge("orders/1", a=1).fields == ("a",)
    assert replace(THERE, {"a": 1}).fields is None
