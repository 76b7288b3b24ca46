"""Decides when an index is made: when a query over a large collection asks for one, in pieces between commits."""

from __future__ import annotations

import asyncio

from infra.local.firestore.commits import Committer
from infra.local.firestore.entries import Entries, EntryIndex, Parts
from infra.local.firestore.scopes import Scope


class Filling:
    """Makes and fills indexes in the background; one that was interrupted goes on at the next start."""

    def __init__(self, entries: Entries, committer: Committer) -> None:
        self._entries = entries
        self._committer = committer
        self._wanted: set[tuple[bytes, Parts, bool]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        for index in entries.unfinished():
            self._start(index)

    def index_for(self, scope: Scope, parts: Parts) -> EntryIndex | None:
        """Return a full index of a shape; where there is none, see to it that there will be."""
        by_collection = scope.column == "collection"
        index = self._entries.find(scope.group, parts, by_collection=by_collection)
        if index is not None:
            return index if index.usable else None
        wanted = (scope.group, parts, by_collection)
        if wanted not in self._wanted:
            self._wanted.add(wanted)
            self._keep(asyncio.create_task(self._make(*wanted)))
        return None

    async def stop(self) -> None:
        """Leave the work where it is."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, index: EntryIndex) -> None:
        self._keep(asyncio.create_task(self._fill(index)))

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _make(self, group: bytes, parts: Parts, by_collection: bool) -> None:  # noqa: FBT001 - one of three parts of a key
        index = await self._committer.run(lambda _: self._entries.create(group, parts, by_collection=by_collection))
        self._wanted.discard((group, parts, by_collection))
        await self._fill(index)

    async def _fill(self, index: EntryIndex) -> None:
        more = True
        while more:
            more = await self._committer.run(lambda _: self._entries.fill(index))
        # Only now, on the disk, does every reader see all of it.
        index.usable = index.filled_to is None
