"""The list of functions: what is read from it and how its mistakes are told."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.functions import (
    DocumentEvent,
    DocumentTrigger,
    Function,
    FunctionsListError,
    HttpTrigger,
    Invoker,
    ScheduleTrigger,
    read,
)

Listed = Callable[[str], Path]

BOT = """
    [functions.dispatch_client_bot]
    desk = "dispatch"
    trigger = "http"
    invoker = "public"
    memory = "512Mi"
    timeout = 30
    concurrency = 40
    max_instances = 4
    secrets = ["DISPATCH_CLIENT_BOT_TOKEN", "DISPATCH_CLIENT_BOT_WEBHOOK_SECRET"]
    webhook = "DISPATCH_CLIENT_BOT"
"""
DELIVER = """
    [functions.system_deliver]
    desk = "system"
    trigger = "firestore"
    event = "created"
    document = "outbox/{entry}"
    retry = true
"""
SWEEP = """
    [functions.realty_sweep]
    desk = "realty"
    trigger = "schedule"
    schedule = "* * * * *"
    retry_count = 2
"""


@pytest.fixture
def listed(tmp_path: Path) -> Listed:
    def write(text: str) -> Path:
        path = tmp_path / "functions.toml"
        path.write_text(textwrap.dedent(text))
        return path

    return write


def test_an_http_function_is_read_with_all_it_says(listed: Listed) -> None:
    assert read(listed(BOT)) == (
        Function(
            name="dispatch_client_bot",
            desk="dispatch",
            trigger=HttpTrigger(webhook="DISPATCH_CLIENT_BOT"),
            memory="512Mi",
            timeout=30,
            concurrency=40,
            max_instances=4,
            secrets=("DISPATCH_CLIENT_BOT_TOKEN", "DISPATCH_CLIENT_BOT_WEBHOOK_SECRET"),
        ),
    )


def test_a_trigger_says_who_may_call(listed: Listed) -> None:
    bot, deliver, sweep = read(listed(BOT + DELIVER + SWEEP))
    assert (bot.invoker, deliver.invoker, sweep.invoker) == (Invoker.PUBLIC, Invoker.EVENTARC, Invoker.SCHEDULER)
    assert deliver.trigger == DocumentTrigger(event=DocumentEvent.CREATED, document="outbox/{entry}", retry=True)
    assert sweep.trigger == ScheduleTrigger(schedule="* * * * *", retry_count=2)


def test_what_is_left_out_is_as_the_platform_has_it(listed: Listed) -> None:
    (deliver,) = read(listed(DELIVER))
    assert (deliver.memory, deliver.timeout, deliver.concurrency, deliver.max_instances) == ("256Mi", 60, 1, 1)


def test_a_desk_that_is_off_leaves_its_functions_out_but_never_the_systems(listed: Listed) -> None:
    path = listed(BOT + DELIVER + SWEEP)
    assert [f.name for f in read(path, desks=["dispatch"])] == ["dispatch_client_bot", "system_deliver"]


def test_every_mistake_is_told_at_once_with_its_place(listed: Listed) -> None:
    text = """
        [functions.a]
        desk = "x"
        trigger = "htp"
        [functions.b]
        trigger = "firestore"
        event = "create"
        document = "outbox"
        [functions.c]
        desk = "x"
        trigger = "schedule"
        schedule = "@daily"
        retries = 3
    """
    with pytest.raises(FunctionsListError) as caught:
        read(listed(text))
    told = str(caught.value)
    assert "functions.a: trigger must be one of http, firestore, schedule; not 'htp'" in told
    assert "functions.b: desk is missing" in told
    assert "functions.b: event must be one of created, updated, deleted, written; not 'create'" in told
    assert "functions.b: document 'outbox' is no document's path" in told
    assert "functions.c: schedule must be five cron fields" in told
    assert "functions.c: retries is not known to a schedule function" in told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("timeout = 0", "timeout must lie between 1 and 3600, not 0"),
        ("timeout = '60'", "timeout must be a whole number, not '60'"),
        ("timeout = true", "timeout must be a whole number, not True"),
        ("memory = '256'", "memory must be as 256Mi or 1Gi, not '256'"),
        ("invoker = 'scheduler'", "invoker of a http function is 'public', not 'scheduler'"),
        ("secrets = ['bot token']", "secrets: 'bot token' is no setting's name"),
        ("webhook = 'CRM_BOT'", "add CRM_BOT_WEBHOOK_SECRET to secrets"),
        ("concurency = 5", "concurency is not known to a http function; is it concurrency?"),
        ("schedule = '* * * * *'", "schedule is not known to a http function"),
    ],
)
def test_a_mistake_names_the_key_and_what_is_wanted(listed: Listed, line: str, told: str) -> None:
    with pytest.raises(FunctionsListError, match=r"functions\.a: ") as caught:
        read(listed(f"[functions.a]\ndesk = 'crm'\ntrigger = 'http'\n{line}\n"))
    assert told in str(caught.value)


@pytest.mark.parametrize("document", ["orders/{order}", "a/{b}/c/{d}", "orders/{any=**}", "chats/{c}/messages/{m=**}"])
def test_a_documents_pattern_is_accepted(listed: Listed, document: str) -> None:
    (function,) = read(listed(DELIVER.replace("outbox/{entry}", document)))
    assert isinstance(function.trigger, DocumentTrigger)
    assert function.trigger.document == document


@pytest.mark.parametrize("document", ["orders", "orders/{order}/messages", "orders//x", "/orders/{o}", "orders/{o", ""])
def test_a_pattern_that_fits_no_document_is_refused(listed: Listed, document: str) -> None:
    with pytest.raises(FunctionsListError, match="is no document's path"):
        read(listed(DELIVER.replace("outbox/{entry}", document)))


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(FunctionsListError, match=r"functions\.toml does not exist"):
        read(tmp_path / "functions.toml")


def test_a_list_that_is_not_toml_names_the_line(listed: Listed) -> None:
    with pytest.raises(FunctionsListError, match=r"\(at line 2, column 8\)"):
        read(listed("[functions.a]\ndesk = \n"))
