"""How orders and masters are kept and read."""

from __future__ import annotations

import pytest

from functions.dispatch.models import Master, Order, Standing, Status
from shared.store.records import SERVER_TIME, Record
from tests.functions.dispatch.scenes import NOON, master, order, taken


@pytest.mark.parametrize("each", [order(), taken(price=3500_00, commission=1050_00, done_at=NOON)])
def test_an_order_is_read_as_it_was_kept(each: Order) -> None:
    assert Order.read(Record(each.path, each.as_record(), NOON)) == each


def test_a_master_is_read_as_they_were_kept() -> None:
    each = master(earned=700_00, commission=300_00, paid=100_00, on_shift=False)
    read = Master.read(Record(each.path, each.as_record(), NOON))
    assert read == each
    assert read.debt == 200_00


@pytest.mark.parametrize("each", [order(), master()])
def test_whatever_is_kept_says_when_it_changed(each: Order | Master) -> None:
    assert each.as_record()["changed_at"] is SERVER_TIME


def test_fields_of_another_version_do_no_harm() -> None:
    data = {**order().as_record(), "from_the_future": 1}
    del data["rate"]
    assert Order.read(Record("orders/123456", data, NOON)) == order()


def test_states_are_read_as_states_and_kept_as_the_staffs_words() -> None:
    assert Order.read(Record("", order().as_record(), NOON)).status is Status.NEW
    assert order().as_record()["status"] == "Новая"
    assert Master.read(Record("", master().as_record(), NOON)).standing is Standing.ACTIVE


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.ACTIVE])
def test_only_an_active_master_may_take_orders(standing: Standing) -> None:
    assert master().active
    assert not master(standing=standing).active
