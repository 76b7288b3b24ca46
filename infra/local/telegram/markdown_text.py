r"""Decides what ``parse_mode: MarkdownV2`` and the older ``Markdown`` mean.

Rules: https://core.telegram.org/bots/api#markdownv2-style; the words of the refusals follow ``parse_markdown_v2`` and
``parse_markdown`` in MessageEntity.cpp of https://github.com/tdlib/td. Byte offsets count UTF-8.
"""

from __future__ import annotations

import re

from infra.local.telegram.errors import ApiError, Json
from infra.local.telegram.formatting import Composition, Open, cannot_parse

NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}
MARKS = (("__", "underline"), ("||", "spoiler"), ("```", "pre"), ("![", "custom_emoji"))
SHORT_MARKS = (("_", "italic"), ("*", "bold"), ("~", "strikethrough"), ("`", "code"), ("[", "text_link"))
CLOSING = {kind: mark for mark, kind in (*MARKS, *SHORT_MARKS)} | {"text_link": "]", "custom_emoji": "]"}
RESERVED = frozenset("_*[]()~`>#+-=|{}.!\n")
ESCAPED = re.compile(r"\\([\x01-\x7e])")
PLAIN = re.compile(r"[^\\_*\[\]()~`>#+=|{}.!\n-]+")
PLAIN_CODE = re.compile(r"[^\\`]+")
TARGET = re.compile(r"\(((?:\\[\x01-\x7e]|[^)])*)(\)?)", re.DOTALL)
LANGUAGE = re.compile(r"([^\s`]+)(?=\s)")
NEW_LINE = re.compile(r"\r\n|\n\r|\n|\r")
EMOJI_LINK = re.compile(r"tg://emoji\?id=(\d{1,19})")


def parse(source: str) -> tuple[str, list[Json]]:
    """Return the text of a MarkdownV2 source and its entities; raises ``ApiError``."""
    return _MarkdownV2(source).parse()


class _MarkdownV2:
    def __init__(self, source: str) -> None:
        self._source, self._at, self._result = source, 0, Composition()

    def parse(self) -> tuple[str, list[Json]]:
        result = self._result
        while self._at < len(self._source):
            top = result.stack[-1].kind if result.stack else ""
            in_code = top in ("code", "pre")
            if escaped := ESCAPED.match(self._source, self._at):
                self._take(escaped, escaped[1])
            elif plain := (PLAIN_CODE if in_code else PLAIN).match(self._source, self._at):
                self._take(plain, plain[0])
            elif top in CLOSING and self._here(CLOSING[top]) and not (top == "italic" and self._here("__")):
                self._end()
            elif (in_code and not self._here("`")) or self._source[self._at] not in RESERVED:
                self._add(self._source[self._at])
            else:
                self._begin()
        self._end_quote()
        if result.stack:
            raise self._unended()
        return result.result()

    def _here(self, mark: str) -> bool:
        return self._source.startswith(mark, self._at)

    def _take(self, match: re.Match[str], text: str) -> None:
        self._result.add(text)
        self._at = match.end()

    def _add(self, text: str) -> None:
        self._result.add(text)
        self._at += len(text)

    def _begin(self) -> None:
        at, quoted = self._at, self._quoted()
        if self._here("\n"):
            self._new_line(quoted)
        elif self._here(">") and at == 0:
            self._open("blockquote", ">")
        elif self._here("||") and quoted and self._source[at + 2 : at + 3] in ("", "\n"):
            quoted.argument, self._at = "expandable", at + 2
        else:
            for mark, kind in (*MARKS, *SHORT_MARKS):
                if self._here(mark):
                    self._open(kind, mark)
                    return
            character = self._source[at]
            raise cannot_parse(f"Character '{character}' is reserved and must be escaped with the preceding '\\'")

    def _open(self, kind: str, mark: str) -> None:
        begun = self._at
        self._at += len(mark)
        language = LANGUAGE.match(self._source, self._at) if kind == "pre" else None
        self._at = language.end() if language else self._at
        if kind == "pre" and (line := NEW_LINE.match(self._source, self._at)):
            self._at = line.end()
        self._result.begin(kind, begun, language[1] if language else "")

    def _quoted(self) -> Open | None:
        stack = self._result.stack
        return stack[-1] if stack and stack[-1].kind == "blockquote" else None

    def _new_line(self, quoted: Open | None) -> None:
        """Begin, continue or end a block quotation; the line's end belongs to a quotation that it ends."""
        in_quote = any(opened.kind == "blockquote" for opened in self._result.stack)
        goes_on = self._source.startswith(">", self._at + 1)
        if in_quote and not goes_on and not quoted:
            raise self._unended()
        self._add("\n")
        if goes_on:
            self._at += 1
            if not in_quote:
                self._result.begin("blockquote", self._at - 1)
        elif quoted:
            self._end_quote()

    def _end_quote(self) -> None:
        if quoted := self._quoted():
            self._result.put(self._result.end(), "expandable_blockquote" if quoted.argument else "blockquote")

    def _end(self) -> None:
        opened = self._result.end()
        self._at += len(CLOSING[opened.kind])
        if opened.kind == "text_link":
            self._result.put_link(opened, self._target("a URL") or self._result.inside(opened))
        elif opened.kind == "custom_emoji":
            emoji = EMOJI_LINK.fullmatch(self._target("a custom emoji URL"))
            if emoji is None:
                raise cannot_parse("Custom emoji entity must contain a tg://emoji URL")
            self._result.put(opened, "custom_emoji", custom_emoji_id=emoji[1])
        else:
            self._result.put(opened, opened.kind, language=opened.argument)

    def _target(self, what: str) -> str:
        target = TARGET.match(self._source, self._at)
        if target is None:
            return ""
        if not target[2]:
            raise cannot_parse(f"Can't find end of {what} at byte offset {self._bytes(self._at + 1)}")
        self._at = target.end()
        return ESCAPED.sub(r"\1", target[1])

    def _unended(self) -> ApiError:
        opened = self._result.stack[-1]
        name = "PreCode" if opened.kind == "pre" and opened.argument else NAMES[opened.kind]
        return cannot_parse(f"Can't find end of {name} entity at byte offset {self._bytes(opened.at)}")

    def _bytes(self, at: int) -> int:
        return len(self._source[:at].encode())


OLD = re.compile(r"\\([_*`\[])|(```)|([_*`\[])|((?:[^\\_*`\[]|\\(?![_*`\[]))+)", re.DOTALL)
OLD_ENDS = {"_": "_", "*": "*", "`": "`", "[": "]", "```": "```"}
OLD_KINDS = {"_": "italic", "*": "bold", "`": "code", "```": "pre"}
OLD_TARGET = re.compile(r"\(([^)]*)\)?")


def parse_old(source: str) -> tuple[str, list[Json]]:
    """Return the text of an old Markdown source and its entities, which do not nest; raises ``ApiError``."""
    result, at = Composition(), 0
    while match := OLD.match(source, at):
        at = match.end()
        if mark := match[2] or match[3]:
            at = _old_entity(source, match.start(), mark, result)
        else:
            result.add(match[1] or match[4])
    return result.result()


def _old_entity(source: str, begun: int, mark: str, result: Composition) -> int:
    at = begun + len(mark)
    language = LANGUAGE.match(source, at) if mark == "```" else None
    at = language.end() if language else at
    if mark == "```" and (line := NEW_LINE.match(source, at)):
        at = line.end()
    end = source.find(OLD_ENDS[mark], at)
    if end < 0:
        offset = len(source[:begun].encode())
        raise cannot_parse(f"Can't find end of the entity starting at byte offset {offset}")
    result.begin(mark, begun)
    result.add(source[at:end])
    opened, after = result.end(), end + len(OLD_ENDS[mark])
    if mark != "[":
        result.put(opened, OLD_KINDS[mark], language=language[1] if language else "")
        return after
    target = OLD_TARGET.match(source, after)
    result.put_link(opened, target[1] if target else source[at:end])
    return target.end() if target else after
