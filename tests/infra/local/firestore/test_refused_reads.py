"""The refusals of reads: their codes and their words.

The texts are those of production, as its users and Google's own tests have recorded them; Google's emulator words some
of them differently.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from google.api_core import exceptions

from tests.infra.local.firestore.harness import PATHS, Client, Home, Request, value

pytestmark = pytest.mark.usefixtures("strict")

INVALID = exceptions.InvalidArgument


def compare(path: str, operator: str, operand: Any) -> Request:
    return {"field_filter": {"field": {"field_path": path}, "op": operator, "value": value(operand)}}


def unary(path: str, operator: str) -> Request:
    return {"unary_filter": {"field": {"field_path": path}, "op": operator}}


def combine(operator: str, *filters: Request) -> Request:
    return {"composite_filter": {"op": operator, "filters": list(filters)}}


def order(*paths: str) -> list[Request]:
    return [{"field": {"field_path": path}, "direction": "ASCENDING"} for path in paths]


QUERIES: list[tuple[Request, str]] = [
    ({"where": compare("a", "IN", [])}, "'IN' requires an non-empty ArrayValue."),
    ({"where": compare("a", "IN", 1)}, "'IN' requires an ArrayValue."),
    ({"where": compare("a", "IN", list(range(31)))}, "'IN' supports up to 30 comparison values."),
    ({"where": compare("a", "NOT_IN", list(range(11)))}, "'NOT_IN' supports up to 10 comparison values."),
    (
        {"where": compare("a", "ARRAY_CONTAINS_ANY", list(range(31)))},
        "'ARRAY_CONTAINS_ANY' supports up to 30 comparison values.",
    ),
    (
        {"where": combine("AND", compare("a", "IN", list(range(6))), compare("b", "IN", list(range(6))))},
        "Too many disjunctions after normalization. Result had 36 disjunctions which is more than the maximum of 30",
    ),
    (
        {"where": combine("AND", compare("a", "NOT_EQUAL", 1), unary("b", "IS_NOT_NULL"))},
        "Only a single 'NOT_EQUAL', 'NOT_IN', 'IS_NOT_NAN', or 'IS_NOT_NULL' filter allowed per query.",
    ),
    (
        {"where": combine("AND", compare("a", "NOT_IN", [1]), compare("b", "IN", [1]))},
        "'NOT_IN' cannot be used in the same query with 'IN', 'ARRAY_CONTAINS_ANY' or 'OR'.",
    ),
    (
        {"where": combine("OR", compare("a", "NOT_IN", [1]), compare("b", "EQUAL", 1))},
        "'NOT_IN' cannot be used in the same query with 'IN', 'ARRAY_CONTAINS_ANY' or 'OR'.",
    ),
    (
        {"where": combine("AND", compare("a", "ARRAY_CONTAINS", 1), compare("b", "ARRAY_CONTAINS", 1))},
        "A maximum of 1 'ARRAY_CONTAINS' filter is allowed per disjunction.",
    ),
    (
        {"where": combine("AND", *(compare(f"f{number}", "LESS_THAN", 1) for number in range(11)))},
        (
            "The query contains 11 distinct inequality fields: [f0, f1, f10, f2, f3, f4, f5, f6, f7, f8, f9]. "
            "A query may not have more than 10 distinct inequality fields."
        ),
    ),
    ({"where": combine("OR")}, "Composite filter must have at least one sub-filter."),
    ({"where": compare("__name__", "EQUAL", "text")}, "__key__ filter value must be a Key"),
    ({"where": unary("__name__", "IS_NULL")}, "__key__ filter value must be a Key"),
    ({"where": compare("__name__", "ARRAY_CONTAINS", "x")}, "the name __key__ is reserved"),
    ({"where": compare("a..b", "EQUAL", 1)}, f'Invalid property path "a..b". {PATHS}'),
    ({"order_by": order("a", "b", "a")}, "order by clause cannot contain duplicate fields a"),
    ({"order_by": order("__name__", "a")}, "order by clause cannot contain more fields after the key a"),
    (
        {"order_by": order("__name__"), "where": compare("a", "LESS_THAN", 1)},
        "order by clause cannot contain more fields after the key a",
    ),
    ({"start_at": {"values": [value(1)]}}, "Cursor has too many values."),
    ({"order_by": order("a"), "end_at": {"values": [value(1), value(2)]}}, "Cursor has too many values."),
    (
        {"order_by": order("__name__"), "start_at": {"values": [value("x")]}},
        "Cursor __key__ value is not a document reference.",
    ),
    ({"offset": -1}, "offset is negative"),
    ({"limit": {"value": -1}}, "limit is negative"),
    ({"from": [{"collection_id": "__x__"}]}, 'Collection id "__x__" is invalid because it is reserved.'),
    (
        {"from": [{"all_descendants": True}], "where": compare("n", "EQUAL", 1)},
        "kind is required for filter: n",
    ),
    (
        {"from": [{"all_descendants": True}], "order_by": order("n")},
        "kind is required for all orders except __key__ ascending",
    ),
]


@pytest.mark.parametrize(("query", "text"), QUERIES)
async def test_a_query_is_refused(db: Client, home: Home, query: Request, text: str) -> None:
    content = {"from_": query.get("from", [{"collection_id": "items"}])}
    content.update({key: part for key, part in query.items() if key != "from"})
    request = {"parent": f"{db._database_string}/documents/{home.path}", "structured_query": content}
    with pytest.raises(INVALID, match=f"^400 {re.escape(text)}$"):
        await db._firestore_api.run_query(request=request, metadata=db._rpc_metadata)


@pytest.mark.parametrize(
    ("aggregations", "text"),
    [
        ([], "Aggregations can not be empty"),
        (
            [{"count": {}, "alias": f"a{number}"} for number in range(6)],
            "The maximum number of aggregations allowed in an aggregation query is 5. Received: 6",
        ),
        ([{"count": {}, "alias": "a"}] * 2, "Aggregation aliases contain duplicate alias"),
        ([{"count": {}, "alias": "__a__"}], "field name __a__ is reserved"),
        ([{"count": {}, "alias": "x" * 1501}], "The property.name is longer than 1500 bytes."),
    ],
)
async def test_an_aggregation_is_refused(db: Client, home: Home, aggregations: list[Request], text: str) -> None:
    request = {
        "parent": f"{db._database_string}/documents/{home.path}",
        "structured_aggregation_query": {
            "structured_query": {"from_": [{"collection_id": "items"}]},
            "aggregations": aggregations,
        },
    }
    with pytest.raises(INVALID, match=re.escape(text)):
        await db._firestore_api.run_aggregation_query(request=request, metadata=db._rpc_metadata)


@pytest.mark.parametrize(
    ("token", "text"), [(b"not one of ours", "Invalid transaction."), (bytes(16), "expired or is no longer valid")]
)
async def test_a_transaction_nobody_knows_is_refused(db: Client, home: Home, token: bytes, text: str) -> None:
    transaction = db.transaction()
    transaction._id = token
    with pytest.raises(INVALID, match=text):
        await home.get(transaction=transaction)


async def test_a_page_token_nobody_gave_is_refused(db: Client, home: Home) -> None:
    request = {"parent": f"{db._database_string}/documents/{home.path}", "collection_id": "x", "page_token": "???"}
    with pytest.raises(INVALID):
        await db._firestore_api.list_documents(request=request, metadata=db._rpc_metadata)
