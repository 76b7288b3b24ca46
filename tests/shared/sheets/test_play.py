"""Random stories of staff, bot and misfortune, a move possible between any two calls, checked at every rest.

``FRONTDESK_STORIES=0-1999`` tells more of them, ``FRONTDESK_STORIES=17`` tells one again.
"""

from __future__ import annotations

import os

import pytest

from shared.sheets.api import GoogleSheets
from tests.shared.sheets.office import Office
from tests.shared.sheets.play import Play
from tests.stand_ins import Process


def stories() -> range:
    """Return the seeds of the stories to be told."""
    first, _, last = os.environ.get("FRONTDESK_STORIES", "0-19").partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.mark.parametrize("seed", stories())
async def test_both_sides_are_equal_in_the_end(office: Office, sheets_process: Process, seed: int) -> None:
    url = sheets_process.words[-1]
    wild = seed % 3 * 0.2
    play = Play(office, GoogleSheets(url, url), seed, meddling=0.15 + wild, misfortune=0.03 + wild / 8)
    try:
        await play.prepare()
        await play.run()
        await play.check_rest()
        assert play.most_calls <= 9
    except BaseException:
        print("\n".join(play.story))  # noqa: T201 - pytest shows it with the failure
        for row in await office.rows():
            print(row)  # noqa: T201 - as above
        raise
