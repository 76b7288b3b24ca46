"""Names the protocol's messages once, as plain protobuf classes.

The Firestore client ships them wrapped in proto-plus, which costs several times the work per access; ``.pb()`` gives
the class underneath. For the type checker both are the same untyped name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from google.cloud.firestore_v1 import types

if TYPE_CHECKING:
    from google.cloud.firestore_v1.types import (
        ArrayValue,
        BatchGetDocumentsRequest,
        BatchGetDocumentsResponse,
        BatchWriteRequest,
        BatchWriteResponse,
        BeginTransactionRequest,
        BeginTransactionResponse,
        CommitRequest,
        CommitResponse,
        CreateDocumentRequest,
        Cursor,
        DeleteDocumentRequest,
        Document,
        DocumentMask,
        DocumentTransform,
        GetDocumentRequest,
        ListCollectionIdsRequest,
        ListCollectionIdsResponse,
        ListDocumentsRequest,
        ListDocumentsResponse,
        ListenRequest,
        ListenResponse,
        MapValue,
        PartitionQueryRequest,
        PartitionQueryResponse,
        Precondition,
        RollbackRequest,
        RunAggregationQueryRequest,
        RunAggregationQueryResponse,
        RunQueryRequest,
        RunQueryResponse,
        StructuredAggregationQuery,
        StructuredQuery,
        Target,
        TransactionOptions,
        UpdateDocumentRequest,
        Value,
        Write,
        WriteResult,
    )
else:
    ArrayValue = types.ArrayValue.pb()
    BatchGetDocumentsRequest = types.BatchGetDocumentsRequest.pb()
    BatchGetDocumentsResponse = types.BatchGetDocumentsResponse.pb()
    BatchWriteRequest = types.BatchWriteRequest.pb()
    BatchWriteResponse = types.BatchWriteResponse.pb()
    BeginTransactionRequest = types.BeginTransactionRequest.pb()
    BeginTransactionResponse = types.BeginTransactionResponse.pb()
    CommitRequest = types.CommitRequest.pb()
    CommitResponse = types.CommitResponse.pb()
    CreateDocumentRequest = types.CreateDocumentRequest.pb()
    Cursor = types.Cursor.pb()
    DeleteDocumentRequest = types.DeleteDocumentRequest.pb()
    Document = types.Document.pb()
    DocumentMask = types.DocumentMask.pb()
    DocumentTransform = types.DocumentTransform.pb()
    GetDocumentRequest = types.GetDocumentRequest.pb()
    ListCollectionIdsRequest = types.ListCollectionIdsRequest.pb()
    ListCollectionIdsResponse = types.ListCollectionIdsResponse.pb()
    ListDocumentsRequest = types.ListDocumentsRequest.pb()
    ListDocumentsResponse = types.ListDocumentsResponse.pb()
    ListenRequest = types.ListenRequest.pb()
    ListenResponse = types.ListenResponse.pb()
    MapValue = types.MapValue.pb()
    PartitionQueryRequest = types.PartitionQueryRequest.pb()
    PartitionQueryResponse = types.PartitionQueryResponse.pb()
    Precondition = types.Precondition.pb()
    RollbackRequest = types.RollbackRequest.pb()
    RunAggregationQueryRequest = types.RunAggregationQueryRequest.pb()
    RunAggregationQueryResponse = types.RunAggregationQueryResponse.pb()
    RunQueryRequest = types.RunQueryRequest.pb()
    RunQueryResponse = types.RunQueryResponse.pb()
    StructuredAggregationQuery = types.StructuredAggregationQuery.pb()
    StructuredQuery = types.StructuredQuery.pb()
    Target = types.Target.pb()
    TransactionOptions = types.TransactionOptions.pb()
    UpdateDocumentRequest = types.UpdateDocumentRequest.pb()
    Value = types.Value.pb()
    Write = types.Write.pb()
    WriteResult = types.WriteResult.pb()

__all__ = [
    "ArrayValue",
    "BatchGetDocumentsRequest",
    "BatchGetDocumentsResponse",
    "BatchWriteRequest",
    "BatchWriteResponse",
    "BeginTransactionRequest",
    "BeginTransactionResponse",
    "CommitRequest",
    "CommitResponse",
    "CreateDocumentRequest",
    "Cursor",
    "DeleteDocumentRequest",
    "Document",
    "DocumentMask",
    "DocumentTransform",
    "GetDocumentRequest",
    "ListCollectionIdsRequest",
    "ListCollectionIdsResponse",
    "ListDocumentsRequest",
    "ListDocumentsResponse",
    "ListenRequest",
    "ListenResponse",
    "MapValue",
    "PartitionQueryRequest",
    "PartitionQueryResponse",
    "Precondition",
    "RollbackRequest",
    "RunAggregationQueryRequest",
    "RunAggregationQueryResponse",
    "RunQueryRequest",
    "RunQueryResponse",
    "StructuredAggregationQuery",
    "StructuredQuery",
    "Target",
    "TransactionOptions",
    "UpdateDocumentRequest",
    "Value",
    "Write",
    "WriteResult",
]
