from __future__ import annotations

from pathlib import Path

import pytest

from shared.texts import LANGUAGES, Catalogue, language

WORDS = {
    "ru": "greeting = Здравствуйте!\ncalled = Вас зовут { $name }.\nonly-a-hint =\n    .hint = подсказка\n",
    "en": "greeting = Hello!\ncalled = Your name is { $name }.\nonly-a-hint =\n    .hint = a hint\n",
    "ka": "greeting = გამარჯობა!\ncalled = თქვენი სახელია { $name }.\nonly-a-hint =\n    .hint = მინიშნება\n",
}
ORDERS = """orders = { $count ->
    [one] { $count } заказ
    [few] { $count } заказа
   *[many] { $count } заказов
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "texts", WORDS)


@pytest.fixture
def catalogue(folder: Path) -> Catalogue:
    return Catalogue([folder])


def written(folder: Path, words: dict[str, str]) -> Path:
    folder.mkdir()
    for code, text in words.items():
        (folder / f"{code}.ftl").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(("code", "words"), [("ru", "Здравствуйте!"), ("en", "Hello!"), ("ka", "გამარჯობა!")])
def test_it_speaks_the_language_it_is_asked_for(catalogue: Catalogue, code: str, words: str) -> None:
    assert (catalogue.speak(code).language, catalogue.speak(code)("greeting")) == (code, words)


@pytest.mark.parametrize("code", ["de", "", "RU", "en-GB"])
def test_it_speaks_russian_where_it_does_not_know_the_language(catalogue: Catalogue, code: str) -> None:
    assert (catalogue.speak(code).language, catalogue.speak(code)("greeting")) == ("ru", "Здравствуйте!")


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", ["farewell", "only-a-hint", ""])
def test_a_name_without_a_text_is_an_error(catalogue: Catalogue, code: str, name: str) -> None:
    with pytest.raises(KeyError):
        catalogue.speak(code)(name)


def test_it_knows_which_names_it_has(catalogue: Catalogue) -> None:
    texts = catalogue.speak("en")
    assert (texts.has("greeting"), texts.has("farewell")) == (True, False)


def test_a_value_stands_in_the_text_as_it_was_given(catalogue: Catalogue) -> None:
    assert catalogue.speak("ru")("called", name="Анна <b>") == "Вас зовут Анна <b>."


def test_a_missing_value_is_an_error_that_names_the_text(catalogue: Catalogue) -> None:
    with pytest.raises(ValueError, match="called"):
        catalogue.speak("ru")("called")


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 заказов"),
        (1, "1 заказ"),
        (2, "2 заказа"),
        (5, "5 заказов"),
        (11, "11 заказов"),
        (21, "21 заказ"),
        (22, "22 заказа"),
        (105, "105 заказов"),
        (1234, "1\u00a0234 заказа"),
    ],
)
def test_russian_nouns_follow_their_numerals(tmp_path: Path, count: int, words: str) -> None:
    folder = written(tmp_path / "counted", {"ru": ORDERS})
    assert Catalogue([folder]).speak("ru")("orders", count=count) == words


def test_a_desk_adds_its_texts_to_those_of_the_house(folder: Path, tmp_path: Path) -> None:
    desk = written(tmp_path / "desk", {"ru": "menu = Меню: { greeting }"})
    texts = Catalogue([folder, desk]).speak("ru")
    assert (texts("greeting"), texts("menu")) == ("Здравствуйте!", "Меню: Здравствуйте!")


def test_every_gives_a_text_in_all_languages(catalogue: Catalogue) -> None:
    assert catalogue.every("greeting") == {"Здравствуйте!", "Hello!", "გამარჯობა!"}


def test_every_refuses_a_name_without_a_text(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError):
        catalogue.every("farewell")


@pytest.mark.parametrize(
    ("code", "ours"),
    [("ru", "ru"), ("ru-RU", "ru"), ("EN-gb", "en"), ("ka", "ka"), ("ka-GE", "ka")],
)
def test_a_vendor_s_code_names_one_of_our_languages(code: str, ours: str) -> None:
    assert language(code) == ours


@pytest.mark.parametrize("code", ["", "de", "uk-UA", "rus", "english", "-en"])
def test_any_other_code_means_russian(code: str) -> None:
    assert language(code) == "ru"
