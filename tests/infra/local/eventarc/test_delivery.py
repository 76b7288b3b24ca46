"""At least once, in no order, retried where asked, remembered over a restart."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.child import Child, eventually
from tests.infra.local.eventarc.conftest import Cloud

Start = Callable[..., Child]


def trigger(triggers: Child, function: str) -> dict[str, Any]:
    rows = httpx.get(f"{triggers.address}/admin/triggers").json()
    return next(dict(row) for row in rows if row["function"] == function)


@pytest.mark.usefixtures("triggers")
def test_an_event_arrives_promptly(cloud: Cloud) -> None:
    cloud.change("orders/warm")
    cloud.wait_for(1)
    taken = []
    for number in range(5):
        changed = time.time()
        cloud.change(f"orders/{number}")
        taken.append(cloud.wait_for(number + 2)[-1].at - changed)
    assert sorted(taken)[2] < 0.05


def test_a_failed_event_is_tried_again_until_it_succeeds(cloud: Cloud, triggers: Child) -> None:
    cloud.answers["on_order"] = [500, 503]
    event = cloud.change("orders/1")
    cloud.wait_for(3)
    eventually(lambda: trigger(triggers, "on_order")["pending"] == 0)
    assert cloud.events("on_order") == [event] * 3
    assert [trigger(triggers, "on_order")[key] for key in ("delivered", "failures", "dropped")] == [1, 2, 0]
    first, second, third = (call.at for call in cloud.calls)
    assert third - second > second - first  # The pauses grow.


def test_without_retry_a_failed_event_is_dropped(cloud: Cloud, triggers: Child) -> None:
    cloud.answers["on_anything"] = [500]
    cloud.change("leads/1")
    eventually(lambda: trigger(triggers, "on_anything")["dropped"] == 1)
    later = cloud.change("leads/2")
    cloud.wait_for(2)
    assert cloud.events("on_anything") == ["event-1", later]
    assert trigger(triggers, "on_anything")["last_answer"] == "answered 200"


@pytest.mark.usefixtures("triggers")
def test_finding_no_instance_free_is_no_failure_of_the_function(cloud: Cloud) -> None:
    cloud.answers["on_anything"] = [429]
    event = cloud.change("leads/1")
    cloud.wait_for(2)
    assert cloud.events("on_anything") == [event, event]


def test_one_that_fails_does_not_hold_up_the_others(cloud: Cloud, triggers: Child) -> None:
    cloud.answers["on_order"] = [500]
    httpx.post(f"{triggers.address}/admin/policy", json={"first_pause": 0.5})
    cloud.change("orders/1")
    cloud.wait_for(1)
    cloud.change("orders/2")
    cloud.wait_for(3)
    assert cloud.events("on_order") == ["event-1", "event-2", "event-1"]


@pytest.mark.usefixtures("triggers")
def test_as_many_are_under_way_as_the_instances_may_serve(cloud: Cloud) -> None:
    cloud.hold.update(on_order=0.1, on_anything=0.1)
    for number in range(12):
        cloud.change(f"orders/{number}")
    for number in range(4):
        cloud.change(f"leads/{number}")
    cloud.wait_for(16)
    assert cloud.busiest == {"on_order": 10, "on_anything": 2}


def test_some_events_come_twice_with_the_same_id(cloud: Cloud, start: Start) -> None:
    with start("--twice", 0.5, "--seed", 7):
        for number in range(20):
            cloud.change(f"orders/{number}")
        cloud.wait_for(20)
        came = {event: cloud.events("on_order").count(event) for event in cloud.events("on_order")}
        eventually(lambda: len(cloud.calls) > 24)
        came = {event: cloud.events("on_order").count(event) for event in cloud.events("on_order")}
    assert len(came) == 20
    assert set(came.values()) == {1, 2}


def test_the_second_may_come_after_later_events(cloud: Cloud, start: Start) -> None:
    with start("--twice", 1):
        first = cloud.change("orders/1")
        cloud.wait_for(1)
        second = cloud.change("orders/2")
        cloud.wait_for(4)
    assert cloud.events("on_order")[:2] == [first, second]
    assert sorted(cloud.events("on_order")) == [first, first, second, second]


def test_nothing_that_happened_before_a_trigger_existed_is_told(cloud: Cloud, start: Start) -> None:
    cloud.change("orders/before")
    with start():
        after = cloud.change("orders/after")
        cloud.wait_for(1)
    assert cloud.events("on_order") == [after]


def test_what_happened_while_we_were_away_is_told(cloud: Cloud, start: Start) -> None:
    with start():
        first = cloud.change("orders/1")
        cloud.wait_for(1)
    second = cloud.change("orders/2")
    with start():
        cloud.wait_for(2)
    assert cloud.events("on_order") == [first, second]


def test_an_event_under_way_when_we_are_killed_comes_again(cloud: Cloud, start: Start) -> None:
    cloud.hold["on_order"] = 30
    killed = start()
    event = cloud.change("orders/1")
    cloud.wait_for(1)
    killed.kill()
    cloud.hold.clear()
    with start() as triggers:
        eventually(lambda: trigger(triggers, "on_order")["delivered"] == 1)
    assert cloud.events("on_order") == [event, event]


def test_a_failed_one_is_remembered_with_its_attempts(cloud: Cloud, start: Start) -> None:
    cloud.answers["on_order"] = [500] * 1000
    with start() as triggers:
        cloud.change("orders/1")
        eventually(lambda: trigger(triggers, "on_order")["failures"] >= 3)
    failed = len(cloud.calls)
    cloud.answers["on_order"] = []
    with start() as triggers:
        eventually(lambda: trigger(triggers, "on_order")["delivered"] == 1)
    assert len(cloud.calls) == failed + 1


def test_functions_that_cannot_be_reached_get_their_events_later(cloud: Cloud, start: Start) -> None:
    with start(functions="http://127.0.0.1:9") as triggers:
        cloud.change("leads/1")
        eventually(lambda: trigger(triggers, "on_anything")["failures"] >= 2)
        assert trigger(triggers, "on_anything")["dropped"] == 0
    with start():
        cloud.wait_for(1)
    assert cloud.events("on_anything") == ["event-1"]


def test_a_feed_that_has_lost_its_data_is_read_from_its_beginning(cloud: Cloud, start: Start) -> None:
    with start():
        cloud.change("orders/1", seq=50)
        cloud.wait_for(1)
    cloud.changes.clear()
    new = cloud.change("orders/2", id="after-the-loss")
    with start():
        cloud.wait_for(2)
    assert cloud.events("on_order")[1] == new


def test_paused_triggers_hold_back_and_then_send(cloud: Cloud, triggers: Child) -> None:
    httpx.post(f"{triggers.address}/admin/pause")
    cloud.change("orders/1")
    eventually(lambda: trigger(triggers, "on_order")["pending"] == 1)
    assert not cloud.calls
    httpx.post(f"{triggers.address}/admin/resume")
    cloud.wait_for(1)


def test_a_desk_that_is_off_has_no_triggers(start: Start) -> None:
    with start("--desks", "dispatch") as triggers:
        rows = httpx.get(f"{triggers.address}/admin/triggers").json()
    assert [row["function"] for row in rows] == ["on_order"]


@pytest.mark.parametrize("wrong", [{"thrice": 1}, {"twice": "often"}, {"first_pause": None}])
def test_a_policy_nobody_understands_is_refused(triggers: Child, wrong: dict[str, Any]) -> None:
    assert httpx.post(f"{triggers.address}/admin/policy", json=wrong).status_code == 400
    assert httpx.get(f"{triggers.address}/admin/policy").json() == {"twice": 0.0, "seed": 0, "first_pause": 0.05}
