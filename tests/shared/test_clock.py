"""The present moment."""

from __future__ import annotations

from datetime import UTC, datetime

from shared import clock


def test_the_present_is_told_in_utc() -> None:
    before = datetime.now(UTC)
    now = clock.now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC
