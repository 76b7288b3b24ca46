"""Decides how settings stand in a file that we write: ``KEY=value`` lines that a shell reads as they were meant."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from pathlib import Path

_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)")


class SettingsFileError(Exception):
    """A line that is no setting; the message names file and line."""


def read(path: Path) -> dict[str, str]:
    """Return the settings of ``path``; nothing where the file does not exist or a value is empty."""
    settings = {}
    lines = path.read_text().splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        match = _LINE.fullmatch(text)
        if match is None:
            raise SettingsFileError(f"{path}:{number}: not KEY=value: {text[:20]}")
        try:
            words = shlex.split(match[2], comments=True)
        except ValueError as error:
            raise SettingsFileError(f"{path}:{number}: {match[1]}: {error}") from error
        if len(words) > 1:
            raise SettingsFileError(f"{path}:{number}: {match[1]}: a value with spaces stands in quotes")
        if words and words[0]:
            settings[match[1]] = words[0]
    return settings


def write(path: Path, settings: Mapping[str, str], *, heading: str = "") -> None:
    """Write the settings so that only the owner may read them; a reader sees the old file or the new, never half."""
    lines = [f"# {line}" for line in heading.splitlines()]
    lines += [f"{key}={shlex.quote(value)}" for key, value in settings.items()]
    fresh = path.with_name(f".{path.name}.new")
    fresh.touch(mode=0o600)
    fresh.write_text("\n".join([*lines, ""]))
    fresh.replace(path)
