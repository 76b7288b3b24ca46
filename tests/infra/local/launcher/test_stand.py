"""What the stand offers to tests from end to end does what it says."""

import json

import httpx
import pytest

from tests.infra.local.launcher.test_launch import Cloud, store


def test_a_stand_can_be_asked_ordered_and_hurt(cloud: Cloud) -> None:
    stand = cloud()
    stand.start()
    stand.settled()
    assert stand.functions()["absent"]["state"] == "failed"

    first = httpx.get(stand.function("echo")).json()["pid"]
    stand.kill_function("echo")
    assert httpx.get(stand.function("echo"), timeout=20).json()["pid"] != first

    stand.scale("echo", 2)
    assert len({httpx.get(stand.function("echo")).json()["pid"] for _ in range(4)}) == 2

    stand.order_fault("LOCAL_FUNCTIONS", method="echo", kind="drop_before")
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(stand.function("echo"))

    run = stand.run_job("job")
    assert run["status"] == 200
    assert json.loads(run["body"])["x-cloudscheduler-jobname"] == "job"

    assert stand.token("https://x").count(".") == 2
    assert stand.token("https://x", "unsigned").endswith(".")

    store(stand).document("notes/1").set({"text": "kept"})
    with stand.frozen("firestore"), pytest.raises(Exception, match=r"Deadline|Timeout"):
        store(stand).document("notes/1").get(timeout=0.3, retry=None)
    assert store(stand).document("notes/1").get().to_dict() == {"text": "kept"}
