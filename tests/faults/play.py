"""Plays a story once, with at most one thing going wrong in it, and says what did not hold afterwards."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults import invariants
from tests.faults.cloud import Cloud
from tests.faults.functions import Mishap, Point
from tests.faults.gates import KILLS, LATE, Fault
from tests.faults.story import SAME, Step, Story
from tests.faults.world import Stuck, World

PROMPT = 2.0  # seconds in which whoever writes gets an answer, whatever happened before
_CHANGING = re.compile(r"\d{6}|\d\d:\d\d")  # numbers of orders and times of day differ from run to run

Bubbles = Counter[tuple[str, str]]


@dataclass
class Played:
    """What one run came to."""

    story: Story
    point: Point | None
    struck: str = ""
    problems: list[str] = field(default_factory=list)
    bubbles: Bubbles = field(default_factory=Counter)
    nudges: int = 0
    doubled: int = 0
    slowest: float = 0.0  # seconds from somebody's words to the answer
    traffic: list[dict[str, Any]] = field(default_factory=list)
    deliveries: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)  # the same traffic, as the stand-ins counted it
    replies: Mapping[str, int] = field(default_factory=dict)
    log: str = ""


async def play(cloud: Cloud, story: Story, point: Point | None = None, clean: Played | None = None) -> Played:
    """Play a story; ``clean`` is how it went when nothing went wrong."""
    world = await World.made(cloud, story)
    played = Played(story, point)
    try:
        await _play(world, played, clean)
    except (Stuck, AssertionError, TimeoutError) as failure:
        played.problems.append(f"{type(failure).__name__}: {failure}")
    finally:
        played.log = world.logged()
        await world.close()
    return played


async def _play(world: World, played: Played, clean: Played | None) -> None:
    functions = world.functions.begin(played.point)
    before = {who: (await world.chat(who))["cursor"] for who in world.story.people}
    await _counted(world, forget=True)
    world.store.calls = 0
    for step in world.story.steps:
        await _step(world, played, step)
    await world.settle()
    played.traffic = functions.traffic()
    played.deliveries, played.replies = dict(functions.deliveries), dict(functions.replies)
    played.counts = await _counted(world) | {"of the harness": -world.store.calls}
    played.struck = functions.struck or next((_told(line) for line in played.traffic if line["struck"]), "")
    nudged = played.bubbles
    played.bubbles = await _bubbles(world, before) - nudged
    if played.point and not played.struck:
        played.problems.append("the point was never reached")
    if clean:
        _compare(played, clean)
    await _probe(world, played)
    played.problems += await world.story.outcome(world)
    played.problems += await invariants.broken(world)
    played.problems += invariants.leaks(world)


async def _step(world: World, played: Played, step: Step) -> None:
    """Let a step happen and see to it that everybody sees what they should, if need be after asking."""
    cursors = {who: (await world.chat(who))["cursor"] for who, _ in step.sees}
    await world.do(step)
    world.leap(5)
    await world.settle()
    for who, text in step.sees:
        if await _sees(world, who, text, cursors[who]):
            continue
        at = (await world.chat(who))["cursor"]
        said = await _asked(world, played, who, step if step.again == SAME and step.who == who else step.again or "?")
        played.nudges += 1
        played.bubbles += Counter({(who, _plain(each["text"])): 1 for each in said})
        if not await _sees(world, who, text, cursors[who]) and not _result(said):
            played.problems.append(f"{who} never saw «{text}», nor anything after {at} but {said}")


async def _sees(world: World, who: str, text: str, after: int) -> bool:
    return any(text in each.get("text", "") for each in await _said(world, who, after))


async def _said(world: World, who: str, after: int) -> list[dict[str, Any]]:
    """Return what bots have said or changed on a screen."""
    return [each for each in (await world.chat(who, after))["messages"] if each["from"] == "bot"]


def _result(said: list[dict[str, Any]]) -> bool:
    """Whether what was said in answer to a nudge shows the result itself: the order, or what it came to."""
    return any(re.search(r"#\d{6}|Заработок|заработок|Статистика|статистика", each.get("text", "")) for each in said)


async def _asked(world: World, played: Played, who: str, what: str | Step) -> list[dict[str, Any]]:
    """Let somebody write, or do something again, and return what they get, which must be there promptly."""
    after = (await world.chat(who))["cursor"]
    began = time.monotonic()
    await (world.do(what) if isinstance(what, Step) else world.act(who, "send", text=what, timeout=PROMPT))
    said = await _said(world, who, after)  # the vendor has carried out the answer by now, whatever it was
    took = time.monotonic() - began
    played.slowest = max(played.slowest, took)
    if not said:
        played.problems.append(f"{who} did {what} and got nothing within {PROMPT} s")
    return said


async def _probe(world: World, played: Played) -> None:
    """Nobody is stuck: whoever writes gets an answer."""
    for who in world.story.people:
        await _asked(world, played, who, "/start")


async def _bubbles(world: World, before: Mapping[str, int]) -> Bubbles:
    """Return what people have on their screens since the story began, what varies from run to run put aside."""
    bubbles: Bubbles = Counter()
    for who, cursor in before.items():
        bubbles.update((who, _plain(each.get("text", ""))) for each in await _said(world, who, cursor))
    return bubbles


def _plain(text: str) -> str:
    return _CHANGING.sub("…", text)


def _compare(played: Played, clean: Played) -> None:
    """Hold the screens against those of the run in which nothing went wrong."""
    more, less = played.bubbles - clean.bubbles, clean.bubbles - played.bubbles
    lost = played.point is not None and played.point.fault is Mishap.REPLY_LOST
    played.doubled = 0 if lost else sum(more.values())
    if less and not lost:
        played.problems.append(f"not on screen: {dict(less)}")
    if more and not lost and not (_may_double(played) and more.total() <= _most_doubled(played)):
        played.problems.append(f"too much on screen: {dict(more)}")
    if played.nudges and not lost:
        played.problems.append(f"{played.nudges} times somebody had to ask")


def _may_double(played: Played) -> bool:
    """Whether the vendor gave no means to know that a message had arrived before the failure."""
    lines = played.traffic
    at = next((number for number, line in enumerate(lines) if line["struck"]), None)
    if at is None:
        return False
    line, fault = lines[at], Fault(lines[at]["struck"])
    if line["method"] == "sendMessage":
        return fault in LATE
    return fault in KILLS and any(each["method"] == "sendMessage" for each in lines[max(0, at - 3) : at])


def _most_doubled(played: Played) -> int:
    """A kill may catch a whole batch of a posting in the air; each of its chats is doubled once."""
    return max(1, sum(person.bot == "master" for person in played.story.people.values()))


async def _counted(world: World, *, forget: bool = False) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for part in ("firestore", "telegram", "sheets"):
        address = f"{world.cloud.admins[part]}/admin/counts"
        for method, count in (await world.http.get(address)).json().items():
            counts[method] += count["calls"]
        if forget:
            await world.http.delete(address)
    return dict(counts)


def _told(line: Mapping[str, Any]) -> str:
    return f"{line['function']} {line['method']}: {line['struck']}"
