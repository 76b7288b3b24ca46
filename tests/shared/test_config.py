"""Settings are read once, typed, and name what is wrong with them before the first request."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import FrozenInstanceError, dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shared import config
from shared.config import ConfigurationError
from tests.stand_ins import REPOSITORY


@dataclass(frozen=True)
class Bot:
    desk: config.Store
    token: str = config.env("A_BOT_TOKEN", "@BotFather gives it", parse=config.token)
    zone: ZoneInfo = config.env("TIME_ZONE", "such as Europe/Moscow", parse=config.zone, default=ZoneInfo("UTC"))
    desks: tuple[str, ...] = config.env("DESKS", "the desks to run", parse=config.words, default=())


GIVEN = {"GOOGLE_CLOUD_PROJECT": "frontdesk", "A_BOT_TOKEN": "123456789:AAHdqTcvCH1vGW"}


def test_settings_are_read_with_those_they_hold() -> None:
    bot = config.load(Bot, GIVEN | {"TIME_ZONE": "Europe/Moscow", "DESKS": "dispatch, realty,"})
    assert bot == Bot(
        config.Store("frontdesk", ""), "123456789:AAHdqTcvCH1vGW", ZoneInfo("Europe/Moscow"), ("dispatch", "realty")
    )


def test_what_is_not_given_is_at_its_default() -> None:
    assert config.load(Bot, GIVEN).zone == ZoneInfo("UTC")


def test_space_around_a_value_is_no_part_of_it() -> None:
    assert config.load(Bot, GIVEN | {"GOOGLE_CLOUD_PROJECT": " frontdesk\n"}).desk.project == "frontdesk"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        config.load(Bot, GIVEN).token = "1:b"  # type: ignore[misc]  # that is what is tried


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_value_is_named_with_where_to_get_it(value: str | None) -> None:
    environment = {name: each for name, each in (GIVEN | {"A_BOT_TOKEN": value}).items() if each is not None}
    with pytest.raises(ConfigurationError, match="A_BOT_TOKEN is not set: @BotFather gives it"):
        config.load(Bot, environment)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("A_BOT_TOKEN", "AAHdqTcvCH1vGW", "A_BOT_TOKEN is malformed .*looks like 123456789"),
        ("A_BOT_TOKEN", "me:AAHdqTcvCH1vGW", "A_BOT_TOKEN is malformed"),
        ("TIME_ZONE", "Moscow", "TIME_ZONE is malformed .*Europe/Moscow"),
        ("TIME_ZONE", "../../etc/passwd", "TIME_ZONE is malformed"),
        ("TIME_ZONE", "Europe", "TIME_ZONE is malformed"),
    ],
)
def test_a_malformed_value_is_named_with_what_it_should_look_like(name: str, value: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        config.load(Bot, GIVEN | {name: value})


def test_a_secret_that_is_malformed_is_not_shown() -> None:
    with pytest.raises(ConfigurationError) as caught:
        config.load(Bot, GIVEN | {"A_BOT_TOKEN": "hush-hush"})
    assert "hush-hush" not in str(caught.value)


def test_every_mistake_is_told_at_once_also_those_of_nested_settings() -> None:
    with pytest.raises(ConfigurationError) as caught:
        config.load(Bot, {"TIME_ZONE": "Moscow"})
    told = str(caught.value)
    assert all(name in told for name in ("GOOGLE_CLOUD_PROJECT", "A_BOT_TOKEN", "TIME_ZONE"))


@pytest.mark.parametrize("address", ["http://localhost:8080/", "https://api.telegram.org"])
def test_an_address_has_no_slash_at_its_end(address: str) -> None:
    assert config.address(address) == address.rstrip("/")


@pytest.mark.parametrize("address", ["localhost:8080", "ftp://files", "/path", ""])
def test_what_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="must begin with https"):
        config.address(address)


def project(folder: Path, **environment: str) -> str:
    """Return the project that a process started in ``folder`` reads."""
    program = "from shared import config; print(config.load(config.Store).project, config.project())"
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY)} | environment
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    return ran.stdout.strip() or ran.stderr


def test_settings_come_from_the_file_env_where_the_environment_has_none(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('# of a laptop\nGOOGLE_CLOUD_PROJECT="from the file"\nEMPTY\n')
    assert project(tmp_path) == "from the file from the file"


def test_the_environment_precedes_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GOOGLE_CLOUD_PROJECT=file\n")
    assert project(tmp_path, GOOGLE_CLOUD_PROJECT="environment") == "environment environment"


def test_without_either_the_process_ends_with_a_sentence(tmp_path: Path) -> None:
    told = project(tmp_path)
    assert told.startswith("Frontdesk cannot start:\n- GOOGLE_CLOUD_PROJECT is not set")
    assert "Traceback" not in told


def started(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Start a function that must refuse, away from the ``.env`` somebody may have; its process ends by itself."""
    command = [sys.executable, "-m", "functions_framework", "--target", "dispatch_client_bot", "--port", "0"]
    return subprocess.run(  # noqa: S603 - our own words
        [*command, "--source", str(REPOSITORY / "main.py")],
        cwd=folder,
        env={"PATH": os.environ["PATH"]} | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )


WHOLE = {
    "GOOGLE_CLOUD_PROJECT": "frontdesk",
    "DISPATCH_CLIENT_BOT_TOKEN": "123456789:AAHdqTcvCH1vGW",
    "DISPATCH_CLIENT_BOT_WEBHOOK_SECRET": "s3cret",
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_function_refuses_to_start_without_one_of_its_settings(tmp_path: Path, name: str) -> None:
    ran = started(tmp_path, **{key: value for key, value in WHOLE.items() if key != name})
    assert ran.returncode == 1
    (line,) = [line for line in ran.stderr.splitlines() if line.startswith("- ")]
    assert line.startswith(f"- {name} is not set: ")
    assert "Traceback" not in ran.stderr


def test_a_function_refuses_to_start_with_a_malformed_setting(tmp_path: Path) -> None:
    ran = started(tmp_path, **WHOLE | {"TIME_ZONE": "Moscow", "TELEGRAM_API_URL": "localhost"})
    assert ran.returncode == 1
    assert [line.split()[1] for line in ran.stderr.splitlines()[1:]] == ["TIME_ZONE", "TELEGRAM_API_URL"]
