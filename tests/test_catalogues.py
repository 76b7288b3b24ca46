"""What has to hold for every catalogue: the languages say the same, each in its own script, marks and plural forms."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from fluent.syntax import ast

from functions.dispatch import client_bot, registration
from shared.conversation import engine
from shared.conversation.engine import TEXTS as FORM_TEXTS
from shared.texts import LANGUAGES
from tests.catalogues import FOLDERS, ROOT, entries, names, parsed, spoken, values

FOREIGN = tuple(language for language in LANGUAGES if language != "ru")
SCRIPT = {"ru": "CYRILLIC", "en": "LATIN", "ka": "GEORGIAN"}
NAMES = ("Telegram ID", "t.me/addlist/…", "Ctrl+Z", "Google")  # what a vendor calls it is called so in every language
QUOTES = {"ru": "«»", "en": "“”", "ka": "„“"}
# CLDR's categories of whole numbers, the last one by default; after a numeral the Georgian noun stays in the singular.
PLURALS = {"ru": ("one", "few", "*many"), "en": ("one", "*other"), "ka": ()}
MOST = 900

QUOTED = {
    "menu-order": "⚡ Услуги электрика",
    "offer-title": "🆕 Новая заявка для вас! 🚀",
    "offer-take": "✅ ПРИНЯТЬ ЗАКАЗ 🚀",
    "offer-done": "✅ Завершить",
    "form-menu": "🏠 Вернуться в меню",
    "card-number": "Заказ #123456",
    "card-time": "Время: 123456",
    "card-category": "Категория: 123456",
    "card-problem": "Проблема: 123456",
    "card-address": "Адрес: 123456",
    "card-client": "Клиент: 123456",
    "card-phone": "Телефон: 123456",
}

each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
each_language = pytest.mark.parametrize("language", LANGUAGES)
each_foreign = pytest.mark.parametrize("language", FOREIGN)


def test_the_catalogues_are_found() -> None:
    assert {ROOT / "functions" / "dispatch" / "texts", FORM_TEXTS} <= set(FOLDERS)


@each_folder
def test_a_folder_holds_every_language_and_nothing_else(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {f"{language}.ftl" for language in LANGUAGES}


@each_folder
@each_language
def test_every_line_can_be_read(folder: Path, language: str) -> None:
    assert [entry.content for entry in parsed(folder, language) if isinstance(entry, ast.Junk)] == []


@each_folder
@each_language
def test_no_name_is_given_twice(folder: Path, language: str) -> None:
    assert [name for name, count in Counter(name for name, _ in names(folder, language)).items() if count > 1] == []


@each_folder
@each_foreign
def test_the_languages_have_the_same_texts_in_the_same_order(folder: Path, language: str) -> None:
    assert list(entries(folder, language)) == list(entries(folder, "ru"))


@each_folder
@each_foreign
def test_a_text_uses_the_same_values_in_every_language(folder: Path, language: str) -> None:
    russian, foreign = entries(folder, "ru"), entries(folder, language)
    assert {name: (entry.variables, entry.references) for name, entry in foreign.items()} == {
        name: (entry.variables, entry.references) for name, entry in russian.items()
    }


@each_folder
@each_language
def test_every_text_can_be_said_and_says_what_it_was_given(folder: Path, language: str) -> None:
    silent = [
        (name, value)
        for name, texts in spoken(folder, language).items()
        for text, given in zip(texts, values(folder, name), strict=True)
        for value in given.values()
        if not re.search(rf"\b{value}\b", text)
    ]
    assert silent == []


@each_folder
@each_language
def test_a_counted_noun_has_exactly_the_forms_of_its_language(folder: Path, language: str) -> None:
    counted = {name: entry.plurals for name, entry in entries(folder, language).items() if entry.plurals}
    assert [name for name, forms in counted.items() if set(forms.values()) != {PLURALS[language]}] == []


@each_folder
def test_what_is_counted_in_russian_is_counted_in_english(folder: Path) -> None:
    russian, english = entries(folder, "ru"), entries(folder, "en")
    assert [name for name in russian if russian[name].plurals.keys() != english[name].plurals.keys()] == []


@each_folder
@each_language
def test_a_text_is_written_in_the_script_of_its_language(folder: Path, language: str) -> None:
    foreign = {name: _foreign("".join(texts), language) for name, texts in spoken(folder, language).items()}
    assert {name: letters for name, letters in foreign.items() if letters} == {}


@each_folder
def test_no_text_is_a_copy_from_another_language(folder: Path) -> None:
    copies = [
        name
        for name, (text, *_) in spoken(folder, "ru").items()
        if any(map(str.isalpha, text))
        and len({spoken(folder, language)[name][0] for language in LANGUAGES}) < len(LANGUAGES)
    ]
    assert copies == []


@each_folder
@each_foreign
def test_every_language_bears_the_pictures_of_the_russian_text(folder: Path, language: str) -> None:
    russian, foreign = spoken(folder, "ru"), spoken(folder, language)
    different = [name for name in russian if _pictures(foreign[name][0]) != _pictures(russian[name][0])]
    assert set(different) <= {"language-name"}  # each language flies its own flag


@each_folder
@each_language
def test_quotes_are_those_of_the_language_and_close(folder: Path, language: str) -> None:
    marks = {name: re.sub(r"[^«»“”„‟‹›\"']", "", "".join(texts)) for name, texts in spoken(folder, language).items()}
    assert {name: found for name, found in marks.items() if found.replace(QUOTES[language], "")} == {}


@each_folder
@each_language
def test_dashes_ellipses_and_spaces_are_a_typesetter_s(folder: Path, language: str) -> None:
    slip = re.compile(r"–|(?<![ \n])—|—(?! )|(?<=\s)-|-(?=\s)|\.\.|  | [,.;:!?»”]|[«„] |^ | $", re.MULTILINE)
    slips = {name: [text for text in texts if slip.search(text)] for name, texts in spoken(folder, language).items()}
    assert {name: found for name, found in slips.items() if found} == {}


@each_folder
@each_language
def test_no_text_holds_markup_or_invisible_characters(folder: Path, language: str) -> None:
    markup = re.compile(r"[<>`*_\[\]~|\\]|&#?\w+;")
    odd = {
        name: text
        for name, texts in spoken(folder, language).items()
        for text in texts
        if markup.search(text) or any(unicodedata.category(c)[0] in "ZC" for c in _bare(text))
    }
    assert odd == {}


@each_folder
@each_language
def test_a_file_has_no_trailing_spaces_and_ends_with_one_line_end(folder: Path, language: str) -> None:
    source = (folder / f"{language}.ftl").read_bytes().decode("utf-8")
    assert [line for line in source.split("\n") if line != line.rstrip() or "\t" in line] == []
    assert source == source.rstrip() + "\n"


@each_folder
@each_language
def test_no_text_is_longer_than_a_person_reads(folder: Path, language: str) -> None:
    assert [name for name, texts in spoken(folder, language).items() if len(max(texts, key=len)) > MOST] == []


def test_a_word_that_is_pressed_or_typed_means_one_thing_in_all_languages() -> None:
    """A key sends its words; they are recognised in whatever language the person spoke when it was shown."""
    keys = {*engine._WORDS, *client_bot._MENU, *registration.MENU}
    meant = defaultdict(set)
    for folder in FOLDERS:
        for language in LANGUAGES:
            for name, (text, *_) in spoken(folder, language).items():
                if name in keys or name.startswith("category-"):
                    meant[text.casefold()].add(name)
    assert keys <= set().union(*meant.values())
    assert {word: found for word, found in meant.items() if len(found) > 1} == {}


@pytest.mark.parametrize(("name", "words"), QUOTED.items())
def test_what_the_business_says_stands_letter_for_letter(name: str, words: str) -> None:
    assert [spoken(folder, "ru")[name][0] for folder in FOLDERS if name in entries(folder, "ru")] == [words]


def _foreign(text: str, language: str) -> str:
    for name in NAMES:
        text = text.replace(name, "")
    return "".join(c for c in text if c.isalpha() and not unicodedata.name(c).startswith(SCRIPT[language]))


def _pictures(text: str) -> list[str]:
    return [c for c in text if unicodedata.category(c) == "So"]


def _bare(text: str) -> str:
    return text.replace(" ", "").replace("\n", "")
