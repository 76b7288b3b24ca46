"""Puts the calls on the wire: bytes in, bytes out, counted, and made to fail where a test has ordered it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

import grpc

from infra.local.faults import Fault, Faults, Kind
from infra.local.firestore import messages
from infra.local.firestore.engine import Engine
from infra.local.firestore.errors import Refusal, invalid
from infra.local.firestore.listening import Listening
from infra.local.firestore.reading import Reading
from infra.local.firestore.writing import Writing

SERVICE = "google.firestore.v1.Firestore"
LARGEST_REQUEST = 11_534_336
_CODES = {
    400: grpc.StatusCode.INVALID_ARGUMENT,
    401: grpc.StatusCode.UNAUTHENTICATED,
    403: grpc.StatusCode.PERMISSION_DENIED,
    404: grpc.StatusCode.NOT_FOUND,
    409: grpc.StatusCode.ABORTED,
    429: grpc.StatusCode.RESOURCE_EXHAUSTED,
    500: grpc.StatusCode.INTERNAL,
    503: grpc.StatusCode.UNAVAILABLE,
    504: grpc.StatusCode.DEADLINE_EXCEEDED,
}
# A handler of one request answers streams of requests too: it refuses after the first.
_ABSENT = ("Write", "ExecutePipeline")
_log = logging.getLogger("firestore")

Handler = Callable[[bytes, Any], Awaitable[bytes]]


class Service:
    """The table of calls."""

    def __init__(self, engine: Engine, faults: Faults) -> None:
        self._faults = faults
        reading, writing = Reading(engine), Writing(engine)
        self._unary: dict[str, tuple[Callable[[Any], Awaitable[Any]], Any]] = {
            "Commit": (writing.commit, messages.CommitRequest),
            "BatchWrite": (writing.batch_write, messages.BatchWriteRequest),
            "BeginTransaction": (writing.begin_transaction, messages.BeginTransactionRequest),
            "Rollback": (writing.rollback, messages.RollbackRequest),
            "CreateDocument": (writing.create_document, messages.CreateDocumentRequest),
            "UpdateDocument": (writing.update_document, messages.UpdateDocumentRequest),
            "DeleteDocument": (writing.delete_document, messages.DeleteDocumentRequest),
            "GetDocument": (reading.get_document, messages.GetDocumentRequest),
            "ListDocuments": (reading.list_documents, messages.ListDocumentsRequest),
            "PartitionQuery": (reading.partition_query, messages.PartitionQueryRequest),
            "ListCollectionIds": (reading.list_collection_ids, messages.ListCollectionIdsRequest),
        }
        self._streams: dict[str, tuple[Callable[[Any], AsyncGenerator[Any, None]], Any]] = {
            "BatchGetDocuments": (reading.batch_get_documents, messages.BatchGetDocumentsRequest),
            "RunQuery": (reading.run_query, messages.RunQueryRequest),
            "RunAggregationQuery": (reading.run_aggregation_query, messages.RunAggregationQueryRequest),
        }

        self._listen = (Listening(engine).listen, messages.ListenRequest)

    def handler(self) -> Any:  # noqa: ANN401 - grpc ships no types
        """Return the handler to add to a gRPC server."""
        unary = {
            name: grpc.unary_unary_rpc_method_handler(self._unary_handler(name, *call))
            for name, call in self._unary.items()
        }
        streams = {
            name: grpc.unary_stream_rpc_method_handler(self._stream_handler(name, *call))
            for name, call in self._streams.items()
        }
        listen = {"Listen": grpc.stream_stream_rpc_method_handler(self._stream_handler("Listen", *self._listen))}
        absent = {name: grpc.unary_unary_rpc_method_handler(_absent) for name in _ABSENT}
        return grpc.method_handlers_generic_handler(SERVICE, unary | streams | listen | absent)

    def _unary_handler(self, name: str, call: Callable[[Any], Awaitable[Any]], message: Any) -> Handler:  # noqa: ANN401 - a message class
        async def handle(raw: bytes, context: Any) -> bytes:  # noqa: ANN401 - grpc ships no types
            fault = await self._before(name, len(raw), context)
            try:
                answer = bytes((await call(_parse(message, raw))).SerializeToString())
            except Exception as error:
                await _refuse(error, context)
                raise
            self._faults.weigh(name, bytes_out=len(answer))
            await _after(fault, context)
            return answer

        return handle

    def _stream_handler(self, name: str, call: Callable[[Any], AsyncGenerator[Any, None]], message: Any) -> Any:  # noqa: ANN401 - a message class, an async generator
        async def handle(raw: bytes | AsyncIterator[bytes], context: Any) -> AsyncIterator[bytes]:  # noqa: ANN401 - grpc ships no types
            fault = await self._before(name, len(raw) if isinstance(raw, bytes) else 0, context)
            try:
                asked = _parse(message, raw) if isinstance(raw, bytes) else _parse_each(message, raw)
                # A client that goes away must not leave a query open behind it.
                async with aclosing(call(asked)) as responses:
                    async for response in responses:
                        answer = response.SerializeToString()
                        self._faults.weigh(name, bytes_out=len(answer))
                        await _after(fault, context)
                        yield answer
            except Exception as error:
                await _refuse(error, context)
                raise

        return handle

    async def _before(self, name: str, size: int, context: Any) -> Fault | None:  # noqa: ANN401 - grpc ships no types
        """Count a call and let it suffer what was ordered for it before any work."""
        fault = self._faults.take(name)
        self._faults.weigh(name, bytes_in=size)
        if fault is None:
            return None
        if fault.kind in (Kind.TIMEOUT, Kind.SLOW):
            await asyncio.sleep(fault.seconds)
        if fault.kind in (Kind.TIMEOUT, Kind.DROP_BEFORE):
            await context.abort(grpc.StatusCode.UNAVAILABLE, "Socket closed")
        if fault.kind is Kind.ANSWER:
            code = _CODES.get(fault.status, grpc.StatusCode.UNKNOWN)
            await context.abort(code, f"This failure was ordered: status {fault.status}.")
        return fault


async def _absent(_: bytes, context: Any) -> None:  # noqa: ANN401 - grpc ships no types
    """Refuse a call of the protocol that this server does not answer, in the words Google's servers have for it."""
    await context.abort(grpc.StatusCode.UNIMPLEMENTED, "Operation is not implemented, or supported, or enabled.")


async def _after(fault: Fault | None, context: Any) -> None:  # noqa: ANN401 - grpc ships no types
    """Lose the answer after the work where that was ordered: gRPC shows one it cannot read as INTERNAL."""
    if fault is not None and fault.kind is Kind.DROP_AFTER:
        await context.abort(grpc.StatusCode.UNAVAILABLE, "Socket closed")
    if fault is not None and fault.kind is Kind.MALFORMED:
        await context.abort(grpc.StatusCode.INTERNAL, "Received RST_STREAM with error code 2")


def _parse(message: Any, raw: bytes) -> Any:  # noqa: ANN401 - a message class and its instance
    if len(raw) > LARGEST_REQUEST:
        raise invalid(f"Request payload size exceeds the limit: {LARGEST_REQUEST} bytes.")
    return message.FromString(raw)


async def _parse_each(message: Any, raws: AsyncIterator[bytes]) -> AsyncIterator[Any]:  # noqa: ANN401 - as above
    async for raw in raws:
        yield _parse(message, raw)


async def _refuse(error: Exception, context: Any) -> None:  # noqa: ANN401 - grpc ships no types
    """Answer an error with its status; a refusal by :meth:`abort` itself passes through."""
    if isinstance(error, Refusal):
        await context.abort(error.code, error.text)
    if not isinstance(error, grpc.aio.AbortError):
        _log.exception("a call failed by our own fault", exc_info=error)
        await context.abort(grpc.StatusCode.UNKNOWN, f"Internal error of the local Firestore server: {error!r}")
