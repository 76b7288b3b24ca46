"""Speaks Firestore's own gRPC protocol: read, commit, query, each with its time limit and without hidden retries.

The client library's messages are used, not its calls: ``WriteBatch.set`` takes no precondition, ``update`` leaves
removed fields standing, and a commit that the library repeats by itself reports its own success as a conflict.
https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import grpc
import grpc.aio

from shared.errors import Conflict, StoreFailure, StoreUnavailable
from shared.store import requests, values
from shared.store.messages import document
from shared.store.messages import firestore as messages
from shared.store.records import Query, Record, Write

READ_TRIES = 2

_SERVICE = "/google.firestore.v1.Firestore/"
_HOST = "firestore.googleapis.com:443"
_SCOPE = "https://www.googleapis.com/auth/datastore"
_CONFLICTS = {
    grpc.StatusCode.ABORTED,
    grpc.StatusCode.ALREADY_EXISTS,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.NOT_FOUND,
}
_LATER = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.UNKNOWN,
}
_OPTIONS = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1000),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each kind of call may take, in seconds."""

    read: float = 3.0
    commit: float = 5.0
    query: float = 20.0


class Firestore:
    """One database of one project; ``emulator`` is the ``host:port`` of a stand-in."""

    def __init__(
        self, project: str, *, emulator: str = "", database: str = "(default)", limits: Limits | None = None
    ) -> None:
        self._channel = _insecure(emulator) if emulator else _authorised()
        self._limits = limits or Limits()
        self._database = f"projects/{project}/databases/{database}"
        self._root = f"{self._database}/documents/"
        # Made once: from a tuple gRPC would make it anew for every call.
        self._metadata = grpc.aio.Metadata(("google-cloud-resource-prefix", self._database))
        self._get = self._channel.unary_unary(
            f"{_SERVICE}GetDocument",
            request_serializer=messages.GetDocumentRequest.pb().SerializeToString,
            response_deserializer=document.Document.pb().FromString,
        )
        self._batch_get = self._channel.unary_stream(
            f"{_SERVICE}BatchGetDocuments",
            request_serializer=messages.BatchGetDocumentsRequest.pb().SerializeToString,
            response_deserializer=messages.BatchGetDocumentsResponse.pb().FromString,
        )
        self._commit = self._channel.unary_unary(
            f"{_SERVICE}Commit",
            request_serializer=messages.CommitRequest.pb().SerializeToString,
            response_deserializer=messages.CommitResponse.pb().FromString,
        )
        self._query = self._channel.unary_stream(
            f"{_SERVICE}RunQuery",
            request_serializer=messages.RunQueryRequest.pb().SerializeToString,
            response_deserializer=messages.RunQueryResponse.pb().FromString,
        )

    async def read(self, *paths: str) -> list[Record]:
        """Read documents in one call and return them in the order asked, absent ones without a version."""
        for tries_left in reversed(range(READ_TRIES)):
            try:
                return [await self._one(paths[0])] if len(paths) == 1 else await self._many(paths)
            except StoreUnavailable:
                if not tries_left:
                    raise
        raise AssertionError("unreachable: the last try returns or raises")

    async def commit(self, writes: Sequence[Write]) -> list[datetime]:
        """Apply all writes or none and return their update times.

        Raises ``Conflict`` where a condition does not hold (nothing was written) and ``StoreUnavailable`` where the
        outcome is unknown: read before doing it again.
        """
        request = requests.commit(self._database, self._root, writes)
        try:
            answer = await self._commit(request, timeout=self._limits.commit, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            raise _translated(error) from error
        return [values.time(result.update_time) for result in _readable(answer).write_results]

    async def query(self, query: Query) -> list[Record]:
        """Return the records that a query finds."""
        request = requests.query(self._root, query)
        call = self._query(request, timeout=self._limits.query, metadata=self._metadata)
        return [self._record(answer.document) async for answer in _translating(call) if answer.HasField("document")]

    async def pages(self, query: Query, size: int = 300) -> AsyncIterator[list[Record]]:
        """Yield the records of a query page by page, so that a large answer never stands in memory whole."""
        after = query.after
        while True:
            page = await self.query(
                Query(query.collection, query.where, query.order, size, after, query.everywhere),
            )
            if page:
                yield page
            if len(page) < size:
                return
            after = page[-1]

    async def close(self) -> None:
        """Close the connection."""
        await self._channel.close()

    async def _one(self, path: str) -> Record:
        """Read one document: a stream would cost twice the CPU, and most turns read nothing else."""
        request = requests.get(self._root, path)
        try:
            answer = await self._get(request, timeout=self._limits.read, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.NOT_FOUND:
                return Record(path)
            raise _translated(error) from error
        return self._record(_readable(answer))

    async def _many(self, paths: Sequence[str]) -> list[Record]:
        request = requests.batch_get(self._database, self._root, paths)
        call = self._batch_get(request, timeout=self._limits.read, metadata=self._metadata)
        records = [self._record(answer.found) async for answer in _translating(call) if answer.HasField("found")]
        found = {record.path: record for record in records}
        return [found.get(path, Record(path)) for path in paths]

    def _record(self, found: Any) -> Record:  # noqa: ANN401 - a protobuf message
        return Record(
            found.name.removeprefix(self._root),
            values.decode_fields(found.fields),
            values.time(found.update_time),
        )


async def _translating(call: Any) -> AsyncIterator[Any]:  # noqa: ANN401 - a gRPC call and its messages
    try:
        async for answer in call:
            yield _readable(answer)
    except grpc.aio.AioRpcError as error:
        raise _translated(error) from error
    except asyncio.CancelledError:
        call.cancel()
        raise


def _readable(answer: Any) -> Any:  # noqa: ANN401 - a protobuf message
    """Return an answer unless gRPC could not read it, which it hands on as nothing."""
    if answer is None:
        raise StoreUnavailable("the answer could not be read")
    return answer


def _translated(error: grpc.aio.AioRpcError) -> StoreFailure:
    """Say in our words what a gRPC status means for us."""
    text = f"{error.code().name}: {error.details()}"
    if "requires an index" in text:
        return StoreFailure(text)
    if error.code() in _CONFLICTS:
        return Conflict(text)
    return StoreUnavailable(text) if error.code() in _LATER else StoreFailure(text)


def _insecure(address: str) -> grpc.aio.Channel:
    return grpc.aio.insecure_channel(address, options=_OPTIONS)


def _authorised() -> grpc.aio.Channel:
    """Open the channel of the cloud with the credentials of the machine we run on."""
    import google.auth  # noqa: PLC0415 - a laptop with the local cloud never needs it
    import google.auth.transport.grpc as transport  # noqa: PLC0415
    import google.auth.transport.requests as http  # noqa: PLC0415

    credentials, _ = google.auth.default(scopes=[_SCOPE])
    plugin = transport.AuthMetadataPlugin(credentials, http.Request())  # type: ignore[no-untyped-call]  # no types
    return grpc.aio.secure_channel(
        _HOST,
        grpc.composite_channel_credentials(grpc.ssl_channel_credentials(), grpc.metadata_call_credentials(plugin)),
        options=_OPTIONS,
    )
