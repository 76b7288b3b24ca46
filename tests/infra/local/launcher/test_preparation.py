"""What the services are told before the first message, by the services' own stand-ins."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from infra.local.launcher.preparation import prepare
from infra.local.launcher.settings import Bot, Decided
from tests.child import Child

BOT = Bot("DISPATCH_CLIENT_BOT", "dispatch_client_bot")
TOKEN = "7900000001:local-abc"


@pytest.fixture(scope="module")
def telegram(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    with Child("infra.local.telegram", "--port", 0, log=tmp_path_factory.mktemp("telegram") / "log") as child:
        yield child


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    with Child("infra.local.sheets", "--port", 0, log=tmp_path_factory.mktemp("sheets") / "log") as child:
        yield child


@pytest.fixture
def decided(telegram: Child, sheets: Child) -> Decided:
    settings = {
        "TELEGRAM_API_URL": telegram.address,
        "SHEETS_API_URL": sheets.address,
        "PUBLIC_URL": "http://127.0.0.1:8080",
        "TIME_ZONE": "Asia/Tbilisi",
        "ADMIN_TELEGRAM_ID": "7800000001",
        "DISPATCH_SHEET_ID": "local-1",
        "DISPATCH_CLIENT_BOT_TOKEN": TOKEN,
        "DISPATCH_CLIENT_BOT_WEBHOOK_SECRET": "secret-1",
    }
    return Decided(settings, [BOT], ["dispatch"])


def asked(telegram: Child, method: str) -> Any:
    return httpx.get(f"{telegram.address}/bot{TOKEN}/{method}").json()["result"]


def test_every_bots_webhook_is_its_function(telegram: Child, decided: Decided) -> None:
    assert asyncio.run(prepare(decided)) == []
    webhook = asked(telegram, "getWebhookInfo")
    assert webhook["url"] == "http://127.0.0.1:8080/dispatch_client_bot"
    assert webhook["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]


def test_a_new_bot_is_named_after_its_function_and_the_owner_exists(telegram: Child, decided: Decided) -> None:
    asyncio.run(prepare(decided))
    me = asked(telegram, "getMe")
    assert (me["username"], me["first_name"]) == ("dispatch_client_bot", "Dispatch client bot")
    people = httpx.get(f"{telegram.address}/admin/people").json()
    assert [person["id"] for person in people] == [7800000001]


def test_one_that_was_renamed_is_left_alone(telegram: Child, decided: Decided) -> None:
    asyncio.run(prepare(decided))
    name = {"token": TOKEN, "username": "my_electricians_bot", "first_name": "Электрики"}
    httpx.post(f"{telegram.address}/admin/bots", json=name).raise_for_status()
    asyncio.run(prepare(decided))
    assert asked(telegram, "getMe")["username"] == "my_electricians_bot"


def test_every_desk_has_its_spreadsheet(sheets: Child, decided: Decided) -> None:
    asyncio.run(prepare(decided))
    asyncio.run(prepare(decided))
    anybody = {"Authorization": "Bearer anybody"}
    properties = httpx.get(f"{sheets.address}/v4/spreadsheets/local-1", headers=anybody).json()["properties"]
    assert (properties["title"], properties["locale"], properties["timeZone"]) == (
        "Frontdesk: dispatch",
        "ru_RU",
        "Asia/Tbilisi",
    )


def test_a_telegram_that_stumbles_is_asked_again(telegram: Child, decided: Decided) -> None:
    fault = {"method": "setWebhook", "times": 2, "kind": "answer", "status": 500}
    httpx.post(f"{telegram.address}/admin/faults", json=fault).raise_for_status()
    assert asyncio.run(prepare(decided)) == []


def test_a_telegram_that_refuses_is_told(telegram: Child, decided: Decided) -> None:
    httpx.post(f"{telegram.address}/admin/bots", json={"token": "5:revoked", "revoked": True}).raise_for_status()
    decided.settings["DISPATCH_CLIENT_BOT_TOKEN"] = "5:revoked"
    (problem,) = asyncio.run(prepare(decided))
    assert problem.startswith("the webhook of dispatch_client_bot could not be set: 401 ")


def test_the_real_telegram_is_not_sent_an_address_it_cannot_reach(decided: Decided) -> None:
    decided.stand_ins.discard("telegram")
    decided.settings["TELEGRAM_API_URL"] = "https://api.telegram.org"
    assert asyncio.run(prepare(decided)) == []
