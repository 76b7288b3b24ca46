"""What the code says and what the catalogues hold are the same: nothing is missing, nothing is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from functions.dispatch import earnings
from functions.dispatch.models import Category
from shared.texts import LANGUAGES
from tests.catalogues import FOLDERS, ROOT, entries, spoken, variables

SOURCES = tuple(sorted(path for top in ("functions", "shared") for path in (ROOT / top).rglob("*.py")))
DISPATCH = ROOT / "functions" / "dispatch" / "texts"
LONGEST_BUTTON = 40
_SPEAKERS = {"texts", "_texts", "_T", "Refused", "Incomplete"}
_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*")

each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))


@each_source
def test_a_name_in_the_code_has_its_text(source: Path) -> None:
    """Whatever begins like a text's name is taken for one, and so is whatever the code says outright."""
    known = _reachable(source)
    families = {name.partition("-")[0] for name in known if "-" in name}
    meant = {name for name in _names(source) if "-" in name and name.partition("-")[0] in families}
    assert (meant | {name for name, _ in _said(source)}) - known == set()


@each_source
def test_a_name_put_together_in_the_code_has_a_text(source: Path) -> None:
    known = _reachable(source)
    families = {name.partition("-")[0] for name in known if "-" in name}
    built = [each for each in _built(source) if each.partition("-")[0] in families]
    assert [each for each in built if not any(re.fullmatch(each, name) for name in known)] == []


@each_source
def test_a_text_is_given_the_values_it_needs(source: Path) -> None:
    needed = {name: variables(folder, name) for folder in _folders(source) for name in spoken(folder, "ru")}
    assert [name for name, given in _said(source) if given is not None and given != needed.get(name, given)] == []


def test_every_category_and_every_period_has_its_text() -> None:
    known = set(entries(DISPATCH, "ru"))
    periods = {period.text for period in earnings.periods(datetime(2026, 1, 1, tzinfo=UTC), UTC)}
    assert {name for name in known if name.startswith("category-")} == {f"category-{each.value}" for each in Category}
    assert {name for name in known if name.startswith("period-")} == periods


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
def test_every_text_is_said_somewhere(folder: Path) -> None:
    known = entries(folder, "ru")
    readers = [source for source in SOURCES if folder in _folders(source)]
    named = {name for source in readers for name in _names(source)}
    borrowed = {name for each in FOLDERS for entry in entries(each, "ru").values() for name in entry.references}
    built = [each for source in readers for each in _built(source)]
    assert [name for name in known.keys() - named - borrowed if not any(re.fullmatch(b, name) for b in built)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_s_words_fit_on_it(language: str) -> None:
    buttons = {name for source in SOURCES for name in _buttons(source)}
    families = re.compile(r"(master-)?menu-.+|category-.+|label-.+|language-name")
    words = {name: text for folder in FOLDERS for name, (text, *_) in spoken(folder, language).items()}
    shown = {name: text for name, text in words.items() if name in buttons or families.fullmatch(name)}
    assert {"form-confirm", "offer-take", "owner-approve", "menu-order"} <= shown.keys()
    assert {name: text for name, text in shown.items() if len(text) > LONGEST_BUTTON} == {}


@cache
def _tree(source: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(source.read_text("utf-8"))))


def _folders(source: Path) -> list[Path]:
    """Return the catalogues that a file can speak from: its desk's own and the shared ones."""
    return [each for each in FOLDERS if ROOT / "shared" in each.parents or each.parent in source.parents]


def _reachable(source: Path) -> set[str]:
    return {name for folder in _folders(source) for name in entries(folder, "ru")}


def _names(source: Path) -> Iterator[str]:
    """Yield the strings of a file that look like a text's name."""
    for node in _tree(source):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _NAME.fullmatch(node.value):
            yield node.value


def _built(source: Path) -> Iterator[str]:
    """Yield what a file puts together, such as ``f"category-{key}"``, as patterns."""
    for node in _tree(source):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            parts = [str(each.value) if isinstance(each, ast.Constant) else "" for each in node.values]
            if _NAME.fullmatch("".join(part or "x" for part in parts)) and "-" in parts[0]:
                yield "".join(part or ".+" for part in parts)


def _said(source: Path) -> Iterator[tuple[str, set[str] | None]]:
    """Yield the texts that a file says outright with the values it gives them, ``None`` where a mapping is passed."""
    for node in _tree(source):
        if isinstance(node, ast.Call) and node.args and _speaks(node.func) and isinstance(node.args[0], ast.Constant):
            given = {keyword.arg for keyword in node.keywords if keyword.arg}
            yield str(node.args[0].value), given if len(given) == len(node.keywords) else None


def _speaks(function: ast.expr) -> bool:
    """Tell ``texts(…)``, ``_texts(scene)(…)``, ``CATALOGUE.speak(…)(…)`` and refusals from other calls."""
    if isinstance(function, ast.Call):
        function = function.func
        return (isinstance(function, ast.Attribute) and function.attr == "speak") or _speaks(function)
    return isinstance(function, ast.Name) and function.id in _SPEAKERS


def _buttons(source: Path) -> Iterator[str]:
    """Yield the texts that stand on buttons and keys."""
    for node in _tree(source):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"Button", "Key", "_button"}
        ):
            for each in node.args:
                if isinstance(each, ast.Call) and _speaks(each.func) and isinstance(each.args[0], ast.Constant):
                    yield str(each.args[0].value)
