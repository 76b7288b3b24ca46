"""Answers the calls that read: documents by name, queries, aggregations and lists."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from itertools import islice

from infra.local.firestore import aggregations, fields, listing, query, requirements
from infra.local.firestore.clock import timestamp
from infra.local.firestore.engine import Engine
from infra.local.firestore.errors import invalid, not_found, unimplemented
from infra.local.firestore.fields import FieldPath
from infra.local.firestore.messages import (
    BatchGetDocumentsRequest,
    BatchGetDocumentsResponse,
    Cursor,
    Document,
    GetDocumentRequest,
    ListCollectionIdsRequest,
    ListCollectionIdsResponse,
    ListDocumentsRequest,
    ListDocumentsResponse,
    PartitionQueryRequest,
    PartitionQueryResponse,
    RunAggregationQueryRequest,
    RunAggregationQueryResponse,
    RunQueryRequest,
    RunQueryResponse,
    StructuredQuery,
    Value,
)
from infra.local.firestore.names import Path, check_id, document_path, encode_segment, parent_path
from infra.local.firestore.query import Query, masked_by
from infra.local.firestore.results import Found

_PAGE = 300
_LARGEST_PAGE = 10_000
_ENTRIES_PER_READ = 1000


class Reading:
    """The reading half of the service."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def get_document(self, request: GetDocumentRequest) -> Document:
        """Return one document or NOT_FOUND."""
        path = document_path(request.name)
        async with self._engine.snapshot(path.database, request, single=True) as snapshot:
            snapshot.lock([path.key])
            raw = snapshot.view.get(path.key)
        self._engine.usage.reads += 1
        if raw is None:
            raise not_found(f'Document "{path.name}" not found.')
        return masked_by(Document.FromString(raw), request)

    async def batch_get_documents(
        self, request: BatchGetDocumentsRequest
    ) -> AsyncGenerator[BatchGetDocumentsResponse, None]:
        """Yield every named document once, found or missing."""
        paths = [document_path(name) for name in dict.fromkeys(request.documents)]
        for path in paths:
            if path.database != request.database:
                raise invalid(f'Document name "{path.name}" is not of database "{request.database}".')
        async with self._engine.snapshot(request.database, request, single=len(paths) == 1) as snapshot:
            snapshot.lock(path.key for path in paths)
            found = [(path, snapshot.view.get(path.key)) for path in paths]
        self._engine.usage.reads += len(paths)
        found.sort(key=_found_first)
        read_time = timestamp(snapshot.read_time)
        if snapshot.began:
            yield BatchGetDocumentsResponse(transaction=snapshot.began)
        for path, raw in found:
            response = BatchGetDocumentsResponse(read_time=read_time)
            if raw is None:
                response.missing = path.name
            elif request.HasField("mask"):
                response.found.CopyFrom(masked_by(Document.FromString(raw), request))
            else:
                response.found.MergeFromString(raw)
            yield response

    async def run_query(self, request: RunQueryRequest) -> AsyncGenerator[RunQueryResponse, None]:
        """Yield the results of a query; without any, one response that says when it was asked."""
        parent = parent_path(request.parent)
        asked = self._read(request, request.structured_query, parent)
        async with AsyncExitStack() as stack:
            snapshot = await stack.enter_async_context(self._engine.snapshot(parent.database, request))
            found = Found(asked, snapshot.view)
            if snapshot.transaction is not None:
                await found.keep(snapshot)
                # Commits need not wait until the client has taken all results.
                await stack.aclose()
            if snapshot.began:
                yield RunQueryResponse(transaction=snapshot.began)
            read_time = timestamp(snapshot.read_time)
            async with aclosing(found.matches()) as matches:
                async for match in matches:
                    if found.skipped and found.count == 1:
                        yield RunQueryResponse(read_time=read_time, skipped_results=found.skipped)
                    yield RunQueryResponse(document=asked.show(match.document), read_time=read_time)
        if not found.count:
            yield RunQueryResponse(read_time=read_time, skipped_results=found.skipped)
        self._engine.usage.reads += max(1, found.count + found.skipped)

    def _read(
        self,
        request: RunQueryRequest | RunAggregationQueryRequest,
        message: StructuredQuery,
        parent: Path,
        aggregated: tuple[FieldPath, ...] = (),
    ) -> Query:
        """Read a query, and refuse it if it lacks an index."""
        if request.HasField("explain_options"):
            raise unimplemented("Query explain is not implemented by this server.")
        asked = query.read(message, parent)
        if self._engine.indexes is not None:
            requirements.check(self._engine.indexes, asked, parent.database, aggregated)
        return asked

    async def run_aggregation_query(
        self, request: RunAggregationQueryRequest
    ) -> AsyncGenerator[RunAggregationQueryResponse, None]:
        """Yield the aggregates of a query's results, in one response."""
        parent = parent_path(request.parent)
        wanted = aggregations.read(request.structured_aggregation_query)
        paths = tuple(aggregation.path for aggregation in wanted if aggregation.path is not None)
        asked = self._read(request, request.structured_aggregation_query.structured_query, parent, paths)
        async with self._engine.snapshot(parent.database, request) as snapshot:
            found = Found(asked, snapshot.view)
            if snapshot.transaction is not None:
                await found.keep(snapshot)
            async with aclosing(found.matches()) as matches:
                async for match in matches:
                    if all(fields.find(match.document.fields, path) is not None for path in paths):
                        for aggregation in wanted:
                            aggregation.add(match.document)
        self._engine.usage.reads += max(1, -(-(found.count + found.skipped) // _ENTRIES_PER_READ))
        response = RunAggregationQueryResponse(read_time=timestamp(snapshot.read_time), transaction=snapshot.began)
        for aggregation in wanted:
            response.result.aggregate_fields[aggregation.alias].CopyFrom(aggregation.result())
        yield response

    async def partition_query(self, request: PartitionQueryRequest) -> PartitionQueryResponse:
        """Return names that cut a collection group into parts of about the same size, all of them at once."""
        parent = parent_path(request.parent)
        asked = query.read(request.structured_query, parent)
        if asked != query.whole_group(asked):
            raise invalid("A query to partition must be over a collection group, ordered by __name__ and nothing else.")
        if request.partition_count <= 0:
            raise invalid("partition_count must be positive")
        async with self._engine.snapshot(parent.database, request) as snapshot:
            rows = list(snapshot.view.scan(asked.scope, *asked.within))
        parts = request.partition_count + 1
        cuts = sorted({len(rows) * part // parts for part in range(1, parts)} - {0})
        response = PartitionQueryResponse()
        for cut in cuts:
            name = Document.FromString(rows[cut][1]).name
            response.partitions.append(Cursor(values=[Value(reference_value=name)], before=True))
        self._engine.usage.reads += 1
        return response

    async def list_documents(self, request: ListDocumentsRequest) -> ListDocumentsResponse:
        """Return a page of the documents of a collection, missing ones included where asked for."""
        parent = parent_path(request.parent)
        check_id(request.collection_id)
        if request.order_by not in ("", "__name__", "__name__ asc"):
            raise unimplemented("This server lists documents in the order of their names only.")
        if request.show_missing and request.order_by:
            raise invalid("show_missing cannot be used with order_by.")
        collection = parent.key + encode_segment(request.collection_id)
        source = listing.documents_and_missing if request.show_missing else listing.documents
        after = listing.read_token(request.page_token) if request.page_token else b""
        size = _page_size(request.page_size)
        async with self._engine.snapshot(parent.database, request) as snapshot:
            page = list(islice(source(snapshot.view, collection, after), size + 1))
            snapshot.lock(key for key, _ in page)
        response = ListDocumentsResponse()
        if len(page) > size:
            response.next_page_token = listing.write_token(page[size - 1][0])
        for key, raw in page[:size]:
            response.documents.append(_listed(parent, request, key, raw))
        self._engine.usage.reads += max(1, len(response.documents))
        return response

    async def list_collection_ids(self, request: ListCollectionIdsRequest) -> ListCollectionIdsResponse:
        """Return a page of the ids of the collections below a document or the root."""
        parent = parent_path(request.parent)
        after = listing.read_token(request.page_token).decode(errors="replace") if request.page_token else ""
        size = _page_size(request.page_size)
        async with self._engine.snapshot(parent.database, request) as snapshot:
            page = list(islice(listing.collection_ids(snapshot.view, parent, after), size + 1))
        response = ListCollectionIdsResponse(collection_ids=page[:size])
        if len(page) > size:
            response.next_page_token = listing.write_token(page[size - 1].encode())
        self._engine.usage.reads += 1
        return response


def _page_size(asked: int) -> int:
    if asked < 0:
        raise invalid("page_size is negative")
    return min(asked or _PAGE, _LARGEST_PAGE)


def _listed(parent: Path, request: ListDocumentsRequest, key: bytes, raw: bytes | None) -> Document:
    if raw is not None:
        return masked_by(Document.FromString(raw), request)
    collection = parent.key + encode_segment(request.collection_id)
    missing = listing.document_id(key, collection)
    return Document(name=f"{parent.name}/{request.collection_id}/{missing}")


def _found_first(found: tuple[Path, bytes | None]) -> tuple[bool, bytes]:
    """Order as production answers: what was found by name, then what is missing."""
    path, raw = found
    return raw is None, path.key
