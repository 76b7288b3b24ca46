"""Decides how far the Firestore server's changes have been read, and waits for the next ones."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

import httpx

from infra.functions import DocumentTrigger, Function
from infra.local.eventarc.courier import Courier
from infra.local.eventarc.events import Change, body_of, headers_of
from infra.local.eventarc.mailbox import Letter, Mailbox
from infra.local.eventarc.policy import Policy

WAIT = 25  # seconds a look at the feed may last
PAGE = 500  # changes a look may bring
PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0)  # seconds between looks at a server that does not answer


class Feed:
    """The change feed at a Firestore server's admin address."""

    def __init__(self, address: str) -> None:
        self._client = httpx.AsyncClient(base_url=address, timeout=WAIT + 10, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def latest(self) -> int:
        """Return the number of the last change so far, however long the server takes to answer at all."""
        _, after = await self._look(after=-1, wait=0)
        return after

    async def next(self, after: int) -> tuple[list[Change], int]:
        """Return the changes behind ``after``, perhaps none, and where to look next."""
        return await self._look(after=after, wait=WAIT)

    async def _look(self, *, after: int, wait: int) -> tuple[list[Change], int]:
        failures = 0
        while True:
            try:
                answer = await self._client.get("/admin/changes", params={"after": after, "wait": wait, "limit": PAGE})
                answer.raise_for_status()
            except httpx.HTTPError as error:
                if not failures:
                    _say(f"the change feed does not answer ({error}); waiting for it")
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
                if after >= 0:
                    after = min(after, await self._reborn(after))
            else:
                page = answer.json()
                return [Change.from_feed(row) for row in page["changes"]], page["next"]

    async def _reborn(self, after: int) -> int:
        """A server that came back with fewer changes than we have read has lost its data: begin anew."""
        try:
            answer = await self._client.get("/admin/changes", params={"after": -1})
            answer.raise_for_status()
        except httpx.HTTPError:
            return after
        return after if answer.json()["next"] >= after else 0


async def begin(feed: Feed, mailbox: Mailbox) -> int:
    """Return where to start: where we stopped, and the very first time at the present, as a new trigger does."""
    latest = await feed.latest()
    cursor = mailbox.cursor
    if cursor is None:
        mailbox.take_in((), latest)
        return latest
    return cursor if cursor <= latest else 0


async def follow(feed: Feed, mailbox: Mailbox, courier: Courier, cursor: int) -> None:
    """Hand every change behind ``cursor`` to the courier, for ever; kept first, sent then."""
    while True:
        changes, cursor = await feed.next(cursor)
        for owed in mailbox.take_in(letters(changes, courier.functions, courier.policy), cursor):
            courier.send(owed)


def letters(changes: Iterable[Change], functions: Iterable[Function], policy: Policy) -> Iterator[Letter]:
    """Yield what the changes mean to the functions, some of it twice."""
    functions = tuple(functions)
    for change in changes:
        for function in functions:
            trigger = function.trigger
            if isinstance(trigger, DocumentTrigger) and change.concerns(trigger):
                now = time.time()
                again = policy.second_after(function.name, change.id)
                for due in (now,) if again is None else (now, now + again):
                    yield Letter(
                        function=function.name,
                        event=change.id,
                        headers=headers_of(change, trigger.event),
                        body=body_of(change),
                        born=now,
                        due=due,
                    )


def _say(line: str) -> None:
    print(f"eventarc: {line}", file=sys.stderr, flush=True)  # noqa: T201 - the log of the process
