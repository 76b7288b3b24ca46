"""What the functions are given, and which stand-ins a user's own services replace."""

from pathlib import Path

import pytest

from infra.functions import Function, parse
from infra.local.launcher import settings
from infra.local.launcher.given import CREDENTIALS, given
from infra.local.launcher.keepsakes import Keepsakes
from infra.local.launcher.ports import Ports
from infra.local.launcher.settings import Decided, SettingsError, decide

CLIENT, MASTER = "DISPATCH_CLIENT_BOT", "DISPATCH_MASTER_BOT"
ALL = {"firestore", "telegram", "sheets"}


def bot(prefix: str, desk: str) -> dict[str, object]:
    secrets = [f"{prefix}_TOKEN", f"{prefix}_WEBHOOK_SECRET", "OPENAI_API_KEY"]
    return {"desk": desk, "trigger": "http", "webhook": prefix, "secrets": secrets}


@pytest.fixture
def functions() -> tuple[Function, ...]:
    rows = {
        "dispatch_client_bot": bot(CLIENT, "dispatch"),
        "dispatch_master_bot": bot(MASTER, "dispatch"),
        "realty_bot": bot("REALTY_BOT", "realty"),
        "system_sweep": {"desk": "system", "trigger": "schedule", "schedule": "* * * * *"},
    }
    return parse({"functions": rows})


@pytest.fixture
def local(functions: tuple[Function, ...], tmp_path: Path) -> dict[str, str]:
    return settings.ours(functions, Ports(8080), Keepsakes(tmp_path / "keepsakes.env"))


def test_everything_is_local_where_the_user_says_nothing(
    functions: tuple[Function, ...], local: dict[str, str]
) -> None:
    decided = decide(functions, local, {})
    assert decided.stand_ins == ALL
    assert not decided.notes
    told = decided.settings
    assert told["FIRESTORE_EMULATOR_HOST"] == "127.0.0.1:8081"
    assert told["TELEGRAM_API_URL"] == "http://127.0.0.1:8082"
    assert told["SHEETS_API_URL"] == told["DRIVE_API_URL"] == "http://127.0.0.1:8083"
    assert told["OIDC_CERTS_URL"] == "http://127.0.0.1:8084/certs"
    assert told["PUBLIC_URL"] == "http://127.0.0.1:8080"
    assert (told["GOOGLE_CLOUD_PROJECT"], told["TIME_ZONE"]) == ("frontdesk-local", "Europe/Moscow")
    assert told["DESKS"] == "dispatch,realty"


def test_bots_and_sheets_follow_from_the_list(functions: tuple[Function, ...], local: dict[str, str]) -> None:
    told = decide(functions, local, {}).settings
    bots = [told[f"{prefix}_TOKEN"] for prefix in (CLIENT, MASTER, "REALTY_BOT")]
    assert [token.partition(":local-")[0] for token in bots] == ["7900000001", "7900000002", "7900000003"]
    assert told[f"{CLIENT}_WEBHOOK_SECRET"] != told[f"{MASTER}_WEBHOOK_SECRET"]
    assert {"DISPATCH_SHEET_ID", "REALTY_SHEET_ID"} <= told.keys()


def test_a_key_of_somebody_elses_is_not_made_up(functions: tuple[Function, ...], local: dict[str, str]) -> None:
    assert "OPENAI_API_KEY" not in decide(functions, local, {}).settings
    assert decide(functions, local, {"OPENAI_API_KEY": "sk-1"}).settings["OPENAI_API_KEY"] == "sk-1"


def test_the_users_word_stands_over_ours(functions: tuple[Function, ...], local: dict[str, str]) -> None:
    told = decide(functions, local, {"TIME_ZONE": "Asia/Tbilisi", "ADMIN_TELEGRAM_ID": "42"}).settings
    assert (told["TIME_ZONE"], told["ADMIN_TELEGRAM_ID"]) == ("Asia/Tbilisi", "42")


def test_a_desk_that_is_off_asks_for_nothing(functions: tuple[Function, ...], local: dict[str, str]) -> None:
    decided = decide(functions, local, {"DESKS": "dispatch"})
    assert not [name for name in decided.settings if name.startswith("REALTY")]
    assert [bot.prefix for bot in decided.bots] == [CLIENT, MASTER]


def test_a_desk_nobody_knows_is_named(functions: tuple[Function, ...], local: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="DESKS names dispach, which"):
        decide(functions, local, {"DESKS": "dispach"})


def decided_with(functions: tuple[Function, ...], local: dict[str, str], **given: str) -> Decided:
    return decide(functions, local, {"DESKS": "dispatch", **given})


def test_real_tokens_mean_the_real_telegram(functions: tuple[Function, ...], local: dict[str, str]) -> None:
    decided = decided_with(functions, local, **{f"{CLIENT}_TOKEN": "1:AA", f"{MASTER}_TOKEN": "2:BB"})
    assert decided.stand_ins == ALL - {"telegram"}
    assert decided.settings["TELEGRAM_API_URL"] == "https://api.telegram.org"
    assert any("set PUBLIC_URL to a tunnel's address" in note for note in decided.notes)


def test_with_a_public_address_nobody_asks_for_one(functions: tuple[Function, ...], local: dict[str, str]) -> None:
    given = {f"{CLIENT}_TOKEN": "1:AA", f"{MASTER}_TOKEN": "2:BB", "PUBLIC_URL": "https://desk.example.com"}
    assert not any("PUBLIC_URL" in note for note in decided_with(functions, local, **given).notes)


def test_one_real_token_without_the_other_is_refused(functions: tuple[Function, ...], local: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=f"{CLIENT}_TOKEN is a real token.*{MASTER}_TOKEN is missing"):
        decided_with(functions, local, **{f"{CLIENT}_TOKEN": "1:AA"})


def test_a_bot_api_of_the_users_own_is_used(functions: tuple[Function, ...], local: dict[str, str]) -> None:
    decided = decided_with(functions, local, TELEGRAM_API_URL="http://127.0.0.1:9999")
    assert decided.stand_ins == ALL - {"telegram"}
    assert decided.settings["TELEGRAM_API_URL"] == "http://127.0.0.1:9999"
    assert decided.settings[f"{CLIENT}_TOKEN"] == local[f"{CLIENT}_TOKEN"]


def test_a_spreadsheets_id_means_the_real_google_sheets(functions: tuple[Function, ...], local: dict[str, str]) -> None:
    decided = decided_with(functions, local, DISPATCH_SHEET_ID="1AbC", **{CREDENTIALS: "/key.json"})
    assert decided.stand_ins == ALL - {"sheets"}
    assert decided.settings["SHEETS_API_URL"] == "https://sheets.googleapis.com"
    assert decided.settings["DRIVE_API_URL"] == "https://www.googleapis.com"
    assert decided.settings[CREDENTIALS] == "/key.json"


def test_one_spreadsheet_without_the_other_is_refused(functions: tuple[Function, ...], local: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="REALTY_SHEET_ID is missing"):
        decide(functions, local, {"DISPATCH_SHEET_ID": "1AbC"})


def test_googles_emulator_replaces_ours(functions: tuple[Function, ...], local: dict[str, str]) -> None:
    decided = decided_with(functions, local, FIRESTORE_EMULATOR_HOST="localhost:8787")
    assert decided.stand_ins == ALL - {"firestore"}
    assert decided.settings["FIRESTORE_EMULATOR_HOST"] == "localhost:8787"
    assert any("triggers do not ring" in note for note in decided.notes)


def test_a_project_with_credentials_is_the_real_firestore(
    functions: tuple[Function, ...], local: dict[str, str]
) -> None:
    decided = decided_with(functions, local, GOOGLE_CLOUD_PROJECT="acme", **{CREDENTIALS: "/key.json"})
    assert decided.stand_ins == ALL - {"firestore"}
    assert "FIRESTORE_EMULATOR_HOST" not in decided.settings
    assert decided.settings[CREDENTIALS] == "/key.json"


def test_credentials_alone_change_nothing_and_reach_nobody(
    functions: tuple[Function, ...], local: dict[str, str]
) -> None:
    decided = decided_with(functions, local, **{CREDENTIALS: "/key.json"})
    assert decided.stand_ins == ALL
    assert CREDENTIALS not in decided.settings


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TIME_ZONE=Asia/Tbilisi  # home\nMINE='two words'\nEMPTY=\n")
    environment = {"TIME_ZONE": "Europe/Moscow", "UNRELATED": "1", "BLANK": " "}
    assert given(environment, tmp_path / ".env", ["TIME_ZONE", "BLANK"], {}) == {
        "TIME_ZONE": "Europe/Moscow",
        "MINE": "two words",
    }


def test_what_a_shell_repeats_of_an_earlier_run_is_nobodys_wish(tmp_path: Path) -> None:
    ours = {"TELEGRAM_API_URL": "http://127.0.0.1:8082"}
    assert given(dict(ours), tmp_path / ".env", ours, ours) == {}
    other = {"TELEGRAM_API_URL": "http://127.0.0.1:9999"}
    assert given(other, tmp_path / ".env", ours, ours) == other


def test_keepsakes_stay_the_same_and_differ_from_each_other(tmp_path: Path) -> None:
    first, second = Keepsakes(tmp_path / "kept.env"), Keepsakes(tmp_path / "kept.env")
    made = [first.bot_token("A_TOKEN"), first.secret("A_SECRET"), first.sheet_id("A_SHEET_ID")]
    second = Keepsakes(tmp_path / "kept.env")
    assert [second.bot_token("A_TOKEN"), second.secret("A_SECRET"), second.sheet_id("A_SHEET_ID")] == made
    assert second.bot_token("B_TOKEN").partition(":")[0] == "7900000002"
    assert Keepsakes(tmp_path / "others.env").secret("A_SECRET") != made[1]
