"""Which way imports point, who may know what, and how large anything may be: read from the sources and held."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest

import main
from tests.stand_ins import REPOSITORY

LONGEST_FILE, LONGEST_FUNCTION = 300, 40
SYSTEM = "system"  # its doors serve every desk and know desks by name only
DOORS = frozenset({"webhooks", "api", "jobs", "events", "pages"})
# What only the edge may know; a bare name stands for everything below it.
OUTSIDE = (
    "aiohttp",
    "cloudevents",
    "flask",
    "functions_framework",
    "google.api_core",
    "google.auth",
    "google.cloud",
    "google.events",
    "google.protobuf",
    "grpc",
    "gspread",
    "httpx",
    "openai",
    "requests",
    "starlette",
    "telegram",
    "uvicorn",
)
# What takes long to load: nothing of it may be loaded before a request needs it.
HEAVY = (
    "google.api_core",
    "google.auth",
    "google.cloud.firestore_v1",
    "grpc",
    "gspread",
    "httpx",
    "openai",
    "telegram",
)


@dataclass(frozen=True)
class Source:
    """One module: ``name`` is how others import it."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The module as it was parsed."""
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> frozenset[str]:
        """Everything it imports at run time, anywhere in it; what only the type checker reads binds nobody."""
        return frozenset(name for node in _running(self.tree) for name in _imported(node))

    @property
    def desk(self) -> str:
        """The desk it belongs to, if any."""
        package, _, rest = self.name.partition(".")
        return rest.partition(".")[0] if package == "functions" and "." in rest else ""

    @property
    def edge(self) -> bool:
        """Whether it is a door, an adapter, or the place where these are built."""
        *packages, last = self.name.split(".")
        if last in {"wiring", "outbound", "webhook"} or "web" in packages:
            return True
        if packages[-1] == "store":
            return last in {"firestore", "requests", "values"}
        return (packages[0] == "functions" and last in DOORS) or self.name == "shared.sheets.api"

    def knows(self, *modules: str) -> list[str]:
        """Return which of these modules, or of what is below them, it imports."""
        return sorted(name for name in self.imports if any(f"{name}.".startswith(f"{each}.") for each in modules))


def _running(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            continue
        yield child
        yield from _running(child)


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"__import__", "importlib.import_module"}:
        yield from (str(word.value) for word in node.args[:1] if isinstance(word, ast.Constant))


def read(*folders: str) -> list[Source]:
    """Read every module of some folders."""
    return [
        Source(".".join(path.relative_to(REPOSITORY).with_suffix("").parts), path.read_text())
        for folder in folders
        for path in sorted((REPOSITORY / folder).rglob("*.py"))
    ]


PRODUCT = read("functions", "shared")


def of_another_desk(source: Source) -> list[str]:
    """Return what a module imports of desks that are not its own."""
    desks = {each.desk for each in PRODUCT if each.desk} - {source.desk}
    return source.knows(*(f"functions.{desk}" for desk in desks))


def reads_the_environment(source: Source) -> list[str]:
    """Return where a module looks at the environment by itself."""
    ways = {"os.environ", "os.getenv", "os.environb"}
    found = [ast.unparse(node) for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)]
    return [each for each in found if each in ways] + source.knows("os.environ", "os.getenv", "dotenv")


def too_long(source: Source) -> list[str]:
    """Return what in a module is longer than the house allows."""
    functions = [node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {each.name: (each.end_lineno or 0) - each.lineno + 1 for each in functions}
    long = [f"{name}: {length} lines" for name, length in lengths.items() if length > LONGEST_FUNCTION]
    lines = source.text.count("\n")
    return [*long, *([f"{lines} lines"] if lines > LONGEST_FILE else [])]


def loaded_with(*modules: str) -> list[str]:
    """Return what of the heavy is loaded by nothing but the import of some modules."""
    program = f"import sys, {', '.join(modules)}; print(*sorted(sys.modules))"
    ran = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return [name for name in ran.stdout.split() if name in HEAVY]


def guilty(sources: list[Source], judge: Callable[[Source], list[str]]) -> dict[str, list[str]]:
    """Return the modules that break a rule, with how."""
    return {source.name: found for source in sources if (found := judge(source))}


def test_a_desk_imports_no_other_desk() -> None:
    assert guilty([source for source in PRODUCT if source.desk], of_another_desk) == {}


def test_what_is_shared_knows_no_desk() -> None:
    assert guilty(read("shared"), lambda source: source.knows("functions")) == {}


def test_the_product_knows_neither_its_tests_nor_what_stands_in_for_the_world() -> None:
    assert guilty(PRODUCT, lambda source: source.knows("tests", "infra", "bench")) == {}


CORE = [source for source in PRODUCT if not source.edge]


def test_the_core_knows_nothing_of_the_outside() -> None:
    assert guilty(CORE, lambda source: source.knows(*OUTSIDE)) == {}


def test_the_core_loads_nothing_heavy_through_others_either() -> None:
    assert loaded_with(*(source.name for source in CORE)) == []


def test_no_door_loads_what_is_heavy_before_it_is_called() -> None:
    assert loaded_with("main") == []


def test_the_environment_is_read_in_one_place() -> None:
    assert list(guilty(PRODUCT, reads_the_environment)) == ["shared.config"]


def test_nothing_is_longer_than_the_house_allows() -> None:
    assert guilty(read("functions", "shared", "infra"), too_long) == {}


def test_the_table_of_contents_holds_nothing_but_imports_of_doors() -> None:
    docstring, *imports, contents = ast.parse((REPOSITORY / "main.py").read_text()).body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(contents, ast.Assign)
    assert ast.unparse(contents.targets[0]) == "__all__"
    for each in imports:
        assert isinstance(each, ast.ImportFrom)
        assert str(each.module).split(".")[-1] in DOORS


def test_the_table_of_contents_exports_all_that_it_imports() -> None:
    *imports, _ = ast.parse((REPOSITORY / "main.py").read_text()).body[1:]
    names = [alias.name for each in imports if isinstance(each, ast.ImportFrom) for alias in each.names]
    assert sorted(names) == main.__all__ == sorted(main.__all__)


LISTED: dict[str, dict[str, Any]] = tomllib.loads((REPOSITORY / "infra/functions.toml").read_text())["functions"]


def test_the_list_of_functions_is_the_table_of_contents() -> None:
    assert sorted(LISTED) == sorted(main.__all__)


@pytest.mark.parametrize("name", main.__all__)
def test_a_function_carries_its_name_its_desk_and_can_be_awaited(name: str) -> None:
    function = getattr(main, name)
    desk = LISTED[name]["desk"]
    assert function.__name__ == name
    assert name.startswith(f"{desk}_")
    assert function.__module__.startswith(f"functions.{desk}.")
    assert inspect.iscoroutinefunction(function)


def module(name: str, text: str) -> Source:
    return Source(name, text)


def test_the_reader_sees_imports_of_every_form() -> None:
    text = "import grpc.aio\nfrom google.cloud import firestore\ndef f():\n    from telegram import Bot\n"
    assert module("shared.money", text).knows(*OUTSIDE) == ["google.cloud.firestore", "grpc.aio", "telegram.Bot"]
    assert module("shared.money", "import importlib\nimportlib.import_module('openai')").knows(*OUTSIDE) == ["openai"]


def test_the_reader_passes_over_what_only_the_type_checker_reads_and_over_like_names() -> None:
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import grpc\nimport telegrams, shared.requests\n"
    assert module("shared.money", text).knows(*OUTSIDE) == []


@pytest.mark.parametrize(
    ("name", "edge"),
    [
        ("functions.dispatch.webhooks", True),
        ("functions.dispatch.events", True),
        ("functions.dispatch.wiring", True),
        ("shared.channels.telegram.outbound", True),
        ("shared.channels.telegram.webhook", True),
        ("shared.store.firestore", True),
        ("shared.web.door", True),
        ("functions.dispatch.offers", False),
        ("shared.channels.events", False),
        ("shared.channels.telegram.inbound", False),
        ("shared.store.records", False),
        ("shared.delivery.deliver", False),
    ],
)
def test_the_edge_is_what_the_rule_says(name: str, edge: bool) -> None:  # noqa: FBT001 - the second column of a table
    assert module(name, "").edge is edge


def test_the_reader_sees_one_desk_reaching_into_another() -> None:
    text = "from functions.dispatch.orders import taken\n"
    assert of_another_desk(module("functions.realty.bot", text)) == ["functions.dispatch.orders.taken"]
    assert of_another_desk(module("functions.dispatch.bot", text)) == []
    assert of_another_desk(module(f"functions.{SYSTEM}.wiring", text)) != []


@pytest.mark.parametrize(
    "text", ["import os\nos.environ['A']", "import os\nos.getenv('A')", "from os import environ", "import dotenv"]
)
def test_the_reader_sees_the_environment_being_read(text: str) -> None:
    assert reads_the_environment(module("shared.money", text))


def test_the_reader_measures_files_and_functions() -> None:
    function = "def f():\n" + "    a = 1\n" * 39
    assert too_long(module("shared.money", function)) == []
    assert too_long(module("shared.money", function + "    a = 1\n")) == ["f: 41 lines"]
    assert too_long(module("shared.money", "a = 1\n" * 301)) == ["301 lines"]


def test_the_reader_sees_what_an_import_loads() -> None:
    assert "grpc" in loaded_with("shared.store.firestore")
