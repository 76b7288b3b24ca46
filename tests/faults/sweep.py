"""Decides which points a story has (every call times every fault, every delivery likewise) and plays each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from tests.faults.cloud import Cloud
from tests.faults.functions import Mishap, Point
from tests.faults.gates import Fault
from tests.faults.play import Played, play
from tests.faults.story import Story


def points(clean: Played) -> list[Point]:
    """Return everything that can go wrong in a story, from the traffic of the run in which nothing did."""
    calls = [
        Point(line["function"], line["number"], line["method"], fault) for line in clean.traffic for fault in Fault
    ]
    deliveries = [
        Point(name, number, "", mishap)
        for name, count in clean.deliveries.items()
        for number in range(1, count + 1)
        for mishap in Mishap
        if mishap is not Mishap.REPLY_LOST or name.endswith("_bot")
    ]
    return calls + deliveries


async def played_clean(cloud: Cloud, story: Story) -> Played:
    """Play a story with nothing going wrong; raises where even that does not hold, or a call escaped the count."""
    clean = await play(cloud, story)
    assert not clean.problems, f"{story.name}: {clean.problems}\n{clean.log[-4000:]}"
    assert not clean.nudges, f"{story.name}: somebody had to ask twice"
    ours: dict[str, int] = dict(clean.replies)
    for line in clean.traffic:
        ours[line["method"]] = ours.get(line["method"], 0) + 1
    # The harness itself asks what waits; every other call at the stand-ins is one of the product's.
    seen = {method: count for method, count in clean.counts.items() if method != "RunQuery"}
    counted = {method: ours.get(method, 0) for method in seen}
    assert seen == counted, f"the stand-ins counted {seen}, the gates {ours}"
    return clean


async def swept(cloud: Cloud, story: Story, clean: Played, chosen: Sequence[Point]) -> AsyncIterator[Played]:
    """Play a story once for each point."""
    for point in chosen:
        yield await play(cloud, story, point, clean)
