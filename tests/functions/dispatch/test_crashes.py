"""The form survives the death of the function and of the Firestore server between any two messages."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from functions.dispatch.order_form import CATALOGUE
from shared.store.firestore import Firestore
from shared.store.records import Query
from tests.child import Child
from tests.functions.dispatch.conftest import confirmation, environment
from tests.functions.dispatch.updates import Door, press, text
from tests.functions.running import Function
from tests.stand_ins import Process

RU = CATALOGUE.speak("ru")
CHAT = 700_001
ANSWERS = {
    "Розетки и выключатели": "order-ask-problem",
    "Искрит розетка": "order-ask-address",
    "ул. Мира, 10": "order-ask-name",
    "Анна": "order-ask-phone",
    "+7 916 123-45-67": "order-summary",
}


@pytest.mark.heavy
async def test_the_form_goes_on_after_the_death_of_function_and_store_between_any_two_messages(
    telegram_process: Process,
    loopback: None,  # noqa: ARG001 - it opens the way to this machine
    tmp_path: Path,
) -> None:
    store = durable(tmp_path, port=0)
    host = store.first_line.split()[3].rstrip(",")
    function = Function("dispatch_client_bot", environment(host, telegram_process.words[-1]), tmp_path / "function.log")

    async def after_death(update: dict[str, object]) -> dict[str, object]:
        """Kill both, start both on the same ports and data, and deliver the next update."""
        nonlocal store
        function.kill()
        store.kill()
        function.launch()
        store = durable(tmp_path, port=int(host.rpartition(":")[2]))
        function.wait()
        return await door.post(update)

    async with httpx.AsyncClient(timeout=30, trust_env=False) as wire:
        door = Door(function.url, wire)
        function.launch()
        function.wait()
        said = await door.post(text(CHAT, "⚡ Услуги электрика"))
        for answer, question in ANSWERS.items():
            said = await after_death(text(CHAT, answer))
            assert RU(question) in str(said["text"])
        said = await after_death(press(CHAT, confirmation(said)))
    function.kill()

    records = Firestore("test-dispatch", emulator=host)
    (placed,) = await records.query(Query("orders"))
    await records.close()
    store.kill()
    assert RU("order-placed", number=placed.id) == said["text"]
    kept = {name: placed.data[name] for name in ("category", "problem", "address", "name", "phone")}
    assert list(kept.values()) == ["sockets", "Искрит розетка", "ул. Мира, 10", "Анна", "+79161234567"]


def durable(folder: Path, port: int) -> Child:
    """Start a Firestore server that keeps its documents in a folder."""
    data = folder / "firestore"
    return Child("infra.local.firestore", "--port", port, "--data", data, log=folder / "firestore.log")
