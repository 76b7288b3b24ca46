"""Which entities a text gets and with which words a malformed one is refused; these run at the real service too."""

from typing import Any

import pytest
from telegram import MessageEntity

from tests.infra.local.telegram.contract import Api

Json = dict[str, Any]
Entity = tuple[str, int, int]

PARSED: dict[str, tuple[str, str, str, list[Entity]]] = {
    "html": ("HTML", "<b>жи</b> <i>ши</i>", "жи ши", [("bold", 0, 2), ("italic", 3, 2)]),
    "html nested": ("html", "<b><i>nested</i></b>", "nested", [("bold", 0, 6), ("italic", 0, 6)]),
    "html characters": ("HTML", "&lt;a&gt; &amp; &quot;&#65;&#x42; &nbsp;", '<a> & "AB &nbsp;', []),
    "html beyond the BMP": ("HTML", "👍👍 <u>да</u>", "👍👍 да", [("underline", 5, 2)]),
    "html code": ("HTML", "<code>x</code> <pre>y</pre>", "x y", [("code", 0, 1), ("pre", 2, 1)]),
    "html spoiler": (
        "HTML",
        '<span class="tg-spoiler">s</span> <s>x</s>',
        "s x",
        [("spoiler", 0, 1), ("strikethrough", 2, 1)],
    ),
    "html quote": ("HTML", "<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
    "html nothing inside": ("HTML", "a<b></b>b", "ab", []),
    "html trimmed": ("HTML", "  <b> a </b>  ", "a", [("bold", 0, 1)]),
    "v2": (
        "MarkdownV2",
        "*жи* _ши_ __u__ ~s~",
        "жи ши u s",
        [("bold", 0, 2), ("italic", 3, 2), ("underline", 6, 1), ("strikethrough", 8, 1)],
    ),
    "v2 escaped": ("MarkdownV2", "hello\\.\\!", "hello.!", []),
    "v2 spoiler": ("MarkdownV2", "||s|| `c`", "s c", [("spoiler", 0, 1), ("code", 2, 1)]),
    "v2 nested": ("MarkdownV2", "*b _i_ b*", "b i b", [("bold", 0, 5), ("italic", 2, 1)]),
    "v2 quote": ("MarkdownV2", ">a\n>b", "a\nb", [("blockquote", 0, 3)]),
    "v2 code keeps signs": ("MarkdownV2", "`a.b-c`", "a.b-c", [("code", 0, 5)]),
    "markdown": ("Markdown", "*b* _i_ `c`", "b i c", [("bold", 0, 1), ("italic", 2, 1), ("code", 4, 1)]),
    "by itself": (
        "",
        "/start a@b.io https://a.org/b @channel #tag",
        "/start a@b.io https://a.org/b @channel #tag",
        [("bot_command", 0, 6), ("email", 7, 6), ("url", 14, 15), ("mention", 30, 8), ("hashtag", 39, 4)],
    ),
    "bold and by itself": ("HTML", "<b>/start</b>", "/start", [("bold", 0, 6), ("bot_command", 0, 6)]),
    "not in code": ("HTML", "<code>/start</code>", "/start", [("code", 0, 6)]),
}


@pytest.mark.parametrize("case", PARSED)
async def test_it_parses(api: Api, case: str) -> None:
    mode, source, text, entities = PARSED[case]
    message = await api.sent(text=source, parse_mode=mode)
    assert message["text"] == text
    found = [(entity["type"], entity["offset"], entity["length"]) for entity in message.get("entities", [])]
    assert sorted(found) == sorted(entities)


async def test_links_and_languages_are_kept(api: Api) -> None:
    html = await api.sent(text='<a href="https://a.org/?b=1&amp;c=2">x</a> <a>a.org</a>', parse_mode="HTML")
    assert html["entities"][0]["url"] == "https://a.org/?b=1&c=2"
    v2 = await api.sent(text="[x](https://a.org/\\)) [no link](nowhere)", parse_mode="MarkdownV2")
    assert [(entity["offset"], entity["url"]) for entity in v2["entities"]] == [(0, "https://a.org/)")]
    code = await api.sent(text='<pre><code class="language-python">x</code></pre>', parse_mode="HTML")
    assert code["entities"] == [{"type": "pre", "offset": 0, "length": 1, "language": "python"}]
    fenced = await api.sent(text="```python\nx```", parse_mode="MarkdownV2")
    assert (fenced["text"], fenced["entities"]) == ("x", code["entities"])


async def test_named_entities_count_in_utf16(api: Api) -> None:
    entities = [MessageEntity("bold", 3, 2), MessageEntity("text_link", 6, 1, url="https://a.org/")]
    message = await api.bot.send_message(api.chat, "👍 да y", entities=entities)
    assert message.parse_entities() == {entities[0]: "да", entities[1]: "y"}


UNPARSABLE = {
    "old markdown open": ("Markdown", "*unclosed", "Can't find end of the entity starting at byte offset 0"),
    "v2 open": ("MarkdownV2", "*unclosed", "Can't find end of Bold entity at byte offset 0"),
    "v2 open later": ("MarkdownV2", "*bold _italic\\_*", "Can't find end of Bold entity at byte offset 15"),
    "v2 open after letters": ("MarkdownV2", "жжж _x", "Can't find end of Italic entity at byte offset 7"),
    "v2 link open": ("MarkdownV2", "[x](https://a.org", "Can't find end of a URL at byte offset 4"),
    "html open": ("HTML", "<b>unclosed", 'Can\'t find end tag corresponding to start tag "b"'),
    "html unknown": ("HTML", "<script>alert(1)</script>", 'Unsupported start tag "script" at byte offset 0'),
    "html a sign": ("HTML", "жж 1 < 2", 'Unsupported start tag "" at byte offset 7'),
    "html unmatched": (
        "HTML",
        "<b><i>test</b></i>",
        'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"',
    ),
    "html end": ("HTML", "x</b>", "Unexpected end tag at byte offset 1"),
    "html tag open": ("HTML", "x<b", "Unclosed start tag at byte offset 1"),
    "html span": ("HTML", "<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    "html emoji": (
        "HTML",
        '<tg-emoji emoji-id="9999999999999999999">x</tg-emoji>',
        "Invalid custom emoji identifier specified",
    ),
}


@pytest.mark.parametrize("case", UNPARSABLE)
async def test_it_refuses_to_parse(api: Api, case: str) -> None:
    mode, source, words = UNPARSABLE[case]
    refusal = await api.refused("sendMessage", chat_id=api.chat, text=source, parse_mode=mode)
    assert refusal == (400, f"Bad Request: can't parse entities: {words}")


@pytest.mark.parametrize("source", ["hello.", "a-b", "hello!", "test()", "#tag", "a+b", "a=b", "a{b", "a>b", "a|b"])
async def test_v2_reserves_signs(api: Api, source: str) -> None:
    sign = next(character for character in source if not character.isalnum())
    words = f"Character '{sign}' is reserved and must be escaped with the preceding '\\'"
    refusal = await api.refused("sendMessage", chat_id=api.chat, text=source, parse_mode="MarkdownV2")
    assert refusal == (400, f"Bad Request: can't parse entities: {words}")


WRONG_ENTITIES: dict[str, tuple[Json, str]] = {
    "begins after the text": (
        {"type": "bold", "offset": 100, "length": 1},
        "entity begins after the end of the text at UTF-16 offset 100",
    ),
    "ends after the text": (
        {"type": "bold", "offset": 0, "length": 100},
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
    ),
    "begins before the text": (
        {"type": "bold", "offset": -1, "length": 1},
        "receive an entity with incorrect offset -1",
    ),
    "is of no kind": (
        {"type": "invalid_type", "offset": 0, "length": 1},
        "can't parse MessageEntity: Unsupported type specified",
    ),
    "links nowhere": (
        {"type": "text_link", "offset": 0, "length": 5},
        "can't parse MessageEntity: Can't find field \"url\"",
    ),
}


@pytest.mark.parametrize("case", WRONG_ENTITIES)
async def test_it_refuses_an_entity_that(api: Api, case: str) -> None:
    entity, words = WRONG_ENTITIES[case]
    refusal = await api.refused("sendMessage", chat_id=api.chat, text="hello", entities=[entity])
    assert refusal == (400, f"Bad Request: {words}")


BEGINS_INSIDE = "entity begins in a middle of a UTF-16 symbol at byte offset 4"
ENDS_INSIDE = "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4"


@pytest.mark.parametrize(
    ("offset", "length", "words"), [(1, 1, BEGINS_INSIDE), (1, 3, BEGINS_INSIDE), (0, 1, ENDS_INSIDE)]
)
async def test_an_entity_that_cuts_a_symbol_is_refused(api: Api, offset: int, length: int, words: str) -> None:
    entity = {"type": "bold", "offset": offset, "length": length}
    refusal = await api.refused("sendMessage", chat_id=api.chat, text="👍abc", entities=[entity])
    assert refusal == (400, f"Bad Request: {words}")


async def test_an_entity_around_a_whole_symbol_is_taken(api: Api) -> None:
    entity = {"type": "bold", "offset": 0, "length": 2}
    assert (await api.sent(text="👍abc", entities=[entity]))["entities"] == [entity]
