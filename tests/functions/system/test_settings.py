"""Functions refuse to start without what they need, name the key and say where to get it, and ask for nothing else."""

from __future__ import annotations

import pytest

from tests.functions.running import loads, refusal

RECORDS = {"GOOGLE_CLOUD_PROJECT": "test-settings", "FIRESTORE_EMULATOR_HOST": "127.0.0.1:1"}
CALLER = {"JOBS_SERVICE_ACCOUNT": "jobs@test.iam.gserviceaccount.com", "PUBLIC_URL": "https://example.com"}
DESK = RECORDS | {"DESKS": "dispatch"}
TOKENS = {"DISPATCH_CLIENT_BOT_TOKEN": "1:a", "DISPATCH_MASTER_BOT_TOKEN": "2:b"}
BOT = {"DISPATCH_CLIENT_BOT_TOKEN": "1:a", "DISPATCH_CLIENT_BOT_WEBHOOK_SECRET": "s"}


@pytest.mark.parametrize(
    ("target", "settings", "told"),
    [
        ("system_deliver", RECORDS, "DESKS is not set: the desks to run, such as dispatch"),
        ("system_deliver", DESK | {"DESKS": "dispach"} | TOKENS, "DESKS is malformed (there is no desk called dispach"),
        ("system_deliver", DESK | {"DESKS": ","} | TOKENS, "DESKS is malformed"),
        ("system_deliver", DESK, "DISPATCH_CLIENT_BOT_TOKEN is not set: @BotFather gives it"),
        ("system_sweep_outbox", DESK | CALLER, "DISPATCH_MASTER_BOT_TOKEN is not set: @BotFather gives it"),
        (
            "system_sync_sheets",
            DESK | CALLER,
            "DISPATCH_SHEET_ID is not set: the long part of the spreadsheet's address",
        ),
        ("dispatch_client_bot", RECORDS, "DISPATCH_CLIENT_BOT_WEBHOOK_SECRET is not set: choose it"),
        (
            "dispatch_client_bot",
            RECORDS | BOT | {"TIME_ZONE": "Mars"},
            "TIME_ZONE is malformed (not the name of a time zone",
        ),
        ("dispatch_client_bot", BOT, "GOOGLE_CLOUD_PROJECT is not set: the project's id"),
        ("dispatch_master_bot", RECORDS | BOT, "DISPATCH_MASTER_BOT_TOKEN is not set: @BotFather gives it"),
    ],
)
def test_a_function_that_lacks_a_setting_refuses_to_start_and_names_it(
    target: str, settings: dict[str, str], told: str
) -> None:
    words = refusal(target, settings)
    assert told in words
    assert "Traceback" not in words


@pytest.mark.parametrize(
    ("target", "settings"),
    [
        ("dispatch_client_bot", RECORDS | BOT),
        ("system_deliver", DESK | TOKENS),
        ("system_sweep_outbox", DESK | TOKENS | CALLER),
    ],
)
def test_a_function_asks_for_nothing_that_it_does_not_use(target: str, settings: dict[str, str]) -> None:
    loads(target, settings)
