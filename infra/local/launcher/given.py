"""Decides which settings are the user's: those of the environment first, then those of ``.env``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from dotenv import dotenv_values

EXAMPLE = Path(".env.example")  # lists every setting there is
CREDENTIALS = "GOOGLE_APPLICATION_CREDENTIALS"
SIGNED_IN = Path.home() / ".config/gcloud/application_default_credentials.json"  # gcloud auth application-default login


def given(environment: Mapping[str, str], file: Path, known: Iterable[str], ours: Mapping[str, str]) -> dict[str, str]:
    """Return what the user has set, of the settings we know, empty values aside.

    ``ours`` is what we would set ourselves: a shell that has read an earlier ``run.env`` repeats it, and that is
    nobody's wish.
    """
    written = {name: value for name, value in dotenv_values(file).items() if value}
    names = {*known, CREDENTIALS, *written, *_names(EXAMPLE)}
    exported = {name: environment[name] for name in names if environment.get(name, "").strip()}
    return written | {name: value for name, value in exported.items() if value != ours.get(name)}


def _names(path: Path) -> list[str]:
    text = path.read_text() if path.exists() else ""
    return re.findall(r"^#?\s*([A-Z][A-Z0-9_]*)=", text, re.MULTILINE)
