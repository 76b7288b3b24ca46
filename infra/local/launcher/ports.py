"""Decides which port each part of the local cloud has: the gateway the one that was asked for, the others behind it."""

from __future__ import annotations

import socket
from dataclasses import dataclass

HOST = "127.0.0.1"
COUNT = 7
HIGHEST = 65_535


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports behind ``gateway``."""

    gateway: int

    @property
    def named(self) -> dict[str, int]:
        """Return every part's port by its name."""
        names = ("gateway", "firestore", "telegram", "sheets", "scheduler", "firestore admin", "eventarc")
        return {name: self.gateway + offset for offset, name in enumerate(names)}

    def of(self, name: str) -> int:
        """Return a part's port."""
        return self.named[name]

    def url(self, name: str) -> str:
        """Return a part's address."""
        return f"http://{HOST}:{self.named[name]}"

    def taken(self) -> dict[str, int]:
        """Return the ports that another program listens on."""
        return {name: port for name, port in self.named.items() if not _free(port)}


def free_base() -> int:
    """Return a port with room behind it for every part."""
    while True:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            base: int = probe.getsockname()[1]
        if base + COUNT < HIGHEST and not Ports(base).taken():
            return base


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
