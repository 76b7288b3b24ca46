"""``make run`` as a person meets it, with the real stand-ins and the platform's sample functions."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from google.cloud import firestore

from infra.local.launcher.ports import Ports
from tests.child import ROOT, eventually, exists
from tests.stand import Stand

Cloud = Callable[..., Stand]


def run(stand: Stand, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "infra.local", "--env", os.devnull, "--data", str(stand.data), *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 - ours


def descendants(pid: int) -> set[int]:
    """The process and whatever it has started, whose parent is still there."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def store(stand: Stand) -> firestore.Client:
    os.environ["FIRESTORE_EMULATOR_HOST"] = stand.settings["FIRESTORE_EMULATOR_HOST"]
    try:
        return firestore.Client(project=stand.settings["GOOGLE_CLOUD_PROJECT"])
    finally:
        del os.environ["FIRESTORE_EMULATOR_HOST"]


def test_a_life_with_the_local_cloud(cloud: Cloud, tmp_path: Path) -> None:
    """One story, because starting takes the time: start, use, break, stop, start again."""
    (tmp_path / ".env").write_text(f"MARKS={tmp_path}\n")
    stand = cloud("data", "--env", tmp_path / ".env")
    stand.start()
    assert "Frontdesk is running." in stand.said
    settings = stand.settings
    it_wrote_the_settings_for_the_owner_only(stand)
    functions_were_given_exactly_those(stand)
    a_second_run_on_the_same_data_is_refused(stand)
    a_taken_port_is_named(stand)
    what_is_written_rings_a_trigger(stand)
    a_killed_part_comes_back_with_its_data(stand)
    begun = time.monotonic()
    everything = descendants(stand.launcher)
    assert len(everything) > 12
    assert stand.stop() == 0
    assert time.monotonic() - begun < 8
    assert stand.said[-1] == "Stopped."
    eventually(lambda: not [pid for pid in everything if exists(pid)])

    stand.start()
    assert stand.settings == settings
    assert store(stand).document("orders/1").get().to_dict() == {"text": "искрит"}
    everything = descendants(stand.launcher)
    stand.kill()
    eventually(lambda: not [pid for pid in everything if exists(pid)])


def it_wrote_the_settings_for_the_owner_only(stand: Stand) -> None:
    for name in ("run.env", "local.env", "keepsakes.env", "keys/oidc.pem"):
        path = stand.data / name
        if path.exists():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stand.settings["PUBLIC_URL"] == stand.places["LOCAL_FUNCTIONS"] == f"http://127.0.0.1:{stand.port}"


def functions_were_given_exactly_those(stand: Stand) -> None:
    environment = httpx.get(stand.function("echo"), timeout=20).json()["environment"]
    assert {name: environment.get(name) for name in stand.settings if name != "SLOW_SECRET"} == {
        name: value for name, value in stand.settings.items() if name != "SLOW_SECRET"
    }


def a_second_run_on_the_same_data_is_refused(stand: Stand) -> None:
    second = run(stand, "--port", str(stand.port + 20))
    assert second.returncode == 1
    assert f"{stand.data} is in use by a run of make run already (process {stand.launcher}" in second.stderr


def a_taken_port_is_named(stand: Stand) -> None:
    elsewhere = Stand(stand.data.with_name("elsewhere"))
    refused = run(elsewhere, "--port", str(stand.port))
    assert refused.returncode == 1
    assert f"{stand.port} (gateway), {stand.port + 1} (firestore)" in refused.stderr
    assert "taken by another program" in refused.stderr
    assert "make run PORT=9080" in refused.stderr


def what_is_written_rings_a_trigger(stand: Stand) -> None:
    store(stand).document("orders/1").set({"text": "искрит"})
    eventually(lambda: stand.functions()["on_order"]["last_status"] == 200, 20)


def a_killed_part_comes_back_with_its_data(stand: Stand) -> None:
    stand.kill_part("firestore")
    assert any(line.startswith("firestore has ended (killed by SIGKILL)") for line in stand.said)
    assert store(stand).document("orders/1").get().to_dict() == {"text": "искрит"}


def test_stopping_while_it_starts_leaves_nothing(cloud: Cloud) -> None:
    stand = cloud()
    command = [sys.executable, "-m", "infra.local", "--env", os.devnull, "--data", str(stand.data)]
    process = subprocess.Popen([*command, "--port", str(stand.port)], cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
    assert process.stdout
    assert process.stdout.readline().startswith("Starting firestore")
    everything = descendants(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
    process.stdout.close()
    eventually(lambda: not [pid for pid in everything if exists(pid)])
    assert not Ports(stand.port).taken()


def test_one_taken_port_is_enough_to_refuse(cloud: Cloud) -> None:
    stand = cloud()
    with socket.socket() as other:
        other.bind(("127.0.0.1", stand.port + 2))
        other.listen()
        refused = run(stand, "--port", str(stand.port))
    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [
        f"Port {stand.port + 2} (telegram) is taken by another program.",
        "Choose a place with room for 7 ports in a row: make run PORT=9080",
    ]
    assert not (stand.data / "logs").exists()


def test_a_list_with_a_mistake_is_refused_before_anything_starts(cloud: Cloud, tmp_path: Path) -> None:
    (tmp_path / "functions.toml").write_text("[functions.a]\ndesk = 'x'\ntrigger = 'htp'\n")
    refused = run(cloud(), "--list", str(tmp_path / "functions.toml"))
    assert refused.returncode == 1
    assert "functions.a: trigger must be one of http, firestore, schedule; not 'htp'" in refused.stderr


def test_a_users_own_service_is_used_and_its_stand_in_is_not_started(cloud: Cloud, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TELEGRAM_API_URL=http://127.0.0.1:9\nSHEETS_API_URL=http://127.0.0.1:9\n")
    stand = cloud("data", "--env", tmp_path / ".env")
    stand.start()
    assert "Telegram is yours at http://127.0.0.1:9 (TELEGRAM_API_URL)." in stand.said
    assert stand.settings["TELEGRAM_API_URL"] == "http://127.0.0.1:9"
    assert json.loads((stand.data / "parts.json").read_text()).keys() == {
        "firestore",
        "scheduler",
        "platform",
        "eventarc",
    }
    stand.stop()
