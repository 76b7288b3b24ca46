"""Decides what a field mask names, of an answer or of a change.

https://developers.google.com/workspace/sheets/api/guides/field-masks: paths of names joined by points (or slashes),
several of them by commas, those under one name in parentheses.
"""

from __future__ import annotations

import re
from typing import Any

from infra.local.sheets.errors import Refused, malformed
from infra.local.sheets.shapes import MESSAGES

Mask = dict[str, "Mask"]  # an empty mask under a name means all of it, as ``*`` does

EVERYTHING = "*"
_TOKEN = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*|\*|[(),./])")


def parse(text: str) -> Mask:
    """Read a mask; names may be in camel case or with underscores."""
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s", "", text):
        raise malformed("Request contains an invalid argument.", "fields", f"Invalid field mask '{text}'.")
    mask, rest = _names(tokens)
    if rest:
        raise malformed("Request contains an invalid argument.", "fields", f"Invalid field mask '{text}'.")
    return mask


def _names(tokens: list[str]) -> tuple[Mask, list[str]]:
    mask: Mask = {}
    while tokens and tokens[0] != ")":
        tokens = _path(tokens, mask)
        if tokens and tokens[0] == ",":
            tokens = tokens[1:]
    return mask, tokens


def _path(tokens: list[str], mask: Mask) -> list[str]:
    name, *tokens = tokens
    inner = mask.setdefault(_camel(name), {})
    if tokens and tokens[0] in "./":
        return _path(tokens[1:], inner) if len(tokens) > 1 else tokens
    if tokens and tokens[0] == "(":
        below, tokens = _names(tokens[1:])
        inner.update(below)
        return tokens[1:]
    inner[EVERYTHING] = {}
    return tokens


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name)


def check(mask: Mask, message: str, path: str = "") -> None:
    """Refuse a mask of an answer that names what the message does not have."""
    for name, inner in mask.items():
        if name == EVERYTHING:
            continue
        kind = MESSAGES.get(message, {}).get(name)
        if kind is None:
            reason = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}{name}'."
            raise malformed("Request contains an invalid argument.", f"{path}{name}", reason)
        if inner and kind.strip("[]{}") in MESSAGES:
            check(inner, kind.strip("[]{}"), f"{path}{name}.")


def only(mask: Mask, answer: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return the part of an answer that the mask names."""
    if not mask or EVERYTHING in mask:
        return answer
    if isinstance(answer, list):
        return [only(mask, one) for one in answer]
    if not isinstance(answer, dict):
        return answer
    return {name: only(mask[name], part) for name, part in answer.items() if name in mask}


def wanted(mask: Mask, *path: str) -> bool:
    """Tell whether a mask names ``path`` or anything above or below it."""
    for name in path:
        if not mask or EVERYTHING in mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def of_change(text: str | None) -> Mask:
    """Read the mask of a change, which must name something."""
    if not text:
        raise Refused("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    return parse(text)


def check_change(mask: Mask, known: dict[str, str]) -> None:
    """Refuse a mask of a change that names what the message with the ``known`` fields does not have."""
    for name, inner in mask.items():
        if name == EVERYTHING:
            continue
        if name not in known:
            raise Refused(f"Invalid field: {name}")
        if known[name] != "!":
            check_change(inner, MESSAGES.get(known[name].strip("[]{}"), {}))


def merge(target: dict[str, Any], source: dict[str, Any], mask: Mask, known: dict[str, str]) -> None:
    """Set what the mask names in ``target`` to what ``source`` has; what it does not have is removed.

    ``known`` are the fields of the message; a mask that names another is refused.
    """
    names: Mask = {name: {} for name in known} if EVERYTHING in mask else mask
    for name, inner in names.items():
        if name not in known:
            raise Refused(f"Invalid field: {name}")
        if inner and EVERYTHING not in inner:
            below = dict(target.get(name, {}))
            merge(below, source.get(name, {}), inner, MESSAGES.get(known[name], {}))
            target[name] = below
        elif name in source:
            target[name] = source[name]
        else:
            target.pop(name, None)
        if target.get(name) == {}:
            del target[name]
