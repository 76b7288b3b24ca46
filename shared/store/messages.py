"""Loads the messages of Firestore's protocol without the client library around them, which costs half a cold start.

Importing ``google.cloud.firestore_v1.types`` runs the package's own ``__init__`` first, and that imports the whole
client: gapic, retries, requests, cryptography. While the messages are loaded an empty package stands in its place;
afterwards it is gone, so that whoever wants the client imports it as ever and finds the same messages.
"""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec, module_from_spec
from typing import Any

_PACKAGE = "google.cloud.firestore_v1"


def _load(name: str) -> Any:  # noqa: ANN401 - a module whose messages have no types
    """Import one module of the package; the package itself is not run for it."""
    spec = None if _PACKAGE in sys.modules else find_spec(_PACKAGE)
    if spec is None:
        return importlib.import_module(f"{_PACKAGE}.{name}")
    sys.modules[_PACKAGE] = module_from_spec(spec)
    try:
        return importlib.import_module(f"{_PACKAGE}.{name}")
    finally:
        del sys.modules[_PACKAGE]


_types = _load("types")
common, document, firestore, query, write = (
    sys.modules[f"{_types.__name__}.{name}"] for name in ("common", "document", "firestore", "query", "write")
)
FieldPath = _load("field_path").FieldPath
