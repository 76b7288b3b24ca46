"""Answers Listen: what a target shows at first, and from then on what has changed in it.

A target is a query or some documents. After every commit that touches it, it is looked at anew and compared with what
the client knows. The sequence of answers is that of production (the client's own ``watch.py`` lives on it): ADD, the
documents, CURRENT, and after every set of changes NO_CHANGE without targets, which means "this is one state".
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field

from google.rpc.status_pb2 import Status

from infra.local.firestore import changes, query, requirements
from infra.local.firestore.clock import microseconds, timestamp
from infra.local.firestore.engine import Engine
from infra.local.firestore.errors import Refusal, invalid
from infra.local.firestore.messages import Document, ListenRequest, ListenResponse, Target
from infra.local.firestore.names import Path, check_database, document_path, parent_path
from infra.local.firestore.query import Query
from infra.local.firestore.results import Found
from infra.local.firestore.views import Present

_NO_CHANGE, _ADD, _REMOVE, _CURRENT, _RESET = range(5)
_OWN_TARGET = 1


@dataclass(slots=True)
class Watched:
    """A target: what it is, and the version of each document the client knows; ``seen`` numbers the feed."""

    number: int
    query: Query | None
    documents: list[Path]
    known: dict[str, int] = field(default_factory=dict)
    seen: int = -1


class Listening:
    """The listening part of the service."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def listen(self, requests: AsyncIterator[ListenRequest]) -> AsyncGenerator[ListenResponse, None]:
        """Yield the changes of the targets a client adds, until it goes away."""
        targets: dict[int, Watched] = {}
        asking = asyncio.ensure_future(anext(requests, None))
        changing = asyncio.ensure_future(self._engine.changed.wait())
        try:
            while not self._engine.stopping:
                for target in targets.values():
                    async for response in self._news(target):
                        yield response
                await asyncio.wait({asking, changing}, return_when=asyncio.FIRST_COMPLETED)
                if changing.done():
                    changing = asyncio.ensure_future(self._engine.changed.wait())
                if asking.done():
                    request = asking.result()
                    if request is None:
                        return
                    asking = asyncio.ensure_future(anext(requests, None))
                    for response in self._turn(targets, request):
                        yield response
        finally:
            asking.cancel()
            changing.cancel()

    def _turn(self, targets: dict[int, Watched], request: ListenRequest) -> list[ListenResponse]:
        """Add or remove a target as the client asks."""
        check_database(request.database)
        if request.WhichOneof("target_change") == "remove_target":
            targets.pop(request.remove_target, None)
            return [_about(_REMOVE, [request.remove_target])]
        number = request.add_target.target_id or _OWN_TARGET
        try:
            targets[number] = self._read(request.add_target, number)
        except Refusal as refusal:
            answer = _about(_REMOVE, [number])
            answer.target_change.cause.CopyFrom(Status(code=refusal.code.value[0], message=refusal.text))
            return [answer]
        answers = [_about(_ADD, [number])]
        if request.add_target.WhichOneof("resume_type"):
            # What the client has seen is not remembered: it is told to forget it and gets everything.
            answers.append(_about(_RESET, [number]))
        return answers

    def _read(self, target: Target, number: int) -> Watched:
        kind = target.WhichOneof("target_type")
        if kind == "documents":
            return Watched(number, None, [document_path(name) for name in target.documents.documents])
        if kind != "query":
            raise invalid("A target must be a query or documents.")
        parent = parent_path(target.query.parent)
        asked = query.read(target.query.structured_query, parent)
        if self._engine.indexes is not None:
            requirements.check(self._engine.indexes, asked, parent.database)
        return Watched(number, asked, [])

    async def _news(self, target: Watched) -> AsyncGenerator[ListenResponse, None]:
        """Yield what has changed in a target since it was last looked at."""
        first = target.seen < 0
        with self._engine.steady() as reader:
            before, target.seen = target.seen, changes.latest(reader)
            if before == target.seen:
                return
            view = Present(reader, self._engine.filling.index_for)
            now = await self._look(target, view)
            read_time = timestamp(self._engine.read_time_of(reader))
            gone = [(name, view.get(document_path(name).key)) for name in target.known if name not in now]
        news = [document for name, document in now.items() if target.known.get(name) != _version(document)]
        missing = [path.name for path in target.documents if path.name not in now] if first else []
        self._engine.usage.reads += len(news) or int(first)
        target.known = {name: _version(document) for name, document in now.items()}
        for document in news:
            response = ListenResponse()
            response.document_change.document.CopyFrom(document)
            response.document_change.target_ids.append(target.number)
            yield response
        for name, raw in [*gone, *((name, None) for name in missing)]:
            response = ListenResponse()
            left = response.document_delete if raw is None else response.document_remove
            left.document = name
            left.removed_target_ids.append(target.number)
            left.read_time.CopyFrom(read_time)
            yield response
        token = str(microseconds(read_time)).encode()
        if first:
            yield _about(_CURRENT, [target.number], token, read_time)
        if first or news or gone:
            yield _about(_NO_CHANGE, [], token, read_time)

    async def _look(self, target: Watched, view: Present) -> dict[str, Document]:
        """Return what a target shows at this moment."""
        if target.query is not None:
            found = Found(target.query, view).matches()
            return {match.document.name: target.query.show(match.document) async for match in found}
        raws = (view.get(path.key) for path in target.documents)
        documents = [Document.FromString(raw) for raw in raws if raw is not None]
        return {document.name: document for document in documents}


def _version(document: Document) -> int:
    return microseconds(document.update_time)


def _about(kind: int, targets: list[int], token: bytes = b"", read_time: object = None) -> ListenResponse:
    """Return a message about targets as such."""
    change = {"target_change_type": kind, "target_ids": targets, "resume_token": token, "read_time": read_time}
    return ListenResponse(target_change=change)
