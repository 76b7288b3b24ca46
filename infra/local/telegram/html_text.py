"""Decides what ``parse_mode: HTML`` means.

Tags: https://core.telegram.org/bots/api#html-style; the words of the refusals follow ``parse_html`` in
MessageEntity.cpp of https://github.com/tdlib/td. Byte offsets count UTF-8.
"""

from __future__ import annotations

import re
import sys

from infra.local.telegram.errors import Json
from infra.local.telegram.formatting import Composition, Open, cannot_parse

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "tg-emoji": "custom_emoji",
}
ARGUMENTS = {"a": "href", "code": "class", "span": "class", "tg-emoji": "emoji-id", "blockquote": "expandable"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot)(?![A-Za-z]));?")
PLAIN = re.compile(r"[^<&]+")
NAME = re.compile(r"[^\s>]*")
ATTRIBUTE = re.compile(r"""([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]*)(?=[\s>])))?""")
LANGUAGE = "language-"
SURROGATES = range(0xD800, 0xE000)
LARGEST_NUMBER = 2**63


def parse(source: str) -> tuple[str, list[Json]]:
    """Return the text and its entities; raises ``ApiError``."""
    result, at = Composition(), 0
    while at < len(source):
        if plain := PLAIN.match(source, at):
            result.add(plain[0])
            at = plain.end()
        elif source[at] == "&":
            reference = REFERENCE.match(source, at)
            result.add(_character(reference) if reference else "&")
            at = reference.end() if reference else at + 1
        elif source.startswith("</", at):
            at = _end_tag(source, at, result)
        else:
            at = _start_tag(source, at, result)
    if result.stack:
        raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{result.stack[-1].kind}"')
    return result.result()


def _character(reference: re.Match[str]) -> str:
    if reference[3]:
        return NAMED[reference[3]]
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return chr(code) if 0 < code <= sys.maxunicode and code not in SURROGATES else reference[0]


def _offset(source: str, at: int) -> str:
    return f"at byte offset {len(source[:at].encode())}"


def _start_tag(source: str, begin: int, result: Composition) -> int:
    at = NAME.match(source, begin + 1).end()  # type: ignore[union-attr] # it matches the empty string too
    name = source[begin + 1 : at].lower()
    if at == len(source):
        raise cannot_parse(f"Unclosed start tag {_offset(source, begin)}")
    if name not in KINDS:
        raise cannot_parse(f'Unsupported start tag "{name}" {_offset(source, begin)}')
    argument = ""
    while source[at] != ">":
        at += len(source[at:]) - len(source[at:].lstrip())
        if at < len(source) and source[at] == ">":
            break
        attribute = ATTRIBUTE.match(source, at)
        if attribute is None and at < len(source):
            raise cannot_parse(f'Empty attribute name in the tag "{name}" {_offset(source, begin)}')
        if attribute is None or attribute.end() == len(source):
            raise cannot_parse(f"Unclosed start tag {_offset(source, begin)}")
        at = attribute.end()
        if attribute[1].lower() == ARGUMENTS.get(name):
            argument = _value(attribute)
    if name == "span" and argument != "tg-spoiler":
        raise cannot_parse(f'Tag "span" must have class "tg-spoiler" {_offset(source, begin)}')
    result.begin(name, begin, argument)
    return at + 1


def _value(attribute: re.Match[str]) -> str:
    value = next((group for group in attribute.groups()[1:] if group is not None), "yes")
    return REFERENCE.sub(_character, value)


def _end_tag(source: str, begin: int, result: Composition) -> int:
    if not result.stack:
        raise cannot_parse(f"Unexpected end tag {_offset(source, begin)}")
    at = NAME.match(source, begin + 2).end()  # type: ignore[union-attr] # it matches the empty string too
    name = source[begin + 2 : at].lower()
    at += len(source[at:]) - len(source[at:].lstrip())
    if not source.startswith(">", at):
        raise cannot_parse(f"Unclosed end tag {_offset(source, begin)}")
    expected = result.stack[-1].kind
    if name and name != expected:
        place = _offset(source, begin)
        raise cannot_parse(f'Unmatched end tag {place}, expected "</{expected}>", found "</{name}>"')
    _put(result, result.end())
    return at + 1


def _put(result: Composition, tag: Open) -> None:
    if tag.kind == "a":
        result.put_link(tag, tag.argument or result.inside(tag))
    elif tag.kind == "tg-emoji":
        if not tag.argument.isdigit() or not 0 < int(tag.argument) < LARGEST_NUMBER:
            raise cannot_parse("Invalid custom emoji identifier specified")
        result.put(tag, "custom_emoji", custom_emoji_id=tag.argument)
    elif tag.kind in ("pre", "code"):
        _put_code(result, tag)
    elif tag.kind == "blockquote" and tag.argument:
        result.put(tag, "expandable_blockquote")
    else:
        result.put(tag, KINDS[tag.kind])


def _put_code(result: Composition, tag: Open) -> None:
    """Write down code; ``<pre><code class="language-x">`` is one entity, and elsewhere the language is forgotten."""
    language = tag.argument.removeprefix(LANGUAGE) if tag.argument.startswith(LANGUAGE) else ""
    place = {"offset": tag.start, "length": result.length - tag.start}
    last = result.entities[-1] if result.entities else {}
    whole = {key: last.get(key) for key in place} == place
    if tag.kind == "pre" and whole and last["type"] == "code":
        result.entities[-1] = {"type": "pre", **place} | ({"language": last["language"]} if "language" in last else {})
    elif tag.kind == "code" and result.stack and result.stack[-1].kind == "pre" and result.stack[-1].start == tag.start:
        result.put(tag, "code", language=language)
    else:
        result.put(tag, tag.kind)
