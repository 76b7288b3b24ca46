"""A Bot API that says yes: what every contender calls, cheap enough not to be what is measured.

``python -m bench.bot_api PORT``. A GET of ``/counts`` tells how often each method was called.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections import Counter
from typing import ClassVar

_ME = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
_MESSAGE = {"message_id": 1, "date": 1_700_000_000, "chat": {"id": 1, "type": "private"}, "text": "-"}
_RESULTS = {"getMe": _ME, "sendMessage": _MESSAGE, "editMessageText": _MESSAGE}
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class Yes(asyncio.Protocol):
    """One connection."""

    counts: ClassVar[Counter[str]] = Counter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = transport
        self._read = b""

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._read[:end])
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._read) < whole:
                return
            path = self._read[: self._read.index(b"\r\n")].split()[1].decode()
            self._read = self._read[whole:]
            self._answer(path.rpartition("/")[2])

    def _answer(self, method: str) -> None:
        if method == "counts":
            body = json.dumps(self.counts).encode()
        else:
            self.counts[method] += 1
            body = json.dumps({"ok": True, "result": _RESULTS.get(method, True)}).encode()
        assert isinstance(self._transport, asyncio.WriteTransport)  # noqa: S101 - a socket is written to
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


async def main(port: int) -> None:
    """Serve for ever."""
    server = await asyncio.get_running_loop().create_server(Yes, "127.0.0.1", port)
    sys.stdout.write(f"bot api ready on http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
