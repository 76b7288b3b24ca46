"""One line of JSON per entry, in Cloud Logging's words, without secrets and phone numbers."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from shared.log import mask
from tests.stand_ins import REPOSITORY


def logged(program: str) -> dict[str, Any]:
    """Run a program that logs once and return the line it wrote."""
    command = [sys.executable, "-c", f"from shared.log import bound, log\n{program}"]
    ran = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True)  # noqa: S603 - our own words
    (line,) = ran.stdout.decode().splitlines()
    entry: dict[str, Any] = json.loads(line)
    return entry


def test_a_line_carries_severity_message_time_and_what_was_bound() -> None:
    entry = logged(
        "with bound(function='dispatch_client_bot', trace='projects/p/traces/t'): log.info('job done', lanes=3)"
    )
    time = entry.pop("time")
    assert entry == {
        "severity": "INFO",
        "message": "job done",
        "lanes": 3,
        "function": "dispatch_client_bot",
        "logging.googleapis.com/trace": "projects/p/traces/t",
    }
    assert time.endswith("Z")


@pytest.mark.parametrize(
    ("method", "severity"), [("debug", "DEBUG"), ("warning", "WARNING"), ("error", "ERROR"), ("critical", "CRITICAL")]
)
def test_the_severity_is_cloud_loggings(method: str, severity: str) -> None:
    assert logged(f"log.{method}('x')")["severity"] == severity


def test_an_exception_stands_in_the_line_with_its_stack_and_without_its_secrets() -> None:
    entry = logged(
        "try: raise ValueError('call +7 916 123-45-67')\nexcept ValueError: log.error('failed', exc_info=True)"
    )
    assert "ValueError: call <phone …67>" in entry["stack_trace"]
    assert "Traceback" in entry["stack_trace"]
    assert "exception" not in entry


def test_what_is_nested_and_what_is_no_text_is_masked_too() -> None:
    entry = logged("log.info('x', a={'b': ['+79161234567']}, c=(1, None, True), e=ValueError('8 916 123-45-67'))")
    assert (entry["a"], entry["c"], entry["e"]) == (
        {"b": ["<phone …67>"]},
        [1, None, True],
        "ValueError('<phone …67>')",
    )


def test_half_a_character_does_not_stop_a_line() -> None:
    assert logged(r"log.info('x', kind='\ud83d')")["kind"] == "?"


def test_our_own_ids_stay_whole() -> None:
    ids = {
        "conversation": "telegram:dispatch_client_bot:7123456789",
        "update": "8800112233",
        "entry": "telegram:dispatch_client_bot:7123456789:880011223344556:0",
        "event_id": "7123456789012345",
    }
    entry = logged(f"log.info('x', **{ids!r})")
    assert entry | ids == entry


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("позвоните +7 916 123-45-67 вечером", "позвоните <phone …67> вечером"),
        ("89161234567", "<phone …67>"),
        ("тел:+995555123456", "тел:<phone …56>"),
        ("8 (916) 123-45-67, кв. 5", "<phone …67>, кв. 5"),
        ("bot 123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "bot <token>"),
        ("https://api.telegram.org/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/getMe", "https://api.telegram.org/bot<token>/getMe"),
        ("Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln", "Authorization: Bearer <token>"),
    ],
)  # fmt: skip
def test_phones_and_tokens_are_taken_out(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "order 123456",
        "3 500 ₽",
        "2026-11-20T12:00:00.123456Z",
        "2026-11-20",
        "projects/p/traces/105445aa7843bc8bf206b12000100000",
        "in 0.123456789 s",
        "dispatch.offers.123456-0",
    ],
)
def test_numbers_of_other_kinds_stay(text: str) -> None:
    assert mask(text) == text
