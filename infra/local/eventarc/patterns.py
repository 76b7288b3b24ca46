"""Decides which documents a trigger means: ``{name}`` is one part of a path, ``{name=**}`` one part or more."""

from __future__ import annotations

import functools
import re


def matches(pattern: str, path: str) -> bool:
    """Say whether the document at ``path`` (``orders/17``) fits ``pattern`` (``orders/{order}``).

    The syntax is Eventarc's, https://cloud.google.com/eventarc/docs/path-patterns.
    """
    return _expression(pattern).fullmatch(path) is not None


@functools.cache
def _expression(pattern: str) -> re.Pattern[str]:
    parts = []
    for segment in pattern.split("/"):
        if segment.startswith("{"):
            parts.append(".+" if segment.endswith("=**}") else "[^/]+")
        else:
            parts.append(re.escape(segment))
    return re.compile("/".join(parts), re.DOTALL)
