"""What a function is told of a change: held against the libraries that the functions read it with."""

from typing import Any

import pytest
from cloudevents.http import from_http
from google.events.cloud.firestore import DocumentEventData

from infra.local.eventarc.patterns import matches
from infra.local.oidc import EVENTARC_ACCOUNT, Keys
from tests.infra.local.eventarc.conftest import Cloud


def read(body: bytes) -> Any:
    data = DocumentEventData()
    data._pb.ParseFromString(body)
    return data


@pytest.mark.usefixtures("triggers")
def test_a_creation_is_a_cloud_event_that_the_framework_understands(cloud: Cloud) -> None:
    cloud.change("orders/17", text="no light")
    (call,) = cloud.wait_for(1)
    event = from_http(call.headers, call.body)
    assert event["id"] == "event-1"
    assert event["specversion"] == "1.0"
    assert event["type"] == "google.cloud.firestore.document.v1.created"
    assert event["source"] == "//firestore.googleapis.com/projects/frontdesk-local/databases/(default)"
    assert event["subject"] == "documents/orders/17"
    assert event["document"] == "orders/17"
    assert event["database"] == "(default)"
    assert event["project"] == "frontdesk-local"
    assert event["time"] == "2026-11-20T10:00:00.123456Z"
    assert call.headers["content-type"] == "application/protobuf"
    data = read(event.data)
    assert data.value.name.endswith("/documents/orders/17")
    assert data.value.fields["text"].string_value == "no light"
    assert "old_value" not in data
    assert "update_mask" not in data


@pytest.mark.usefixtures("triggers")
def test_an_update_tells_before_after_and_what_changed(cloud: Cloud) -> None:
    cloud.change("leads/1", "updated", text="after", old="before")
    (call,) = cloud.wait_for(1)
    assert call.headers["ce-type"] == "google.cloud.firestore.document.v1.written"
    data = read(call.body)
    assert (data.value.fields["text"].string_value, data.old_value.fields["text"].string_value) == ("after", "before")
    assert list(data.update_mask.field_paths) == ["text"]


@pytest.mark.usefixtures("triggers")
def test_a_deletion_has_no_value(cloud: Cloud) -> None:
    cloud.change("leads/1", "deleted", old="before")
    (call,) = cloud.wait_for(1)
    data = read(call.body)
    assert "value" not in data
    assert data.old_value.fields["text"].string_value == "before"


@pytest.mark.usefixtures("triggers")
def test_a_name_beyond_ascii_is_escaped_in_the_headers(cloud: Cloud) -> None:
    cloud.change("orders/Заказ 1%")
    (call,) = cloud.wait_for(1)
    assert call.headers["ce-document"] == "orders/%D0%97%D0%B0%D0%BA%D0%B0%D0%B7%201%25"
    assert read(call.body).value.name.endswith("/orders/Заказ 1%")


@pytest.mark.usefixtures("triggers")
def test_it_carries_the_platforms_token_for_that_function(cloud: Cloud, tmp_path: Any) -> None:
    cloud.change("orders/17")
    (call,) = cloud.wait_for(1)
    token = call.headers["authorization"].removeprefix("Bearer ")
    keys = Keys.kept_in(tmp_path / "keys")
    assert keys.verify(token, audience=f"{cloud.address}/on_order", email=EVENTARC_ACCOUNT)["email_verified"]


@pytest.mark.usefixtures("triggers")
def test_only_those_who_ask_are_told(cloud: Cloud) -> None:
    cloud.change("orders/1/items/2")
    cloud.change("orders/1", "updated")
    cloud.change("orders/1", "deleted")
    cloud.change("masters/1")
    cloud.change("leads/1/notes/2")
    cloud.change("orders/2")
    cloud.wait_for(2)
    assert sorted((call.function, call.event) for call in cloud.calls) == [
        ("on_anything", "event-5"),
        ("on_order", "event-6"),
    ]


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("orders/{order}", "orders/1", True),
        ("orders/{order}", "orders/1/items/2", False),
        ("orders/{order}", "reorders/1", False),
        ("orders/{order}/items/{item}", "orders/1/items/2", True),
        ("orders/17", "orders/17", True),
        ("orders/17", "orders/18", False),
        ("a.b/{x}", "aXb/1", False),
        ("leads/{any=**}", "leads/1", True),
        ("leads/{any=**}", "leads/1/notes/2", True),
        ("leads/{any=**}", "leads", False),
        ("{all=**}", "leads/1", True),
    ],
)
def test_patterns(pattern: str, path: str, *, fits: bool) -> None:
    assert matches(pattern, path) is fits
