"""The store loads the protocol's messages alone; the client library stays importable and shares them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]


def told(code: str) -> str:
    """Run code in a process that has imported nothing yet."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 - our own words


def test_the_store_loads_no_client() -> None:
    heavy = "('google.cloud.firestore_v1', 'google.api_core.gapic_v1', 'requests', 'cryptography.x509')"
    assert told(f"import sys, shared.store.firestore; print([m for m in {heavy} if m in sys.modules])") == "[]"


def test_the_client_finds_the_same_messages_afterwards() -> None:
    code = """
from shared.store.messages import firestore as ours
from google.cloud import firestore, firestore_v1
from google.cloud.firestore_v1 import types
print(types.CommitRequest is ours.CommitRequest is firestore_v1.types.CommitRequest, firestore.AsyncClient.__name__)
"""
    assert told(code) == "True AsyncClient"


def test_the_store_finds_the_same_messages_where_the_client_came_first() -> None:
    code = """
from google.cloud.firestore_v1 import types
from shared.store.messages import firestore as ours
print(types.CommitRequest is ours.CommitRequest)
"""
    assert told(code) == "True"
