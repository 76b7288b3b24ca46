"""``.env.example`` is where a person looks for a setting: it lists each one, with a line on it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LINE = re.compile(r"^(?P<name>[A-Z][A-Z0-9_]*)=(?P<value>\S*)\s+#\s+(?P<words>.+)$")


def declared() -> set[str]:
    """Name every setting that the code reads."""
    found: set[str] = set()
    for path in [*ROOT.glob("functions/**/*.py"), *ROOT.glob("shared/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"env", "config.env"}:
                name = node.args[0]
                assert isinstance(name, ast.Constant), f"{path}: the name of a setting is written out"
                found.add(str(name.value))
    return found


def listed() -> dict[str, str]:
    """Read what ``.env.example`` lists: name to words."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    rows = [line for line in lines if line and not line.startswith("#")]
    matches = {row: _LINE.match(row) for row in rows}
    assert all(matches.values()), [row for row, match in matches.items() if not match]
    return {match["name"]: match["words"] for match in matches.values() if match}


def test_every_setting_that_the_code_reads_is_listed() -> None:
    assert declared() - listed().keys() == set()


def test_nothing_is_listed_that_no_code_reads() -> None:
    assert listed().keys() - declared() == set()


def test_no_setting_in_the_example_holds_a_secret() -> None:
    text = (ROOT / ".env.example").read_text()
    assert not re.search(r"(TOKEN|SECRET|KEY)=\S", text)
