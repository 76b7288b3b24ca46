"""Reads every catalogue of the house as its translators wrote it, and speaks all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from shared.conversation.engine import TEXTS as FORM_TEXTS
from shared.texts import LANGUAGES, Catalogue

ROOT = Path(__file__).parents[1]
FOLDERS = tuple(sorted({path.parent for top in ("functions", "shared") for path in (ROOT / top).glob("*/texts/*.ftl")}))
COUNTS = ("7", 0, 1, 2, 5, 11, 21, 22, 105)
ANYTHING = 123456
_PLURALS = {"zero", "one", "two", "few", "many", "other"}


@dataclass
class Entry(Visitor):
    """A message, term or attribute: what it is given, what it borrows, and its plural forms by variable."""

    variables: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)
    plurals: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the library's name
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802 - as above
        self.references.add(node.id.name)

    def visit_TermReference(self, node: ast.TermReference) -> None:  # noqa: N802 - as above
        self.references.add(f"-{node.id.name}")
        self.generic_visit(node)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802 - as above
        forms = [(v.default, v.key.name) for v in node.variants if isinstance(v.key, ast.Identifier)]
        if isinstance(node.selector, ast.VariableReference) and _PLURALS & {name for _, name in forms}:
            self.plurals[node.selector.id.name] = tuple(f"*{name}" if default else name for default, name in forms)
        self.generic_visit(node)


def parsed(folder: Path, language: str) -> list[ast.EntryType]:
    """Return everything a catalogue holds, in its order, what cannot be read included."""
    return FluentParser().parse((folder / f"{language}.ftl").read_text("utf-8")).body


def names(folder: Path, language: str) -> Iterator[tuple[str, ast.Pattern]]:
    """Yield each message, term (``-name``) and attribute (``name.attribute``) with what it says."""
    for entry in parsed(folder, language):
        if isinstance(entry, ast.Message | ast.Term):
            name = f"-{entry.id.name}" if isinstance(entry, ast.Term) else entry.id.name
            if entry.value is not None:
                yield name, entry.value
            yield from ((f"{name}.{each.id.name}", each.value) for each in entry.attributes)


@cache
def entries(folder: Path, language: str) -> Mapping[str, Entry]:
    """Return a catalogue's entries by name."""
    found = {name: Entry() for name, _ in names(folder, language)}
    for name, pattern in names(folder, language):
        found[name].visit(pattern)
    return found


def variables(folder: Path, name: str) -> set[str]:
    """Return what a message has to be given, for the messages that it borrows too; a term is given nothing."""
    entry = entries(folder, LANGUAGES[0])[name]
    borrowed = (variables(folder, other) for other in entry.references if not other.startswith("-"))
    return entry.variables.union(*borrowed)


def values(folder: Path, name: str) -> Iterator[dict[str, str | int]]:
    """Yield what a message may be given: every count where it counts, a value of its own for everything else."""
    counted = entries(folder, LANGUAGES[0])[name].plurals
    others = {each: str(ANYTHING + at) for at, each in enumerate(sorted(variables(folder, name)))}
    yield from ({**others, **dict.fromkeys(counted, count)} for count in COUNTS)


@cache
def spoken(folder: Path, language: str) -> Mapping[str, tuple[str, ...]]:
    """Say every message of a catalogue, once for each count; terms and attributes are said by messages alone."""
    texts = Catalogue([FORM_TEXTS, folder]).speak(language)
    messages = [name for name in entries(folder, language) if name[0] != "-" and "." not in name]
    return {name: tuple(texts(name, **given) for given in values(folder, name)) for name in messages}
