"""Answers the calls that write: commits, batches, single documents, and the begin and end of transactions."""

from __future__ import annotations

import asyncio
import secrets
import string

from google.protobuf.empty_pb2 import Empty
from google.rpc.status_pb2 import Status
from grpc import StatusCode

from infra.local.firestore.clock import timestamp
from infra.local.firestore.engine import Engine
from infra.local.firestore.errors import Refusal, invalid, not_found
from infra.local.firestore.limits import COMMIT_BYTES
from infra.local.firestore.messages import (
    BatchWriteRequest,
    BatchWriteResponse,
    BeginTransactionRequest,
    BeginTransactionResponse,
    CommitRequest,
    CommitResponse,
    CreateDocumentRequest,
    DeleteDocumentRequest,
    Document,
    RollbackRequest,
    UpdateDocumentRequest,
    Write,
    WriteResult,
)
from infra.local.firestore.names import check_database, check_id, document_path, parent_path
from infra.local.firestore.query import masked_by
from infra.local.firestore.transactions import Transaction
from infra.local.firestore.writes import Staged, check_writes, target

_ID_LETTERS = string.ascii_letters + string.digits
_ID_LENGTH = 20


class Writing:
    """The writing half of the service."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def commit(self, request: CommitRequest) -> CommitResponse:
        """Do all writes or none; a transaction ends with it unless the client may still roll it back."""
        orders = list(request.writes)
        check_database(request.database)
        check_writes(orders, request.database)
        if request.ByteSize() > COMMIT_BYTES:
            raise invalid("Transaction too big. Decrease transaction size.")
        owner: Transaction | None = None
        if request.transaction:
            owner = self._engine.transactions.find(request.transaction, request.database)
            if owner.read_time is not None and orders:
                raise invalid("Cannot modify entities in a read-only transaction.")
        response = CommitResponse()
        if orders:
            staged = await self._commit(orders, owner)
            response.write_results.extend(staged.results)
            response.commit_time.CopyFrom(timestamp(staged.time))
        else:
            response.commit_time.CopyFrom(timestamp(self._engine.clock.read_time()))
        if owner is not None:
            self._engine.transactions.end(owner.id)
        return response

    async def _commit(self, orders: list[Write], owner: Transaction | None) -> Staged:
        try:
            return await self._engine.commit(orders, owner)
        except Refusal as refusal:
            # The client begins anew without a word to this attempt, whose locks would stand in the way of the next.
            if owner is not None and refusal.code is StatusCode.ABORTED:
                owner.wound()
            raise

    async def batch_write(self, request: BatchWriteRequest) -> BatchWriteResponse:
        """Do each write by itself; one that is refused leaves the others alone."""
        orders = list(request.writes)
        check_database(request.database)
        check_writes(orders, request.database)
        names = [target(order) for order in orders]
        if len(set(names)) < len(names):
            raise invalid("A document cannot be written to more than once in a single BatchWrite request.")
        response = BatchWriteResponse()
        for result, status in await asyncio.gather(*map(self._write_alone, orders)):
            response.write_results.append(result)
            response.status.append(status)
        return response

    async def _write_alone(self, order: Write) -> tuple[WriteResult, Status]:
        try:
            staged = await self._engine.commit([order])
        except Refusal as refusal:
            return WriteResult(), Status(code=refusal.code.value[0], message=refusal.text)
        return staged.results[0], Status()

    async def begin_transaction(self, request: BeginTransactionRequest) -> BeginTransactionResponse:
        """Open a transaction."""
        check_database(request.database)
        transaction = self._engine.begin(request.database, request.options)
        return BeginTransactionResponse(transaction=transaction.id)

    async def rollback(self, request: RollbackRequest) -> Empty:
        """Close a transaction without writing."""
        check_database(request.database)
        self._engine.transactions.roll_back(request.transaction, request.database)
        return Empty()

    async def create_document(self, request: CreateDocumentRequest) -> Document:
        """Create a document, under an id of our own where none is given."""
        parent = parent_path(request.parent)
        check_id(request.collection_id)
        document_id = request.document_id or "".join(secrets.choice(_ID_LETTERS) for _ in range(_ID_LENGTH))
        order = Write(update=request.document)
        order.update.name = f"{parent.name}/{request.collection_id}/{document_id}"
        order.current_document.exists = False
        return await self._write_one(order, request)

    async def update_document(self, request: UpdateDocumentRequest) -> Document:
        """Write a document, or those of its fields that a mask names."""
        order = Write(update=request.document)
        if request.HasField("update_mask"):
            order.update_mask.CopyFrom(request.update_mask)
        if request.HasField("current_document"):
            order.current_document.CopyFrom(request.current_document)
        return await self._write_one(order, request)

    async def delete_document(self, request: DeleteDocumentRequest) -> Empty:
        """Delete a document, there or not unless a precondition says so."""
        order = Write(delete=request.name)
        if request.HasField("current_document"):
            order.current_document.CopyFrom(request.current_document)
        document_path(request.name)
        await self._engine.commit([order])
        return Empty()

    async def _write_one(self, order: Write, request: CreateDocumentRequest | UpdateDocumentRequest) -> Document:
        path = document_path(order.update.name)
        check_writes([order], path.database)
        staged = await self._engine.commit([order])
        raw = staged.after[path.key]
        if raw is None:
            raise not_found(f"Document not found: {path.name}")
        return masked_by(Document.FromString(raw), request)
