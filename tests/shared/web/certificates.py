"""Keys and tokens as Google's, and a server that hands out the certificates."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

NOW = dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Key:
    """A key with its certificate."""

    id: str
    private: rsa.RSAPrivateKey

    @property
    def certificate(self) -> str:
        """The certificate, as PEM."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "federated-signon.system.gserviceaccount.com")])
        built = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.private.public_key())
            .serial_number(1)
            .not_valid_before(NOW - dt.timedelta(days=1))
            .not_valid_after(NOW + dt.timedelta(days=1))
            .sign(self.private, hashes.SHA256())
        )
        return built.public_bytes(serialization.Encoding.PEM).decode()

    def sign(self, claims: Any, **header: Any) -> str:
        """Return a token."""
        signed = f"{segment({'alg': 'RS256', 'typ': 'JWT', 'kid': self.id} | header)}.{segment(claims)}"
        signature = self.private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{encoded(signature)}"


@cache
def key(name: str) -> Key:
    """Return the key of a name; making one takes a moment."""
    return Key(name, rsa.generate_private_key(65537, 2048))


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def segment(value: Any) -> str:
    """Write one part of a token."""
    return encoded(value if isinstance(value, bytes) else json.dumps(value).encode())


def signed_with_the_certificate(claims: Any, certificate: str) -> str:
    """Sign with HMAC and the public certificate as the secret, the oldest trick of all."""
    signed = f"{segment({'alg': 'HS256', 'typ': 'JWT', 'kid': 'first'})}.{segment(claims)}"
    mac = hmac.HMAC(certificate.encode(), hashes.SHA256())
    mac.update(signed.encode())
    return f"{signed}.{encoded(mac.finalize())}"


@dataclass
class Server:
    """Hands out certificates by key id, as https://www.googleapis.com/oauth2/v1/certs does."""

    keys: list[str]
    address: str = ""
    asked: int = 0
    broken: bytes | None = None
    lines: list[asyncio.StreamWriter] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and hang up."""
        await reader.readuntil(b"\r\n\r\n")
        self.asked += 1
        body = self.broken
        if body is None:
            body = json.dumps({name: key(name).certificate for name in self.keys}).encode()
        status = b"200 OK" if self.broken is None or self.broken.startswith((b"<", b"[")) else b"500 Oh"
        writer.write(b"HTTP/1.1 %b\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%b" % (status, len(body), body))
        await writer.drain()
        writer.close()


@asynccontextmanager
async def handing_out(*keys: str) -> AsyncIterator[Server]:
    """Run a server of certificates."""
    server = Server(list(keys))
    listener = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    server.address = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/oauth2/v1/certs"
    yield server
    listener.close()
    await listener.wait_closed()
