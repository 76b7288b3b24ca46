r"""Decides what a field path means and finds, sets and removes what it points at.

Simple segments match ``[a-zA-Z_][a-zA-Z_0-9]*``; others stand in backticks, where ``\\`` escapes a backtick or itself
(https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1#google.firestore.v1.StructuredQuery.FieldReference).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, MutableMapping
from functools import lru_cache

from infra.local.firestore.errors import invalid
from infra.local.firestore.messages import Value

NAME = "__name__"
PATH_BYTES = 1500
_SIMPLE = re.compile(r"[a-zA-Z_][a-zA-Z_0-9]*")
_SEGMENT = re.compile(r"(?P<simple>[a-zA-Z_][a-zA-Z_0-9]*)|`(?P<quoted>(?:[^`\\]|\\.)+)`", re.DOTALL)
_GRAMMAR = (
    "Unquoted property names must match regex ([a-zA-Z_][a-zA-Z_0-9]*), "
    r"and quoted property names must match regex (`(?:[^`\\]|(?:\\.))+`)"
)

FieldPath = tuple[str, ...]
Fields = MutableMapping[str, Value]


@lru_cache(maxsize=8192)
def parse(path: str) -> FieldPath:
    """Return the segments of a field path or refuse it."""
    if len(path.encode()) > PATH_BYTES:
        raise invalid(f"Property path is longer than {PATH_BYTES} bytes.")
    segments = []
    position = 0
    while True:
        match = _SEGMENT.match(path, position)
        if not match:
            raise invalid(f'Invalid property path "{path}". {_GRAMMAR}')
        quoted = match["quoted"]
        segments.append(match["simple"] if quoted is None else re.sub(r"\\(.)", r"\1", quoted))
        position = match.end()
        if position == len(path):
            return tuple(segments)
        if path[position] != ".":
            raise invalid(f'Invalid property path "{path}". {_GRAMMAR}')
        position += 1


def quote(path: FieldPath) -> str:
    """Return the text of a field path, quoting where the protocol asks for it."""
    return ".".join(
        segment if _SIMPLE.fullmatch(segment) else "`" + segment.replace("\\", "\\\\").replace("`", "\\`") + "`"
        for segment in path
    )


def find(fields: Fields, path: FieldPath) -> Value | None:
    """Return the value at a path, or ``None`` where there is none."""
    for segment in path[:-1]:
        if segment not in fields:
            return None
        fields = fields[segment].map_value.fields
    return fields.get(path[-1])


def put(fields: Fields, path: FieldPath, value: Value) -> None:
    """Set the value at a path; what stands in the way and is not a map gives way to one."""
    for segment in path[:-1]:
        fields = fields[segment].map_value.fields
    fields[path[-1]].CopyFrom(value)


def remove(fields: Fields, path: FieldPath) -> None:
    """Take the value at a path away, if it is there."""
    for segment in path[:-1]:
        if segment not in fields or not fields[segment].HasField("map_value"):
            return
        fields = fields[segment].map_value.fields
    fields.pop(path[-1], None)


def project(source: Fields, target: Fields, paths: Iterable[FieldPath]) -> None:
    """Copy what the paths point at, and nothing else."""
    for path in paths:
        value = find(source, path)
        if value is not None:
            put(target, path, value)
