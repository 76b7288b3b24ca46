"""Decides what a webhook hears and what counts as its answer: one keep-alive HTTP/1.1 connection.

From the server's source (https://github.com/tdlib/telegram-bot-api, WebhookActor.cpp ``send_update``): POST of JSON, a
userinfo part of the URL becomes Basic authorization, answers may be compressed, redirects are not followed.
"""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import ssl
import zlib
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import h11

CONNECT_TIMEOUT = 10.0
CHUNK = 65536


class HangUp(Exception):
    """The webhook could not be reached, fell silent or hung up; the text is what ``getWebhookInfo`` will tell."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a webhook said."""

    status: int
    reason: str
    headers: dict[str, str]
    body: bytes

    @property
    def success(self) -> bool:
        """Say whether the update counts as delivered: any 2xx, nothing else."""
        return self.status // 100 == 2  # noqa: PLR2004 - it is the name of the class of answers


class Line:
    """One connection to a webhook, used for one update at a time."""

    def __init__(self, url: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        parts = urlsplit(url)
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._headers = [("Host", parts.netloc.rpartition("@")[2]), ("Accept-Encoding", "gzip, deflate")]
        if parts.username is not None:
            userinfo = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._headers.append(("Authorization", f"Basic {base64.b64encode(userinfo.encode()).decode()}"))
        self._http = h11.Connection(h11.CLIENT)
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, url: str) -> Line:
        """Connect; raises ``HangUp``."""
        parts = urlsplit(url)
        secure = ssl.create_default_context() if parts.scheme == "https" else None
        port = parts.port or (443 if secure else 80)
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=secure)
        except TimeoutError as error:
            raise HangUp("Connection timed out") from error
        except ssl.SSLError as error:
            raise HangUp(f"SSL error {{{error.reason}}}") from error
        except OSError as error:
            raise HangUp(_reason(error)) from error
        return cls(url, reader, writer)

    def usable(self) -> bool:
        """Say whether another update may go this way."""
        return self._http.our_state is h11.IDLE and not self._reader.at_eof() and not self._writer.is_closing()

    def close(self) -> None:
        """Hang up."""
        self._writer.close()

    async def post(self, body: bytes, secret_token: str, silence: float) -> Answer:
        """Send an update and hear the answer; ``silence`` is how many idle seconds are borne. Raises ``HangUp``."""
        headers = [*self._headers, ("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        if secret_token:
            headers.append(("X-Telegram-Bot-Api-Secret-Token", secret_token))
        head = self._http.send(h11.Request(method="POST", target=self._target, headers=headers)) or b""
        content = self._http.send(h11.Data(data=body)) or b""
        self._http.send(h11.EndOfMessage())
        try:
            self._writer.write(head + content)
            answer = await self._hear(silence)
        except (OSError, h11.RemoteProtocolError) as error:
            raise HangUp("Webhook connection closed") from error
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
        return answer

    async def _hear(self, silence: float) -> Answer:
        response: h11.Response | None = None
        body = bytearray()
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                await self._read(silence)
            elif isinstance(event, h11.Response):
                response = event
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage) and response:
                headers = {name.decode(): value.decode("latin-1") for name, value in response.headers}
                content = _plain(headers.get("content-encoding", ""), bytes(body))
                return Answer(response.status_code, response.reason.decode("latin-1"), headers, content)
            elif isinstance(event, h11.ConnectionClosed):
                raise HangUp("Webhook connection closed")

    async def _read(self, silence: float) -> None:
        try:
            async with asyncio.timeout(silence):
                self._http.receive_data(await self._reader.read(CHUNK))
        except TimeoutError as error:
            raise HangUp("Read timeout expired") from error


def _reason(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return error.strerror or "Failed to resolve host"
    return os.strerror(error.errno) if error.errno else "Connection refused"


def _plain(encoding: str, body: bytes) -> bytes:
    if encoding not in ("gzip", "deflate"):
        return body
    try:
        return zlib.decompress(body, wbits=zlib.MAX_WBITS | 32)
    except zlib.error as error:
        raise HangUp("Failed to decode the answer") from error
