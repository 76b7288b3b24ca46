"""Decides which points a story has: every call times every fault, every delivery likewise, and none uncounted."""

from __future__ import annotations

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
    seen = sum(clean.counts.values())
    ours = sum(line["method"] != "certs" for line in clean.traffic) + sum(clean.replies.values())
    assert seen == ours, f"the stand-ins counted {seen} calls {clean.counts}, the gates {ours}"
    return clean
