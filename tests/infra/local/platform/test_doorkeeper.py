"""Who may call a private function, and what the function sees of the token."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from infra import functions
from infra.local.oidc import EVENTARC_ACCOUNT, Keys, claims_of
from infra.local.platform.doorkeeper import Doorkeeper
from tests.infra.local.platform.conftest import SAMPLE

LISTED = {function.name: function for function in functions.read(SAMPLE / "functions.toml")}
EVENT = {
    "ce-id": "1",
    "ce-type": "google.cloud.firestore.document.v1.written",
    "ce-source": "//firestore.googleapis.com/projects/p/databases/(default)",
    "ce-specversion": "1.0",
    "ce-document": "orders/1",
    "content-type": "application/protobuf",
}


@pytest.fixture
def token(data: Path, client: httpx.Client) -> Callable[..., str]:
    def token(name: str = "on_order", email: str = EVENTARC_ACCOUNT) -> str:
        return Keys.kept_in(data / "keys").sign(claims_of(email, f"{client.base_url}".rstrip("/") + f"/{name}"))

    return token


def test_eventarcs_own_token_opens_the_door(client: httpx.Client, token: Callable[..., str]) -> None:
    answer = client.post("/on_order", headers={**EVENT, "Authorization": f"Bearer {token()}"}, content=b"")
    assert (answer.status_code, answer.text) == (200, "OK")


def test_without_a_token_it_stays_shut(client: httpx.Client) -> None:
    assert client.post("/on_order", headers=EVENT, content=b"").status_code == 403


@pytest.mark.parametrize("wrong", ["another function's", "another account's", "garbage"])
def test_with_a_wrong_one_too(client: httpx.Client, token: Callable[..., str], wrong: str) -> None:
    given = {
        "another function's": token("echo"),
        "another account's": token(email="jobs@example.com"),
        "garbage": "x.y.z",
    }[wrong]
    answer = client.post("/on_order", headers={**EVENT, "Authorization": f"Bearer {given}"}, content=b"")
    assert answer.status_code == 401


def test_the_function_sees_the_token_without_its_signature() -> None:
    keys = Keys.generated()
    token = keys.sign(claims_of(EVENTARC_ACCOUNT, "http://here/on_order"))
    given = [(b"host", b"here"), (b"authorization", f"Bearer {token}".encode())]
    admitted = Doorkeeper(keys).admit(LISTED["on_order"], given)
    assert admitted == [
        (b"host", b"here"),
        (b"authorization", f"Bearer {token.rpartition('.')[0]}.SIGNATURE_REMOVED_BY_GOOGLE".encode()),
    ]


def test_a_scheduled_functions_token_passes_untouched(client: httpx.Client) -> None:
    assert client.post("/job", headers={"Authorization": "Bearer any.thing.atall"}).json()["authorization"] == (
        "Bearer any.thing.atall"
    )
