"""Whose token opens a job: the scheduler's and nobody else's."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.errors import StoreUnavailable
from shared.web import oidc
from shared.web.oidc import Verifier
from tests.shared.web.certificates import Server, handing_out, key, segment, signed_with_the_certificate

EMAIL = "jobs@frontdesk.iam.gserviceaccount.com"
AUDIENCE = "https://region-project.cloudfunctions.net/system_sweep_outbox"


def claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    whole = {
        "iss": "https://accounts.google.com",
        "aud": AUDIENCE,
        "email": EMAIL,
        "email_verified": True,
        "sub": "1",
        "iat": now,
        "exp": now + 3600,
    }
    return {name: value for name, value in (whole | changed).items() if value is not None}


@pytest.fixture
async def server(loopback: None) -> AsyncIterator[Server]:  # noqa: ARG001 - asking is what it is for
    async with handing_out("first") as server:
        yield server


@pytest.fixture
def verifier(server: Server) -> Verifier:
    return Verifier(EMAIL, server.address)


async def lets_in(verifier: Verifier, token: str, scheme: str = "Bearer") -> bool:
    return await verifier.authentic(f"{scheme} {token}", AUDIENCE)


async def test_the_schedulers_token_is_let_in(verifier: Verifier) -> None:
    assert await lets_in(verifier, key("first").sign(claims()))
    assert await lets_in(verifier, key("first").sign(claims(iss="accounts.google.com")), "bearer")


WRONG = {
    "another audience": {"aud": "https://elsewhere.example"},
    "no audience": {"aud": None},
    "another issuer": {"iss": "https://accounts.example"},
    "no issuer": {"iss": None},
    "another account": {"email": "somebody@frontdesk.iam.gserviceaccount.com"},
    "no account": {"email": None},
    "an account nobody verified": {"email_verified": False},
    "an account that says it is verified": {"email_verified": "true"},
    "a token that has expired": {"iat": int(time.time()) - 7200, "exp": int(time.time()) - 60},
    "a token of the future": {"iat": int(time.time()) + 600},
    "a token for ever": {"exp": None},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
async def test_a_signed_token_with_anything_wrong_is_refused(verifier: Verifier, changed: dict[str, Any]) -> None:
    assert not await lets_in(verifier, key("first").sign(claims(**changed)))


async def test_clocks_may_differ_by_some_seconds(verifier: Verifier) -> None:
    just_over = int(time.time()) - oidc.SKEW_SECONDS // 2
    assert await lets_in(verifier, key("first").sign(claims(exp=just_over, iat=just_over - 3600)))


async def test_a_token_signed_with_another_key_is_refused(verifier: Verifier) -> None:
    assert not await lets_in(verifier, key("other").sign(claims()))
    assert not await lets_in(verifier, key("other").sign(claims(), kid="first"))
    assert not await lets_in(verifier, key("other").sign(claims(), kid=None))


async def test_a_token_that_was_changed_after_it_was_signed_is_refused(verifier: Verifier) -> None:
    header, _, signature = key("first").sign(claims()).split(".")
    assert not await lets_in(verifier, f"{header}.{segment(claims(sub='2'))}.{signature}")


async def test_an_unsigned_token_is_refused(verifier: Verifier) -> None:
    unsigned = f"{segment({'alg': 'none', 'typ': 'JWT'})}.{segment(claims())}."
    assert not await lets_in(verifier, unsigned)
    assert not await lets_in(verifier, unsigned.rstrip("."))
    assert not await lets_in(verifier, f"{segment({'alg': 'RS256', 'kid': 'first'})}.{segment(claims())}.")


async def test_a_token_signed_with_the_public_certificate_is_refused(verifier: Verifier) -> None:
    assert not await lets_in(verifier, signed_with_the_certificate(claims(), key("first").certificate))


ABSURD = [
    "",
    "x",
    "a.b",
    "a.b.c",
    "....",
    "секрет.секрет.секрет",
    f"{segment([])}.{segment({})}.x",
    f"{segment({})}.{segment({})}.x",
    f"{segment({'alg': 'RS256', 'kid': []})}.{segment({})}.x",
    f"{segment({'alg': 'RS256', 'kid': {'a': 1}})}.{segment({})}.x",
    f"{segment({'alg': [], 'kid': 'first'})}.{segment({})}.x",
    f"{segment({'alg': 'RS256', 'kid': 'first'})}.{segment([])}.x",
    f"{segment({'alg': 'RS256', 'kid': 'first'})}.{segment('text')}.x",
    f"{segment(b'not JSON')}.{segment(b'not JSON')}.x",
    f"{segment(b'[' * 100_000)}.{segment({})}.x",
    f"{segment({'alg': 'RS256', 'kid': 'first'})}.{segment(claims())}.\ud83d",
]


@pytest.mark.parametrize("token", ABSURD, ids=range(len(ABSURD)))
async def test_what_is_no_token_at_all_is_refused(verifier: Verifier, token: str) -> None:
    assert not await lets_in(verifier, token)


@pytest.mark.parametrize("claim", [{"exp": "soon"}, {"exp": []}, {"iat": "now"}, {"aud": []}, {"aud": [AUDIENCE, 1]}])
async def test_claims_of_the_wrong_kind_are_refused_though_signed(verifier: Verifier, claim: dict[str, Any]) -> None:
    assert not await lets_in(verifier, key("first").sign(claims(**claim)))


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "token"])
async def test_a_request_without_a_token_is_refused_without_asking_anybody(
    verifier: Verifier, server: Server, header: str
) -> None:
    assert not await verifier.authentic(header, AUDIENCE)
    assert server.asked == 0


async def test_certificates_are_asked_for_once(verifier: Verifier, server: Server) -> None:
    for _ in range(3):
        assert await lets_in(verifier, key("first").sign(claims()))
    assert server.asked == 1


async def test_strangers_with_keys_nobody_knows_do_not_make_us_ask_again_and_again(
    verifier: Verifier, server: Server
) -> None:
    for _ in range(5):
        assert not await lets_in(verifier, key("other").sign(claims()))
    assert server.asked == 1


async def test_a_new_key_is_asked_for_after_a_while(verifier: Verifier, server: Server) -> None:
    assert await lets_in(verifier, key("first").sign(claims()))
    server.keys = ["second"]
    assert not await lets_in(verifier, key("second").sign(claims()))
    verifier._fetched_at -= 31
    assert await lets_in(verifier, key("second").sign(claims()))
    assert not await lets_in(verifier, key("first").sign(claims()))


async def test_without_any_certificates_nobody_can_tell_and_the_caller_should_come_again(
    verifier: Verifier, server: Server
) -> None:
    server.broken = b"oh"
    with pytest.raises(StoreUnavailable):
        await lets_in(verifier, key("first").sign(claims()))
    server.broken = None
    assert await lets_in(verifier, key("first").sign(claims()))


@pytest.mark.parametrize("broken", [b"oh", b"<html>", b"[]"])
async def test_with_the_certificates_of_an_hour_ago_the_scheduler_is_still_let_in(
    verifier: Verifier, server: Server, broken: bytes
) -> None:
    assert await lets_in(verifier, key("first").sign(claims()))
    verifier._fetched_at -= 3601
    server.broken = broken
    assert await lets_in(verifier, key("first").sign(claims()))
    assert not await lets_in(verifier, key("other").sign(claims()))
