"""Decides how the bench speaks HTTP: by hand and over kept connections, so that asking costs next to nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


class Line:
    """One kept connection to one server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int, host: str = "127.0.0.1") -> Self:
        """Connect."""
        return cls(*await asyncio.open_connection(host, port))

    async def post(self, body: bytes, headers: Mapping[str, str], path: str = "/") -> Answer:
        """Send a body and read the answer."""
        told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"POST {path} HTTP/1.1\r\nhost: bench\r\n{told}content-length: {len(body)}\r\n\r\n"
        self._writer.write(head.encode() + body)
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        return Answer(int(lines[0].split()[1]), await self._body(fields))

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()

    async def _body(self, fields: Mapping[str, str]) -> bytes:
        if "chunked" not in fields.get("transfer-encoding", ""):
            return await self._reader.readexactly(int(fields.get("content-length", 0)))
        body = b""
        while size := int(await self._reader.readline(), 16):
            body += await self._reader.readexactly(size)
            await self._reader.readline()
        await self._reader.readline()
        return body
