"""Which failures are worth another try."""

from __future__ import annotations

import pytest

from shared import errors


@pytest.mark.parametrize("failure", [errors.Blocked("gone"), errors.Rejected("no")])
def test_what_the_vendor_will_never_take_is_permanent(failure: errors.Failure) -> None:
    assert failure.permanent


@pytest.mark.parametrize(
    "failure",
    [
        errors.Paused(3),
        errors.Unreachable("down"),
        errors.OutcomeUnknown("dropped"),
        errors.StoreUnavailable("down"),
        errors.Conflict("late"),
    ],
)
def test_what_may_pass_is_not(failure: errors.Failure) -> None:
    assert not failure.permanent


def test_a_pause_says_its_length() -> None:
    pause = errors.Paused(2.5)
    assert (pause.seconds, str(pause)) == (2.5, "the vendor asks for a pause of 2.5 s")


@pytest.mark.parametrize(("status", "refused"), [(400, True), (404, True), (429, False), (500, False), (0, False)])
def test_a_sheet_refuses_for_good_with_a_4xx_that_is_no_quota(status: int, refused: bool) -> None:  # noqa: FBT001 - a table
    assert errors.SheetFailure("no", status=status).refused is refused
