"""Tokens of the local cloud, verified as the functions verify Google's."""

import base64
import json
import stat
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from google.oauth2 import id_token

from infra.local.oidc import ISSUER, InvalidTokenError, Keys, claims_of, unsigned

EMAIL = "jobs@frontdesk-local.iam.gserviceaccount.com"
AUDIENCE = "http://127.0.0.1:8080/system_sweep_outbox"


def fetching(keys: Keys) -> Any:
    """What ``requests`` would fetch."""

    def fetch(url: str, method: str) -> Any:
        assert (url, method) == ("http://certs", "GET")
        return SimpleNamespace(status=200, data=json.dumps(keys.certificates).encode())

    return fetch


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys.generated()


def test_googles_own_library_accepts_a_token(keys: Keys) -> None:
    token = keys.sign(claims_of(EMAIL, AUDIENCE))
    claims = id_token.verify_token(token, fetching(keys), audience=AUDIENCE, certs_url="http://certs")
    assert claims["iss"] == ISSUER
    assert (claims["email"], claims["email_verified"]) == (EMAIL, True)
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["sub"] == claims["azp"]


def test_it_refuses_one_for_another_audience(keys: Keys) -> None:
    token = keys.sign(claims_of(EMAIL, AUDIENCE))
    with pytest.raises(ValueError, match="audience"):
        id_token.verify_token(token, fetching(keys), audience="http://elsewhere", certs_url="http://certs")


def test_the_header_names_the_key(keys: Keys) -> None:
    header = json.loads(base64.urlsafe_b64decode(keys.sign(claims_of(EMAIL, AUDIENCE)).split(".")[0] + "=="))
    assert (header["alg"], header["kid"]) == ("RS256", keys.id)


def test_our_own_check_accepts_what_we_signed(keys: Keys) -> None:
    assert keys.verify(keys.sign(claims_of(EMAIL, AUDIENCE)), audience=AUDIENCE, email=EMAIL)["aud"] == AUDIENCE


@pytest.mark.parametrize("forged", ["audience", "email", "expired", "stranger", "unsigned", "garbage", "unverified"])
def test_it_refuses_what_proves_nothing(keys: Keys, forged: str) -> None:
    claims = claims_of(EMAIL, AUDIENCE)
    tokens: dict[str, Callable[[], str]] = {
        "audience": lambda: keys.sign(claims_of(EMAIL, "http://elsewhere")),
        "email": lambda: keys.sign(claims_of("someone@example.com", AUDIENCE)),
        "expired": lambda: keys.sign(claims_of(EMAIL, AUDIENCE, issued=time.time() - 7_200)),
        "stranger": lambda: Keys.generated().sign(claims, key_id=keys.id),
        "unsigned": lambda: unsigned(claims),
        "garbage": lambda: "no.token",
        "unverified": lambda: keys.sign({**claims, "email_verified": False}),
    }
    with pytest.raises(InvalidTokenError):
        keys.verify(tokens[forged](), audience=AUDIENCE, email=EMAIL)


def test_a_kept_key_is_the_same_next_time_and_nobody_elses(tmp_path: Path) -> None:
    first, second = Keys.kept_in(tmp_path / "keys"), Keys.kept_in(tmp_path / "keys")
    assert first.id == second.id
    second.verify(first.sign(claims_of(EMAIL, AUDIENCE)), audience=AUDIENCE, email=EMAIL)
    assert [(path.name, stat.S_IMODE(path.stat().st_mode)) for path in (tmp_path / "keys").iterdir()] == [
        ("oidc.pem", 0o600)
    ]
