"""Requests on their way through the gateway to real functions and back."""

import os
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local import settings_file
from tests.child import eventually

Told = Callable[[str], dict[str, Any]]


def test_a_function_sees_the_path_behind_its_name_and_the_query_as_written(client: httpx.Client) -> None:
    seen = client.post("/echo/a/b?x=1&y=%20z", content=b"\x00\xff").json()
    assert (seen["method"], seen["path"], seen["query"], seen["body"]) == ("POST", "/a/b", "x=1&y=%20z", "\x00\xff")
    assert client.get("/echo").json()["path"] == "/"


def test_it_is_told_where_the_request_came_from(client: httpx.Client) -> None:
    seen = client.get("/echo", headers={"X-Forwarded-For": "203.0.113.9"}).json()
    headers = dict(seen["headers"])
    assert headers["x-forwarded-for"] == "203.0.113.9,127.0.0.1"
    assert headers["x-forwarded-proto"] == "http"
    assert re.fullmatch(r"[0-9a-f]{32}/\d+;o=1", headers["x-cloud-trace-context"])
    assert headers["host"] == client.base_url.netloc.decode()


def test_a_tunnels_word_on_scheme_and_trace_is_kept(client: httpx.Client) -> None:
    said = {"X-Forwarded-Proto": "https", "X-Cloud-Trace-Context": "105445aa7843bc8bf206b12000100000/1;o=1"}
    headers = dict(client.get("/echo", headers=said).json()["headers"])
    assert {name: headers[name.lower()] for name in said} == said


def test_headers_of_one_hop_end_there(client: httpx.Client) -> None:
    answer = client.get("/echo", headers={"Connection": "X-Mine", "X-Mine": "1", "TE": "trailers", "X-Other": "2"})
    names = [name for name, _ in answer.json()["headers"]]
    assert "x-other" in names
    assert not {"connection", "x-mine", "te"} & set(names)
    assert answer.headers["x-said"] == "so"
    assert "x-hidden" not in answer.headers
    assert len(answer.headers.get_list("date")) == 1


@pytest.mark.parametrize("size", [0, 1, 100_000, 5_000_000])
def test_a_body_passes_byte_for_byte(client: httpx.Client, size: int) -> None:
    body = os.urandom(size)
    answer = client.post("/bytes_back", content=body)
    assert (answer.status_code, answer.content) == (201, body)


def test_a_body_of_unknown_length_passes_too(client: httpx.Client) -> None:
    pieces = [os.urandom(70_000) for _ in range(5)]

    def streamed() -> Iterator[bytes]:
        yield from pieces

    assert client.post("/bytes_back", content=streamed()).content == b"".join(pieces)


def test_a_body_beyond_the_platforms_limit_is_refused(client: httpx.Client) -> None:
    assert client.post("/bytes_back", content=bytes(32 * 2**20)).status_code == 201
    assert client.post("/bytes_back", content=bytes(32 * 2**20 + 1)).status_code == 413


def test_an_answer_arrives_piece_by_piece(client: httpx.Client) -> None:
    with client.stream("GET", "/stream") as answer:
        assert list(answer.iter_raw()) == [b"one ", b"two"]


def test_an_answer_that_breaks_off_is_not_passed_for_whole(client: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/stream?break=1")


def test_a_head_request_has_no_body(client: httpx.Client) -> None:
    answer = client.head("/echo")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 0
    assert client.get("/echo").json()["method"] == "GET"  # The connection is still in step.


def test_beyond_its_time_a_request_gets_504(client: httpx.Client) -> None:
    answer = client.get("/slow?seconds=5")
    assert (answer.status_code, answer.text) == (504, "slow took longer than its 2 s\n")
    assert client.get("/slow").text == "slept"


def test_a_caller_that_hangs_up_is_noticed_by_the_function(client: httpx.Client, data: Path) -> None:
    with pytest.raises(httpx.ReadTimeout):
        client.get("/slow?seconds=1.9", timeout=0.2)
    eventually((data / "hung_up").exists)


def test_an_instance_serves_no_more_at_once_than_it_may(client: httpx.Client, told: Told, data: Path) -> None:
    client.get("/slow")
    (data / "begun").unlink()
    first = threading.Thread(target=client.get, args=("/slow?seconds=0.4",))
    first.start()
    eventually((data / "begun").exists)
    (data / "begun").unlink()
    second = threading.Thread(target=client.get, args=("/slow",))
    second.start()
    assert told("slow")["instances"][0]["in_flight"] == 1
    assert not (data / "begun").exists()
    first.join()
    second.join()
    assert (data / "begun").exists()


def test_what_is_no_function_is_not_found(client: httpx.Client) -> None:
    assert client.get("/nobody").status_code == 404
    assert client.get("/echoes").status_code == 404


def test_the_front_page_lists_the_functions_and_the_other_parts(client: httpx.Client, data: Path) -> None:
    settings_file.write(data / "local.env", {"LOCAL_SCHEDULER": "http://127.0.0.1:8084"})
    page = client.get("/").text
    assert "/admin/functions" in page
    assert "<a href='/echo'>/echo</a>" in page
    assert "<a href='http://127.0.0.1:8084'>http://127.0.0.1:8084</a> LOCAL_SCHEDULER" in page


@pytest.mark.parametrize(("kind", "done"), [("drop_before", 0), ("drop_after", 1)])
def test_a_connection_can_be_dropped_before_or_after_the_work(
    client: httpx.Client, told: Told, kind: str, done: int
) -> None:
    client.get("/loud")
    before = told("loud")["calls"]
    client.post("/admin/faults", json={"method": "loud", "kind": kind})
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/loud")
    assert told("loud")["calls"] - before == done
    assert client.get("/loud").text == "said"
