"""Decides how the local cloud proves who is calling: ID tokens as Google's, signed with a key of our own.

The claims are those of a service account's token (https://cloud.google.com/run/docs/securing/service-identity), the
certificates have the form of https://www.googleapis.com/oauth2/v1/certs, so that the same code verifies both.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from google.auth import crypt, jwt
from google.auth.exceptions import GoogleAuthError

ISSUER = "https://accounts.google.com"
EVENTARC_ACCOUNT = "eventarc@frontdesk-local.iam.gserviceaccount.com"
LIFETIME = 3_600  # seconds, as Google's
SKEW = 10  # seconds


class InvalidTokenError(Exception):
    """A token that proves nothing; the message says why."""


class Keys:
    """A signing key and its certificate."""

    def __init__(self, key: bytes, certificate: bytes) -> None:
        self.id = hashlib.sha256(certificate).hexdigest()[:40]
        self.certificates = {self.id: certificate.decode()}
        self._signer = crypt.RSASigner.from_string(key, key_id=self.id)  # type: ignore[no-untyped-call] # google-auth has no types here

    @classmethod
    def generated(cls) -> Self:
        """Make a key that is kept nowhere."""
        return cls(*_generate())

    @classmethod
    def kept_in(cls, folder: Path) -> Self:
        """Return the key of ``folder``, made when first asked for; only the owner may read it."""
        path = folder / "oidc.pem"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = folder / f".oidc.{os.getpid()}"
            fresh.touch(mode=0o600)
            fresh.write_bytes(b"".join(_generate()))
            with contextlib.suppress(FileExistsError):  # another process was quicker: its key is the one
                path.hardlink_to(fresh)
            fresh.unlink()
        key, _, certificate = path.read_bytes().partition(b"-----BEGIN CERTIFICATE-----")
        return cls(key, b"-----BEGIN CERTIFICATE-----" + certificate)

    def sign(self, claims: Mapping[str, Any], *, key_id: str | None = None) -> str:
        """Return the token; ``key_id`` claims another key than the one that signs."""
        token: bytes = jwt.encode(self._signer, claims, key_id=key_id)  # type: ignore[no-untyped-call] # as above
        return token.decode()

    def verify(self, token: str, *, audience: str, email: str) -> dict[str, Any]:
        """Return the claims of a token that ``email`` may call ``audience`` with, or raise."""
        try:
            claims: dict[str, Any] = jwt.decode(  # type: ignore[no-untyped-call] # as above
                token, certs=self.certificates, audience=audience, clock_skew_in_seconds=SKEW
            )
        except (ValueError, GoogleAuthError) as error:
            raise InvalidTokenError(str(error)) from error
        if claims.get("iss") != ISSUER or claims.get("email") != email or claims.get("email_verified") is not True:
            raise InvalidTokenError(f"not a token of {email}")
        return claims


def claims_of(email: str, audience: str, *, issued: float | None = None) -> dict[str, Any]:
    """Return what Google says of a service account that calls ``audience``."""
    at = int(time.time() if issued is None else issued)
    subject = str(int(hashlib.sha256(email.encode()).hexdigest(), 16))[:21]
    return {
        "iss": ISSUER,
        "aud": audience,
        "azp": subject,
        "sub": subject,
        "email": email,
        "email_verified": True,
        "iat": at,
        "exp": at + LIFETIME,
    }


def unsigned(claims: Mapping[str, Any]) -> str:
    """Return a token whose header says that it needs no signature, as forgers do."""
    parts = [json.dumps(part).encode() for part in ({"alg": "none", "typ": "JWT"}, claims)]
    return ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), ""])


def _generate() -> tuple[bytes, bytes]:
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "frontdesk-local")])
    born = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(born)
        .not_valid_after(born + dt.timedelta(days=3_650))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private, certificate.public_bytes(serialization.Encoding.PEM)
