"""Asks the stand-ins' admin addresses what has been counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

_client = httpx.Client(trust_env=False, timeout=120)


def get(address: str) -> Any:  # noqa: ANN401 - JSON
    """Return what is told."""
    return _client.get(address).raise_for_status().json()


def post(address: str, body: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
    """Order something."""
    return _client.post(address, json=dict(body or {})).raise_for_status().json()


def forget(address: str, *, documents: bool = False) -> None:
    """Let a stand-in forget its counts, and what it would have billed for documents."""
    _client.delete(f"{address}/admin/counts").raise_for_status()
    if documents:
        _client.delete(f"{address}/admin/documents").raise_for_status()


def calls(address: str) -> dict[str, int]:
    """Return how often each method was called."""
    return {method: int(count["calls"]) for method, count in get(f"{address}/admin/counts").items() if count["calls"]}


def sized(address: str) -> dict[str, int]:
    """Return how many bytes went in and out over all methods."""
    counts = get(f"{address}/admin/counts").values()
    return {way: sum(int(count[way]) for count in counts) for way in ("bytes_in", "bytes_out")}


def documents(address: str) -> dict[str, int]:
    """Return the document reads, writes and deletes that would have been billed."""
    return {name: int(number) for name, number in get(f"{address}/admin/documents").items()}
