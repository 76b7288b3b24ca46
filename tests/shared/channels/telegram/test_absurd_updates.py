"""No JSON of any shape makes the decoder fail: real updates with absurd values in any of their places."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.channels.events import Event
from shared.channels.telegram import inbound
from tests.shared.channels.telegram.updates import EXAMPLES, message

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ABSURD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1 << 70, -(1 << 70), 1.5, float("inf"), float("nan"), "", " ", "0", "\x00", "\ud83d",
    "private", "я" * 10_000, [], [[]], [None], ["private"], [{}], {}, {"id": 1}, {"id": {}}, {"": ""},
)  # fmt: skip
Path = tuple[str | int, ...]


def places(value: Any, at: Path = ()) -> Iterator[Path]:
    """Name every place in a JSON value."""
    yield at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield from places(each, (*at, key))


def replaced(value: Any, at: Path, by: Any) -> Any:
    """Return a copy with something else in one place."""
    if not at:
        return by
    bent = copy.deepcopy(value)
    inner = bent
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = by
    return bent


def texts(value: Any) -> Iterator[str]:
    """Name every text in an event, apart from what was received."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if field.name != "raw":
                yield from texts(getattr(value, field.name))


def check(update: Any) -> None:
    event = inbound.decode(update, "bot", NOW)
    inbound.kind(update).encode()
    if event is None:
        return
    assert isinstance(event, Event)
    assert event.at.tzinfo is not None
    assert event.id.lstrip("-").isdigit()
    assert event.chat.lstrip("-").isdigit()
    for text in texts(event):
        text.encode()  # what cannot be written as UTF-8 can be neither kept nor logged nor answered


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda update: next(name for name in update if name != "update_id"))
def test_every_place_of_an_update_may_hold_anything(example: Any) -> None:
    for at in places(example):
        for absurd in ABSURD:
            check(replaced(example, at, absurd))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda update: next(name for name in update if name != "update_id"))
def test_every_place_of_an_update_may_be_missing(example: Any) -> None:
    for at in places(example):
        if at and isinstance(at[-1], str):
            bent = replaced(example, at, None)
            inner = bent
            for key in at[:-1]:
                inner = inner[key]
            del inner[at[-1]]
            check(bent)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(EXAMPLES), st.lists(st.tuples(st.integers(0, 10_000), ANYTHING), min_size=1, max_size=4))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_several_places_at_once_may_hold_anything(update: Any, changes: list[tuple[int, Any]]) -> None:
    for number, value in changes:
        where = list(places(update))
        update = replaced(update, where[number % len(where)], value)
    check(update)


@given(ANYTHING)
@settings(derandomize=True, deadline=None, max_examples=200)
def test_what_was_never_an_update_is_none(value: Any) -> None:
    check(value)


def test_half_a_character_in_a_text_is_replaced_not_refused() -> None:
    event = inbound.decode(message(text="розетка \ud83d"), "bot", NOW)
    assert event
    assert list(texts(event.content)) == ["розетка ?", "41"]
