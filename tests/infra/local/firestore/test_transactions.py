"""Transactions: what they lock, who waits, who is aborted, and that no update is ever lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud import firestore
from google.cloud.firestore import FieldFilter, async_transactional

from tests.infra.local.firestore.harness import Client, Home, Transaction


async def begin(db: Client, **options: Any) -> Transaction:
    transaction = db.transaction(**options)
    await transaction._begin()
    return transaction


async def test_a_transaction_writes_what_it_computed_from_what_it_read(db: Client, home: Home) -> None:
    await home.set({"n": 1})

    async def double(transaction: Transaction) -> int:
        found = (await home.get(transaction=transaction)).get("n")
        transaction.update(home, {"n": found * 2})
        return int(found)

    assert await async_transactional(double)(db.transaction()) == 1
    assert (await home.get()).to_dict() == {"n": 2}


async def test_a_failed_body_writes_nothing_and_lets_go_of_its_locks(db: Client, home: Home) -> None:
    async def fail(transaction: Transaction) -> None:
        await home.get(transaction=transaction)
        transaction.set(home, {"n": 1})
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await async_transactional(fail)(db.transaction())
    assert not (await home.get()).exists
    await asyncio.wait_for(home.set({"n": 2}), 1)


async def test_no_update_is_lost(project: str, home: Home) -> None:
    await home.set({"n": 0})
    clients = [firestore.AsyncClient(project=project) for _ in range(3)]
    done = 0

    async def increment(client: Client) -> None:
        nonlocal done
        counter = client.document(home.path)

        async def body(transaction: Transaction) -> None:
            found = (await counter.get(transaction=transaction)).get("n")
            transaction.update(counter, {"n": found + 1})

        for _ in range(8):
            try:
                await async_transactional(body)(client.transaction(max_attempts=10))
            except (exceptions.Aborted, ValueError):
                continue
            done += 1

    await asyncio.gather(*(increment(client) for client in clients for _ in range(3)))
    assert (await home.get()).get("n") == done > 0
    for client in clients:
        await client._firestore_api.transport.close()


async def test_a_plain_write_to_a_locked_document_waits_for_the_commit(db: Client, home: Home) -> None:
    await home.set({"n": 1})
    transaction = await begin(db)
    await home.get(transaction=transaction)
    plain = asyncio.create_task(home.update({"n": firestore.Increment(10)}))
    done, _ = await asyncio.wait([plain], timeout=0.2)
    assert not done
    transaction.update(home, {"n": 2})
    await transaction._commit()
    await plain
    assert (await home.get()).get("n") == 12


@pytest.mark.usefixtures("strict")
async def test_a_plain_write_to_a_locked_document_is_aborted_in_the_end(db: Client, home: Home) -> None:
    await home.set({"n": 1})
    transaction = await begin(db)
    await home.get(transaction=transaction)
    with pytest.raises(exceptions.Aborted, match=r"Too much contention on these documents. Please try again\."):
        await home.update({"n": 2})
    await transaction._rollback()
    await home.update({"n": 3})


async def test_a_locked_document_can_be_read(db: Client, home: Home) -> None:
    await home.set({"n": 1})
    transaction = await begin(db)
    await home.get(transaction=transaction)
    assert (await asyncio.wait_for(home.get(), 1)).get("n") == 1
    await transaction._rollback()


async def test_a_missing_document_is_locked_too(db: Client, home: Home) -> None:
    transaction = await begin(db)
    assert not (await home.get(transaction=transaction)).exists
    plain = asyncio.create_task(home.create({"n": 1}))
    done, _ = await asyncio.wait([plain], timeout=0.2)
    assert not done
    transaction.create(home, {"n": 2})
    await transaction._commit()
    with pytest.raises(exceptions.AlreadyExists):
        await plain


async def test_the_results_of_a_query_are_locked_and_what_would_become_one(db: Client, home: Home) -> None:
    items = home.collection("items")
    await items.document("a").set({"state": "open"})
    transaction = await begin(db)
    found = await items.where(filter=FieldFilter("state", "==", "open")).get(transaction=transaction)
    assert len(found) == 1
    phantom = asyncio.create_task(items.document("b").set({"state": "open"}))
    unrelated = asyncio.create_task(items.document("c").set({"state": "closed"}))
    done, _ = await asyncio.wait([phantom, unrelated], timeout=0.3)
    assert done == {unrelated}
    await transaction._rollback()
    await phantom


async def test_transactions_on_different_documents_run_side_by_side(db: Client, home: Home) -> None:
    one, other = home.collection("items").document("one"), home.collection("items").document("other")
    first, second = await begin(db), await begin(db)
    await one.get(transaction=first)
    await other.get(transaction=second)
    second.set(other, {"by": 2})
    await asyncio.wait_for(second._commit(), 1)
    first.set(one, {"by": 1})
    await asyncio.wait_for(first._commit(), 1)
    assert (await one.get()).get("by") == 1
    assert (await other.get()).get("by") == 2


@pytest.mark.usefixtures("strict")
async def test_of_two_transactions_on_a_document_the_older_wins(db: Client, home: Home) -> None:
    await home.set({"n": 0})
    older, younger = await begin(db), await begin(db)
    await home.get(transaction=older)
    await home.get(transaction=younger)
    older.update(home, {"n": 1})
    await older._commit()
    younger.update(home, {"n": 2})
    with pytest.raises(exceptions.Aborted):
        await younger._commit()
    assert (await home.get()).get("n") == 1


@pytest.mark.usefixtures("strict")
async def test_an_aborted_attempt_does_not_stand_in_the_way_of_its_retry(db: Client, home: Home) -> None:
    await home.set({"n": 0})
    older = await begin(db)
    await home.get(transaction=older)
    attempts = 0

    async def increment(transaction: Transaction) -> None:
        nonlocal attempts
        attempts += 1
        found = (await home.get(transaction=transaction)).get("n")
        transaction.update(home, {"n": found + 1})
        if attempts == 2:
            await older._rollback()

    await async_transactional(increment)(db.transaction())
    assert attempts == 2
    assert (await home.get()).get("n") == 1


async def test_giving_up_after_contention_is_said_as_the_client_says_it(db: Client, home: Home) -> None:
    older = await begin(db)
    await home.get(transaction=older)

    async def write(transaction: Transaction) -> None:
        await home.get(transaction=transaction)
        transaction.set(home, {"n": 1})

    with pytest.raises(ValueError, match="Failed to commit transaction in 1 attempts"):
        await async_transactional(write)(db.transaction(max_attempts=1))
    await older._rollback()


@pytest.mark.usefixtures("strict")
async def test_an_aborted_attempt_lets_go_of_everything(db: Client, home: Home) -> None:
    other = home.collection("items").document("other")
    older, younger = await begin(db), await begin(db)
    await home.get(transaction=older)
    await home.get(transaction=younger)
    await other.get(transaction=younger)
    younger.set(home, {"n": 1})
    with pytest.raises(exceptions.Aborted):
        await younger._commit()
    await asyncio.wait_for(other.set({"n": 1}), 1)
    await older._rollback()


@pytest.mark.usefixtures("strict")
async def test_a_retry_takes_the_place_of_the_attempt_before(db: Client, home: Home) -> None:
    earlier = await begin(db)
    await home.get(transaction=earlier)
    await db.transaction()._begin(retry_id=earlier._id)
    await asyncio.wait_for(home.set({"n": 1}), 1)
    assert (await home.get()).exists


async def test_a_query_with_a_limit_locks_no_further_than_it_read(db: Client, home: Home) -> None:
    items = home.collection("items")
    await items.document("a").set({"n": 5})
    await items.document("b").set({"n": 6})
    transaction = await begin(db)
    assert len(await items.order_by("n").limit(1).get(transaction=transaction)) == 1
    before = asyncio.create_task(items.document("c").set({"n": 1}))
    behind = asyncio.create_task(items.document("d").set({"n": 7}))
    done, _ = await asyncio.wait([before, behind], timeout=0.3)
    assert done == {behind}
    await transaction._rollback()
    await before


@pytest.mark.usefixtures("strict")
async def test_a_retry_keeps_the_age_of_the_first_attempt(db: Client, home: Home) -> None:
    await home.set({"n": 0})
    first = await begin(db)
    token = first._id
    rival = await begin(db)
    await first._rollback()
    retry = db.transaction()
    await retry._begin(retry_id=token)
    await home.get(transaction=rival)
    await home.get(transaction=retry)
    retry.update(home, {"n": 1})
    await retry._commit()
    rival.update(home, {"n": 2})
    with pytest.raises(exceptions.Aborted):
        await rival._commit()


async def test_a_read_only_transaction_sees_one_state_and_locks_nothing(db: Client, home: Home) -> None:
    items = home.collection("items")
    await home.set({"n": 1})
    await items.document("a").set({"n": 1})
    transaction = await begin(db, read_only=True)
    assert (await home.get(transaction=transaction)).get("n") == 1
    await home.update({"n": 2})
    await items.document("b").set({"n": 1})
    await items.document("a").delete()
    assert (await home.get(transaction=transaction)).get("n") == 1
    assert [found.id for found in await items.get(transaction=transaction)] == ["a"]
    assert (await home.get()).get("n") == 2


async def test_a_read_only_transaction_cannot_write(db: Client, home: Home) -> None:
    transaction = await begin(db, read_only=True)
    request = {
        "database": db._database_string,
        "transaction": transaction._id,
        "writes": [{"delete": f"{db._database_string}/documents/{home.path}"}],
    }
    with pytest.raises(exceptions.InvalidArgument, match="Cannot modify entities in a read-only transaction"):
        await db._firestore_api.commit(request=request, metadata=db._rpc_metadata)


async def test_a_transaction_that_has_ended_is_refused(db: Client, home: Home) -> None:
    transaction = await begin(db)
    token = transaction._id
    transaction.set(home, {"n": 1})
    await transaction._commit()
    again = db.transaction()
    again._id = token
    with pytest.raises(exceptions.InvalidArgument, match="expired or is no longer valid"):
        await home.get(transaction=again)


async def test_a_read_can_begin_a_transaction(db: Client, home: Home) -> None:
    await home.set({"n": 1})
    name = f"{db._database_string}/documents/{home.path}"
    request = {"database": db._database_string, "documents": [name], "new_transaction": {"read_write": {}}}
    stream = await db._firestore_api.batch_get_documents(request=request, metadata=db._rpc_metadata)
    responses = [response async for response in stream]
    token = responses[0].transaction
    assert token
    assert [response.found.name for response in responses if response.found.name] == [name]
    plain = asyncio.create_task(home.set({"n": 2}))
    done, _ = await asyncio.wait([plain], timeout=0.2)
    assert not done
    rollback = {"database": db._database_string, "transaction": token}
    await db._firestore_api.rollback(request=rollback, metadata=db._rpc_metadata)
    await plain
